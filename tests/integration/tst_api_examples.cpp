// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/route_table.h"
#include "tests/integration/api_manual.h"
#include "tests/integration/manual_stage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

using namespace tests;
using namespace Qt::StringLiterals;

namespace {

const QString kCommonChapter = u"Errors that every route can give"_s;

const Manual &manual()
{
    static const Manual kManual = readManual(QStringLiteral(TESTS_DIR "/../relay/admin/API.md"));
    return kManual;
}

relay::http::Method methodOf(const QString &name)
{
    return name == u"GET"    ? relay::http::Method::Get
           : name == u"POST" ? relay::http::Method::Post
           : name == u"PUT"  ? relay::http::Method::Put
                             : relay::http::Method::Delete;
}

QString nameOf(const relay::admin::RouteName &route)
{
    return QString::fromStdString(std::string(route.method) + ' ' + std::string(route.pattern));
}

// What the manual leaves out of an answer: see its "How to read the examples".
QJsonObject withEnvelope(QJsonObject expected, bool success)
{
    const QJsonObject usual{
        {u"success"_s, success}, {u"message"_s, QString()}, {u"data"_s, QJsonValue::Null}};
    for (auto field = usual.begin(); field != usual.end(); ++field) {
        if (!expected.contains(field.key()))
            expected[field.key()] = field.value();
    }
    return expected;
}

QStringList differences(const ManualExample &example, const HttpReply &reply, ManualNotation &notation)
{
    QStringList found;
    if (reply.status != example.status)
        found += u"the status is %1"_s.arg(reply.status);
    if (!reply.whole)
        found += u"the answer is not whole"_s;
    for (const auto &[name, value] : example.headers) {
        const QString actual = QString::fromStdString(reply.field(name.toStdString()));
        for (const QString &difference : notation.textDifferences(actual, notation.filledIn(value)))
            found += name + u": "_s + difference;
    }
    const QString body = QString::fromStdString(reply.body);
    if (example.answer.startsWith(u'{') || example.answer.isEmpty()) {
        const QJsonDocument expected = QJsonDocument::fromJson(example.answer.toUtf8());
        if (!expected.isObject() && !example.answer.isEmpty())
            return {u"no JSON: "_s + example.answer};
        QJsonValue wanted = notation.filledIn(QJsonValue(expected.object()));
        if (!example.path.startsWith(u"/v1"))
            wanted = withEnvelope(wanted.toObject(), example.status < 300);
        found += notation.differences(QJsonValue(reply.json()), wanted, {});
    } else if (example.answer.startsWith(u"gzip: ")) {
        found += notation.textDifferences(ManualStage::sizeInside(reply.body), example.answer);
    } else if (example.answer.startsWith(u"tar: ")) {
        found += notation.textDifferences(ManualStage::namesInside(reply.body), example.answer);
    } else {
        found += notation.textDifferences(body, example.answer);
    }
    if (!found.isEmpty())
        found += u"  in "_s + body.left(6000);
    return found;
}

// The route that an example asks; null: one of the relay's other paths, or none.
const relay::admin::Route *routeOf(const ManualExample &example)
{
    QString path = example.path.section(u'?', 0, 0);
    path.replace(QRegularExpression(u"\\$[A-Z]+"_s), u"1"_s);
    return relay::admin::findRoute(methodOf(example.method), path.toStdString()).route;
}

QString nameOf(const ManualExample &example, const relay::admin::Route &route)
{
    return example.method + u' ' + QString::fromStdString(std::string(route.pattern));
}

// An error counts where its own chapter shows it.
QSet<QString> routesShownWith(const std::function<bool(int status)> &fits)
{
    QSet<QString> shown;
    for (const ManualExample &example : manual().examples) {
        const relay::admin::Route *const route = routeOf(example);
        if (route && fits(example.status) && (example.status < 300 || example.chapter != kCommonChapter))
            shown.insert(nameOf(example, *route));
    }
    return shown;
}

// Those that some example gives one to.
QSet<QString> routesThatTakeABody()
{
    QSet<QString> taking;
    for (const ManualExample &example : manual().examples) {
        const relay::admin::Route *const route = routeOf(example);
        if (route && !example.body.isEmpty())
            taking.insert(nameOf(example, *route));
    }
    return taking;
}

QString told(const ManualExample &example, const QStringList &differences)
{
    return example.title() + u"\n  "_s + differences.join(u"\n  "_s);
}

} // namespace

// What relay/admin/API.md says, against the program.
class ApiExamplesTest final : public QObject
{
    Q_OBJECT

private slots:
    void eachExampleIsTrue();
    void eachRouteHasAnExample();
    void eachErrorHasAnExample();
    void noExampleIsOfAnotherError();
    void eachRouteGivesTheCommonErrors();
    void theNotationIsExact_data();
    void theNotationIsExact();
    void textsAreComparedLineByLine();
};

