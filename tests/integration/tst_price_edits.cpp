// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace tests;

// Prices through the admin API, and what exchanges cost then.
class PriceEditsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void countFromTheNextExchangeOn();
    void whatHasNoPriceIsSaid();
    void anOwnPriceWinsAndItsResetGivesTheOldOneBack();
    void changesOnlyWhatItNames();
    void namesWithSlashesStandInPaths();
    void stayOverARestart();
    void wrongOnesAreRefusedWithTheReason_data();
    void wrongOnesAreRefusedWithTheReason();

private:
    HttpReply admin(std::string_view method, std::string_view path, std::string_view body = {});
    QJsonValue dataOf(std::string_view method, std::string_view path, std::string_view body = {});
    QJsonObject listed(const char *model);
    std::optional<double> costOfOne();

    std::unique_ptr<FakeUpstream> m_upstream; // answers with 7 prompt and 3 completion tokens
    std::unique_ptr<RelayFixture> m_relay;
};

void PriceEditsTest::init()
{
    m_upstream = std::make_unique<FakeUpstream>(scripts::chat());
    m_relay = std::make_unique<RelayFixture>();
    QVERIFY(m_relay->add("priced", m_upstream->baseUrl()) != 0);
}

HttpReply PriceEditsTest::admin(std::string_view method, std::string_view path, std::string_view body)
{
    return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange(method, path, body);
}

QJsonValue PriceEditsTest::dataOf(std::string_view method, std::string_view path, std::string_view body)
{
    const HttpReply reply = admin(method, path, body);
    if (reply.status != 200)
        qWarning("%d %s", reply.status, reply.body.c_str());
    return reply.json()[QStringLiteral("data")];
}

QJsonObject PriceEditsTest::listed(const char *model)
{
    const QJsonArray list = dataOf("GET", "/api/price/").toArray();
    for (const QJsonValue &price : list)
        if (price[QStringLiteral("model")].toString() == QLatin1StringView(model))
            return price.toObject();
    return {};
}

std::optional<double> PriceEditsTest::costOfOne()
{
    if (m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()).status != 200)
        return -1;
    const auto rows = m_relay->rows();
    return rows.empty() ? -1 : rows.front().record.costUsd;
}

void PriceEditsTest::countFromTheNextExchangeOn()
{
    QVERIFY(!costOfOne());
    QCOMPARE(
        dataOf("POST", "/api/price/", R"({"model":"m","input":1000,"output":2000})")[u"source"].toString(),
        QStringLiteral("user"));
    QCOMPARE(*costOfOne(), 0.013);
    (void)dataOf("PUT", "/api/price/m", R"({"output":0})");
    QCOMPARE(*costOfOne(), 0.007);
    (void)dataOf("DELETE", "/api/price/m");
    QVERIFY(!costOfOne());
}

void PriceEditsTest::whatHasNoPriceIsSaid()
{
    QCOMPARE(listed("m")[u"source"].toString(), QStringLiteral("none"));
    QVERIFY(listed("m")[u"input"].isNull());
    QVERIFY(listed("demo-echo")[u"source"].toString() != QStringLiteral("none"));
    const HttpReply one = admin("GET", "/api/price/m");
    QCOMPARE(one.status, 404);
    QVERIFY2(one.body.find("no price is known") != std::string::npos, one.body.c_str());
    (void)dataOf("PUT", "/api/price/", R"({"model":"m","input":1,"output":2,"date":"2025-01-02"})");
    const QJsonObject own = listed("m");
    QCOMPARE(own[u"source"].toString(), QStringLiteral("user"));
    QCOMPARE(own[u"date"].toString(), QStringLiteral("2025-01-02"));
}

void PriceEditsTest::anOwnPriceWinsAndItsResetGivesTheOldOneBack()
{
    const QJsonObject builtin = listed("gpt-4o");
    QCOMPARE(builtin[u"source"].toString(), QStringLiteral("built-in"));
    (void)dataOf("PUT", "/api/price/gpt-4o", R"({"input":99})");
    QCOMPARE(dataOf("GET", "/api/price/openai%2Fgpt-4o")[u"input"].toDouble(), 99.0);
    QCOMPARE(dataOf("DELETE", "/api/price/gpt-4o").toObject(), builtin);
    QCOMPARE(listed("gpt-4o"), builtin);
    const HttpReply again = admin("DELETE", "/api/price/gpt-4o");
    QCOMPARE(again.status, 404);
}

void PriceEditsTest::changesOnlyWhatItNames()
{
    (void)dataOf("PUT", "/api/price/m", R"({"input":4,"output":8,"cached":1,"reasoning":16})");
    const QJsonValue changed = dataOf("PUT", "/api/price/m", R"({"output":9,"cached":null})");
    QCOMPARE(changed[u"input"].toDouble(), 4.0);
    QCOMPARE(changed[u"output"].toDouble(), 9.0);
    QVERIFY(changed[u"cached"].isNull());
    QCOMPARE(changed[u"reasoning"].toDouble(), 16.0);
}

void PriceEditsTest::namesWithSlashesStandInPaths()
{
    (void)dataOf("PUT", "/api/price/vendor%2Fm", R"({"input":4,"output":8})");
    QCOMPARE(listed("vendor/m")[u"input"].toDouble(), 4.0);
    (void)dataOf("DELETE", "/api/price/vendor%2Fm");
    QVERIFY(listed("vendor/m").isEmpty());
}

void PriceEditsTest::stayOverARestart()
{
    (void)dataOf("PUT", "/api/price/m", R"({"input":1000,"output":2000})");
    m_relay->stop();
    QVERIFY(m_relay->start());
    QCOMPARE(*costOfOne(), 0.013);
}

void PriceEditsTest::wrongOnesAreRefusedWithTheReason_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char *name, const char *body, const char *reason) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(reason);
    };
    row("no model", R"({"input":1,"output":2})", "model must be given");
    row("a new model without its output", R"({"model":"new","input":1})", "input and output must be given");
    row("a negative figure", R"({"model":"m","input":-1,"output":2})", "input must be dollars");
    row("beyond all sense", R"({"model":"m","input":1,"output":1000001})", "output must be dollars");
    row("no number", R"({"model":"m","input":"1","output":2})", "input must be a number");
    row("a cached price that is negative", R"({"model":"m","input":1,"output":2,"cached":-0.5})",
        "cached must be dollars");
    row("no day", R"({"model":"m","input":1,"output":2,"date":"yesterday"})", "date must be a day");
    row("a name of two lines", R"({"model":"a\nb","input":1,"output":2})", "model must be a model's name");
}

void PriceEditsTest::wrongOnesAreRefusedWithTheReason()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, reason);
    const QJsonValue before = dataOf("GET", "/api/price/");
    const HttpReply reply = admin("PUT", "/api/price/", body.toStdString());
    QCOMPARE(reply.status, 400);
    QVERIFY2(reply.body.find(reason.toStdString()) != std::string::npos, reply.body.c_str());
    QCOMPARE(dataOf("GET", "/api/price/"), before);
}

QTEST_GUILESS_MAIN(PriceEditsTest)
#include "tst_price_edits.moc"
