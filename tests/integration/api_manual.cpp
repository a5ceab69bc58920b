// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/api_manual.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace tests {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDayMs = 24 * 60 * 60 * 1000;

// What stands for a kind inside a longer text.
const QList<QPair<QString, QString>> kKinds = {
    {u"number"_s, u"-?[0-9]+(?:\\.[0-9]+)?(?:e[+-]?[0-9]+)?"_s},
    {u"time"_s, u"[0-9]{13}"_s},
    {u"date"_s, u"[0-9]{4}-[0-9]{2}-[0-9]{2}"_s},
    {u"duration"_s, u"[0-9]+(?:\\.[0-9]{2})?ms"_s},
    {u"text"_s, u".+"_s},
};

QRegularExpression patternOf(const QString &expected)
{
    QString pattern = QRegularExpression::escape(expected);
    for (const auto &[kind, form] : kKinds)
        pattern.replace(QRegularExpression::escape(u'<' + kind + u'>'), form);
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern),
                              QRegularExpression::DotMatchesEverythingOption);
}

// That a whole text stands for; empty: none.
QString kindIn(const QString &text)
{
    static const QRegularExpression kKind(u"^<([^<>]+)>$"_s);
    return kKind.match(text).captured(1);
}

bool isOfKind(const QJsonValue &value, const QString &kind)
{
    if (kind == u"null")
        return value.isNull();
    if (kind == u"number")
        return value.isDouble();
    if (kind == u"true or false")
        return value.isBool();
    if (kind == u"any text") // the empty one, too
        return value.isString();
    if (kind == u"time") // of this run
        return value.isDouble() && value.toDouble() == std::floor(value.toDouble()) &&
               std::abs(value.toInteger() - QDateTime::currentMSecsSinceEpoch()) < kDayMs;
    const auto form = std::ranges::find(kKinds, kind, &QPair<QString, QString>::first);
    return form != kKinds.end() && value.isString() &&
           patternOf(u'<' + kind + u'>').match(value.toString()).hasMatch();
}

QString shown(const QJsonValue &value)
{
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2)).left(3000);
}

} // namespace

QString ManualNotation::filledIn(const QString &text) const
{
    QString filled = text;
    // The longest first: $A must not take the place of $AB.
    for (auto name = names.end(); name != names.begin();) {
        --name;
        filled.replace(u'$' + name.key(),
                       name->isDouble() ? QString::number(name->toInteger()) : name->toString());
    }
    return filled;
}

QJsonValue ManualNotation::filledIn(const QJsonValue &value) const
{
    if (value.isObject()) {
        QJsonObject filled;
        const QJsonObject fields = value.toObject();
        for (auto field = fields.begin(); field != fields.end(); ++field)
            filled[filledIn(field.key())] = filledIn(QJsonValue(field.value()));
        return filled;
    }
    if (value.isArray()) {
        QJsonArray filled;
        for (const QJsonValue item : value.toArray())
            filled.append(filledIn(item));
        return filled;
    }
    if (!value.isString())
        return value;
    const QString text = value.toString();
    if (text.startsWith(u'$') && names.contains(text.mid(1)))
        return names[text.mid(1)];
    return filledIn(text);
}

QStringList ManualNotation::differences(const QJsonValue &actual, const QJsonValue &expected,
                                        const QString &where)
{
    if (expected.isObject() && actual.isObject())
        return ofObjects(actual.toObject(), expected.toObject(), where);
    if (expected.isArray() && actual.isArray())
        return ofArrays(actual.toArray(), expected.toArray(), where);
    const QString text = expected.toString();
    if (const QString kind = kindIn(text); !kind.isEmpty())
        return ofKinds(actual, kind, where);
    if (expected.isString() && actual.isString() && patternOf(text).match(actual.toString()).hasMatch())
        return {};
    if (!expected.isString() && expected == actual)
        return {};
    return {where + u" is "_s + shown(actual) + u", not "_s + shown(expected)};
}

