// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_commands.h"
#include "app/control_report.h"
#include "app/log_commands.h"
#include "tests/gui/fake_relay_service.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;

// Sub-commands that change what is there, and those that tell of the running relay and its database.
class RecordEditsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void anEditKeepsWhatItDoesNotName();
    void anEmptyValueTakesAway();
    void channelsGoOffAndOn();
    void aChannelIsRemoved();
    void aTokensQuotaIsSetOnlyWhereItIsNamed();
    void refuses_data();
    void refuses();
    void tellsAlertsAndEvents();
    void tellsMetrics();
    void onlyARunningRelayTellsFigures_data();
    void onlyARunningRelayTellsFigures();
    void aBrokenDatabaseIsAFailure();
    void tellsWhatVacuumGaveBack();
    void anExportIsWrittenPageByPage();

private:
    QJsonObject run(const QJsonObject &request)
    {
        std::optional<QJsonObject> answer;
        m_commands->run(request, [&answer](const QJsonObject &result) { answer = result; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }))
            return {{u"error"_s, u"no answer came"_s}};
        return *answer;
    }
    QJsonObject run(const QString &command, QJsonObject request = {})
    {
        request[u"command"_s] = command;
        return run(request);
    }

    std::unique_ptr<tests::FakeRelayService> m_service;
    std::unique_ptr<app::ControlCommands> m_commands;
};

void RecordEditsTest::init()
{
    m_service = std::make_unique<tests::FakeRelayService>();
    m_service->statusNow.port = 3000;
    relay::model::Token token;
    token.id = 7;
    token.name = "bob";
    token.key = "bobskey0123456789wxyz";
    token.unlimitedQuota = false;
    token.remainQuota = 1000;
    token.models = {"a"};
    m_service->tokenList = {token};
    relay::model::Channel channel;
    channel.id = 4;
    channel.name = "main";
    channel.keys = {"provider-key-0123456789"};
    channel.models = {"m"};
    channel.proxy = "http://127.0.0.1:9";
    channel.headers = {{"X-Org", "42"}};
    relay::model::Channel other = channel;
    other.id = 5;
    other.name = "second";
    m_service->channelList = {channel, other};
    m_commands = std::make_unique<app::ControlCommands>(*m_service);
}

void RecordEditsTest::anEditKeepsWhatItDoesNotName()
{
    const QJsonValue data = run(
        u"channel.edit"_s, {{u"name"_s, u"main"_s}, {u"new_name"_s, u"work"_s}, {u"weight"_s, 3}})[u"data"_s];
    QCOMPARE(data[u"name"_s], u"work"_s);
    const relay::model::Channel &stored = m_service->channelList.front();
    QCOMPARE(stored.id, std::int64_t{4});
    QCOMPARE(stored.weight, 3);
    QCOMPARE(stored.keys, std::vector<std::string>{"provider-key-0123456789"});
    QCOMPARE(stored.models, std::vector<std::string>{"m"});
    QCOMPARE(stored.proxy, std::string("http://127.0.0.1:9"));
    QVERIFY(app::controlReport(u"channel.edit"_s, data).contains(u"work"_s));
}

void RecordEditsTest::anEmptyValueTakesAway()
{
    run(u"channel.edit"_s, {{u"name"_s, u"main"_s}, {u"proxy"_s, u""_s}, {u"headers"_s, QJsonArray()}});
    QVERIFY(m_service->channelList.front().proxy.empty());
    QVERIFY(m_service->channelList.front().headers.empty());
    run(u"token.edit"_s, {{u"name"_s, u"bob"_s}, {u"models"_s, QJsonArray()}});
    QVERIFY(m_service->tokenList.front().models.empty());
}

void RecordEditsTest::channelsGoOffAndOn()
{
    QCOMPARE(run(u"channel.off"_s, {{u"name"_s, u"main"_s}})[u"data"_s][u"status"_s].toInt(), 2);
    QVERIFY(!m_service->channelList.front().enabled);
    QCOMPARE(run(u"channel.on"_s, {{u"name"_s, u"main"_s}})[u"data"_s][u"status"_s].toInt(), 1);
    QVERIFY(m_service->channelList.front().enabled);
    run(u"token.off"_s, {{u"name"_s, u"bob"_s}});
    QVERIFY(!m_service->tokenList.front().enabled);
}