void ApiExamplesTest::eachExampleIsTrue()
{
    ManualNotation notation(manual().shapes);
    ManualStage stage(notation);
    QVERIFY(stage.begins());
    QStringList wrong;
    bool isOfThisSystem = true;
    for (const ManualExample &example : manual().examples) {
        if (const std::optional<bool> holds = stage.holds(example.step)) {
            isOfThisSystem = *holds;
            continue;
        }
        if (!example.step.isEmpty()) {
            QVERIFY2(stage.does(example.step), qPrintable(example.step));
            continue;
        }
        if (!std::exchange(isOfThisSystem, true))
            continue;
        const QStringList found = differences(example, stage.asked(example), notation);
        if (!found.isEmpty())
            wrong += told(example, found);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u"\n\n"_s)));
}

void ApiExamplesTest::eachRouteHasAnExample()
{
    const QSet<QString> shown = routesShownWith([](int status) { return status < 300; });
    for (const relay::admin::RouteName &route : relay::admin::routeNames())
        QVERIFY2(shown.contains(nameOf(route)), qPrintable(nameOf(route)));
}

// The program's own table says which errors a route has beside those that every route can give; RelayChild
// fails a test whose relay answers another one.
void ApiExamplesTest::eachErrorHasAnExample()
{
    QStringList missing;
    int errors = 0;
    for (int status = 400; status < 600; ++status) {
        const QSet<QString> shown = routesShownWith([status](int one) { return one == status; });
        for (const relay::admin::RouteName &route : relay::admin::routeNames()) {
            if (std::ranges::find(route.errors, status) == route.errors.end())
                continue;
            ++errors;
            if (!shown.contains(nameOf(route)))
                missing += nameOf(route) + u" %1"_s.arg(status);
        }
        const bool told = std::ranges::any_of(manual().examples, [status](const ManualExample &example) {
            return example.chapter == kCommonChapter && example.status == status;
        });
        if (relay::admin::isCommonError(status) && !told)
            missing += u"every route: %1"_s.arg(status);
    }
    QVERIFY(errors > 50);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void ApiExamplesTest::noExampleIsOfAnotherError()
{
    for (const ManualExample &example : manual().examples) {
        const relay::admin::Route *const route = routeOf(example);
        if (route && example.status >= 400)
            QVERIFY2(relay::admin::mayAnswer(*route, example.status), qPrintable(example.title()));
    }
}

// Those of one chapter, which shows them once, against all there are.
void ApiExamplesTest::eachRouteGivesTheCommonErrors()
{
    using relay::admin::Access;
    ManualNotation notation(manual().shapes);
    ManualStage stage(notation);
    QVERIFY(stage.begins());
    QList<ManualExample> common = manual().examples;
    common.removeIf([](const ManualExample &example) {
        return example.chapter != kCommonChapter ||
               !QSet<int>{400, 401, 403, 405, 413}.contains(example.status);
    });
    QCOMPARE(common.size(), qsizetype{8});
    const QSet<QString> takingBodies = routesThatTakeABody();
    for (const relay::admin::RouteName &route : relay::admin::routeNames()) {
        QString path = QString::fromStdString(std::string(route.pattern));
        path.replace(u"{id}"_s, u"1"_s).replace(u"{name}"_s, u"x"_s);
        const QString method = QString::fromStdString(std::string(route.method));
        const relay::admin::RouteMatch match = relay::admin::findRoute(methodOf(method), path.toStdString());
        QVERIFY2(match.route, qPrintable(path));
        for (ManualExample example : common) {
            const relay::admin::RouteMatch was =
                relay::admin::findRoute(methodOf(example.method), example.path.toStdString());
            if (example.status == 401 && match.route->access != Access::AdminKey)
                continue;
            if (example.status == 400 && !takingBodies.contains(nameOf(route)))
                continue;
            if (example.status != 405)
                example.method = method;
            example.path = path;
            const QString allowed = QString::fromStdString(match.allow);
            example.answer.replace(QString::fromStdString(was.allow), allowed);
            for (auto &[name, value] : example.headers)
                value.replace(QString::fromStdString(was.allow), allowed);
            const QStringList found = differences(example, stage.asked(example), notation);
            QVERIFY2(found.isEmpty(), qPrintable(told(example, found)));
        }
    }
}

void ApiExamplesTest::theNotationIsExact_data()
{
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("actual");
    QTest::addColumn<bool>("same");
    const auto row = [](const char *name, const char *expected, const char *actual, bool same) {
        QTest::newRow(name) << QByteArray(expected) << QByteArray(actual) << same;
    };
    row("the same", R"({"a": [1, "x", null, true]})", R"({"a": [1, "x", null, true]})", true);
    row("a field more", R"({"a": 1})", R"({"a": 1, "b": 2})", false);
    row("a field less", R"({"a": 1, "b": 2})", R"({"a": 1})", false);
    row("an item more", R"({"a": [1]})", R"({"a": [1, 2]})", false);
    row("an item less", R"({"a": [1, 2]})", R"({"a": [1]})", false);
    row("another text", R"({"a": "x"})", R"({"a": "xy"})", false);
    row("a number as text", R"({"a": 1})", R"({"a": "1"})", false);
    row("null is no false", R"({"a": false})", R"({"a": null})", false);
    row("a number", R"({"a": "<number>"})", R"({"a": 1.5})", true);
    row("no number", R"({"a": "<number>"})", R"({"a": "1.5"})", false);
    row("no number, but null", R"({"a": "<number>"})", R"({"a": null})", false);
    row("null is named", R"({"a": "<number or null>"})", R"({"a": null})", true);
    row("a text", R"({"a": "<text>"})", R"({"a": "x"})", true);
    row("an empty text", R"({"a": "<text>"})", R"({"a": ""})", false);
    row("a bool", R"({"a": "<true or false>"})", R"({"a": false})", true);
    row("no bool", R"({"a": "<true or false>"})", R"({"a": 0})", false);
    row("a time long ago", R"({"a": "<time>"})", R"({"a": 1000000000000})", false);
    row("a day", R"({"a": "<date>"})", R"({"a": "2025-01-31"})", true);
    row("no day", R"({"a": "<date>"})", R"({"a": "today"})", false);
    row("a duration", R"({"a": "<duration>"})", R"({"a": "0.42ms"})", true);
    row("no duration", R"({"a": "<duration>"})", R"({"a": "1s"})", false);
    row("a kind that nobody knows", R"({"a": "<thing>"})", R"({"a": "x"})", false);
    row("a kind inside a text", R"({"a": "of <number> MB"})", R"({"a": "of 12 MB"})", true);
    row("what is beside it differs", R"({"a": "of <number> MB"})", R"({"a": "of 12 GB"})", false);
    row("more of the kind", R"({"a": [{"b": 1}, "…"]})", R"({"a": [{"b": 1}, {"b": 2}]})", true);
    row("more of another kind", R"({"a": [{"b": 1}, "…"]})", R"({"a": [{"b": 1}, {"b": "2"}]})", false);
    row("more with another field", R"({"a": [{"b": 1}, "…"]})", R"({"a": [{"b": 1}, {"c": 2}]})", false);
    row("the first differs", R"({"a": [{"b": 1}, "…"]})", R"({"a": [{"b": 2}, {"b": 1}]})", false);
    row("a shape", R"({"a": "<pair>"})", R"({"a": {"x": 1, "y": 2}})", true);
    row("a shape's value differs", R"({"a": "<pair>"})", R"({"a": {"x": 2, "y": 2}})", false);
    row("a field more than its shape", R"({"a": "<pair>"})", R"({"a": {"x": 1, "y": 2, "z": 3}})", false);
    row("more of a shape", R"({"a": ["<pair>", "…"]})", R"({"a": [{"x": 1, "y": 2}, {"x": 5, "y": 6}]})",
        true);
    row("more of none", R"({"a": ["<pair>", "…"]})", R"({"a": [{"x": 1, "y": 2}, {"x": 5}]})", false);
    row("a list", R"({"a": "<list of pair>"})", R"({"a": [{"x": 1, "y": 2}, {"x": 1, "y": 3}]})", true);
    row("an empty list", R"({"a": "<list of pair>"})", R"({"a": []})", true);
    row("a list of others", R"({"a": "<list of pair>"})", R"({"a": [{"x": 1}]})", false);
    row("no list", R"({"a": "<list of pair>"})", R"({"a": {"x": 1, "y": 2}})", false);
    row("a shape or null", R"({"a": "<pair or null>"})", R"({"a": null})", true);
    row("a shape or null, and neither", R"({"a": "<pair or null>"})", R"({"a": 1})", false);
    row("a name", R"({"a": "<number as N>", "b": "$N"})", R"({"a": 3, "b": 3})", true);
}

void ApiExamplesTest::theNotationIsExact()
{
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, actual);
    ManualNotation notation({{u"pair"_s, QJsonObject{{u"x"_s, 1}, {u"y"_s, u"<number>"_s}}}});
    notation.names[u"N"_s] = 3;
    const QJsonObject wanted = QJsonDocument::fromJson(expected).object();
    QVERIFY(!wanted.isEmpty());
    const QStringList found = notation.differences(QJsonValue(QJsonDocument::fromJson(actual).object()),
                                                   notation.filledIn(QJsonValue(wanted)));
    QTEST(found.isEmpty(), "same");
}

void ApiExamplesTest::textsAreComparedLineByLine()
{
    const ManualNotation notation;
    const QString text = u"id,cost\n1,0.5\nend"_s;
    QVERIFY(notation.textDifferences(text, u"id,cost\n<number>,<number>\nend"_s).isEmpty());
    QVERIFY(notation.textDifferences(text, u"id,cost\n…"_s).isEmpty());
    QVERIFY(notation.textDifferences(text, u"…\nend"_s).isEmpty());
    QVERIFY(!notation.textDifferences(text, u"id,cost\n1,0.5"_s).isEmpty());
    QVERIFY(!notation.textDifferences(text, u"id,cost\n1,0.6\nend"_s).isEmpty());
    QVERIFY(!notation.textDifferences(text, u"…\nmiddle\n…"_s).isEmpty());
}

QTEST_GUILESS_MAIN(ApiExamplesTest)
#include "tst_api_examples.moc"