QStringList ManualNotation::ofObjects(const QJsonObject &actual, const QJsonObject &expected,
                                      const QString &where)
{
    QStringList found;
    for (auto field = expected.begin(); field != expected.end(); ++field) {
        const QString place = where + u'.' + field.key();
        if (actual.contains(field.key()))
            found += differences(actual[field.key()], field.value(), place);
        else
            found += place + u" is missing"_s;
    }
    for (auto field = actual.begin(); field != actual.end(); ++field) {
        if (!expected.contains(field.key()))
            found += where + u'.' + field.key() + u" is not in the manual: "_s + shown(field.value());
    }
    return found;
}

QStringList ManualNotation::ofArrays(const QJsonArray &actual, const QJsonArray &expected,
                                     const QString &where)
{
    const bool open = !expected.isEmpty() && expected.last() == QJsonValue(u"…"_s);
    const qsizetype count = open ? expected.size() - 1 : expected.size();
    if (open ? actual.size() < count : actual.size() != count)
        return {where + u" has %1 items: "_s.arg(actual.size()) + shown(actual)};
    QStringList found;
    for (qsizetype i = 0; i < count; ++i)
        found += differences(actual[i], expected[i], where + u"[%1]"_s.arg(i));
    for (qsizetype i = count; i < actual.size(); ++i) {
        const bool known =
            std::any_of(expected.begin(), expected.begin() + count,
                        [&](const QJsonValue &model) { return isShapedLike(actual[i], model); });
        if (!known)
            found += where + u"[%1] is unlike those shown: "_s.arg(i) + shown(actual[i]);
    }
    return found;
}

// The fields of `actual` and the kinds of their values, as `model` shows them; null may stand for any.
bool ManualNotation::isShapedLike(const QJsonValue &actual, const QJsonValue &model) const
{
    if (actual.isNull() || model.isNull())
        return true;
    if (model.isObject()) {
        const QJsonObject fields = model.toObject();
        return actual.isObject() && actual.toObject().keys() == fields.keys() &&
               std::ranges::all_of(fields.keys(), [&](const QString &name) {
                   return isShapedLike(actual[name], fields[name]);
               });
    }
    if (model.isArray() && actual.isArray()) {
        const QJsonArray models = model.toArray();
        const QJsonArray items = actual.toArray();
        return models.isEmpty() || std::ranges::all_of(items, [&](const QJsonValue &item) {
                   return isShapedLike(item, models.first());
               });
    }
    const QString text = model.toString();
    const QString kind = kindIn(text).section(u" or "_s, 0, 0); // null was let through
    if (const auto shape = m_shapes.find(kind); shape != m_shapes.end())
        return isShapedLike(actual, *shape);
    if (text.startsWith(u"<number") || text.startsWith(u"<time"))
        return actual.isDouble();
    if (text == u"<true or false>")
        return actual.isBool();
    return actual.type() == model.type();
}

// KIND, KIND or KIND, KIND as NAME.
QStringList ManualNotation::ofKinds(const QJsonValue &actual, const QString &kind, const QString &where)
{
    if (const auto shape = m_shapes.find(kind); shape != m_shapes.end())
        return differences(actual, *shape, where);
    constexpr QStringView kList = u"list of ";
    if (kind.startsWith(kList) && actual.isArray()) {
        QStringList found;
        const QString item = u'<' + kind.mid(kList.size()) + u'>';
        for (const QJsonValue one : actual.toArray())
            found += differences(one, item, where);
        return found;
    }
    const QString kinds = kind.section(u" as "_s, 0, 0);
    const QString name = kind.section(u" as "_s, 1, 1);
    const QStringList any = kinds == u"true or false" ? QStringList{kinds} : kinds.split(u" or "_s);
    const bool fits = std::ranges::any_of(any, [&](const QString &one) {
        const auto shape = m_shapes.find(one);
        return shape == m_shapes.end() ? isOfKind(actual, one) : differences(actual, *shape, where).isEmpty();
    });
    if (!fits)
        return {where + u" is "_s + shown(actual) + u", not <"_s + kind + u'>'};
    if (!name.isEmpty())
        names[name] = actual;
    return {};
}