void RecordEditsTest::aChannelIsRemoved()
{
    const QJsonValue data = run(u"channel.remove"_s, {{u"name"_s, u"main"_s}})[u"data"_s];
    QCOMPARE(app::controlReport(u"channel.remove"_s, data), u"channel main is removed\n"_s);
    QCOMPARE(m_service->channelList.size(), std::size_t{1});
}

void RecordEditsTest::aTokensQuotaIsSetOnlyWhereItIsNamed()
{
    run(u"token.edit"_s, {{u"name"_s, u"bob"_s}, {u"subnet"_s, u"10.0.0.0/8"_s}});
    QCOMPARE(m_service->quotaAsked, relay::api::QuotaEdit::Keep); // traffic spends from it meanwhile
    run(u"token.edit"_s, {{u"name"_s, u"bob"_s}, {u"remain_quota"_s, 5}});
    QCOMPARE(m_service->quotaAsked, relay::api::QuotaEdit::Set);
    QCOMPARE(m_service->tokenList.front().remainQuota, std::int64_t{5});
    run(u"token.edit"_s, {{u"name"_s, u"bob"_s}, {u"unlimited"_s, true}});
    QVERIFY(m_service->tokenList.front().unlimitedQuota);
    QCOMPARE(m_service->tokenList.front().subnet, std::string("10.0.0.0/8"));
}

void RecordEditsTest::refuses_data()
{
    QTest::addColumn<QJsonObject>("request");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *claim, const QString &command, const QJsonObject &more,
                        const QString &kind) {
        QJsonObject request = more;
        request[u"command"_s] = command;
        QTest::newRow(claim) << request << kind;
    };
    const QString name = u"name"_s;
    row("a channel that is not there", u"channel.edit"_s, {{name, u"x"_s}}, u"not_found"_s);
    row("another channel's name", u"channel.edit"_s, {{name, u"main"_s}, {u"new_name"_s, u"second"_s}},
        u"conflict"_s);
    row("a type that is none", u"channel.edit"_s, {{name, u"main"_s}, {u"type"_s, u"fax"_s}},
        u"bad_request"_s);
    row("an unknown provider", u"channel.edit"_s, {{name, u"main"_s}, {u"provider"_s, u"x"_s}},
        u"bad_request"_s);
    row("the admin token", u"token.edit"_s, {{name, u"admin"_s}}, u"conflict"_s);
    row("the admin token's name", u"token.edit"_s, {{name, u"bob"_s}, {u"new_name"_s, u"admin"_s}},
        u"conflict"_s);
    row("to remove what is not there", u"channel.remove"_s, {{name, u"x"_s}}, u"not_found"_s);
    row("a verb of the other kind", u"token.remove"_s, {{name, u"bob"_s}}, u"bad_request"_s);
    row("a span that is none", u"metrics"_s, {{u"span"_s, u"1y"_s}}, u"bad_request"_s);
    row("a status that is none", u"log.list"_s, {{u"status"_s, u"many"_s}}, u"bad_request"_s);
    row("an end before the start", u"log.stat"_s,
        {{u"start"_s, u"2026-05-04"_s}, {u"end"_s, u"2026-05-03"_s}}, u"bad_request"_s);
    row("two wishes of an undo", u"config.undo"_s, {{u"entry"_s, 1}, {u"to"_s, 1}}, u"bad_request"_s);
    row("an entry that is none", u"config.undo"_s, {{u"entry"_s, 0}}, u"bad_request"_s);
}

void RecordEditsTest::refuses()
{
    QFETCH(const QJsonObject, request);
    QFETCH(const QString, kind);
    QCOMPARE(run(request)[u"error"_s][u"kind"_s], kind);
    QCOMPARE(m_service->channelList.size(), std::size_t{2});
    QCOMPARE(m_service->channelList.front().name, std::string("main"));
}

void RecordEditsTest::tellsAlertsAndEvents()
{
    m_service->fakeWatch.alertsNow = {{.name = "wal",
                                       .setting = "ALERT_WAL_MB",
                                       .unit = "MB",
                                       .limit = 64,
                                       .value = 90,
                                       .known = true,
                                       .raised = true,
                                       .sinceMs = 1,
                                       .text = "too large"}};
    m_service->fakeWatch.eventsNow = {{.id = 1, .text = "first"}, {.id = 2, .text = "second"}};
    const QString alerts = app::controlReport(u"alert.list"_s, run(u"alert.list"_s)[u"data"_s]);
    QVERIFY2(alerts.contains(u"RAISED"_s) && alerts.contains(u"too large"_s), qPrintable(alerts));
    const QJsonValue later = run(u"event.list"_s, {{u"after"_s, 1}})[u"data"_s];
    QCOMPARE(later.toArray().size(), 1);
    QVERIFY(app::controlReport(u"event.list"_s, later).contains(u"second"_s));
}

