// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/field_reader.h"

#include "relay/admin/qt_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>

namespace relay::admin {

namespace {

// Nothing for 1.5, 1e30 and what is no number.
std::optional<std::int64_t> wholeNumber(const QJsonValue &value)
{
    const std::int64_t number = value.toInteger(0);
    if (!value.isDouble() || number != value.toInteger(1))
        return {};
    return number;
}

bool saysNothing(const QJsonValue &value)
{
    return value.isNull() || (value.isString() && value.toString().isEmpty()) ||
           (value.isArray() && value.toArray().isEmpty()) || (value.isObject() && value.toObject().isEmpty());
}

void appendTrimmed(std::vector<std::string> &list, const QString &text)
{
    const std::string item = text.trimmed().toStdString();
    if (!item.empty() && std::ranges::find(list, item) == list.end())
        list.push_back(item);
}

} // namespace

bool FieldReader::has(std::string_view name) const
{
    const QJsonValue found = value(name);
    return !found.isUndefined() && !found.isNull();
}

QJsonValue FieldReader::value(std::string_view name) const
{
    const QString asked = qtText(name);
    m_asked.insert(asked);
    return m_object.value(asked);
}

bool FieldReader::text(std::string_view name, std::string &target)
{
    if (!has(name))
        return false;
    const QJsonValue found = value(name);
    if (!found.isString()) {
        refuse(name, QStringLiteral("a text"));
        return false;
    }
    target = found.toString().trimmed().toStdString();
    return true;
}

void FieldReader::integer(std::string_view name, std::int64_t &target, std::int64_t least, std::int64_t most)
{
    if (!has(name))
        return;
    const std::optional<std::int64_t> number = wholeNumber(value(name));
    if (number && *number >= least && *number <= most)
        target = *number;
    else
        refuse(name, QStringLiteral("a whole number from %1 to %2").arg(least).arg(most));
}

void FieldReader::integer(std::string_view name, int &target, int least, int most)
{
    std::int64_t number = target;
    integer(name, number, std::int64_t{least}, std::int64_t{most});
    target = static_cast<int>(number);
}

void FieldReader::decimal(std::string_view name, std::optional<double> &target)
{
    if (!has(name))
        return;
    const QJsonValue found = value(name);
    if (found.isDouble())
        target = found.toDouble();
    else
        refuse(name, QStringLiteral("a number"));
}

void FieldReader::boolean(std::string_view name, bool &target)
{
    if (!has(name))
        return;
    const QJsonValue found = value(name);
    if (found.isBool())
        target = found.toBool();
    else
        refuse(name, QStringLiteral("true or false"));
}

void FieldReader::onOff(std::string_view name, bool &target)
{
    if (!has(name))
        return;
    const std::optional<std::int64_t> number = wholeNumber(value(name));
    if (number == 1 || number == 2)
        target = number == 1;
    else
        refuse(name, QStringLiteral("1 (on) or 2 (off)"));
}

void FieldReader::list(std::string_view name, std::vector<std::string> &target)
{
    if (!has(name))
        return;
    const QJsonValue found = value(name);
    const QString allowed = QStringLiteral("an array of texts, or one text with commas");
    std::vector<std::string> items;
    if (found.isString()) {
        for (const QString &item : found.toString().split(u','))
            appendTrimmed(items, item);
    } else if (found.isArray()) {
        const QJsonArray array = found.toArray();
        for (const QJsonValue item : array) {
            if (!item.isString())
                return refuse(name, allowed);
            appendTrimmed(items, item.toString());
        }
    } else {
        return refuse(name, allowed);
    }
    target = std::move(items);
}

void FieldReader::pairs(std::string_view name, model::StringPairs &target)
{
    if (!has(name))
        return;
    const QJsonValue found = value(name);
    const QString allowed = QStringLiteral("an object of texts, or such an object as text");
    QJsonObject object;
    if (found.isObject()) {
        object = found.toObject();
    } else if (!found.isString()) {
        return refuse(name, allowed);
    } else if (const QByteArray inner = found.toString().trimmed().toUtf8(); !inner.isEmpty()) {
        const QJsonDocument document = QJsonDocument::fromJson(inner);
        if (!document.isObject())
            return refuse(name, allowed);
        object = document.object();
    }
    model::StringPairs read;
    for (auto pair = object.constBegin(); pair != object.constEnd(); ++pair) {
        if (!pair.value().isString())
            return refuse(name, allowed);
        read.emplace_back(pair.key().toStdString(), pair.value().toString().toStdString());
    }
    target = std::move(read);
}

void FieldReader::readKept(std::int64_t id, std::int64_t usedQuota)
{
    if (has("id") && wholeNumber(value("id")) != id)
        refuse("id", QStringLiteral("left out of what is new: it gets one of its own"));
    if (has("used_quota") && wholeNumber(value("used_quota")) != usedQuota)
        refuse("used_quota", QStringLiteral("left out: the relay counts it"));
}

void FieldReader::refuse(std::string_view name, const QString &allowed)
{
    if (!m_error)
        m_error = Error{ErrorKind::BadRequest, QStringLiteral("%1 must be %2").arg(qtText(name), allowed)};
}

void FieldReader::refuseOthers(std::span<const std::string_view> harmless)
{
    constexpr qsizetype kLongestShown = 60;
    for (auto field = m_object.constBegin(); field != m_object.constEnd(); ++field) {
        const std::string name = field.key().toStdString();
        const bool known =
            m_asked.contains(field.key()) || std::ranges::find(harmless, name) != harmless.end();
        if (m_error || known || saysNothing(field.value()))
            continue;
        QStringList names;
        for (const QString &asked : m_asked)
            names.append(asked);
        m_error = Error{ErrorKind::BadRequest,
                        QStringLiteral("%1 is no field of this request, which takes %2: leave it out")
                            .arg(field.key().left(kLongestShown), names.join(QStringLiteral(", ")))};
    }
}

Result<void> FieldReader::result() const
{
    if (m_error)
        return *m_error;
    return {};
}

} // namespace relay::admin
