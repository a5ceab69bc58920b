// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/one_api_database.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonArray>
#include <QTest>

#include <memory>
#include <thread>

using namespace tests;

// The ledger as CSV, and its sums, as a client of the admin API gets them.
class UsageExportTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void hasARowForEachRow();
    void takesTheListsFilters();
    void whatWouldBeAFormulaIsText();
    void aSlowClientGetsAllOfIt();
    void aClientThatGoesLeavesTheRelayWell();
    void refusesWhatTheListRefuses();
    void spendIsOfWhatWasUsed();
    void spendRefuses_data();
    void spendRefuses();

private:
    void importLogs(int count);
    HttpClient admin() { return HttpClient(m_relay->port(), m_relay->core().adminKey()); }
    static QStringList lines(const HttpReply &reply)
    {
        return QString::fromStdString(reply.body).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    }

    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<RelayFixture> m_relay;
    QTemporaryDir m_folder;
    int m_files = 0;
};

void UsageExportTest::init()
{
    m_upstream = std::make_unique<FakeUpstream>(scripts::chat());
    m_relay = std::make_unique<RelayFixture>();
    QVERIFY(m_relay->add("works", m_upstream->baseUrl()) != 0);
}

void UsageExportTest::importLogs(int count)
{
    const QString path = m_folder.filePath(QString::number(++m_files));
    OneApiDatabase(path).addLogs(count);
    const std::string body = "{\"file\":\"" + path.toStdString() + "\"}";
    QCOMPARE(admin().exchange("POST", "/api/import/", body).status, 200);
}

void UsageExportTest::hasARowForEachRow()
{
    importLogs(1234); // three pages
    QCOMPARE(m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const HttpReply reply = admin().exchange("GET", "/api/log/export");
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QCOMPARE(reply.field("content-type"), std::string("text/csv; charset=utf-8"));
    const QStringList csv = lines(reply);
    QCOMPARE(csv.size(), 1236);
    QVERIFY(
        csv.first().startsWith(QStringLiteral("id,created_at,request_id,token_name,channel_name,model,")));
    QVERIFY2(csv[1].contains(QStringLiteral(",default,works,m,m,/v1/chat/completions,0,200,0,,7,3,")),
             qPrintable(csv[1]));
    QVERIFY2(csv.last().contains(QStringLiteral(",2023-11-14T22:14:20.000Z,")), qPrintable(csv.last()));
    const qsizetype columns = csv.first().count(u',');
    for (const QString &line : csv)
        QCOMPARE(line.count(u','), columns);
}

void UsageExportTest::takesTheListsFilters()
{
    importLogs(60);
    QCOMPARE(lines(admin().exchange("GET", "/api/log/export?token=editor")).size(), 21);
    QCOMPARE(lines(admin().exchange("GET", "/api/log/export?model=nothing")).size(), 1);
}

void UsageExportTest::whatWouldBeAFormulaIsText()
{
    const char *const kName = R"(=HYPERLINK(\"http://evil.example\",\"x\"))";
    const std::string request =
        std::string(R"({"model":")") + kName + R"(","messages":[{"role":"user","content":"hi"}]})";
    (void)m_relay->client().exchange("POST", "/v1/chat/completions", request);
    const HttpReply reply = admin().exchange("GET", "/api/log/export");
    const QString csv = QString::fromStdString(reply.body);
    const QString cell = QStringLiteral(",\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\",");
    QVERIFY2(csv.contains(cell), qPrintable(csv));
    QVERIFY(!csv.contains(QStringLiteral(",=")) && !csv.contains(QStringLiteral(",\"=")));
}

void UsageExportTest::aSlowClientGetsAllOfIt()
{
    importLogs(20'000); // some 3 MB: more than the sockets' buffers hold
    HttpClient client = admin();
    QVERIFY(client.request("GET", "/api/log/export"));
    QVERIFY(client.waitFor("created_at"));
    // The relay waits for this client, and for nobody else.
    QCOMPARE(m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const HttpReply reply = client.read();
    QVERIFY(reply.whole);
    QCOMPARE(lines(reply).size(), 20'001);
}

void UsageExportTest::aClientThatGoesLeavesTheRelayWell()
{
    importLogs(20'000);
    HttpClient client = admin();
    QVERIFY(client.request("GET", "/api/log/export"));
    QVERIFY(client.waitFor("created_at"));
    client.reset();
    QCOMPARE(lines(admin().exchange("GET", "/api/log/export?token=editor")).size(), 6667);
}

void UsageExportTest::refusesWhatTheListRefuses()
{
    const HttpReply reply = admin().exchange("GET", "/api/log/export?start=yesterday");
    QCOMPARE(reply.status, 400);
    QVERIFY(reply.body.find("start must be") != std::string::npos);
}

void UsageExportTest::spendIsOfWhatWasUsed()
{
    QCOMPARE(admin().exchange("PUT", "/api/price/m", R"({"input":1000,"output":2000})").status, 200);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const QJsonArray rows =
        admin().exchange("GET", "/api/log/spend?by=day,model,token,channel").json()[u"data"].toArray();
    QCOMPARE(rows.size(), 1);
    const QJsonValue row = rows.first();
    QCOMPARE(row[u"day"].toString(), QDate::currentDate().toString(Qt::ISODate));
    QCOMPARE(row[u"model"].toString(), QStringLiteral("m"));
    QCOMPARE(row[u"token_name"].toString(), QStringLiteral("default"));
    QCOMPARE(row[u"channel_name"].toString(), QStringLiteral("works"));
    QCOMPARE(row[u"requests"].toInt(), 3);
    QCOMPARE(row[u"prompt_tokens"].toInt(), 21);
    QCOMPARE(row[u"cost_usd"].toDouble(), 0.039);
    QCOMPARE(row[u"unpriced"].toInt(), 0);
    const QJsonValue sum = admin().exchange("GET", "/api/log/spend").json()[u"data"][0];
    QVERIFY(sum[u"model"].isUndefined());
    QCOMPARE(sum[u"cost_usd"].toDouble(), 0.039);
}

void UsageExportTest::spendRefuses_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("an unknown word") << QByteArray("by=week") << QByteArray("by must be some of day");
    QTest::newRow("an end before the start")
        << QByteArray("start=2000&end=1000") << QByteArray("end must be after start");
    QTest::newRow("too many days") << QByteArray("by=day&start=0&end=1700000000000")
                                   << QByteArray("at most 1100 days apart");
}

void UsageExportTest::spendRefuses()
{
    QFETCH(const QByteArray, query);
    QFETCH(const QByteArray, reason);
    const HttpReply reply = admin().exchange("GET", "/api/log/spend?" + query.toStdString());
    QCOMPARE(reply.status, 400);
    QVERIFY2(reply.body.find(reason.toStdString()) != std::string::npos, reply.body.c_str());
}

QTEST_GUILESS_MAIN(UsageExportTest)
#include "tst_usage_export.moc"