void RecordEditsTest::tellsMetrics()
{
    m_service->metricsNow.sinceReset.requests = 12;
    const QJsonValue data = run(u"metrics"_s)[u"data"_s];
    QCOMPARE(data[u"total_requests"_s].toInt(), 12);
    QVERIFY(app::controlReport(u"metrics"_s, data).contains(u"since reset  12"_s));
    m_service->historyNow.points = {{.startMs = 1000, .requests = 5}};
    const QJsonValue history = run(u"metrics"_s, {{u"span"_s, u"5m"_s}})[u"data"_s];
    QCOMPARE(history[u"points"_s][0][u"requests"_s].toInt(), 5);
    run(u"metrics.reset"_s);
    QCOMPARE(m_service->metricsNow.sinceReset.requests, std::uint64_t{0});
}

void RecordEditsTest::onlyARunningRelayTellsFigures_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command : {"metrics", "metrics.reset", "alert.list", "event.list"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void RecordEditsTest::onlyARunningRelayTellsFigures()
{
    QFETCH(const QString, command);
    m_service->statusNow.port = 0;
    QCOMPARE(run(command)[u"error"_s][u"kind"_s], u"unavailable"_s);
}

void RecordEditsTest::aBrokenDatabaseIsAFailure()
{
    m_service->fakeDatabase.integrityResult = {.ok = false, .problems = {"row 1 missing from index"}};
    const QJsonObject broken = run(u"database.check"_s);
    QCOMPARE(broken[u"error"_s][u"kind"_s], u"storage"_s);
    QVERIFY(broken[u"error"_s][u"message"_s].toString().contains(u"row 1 missing"_s));
    QCOMPARE(broken[u"data"_s][u"ok"_s], false);
    m_service->fakeDatabase.integrityResult = {.ok = true, .elapsedMs = 1500};
    const QJsonObject sound = run(u"database.check"_s);
    QVERIFY(!sound.contains(u"error"_s));
    QCOMPARE(app::controlReport(u"database.check"_s, sound[u"data"_s]),
             u"sound, looked through in 1.5 s\n"_s);
}

void RecordEditsTest::tellsWhatVacuumGaveBack()
{
    m_service->fakeDatabase.vacuumResult = {
        .bytesBefore = 90'000'000, .bytesAfter = 40'000'000, .elapsedMs = 2000};
    const QJsonValue data = run(u"database.vacuum"_s)[u"data"_s];
    QCOMPARE(app::controlReport(u"database.vacuum"_s, data),
             u"written anew in 2.0 s: 90.0 MB before, 40.0 MB now\n"_s);
}

void RecordEditsTest::anExportIsWrittenPageByPage()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"usage.csv"_s);
    const QJsonObject request{{u"command"_s, u"log.export"_s}, {u"file"_s, path}};
    relay::api::UsageRow row;
    row.id = 9;
    row.record.model = "gpt-a";
    m_service->usageNow = {.rows = {row}, .next = 9};
    QStringList cursors;
    const auto ask = [&](const QJsonObject &page) {
        cursors.append(page[u"cursor"_s].toString());
        m_service->usageNow.rows.front().record.model = "gpt-b";
        m_service->usageNow.next = 0;
        return run(page);
    };
    const QJsonObject written = app::withExportWritten(request, run(request), ask);
    QCOMPARE(written[u"data"_s][u"rows"_s].toInt(), 2);
    QCOMPARE(cursors, QStringList{u"9"_s});
    QFile file(path);
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArrayList lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith("id,created_at,") && lines[1].contains("gpt-a") &&
            lines[2].contains("gpt-b"));

    m_service->usageNow.next = 9;
    const auto lost = [](const QJsonObject &) {
        return app::ControlCommands::failure({relay::ErrorKind::Transient, u"it left"_s});
    };
    QJsonObject elsewhere = request;
    elsewhere[u"file"_s] = folder.filePath(u"half.csv"_s);
    QVERIFY(app::withExportWritten(elsewhere, run(elsewhere), lost).contains(u"error"_s));
    QVERIFY(!QFile::exists(folder.filePath(u"half.csv"_s)));
}

QTEST_GUILESS_MAIN(RecordEditsTest)

#include "tst_record_edits.moc"
