// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/route_table.h"
#include "tests/integration/relay_child.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *kClientKey = "sk-0123456789abcdef0123456789abcdef";

// One block of relay/admin/API.md.
struct Example
{
    QString method;
    QString path;
    QString body;   // empty: none
    int status = 0; // of its answer
    QString answer; // the fields that it must have; empty: any
};

QList<Example> readExamples()
{
    QFile file(QStringLiteral(TESTS_DIR "/../relay/admin/API.md"));
    if (!file.open(QFile::ReadOnly))
        qFatal("no API.md: %s", qPrintable(file.errorString()));
    static const QRegularExpression kBlock(u"```http\n(\\S+) (\\S+)\n(?:(\\{.*\\})\n)?(\\d+) ?(.*)\n```"_s);
    const QString text = QString::fromUtf8(file.readAll());
    QList<Example> examples;
    for (const QRegularExpressionMatch &match : kBlock.globalMatch(text))
        examples.append({match.captured(1), match.captured(2), match.captured(3), match.captured(4).toInt(),
                         match.captured(5)});
    if (examples.size() != text.count(u"```http\n"_s))
        qFatal("API.md has a block that is no example");
    return examples;
}

// Whether `actual` has all that `expected` has; keeps what "=NAME" stands for.
bool has(const QJsonValue &actual, const QJsonValue &expected, QMap<QString, QString> &names)
{
    if (expected.isObject()) {
        const QJsonObject fields = expected.toObject();
        for (auto field = fields.begin(); field != fields.end(); ++field) {
            if (!actual.isObject() || !actual.toObject().contains(field.key()) ||
                !has(actual[field.key()], field.value(), names)) {
                qWarning("differs at \"%s\"", qPrintable(field.key()));
                return false;
            }
        }
        return actual.isObject();
    }
    if (expected.isArray()) {
        const QJsonArray items = expected.toArray();
        const QJsonArray there = actual.toArray();
        if (!actual.isArray() || there.size() < items.size() || (items.isEmpty() && !there.isEmpty()))
            return false;
        for (qsizetype i = 0; i < items.size(); ++i)
            if (!has(there[i], items[i], names))
                return false;
        return true;
    }
    const QString text = expected.toString();
    if (text == u"…")
        return !actual.isUndefined();
    if (text.startsWith(u'=')) {
        names[text.mid(1)] = actual.isDouble() ? QString::number(actual.toInteger()) : actual.toString();
        return true;
    }
    if (text.startsWith(u'$'))
        return QString::number(actual.toInteger()) == names.value(text.mid(1));
    return actual == expected;
}

QString filledIn(QString text, const QMap<QString, QString> &names)
{
    for (auto name = names.begin(); name != names.end(); ++name) {
        text.replace(u"\"$"_s + name.key() + u'"', name.value()); // numbers all
        text.replace(u'$' + name.key(), name.value());
    }
    return text;
}

// The client's dialect wants a client's token.
ApiAnswer sent(const RelayChild &relay, const Example &example, const QString &path, const QJsonObject &body)
{
    if (!path.startsWith(u"/v1"))
        return relay.call(example.method.toStdString(), path.toStdString(), body);
    const QByteArray text = QJsonDocument(body).toJson(QJsonDocument::Compact);
    const QByteArray head =
        example.method.toUtf8() + " " + path.toUtf8() + " HTTP/1.1\r\nHost: localhost\r\n" +
        "Authorization: Bearer " + kClientKey + "\r\nContent-Type: application/json\r\n" +
        "Content-Length: " + QByteArray::number(text.size()) + "\r\nConnection: close\r\n\r\n";
    return relay.raw(QByteArray(head + text).toStdString());
}

relay::http::Method methodOf(const QString &name)
{
    return name == u"GET"    ? relay::http::Method::Get
           : name == u"POST" ? relay::http::Method::Post
           : name == u"PUT"  ? relay::http::Method::Put
                             : relay::http::Method::Delete;
}

} // namespace

// What relay/admin/API.md says, against the program.
class ApiExamplesTest final : public QObject
{
    Q_OBJECT

private slots:
    void eachExampleIsTrue();
    void eachRouteHasAnExample();
};

void ApiExamplesTest::eachExampleIsTrue()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[u"INITIAL_ROOT_TOKEN"_s] = QString::fromLatin1(kClientKey);
    QVERIFY(relay.start());
    QMap<QString, QString> names;
    for (const Example &example : readExamples()) {
        const QString path = filledIn(example.path, names);
        const QJsonObject body = QJsonDocument::fromJson(filledIn(example.body, names).toUtf8()).object();
        QVERIFY2(example.body.isEmpty() || !body.isEmpty() || example.body == u"{}",
                 qPrintable(u"no JSON: "_s + example.body));
        const ApiAnswer answer = sent(relay, example, path, body);
        const QString told = example.method + u' ' + path + u": "_s + QString::number(answer.status) + u' ' +
                             QString::fromStdString(answer.body).left(2000);
        QVERIFY2(answer.status == example.status, qPrintable(told));
        if (example.answer.isEmpty())
            continue;
        const QJsonDocument expected = QJsonDocument::fromJson(example.answer.toUtf8());
        QVERIFY2(expected.isObject(), qPrintable(u"no JSON: "_s + example.answer));
        QVERIFY2(has(answer.json(), expected.object(), names), qPrintable(told));
    }
}

void ApiExamplesTest::eachRouteHasAnExample()
{
    QSet<QString> shown;
    for (const Example &example : readExamples()) {
        QString path = example.path.section(u'?', 0, 0);
        path.replace(QRegularExpression(u"\\$[A-Z]+"_s), u"1"_s);
        const relay::admin::RouteMatch match =
            relay::admin::findRoute(methodOf(example.method), path.toStdString());
        if (match.route)
            shown.insert(
                example.method + u' ' +
                QString::fromUtf8(match.route->pattern.data(), qsizetype(match.route->pattern.size())));
    }
    for (const relay::admin::RouteName &route : relay::admin::routeNames()) {
        const QString name = QString::fromStdString(std::string(route.method)) + u' ' +
                             QString::fromUtf8(route.pattern.data(), qsizetype(route.pattern.size()));
        QVERIFY2(shown.contains(name), qPrintable(name));
    }
}

QTEST_GUILESS_MAIN(ApiExamplesTest)
#include "tst_api_examples.moc"