QStringList ManualNotation::textDifferences(const QString &actual, const QString &expected) const
{
    const QStringList lines = QString(actual).remove(u'\r').split(u'\n');
    qsizetype at = 0;
    bool skips = false; // a line "…" came before
    for (const QString &line : expected.split(u'\n')) {
        if (line == u"…") {
            skips = true;
            continue;
        }
        const QRegularExpression pattern = patternOf(line);
        while (skips && at < lines.size() && !pattern.match(lines[at]).hasMatch())
            ++at;
        if (at >= lines.size() || !pattern.match(lines[at]).hasMatch())
            return {u"no line \""_s + line + u"\" "_s +
                    (at < lines.size() ? u"but \""_s + lines[at] + u'"' : u"is left"_s)};
        ++at;
        skips = false;
    }
    if (!skips && at < lines.size())
        return {u"a line more: \""_s + lines[at] + u'"'};
    return {};
}

QString ManualExample::title() const
{
    return u"API.md:%1: "_s.arg(line) + method + u' ' + path + u" %1"_s.arg(status);
}

namespace {

const QRegularExpression &headerLine()
{
    static const QRegularExpression kHeader(u"^([A-Z][A-Za-z-]*): ?(.*)$"_s);
    return kHeader;
}

// The lines between ```http and ```.
bool readBlock(const QStringList &lines, ManualExample &example)
{
    static const QRegularExpression kRequest(u"^([A-Z]+) (/\\S*)$"_s);
    static const QRegularExpression kStatus(u"^([1-5][0-9]{2})(?: (.*))?$"_s);
    const auto request = kRequest.match(lines.value(0));
    if (!request.hasMatch())
        return false;
    example.method = request.captured(1);
    example.path = request.captured(2);
    qsizetype at = 1;
    for (; at < lines.size() && headerLine().match(lines[at]).hasMatch(); ++at)
        example.sent += lines[at];
    for (; at < lines.size() && !kStatus.match(lines[at]).hasMatch(); ++at)
        example.body += lines[at];
    if (at == lines.size())
        return false;
    const auto status = kStatus.match(lines[at++]);
    example.status = status.captured(1).toInt();
    QStringList answer;
    if (!status.captured(2).isEmpty())
        answer += status.captured(2);
    for (; answer.isEmpty() && at < lines.size() && headerLine().match(lines[at]).hasMatch(); ++at) {
        const auto header = headerLine().match(lines[at]);
        example.headers.append({header.captured(1), header.captured(2)});
    }
    if (at < lines.size() && lines[at].isEmpty())
        ++at;
    answer += lines.mid(at);
    example.answer = answer.join(u'\n');
    return true;
}

} // namespace

Manual readManual(const QString &name)
{
    QFile file(name);
    if (!file.open(QFile::ReadOnly))
        qFatal("no API.md: %s", qPrintable(file.errorString()));
    static const QRegularExpression kStep(u"^<!-- test: (.+) -->$"_s);
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    Manual manual;
    QString chapter;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        ManualExample example{.line = int(i) + 1, .chapter = chapter};
        if (lines[i].startsWith(u"## "))
            chapter = lines[i].mid(3);
        else if (const auto step = kStep.match(lines[i]); step.hasMatch())
            example.step = step.captured(1);
        if (!example.step.isEmpty())
            manual.examples.append(example);
        const bool shape = lines[i].startsWith(u"```json ");
        if (lines[i] != u"```http" && !shape)
            continue;
        const qsizetype end = lines.indexOf(u"```"_s, i);
        if (shape) {
            const QByteArray text = lines.mid(i + 1, end - i - 1).join(u'\n').toUtf8();
            manual.shapes[lines[i].mid(8)] = QJsonDocument::fromJson(text).object();
            continue;
        }
        if (end < 0 || !readBlock(lines.mid(i + 1, end - i - 1), example))
            qFatal("API.md:%d: the block is no example", example.line);
        manual.examples.append(example);
        i = end;
    }
    return manual;
}

} // namespace tests
