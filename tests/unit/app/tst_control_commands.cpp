// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_commands.h"
#include "app/control_report.h"
#include "app/doctor_commands.h"
#include "tests/gui/fake_relay_service.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;

class ControlCommandsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void tellsTheStatus();
    void tellsThatNoneRuns();
    void listsTokensWithMaskedKeys();
    void showsAKeyWhole_data();
    void showsAKeyWhole();
    void asksForNewerVersions();
    void addsAToken();
    void addsAChannel();
    void listsChannelsWithoutSecrets();
    void testsAChannelByName();
    void aTestThatFailsIsAFailure_data();
    void aTestThatFailsIsAFailure();
    void listsPricesAndWhatHasNone();
    void setsAPriceOnlyWhereItIsNamed();
    void showsSpendByWhatIsAsked();
    void tellsWhatAnImportBrought();
    void takesAProvidersAddress();
    void revokesAToken();
    void revokesNoneOfSeveral();
    void tellsWhatTheDoctorFound();
    void handsOverTheDoctorsReport();
    void refuses_data();
    void refuses();

private:
    QJsonObject run(const QJsonObject &request);

    std::unique_ptr<tests::FakeRelayService> m_service;
    std::unique_ptr<app::ControlCommands> m_commands;
};

void ControlCommandsTest::init()
{
    m_service = std::make_unique<tests::FakeRelayService>();
    m_service->statusNow.version = "1.2.3";
    m_service->statusNow.port = 3000;
    m_service->statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    relay::model::Token token;
    token.id = 7;
    token.name = "bob";
    token.key = "bobskey0123456789wxyz";
    m_service->tokenList = {token};
    relay::model::Channel channel;
    channel.id = 4;
    channel.name = "main";
    channel.keys = {"provider-key-0123456789"};
    m_service->channelList = {channel};
    m_commands = std::make_unique<app::ControlCommands>(*m_service);
}

QJsonObject ControlCommandsTest::run(const QJsonObject &request)
{
    std::optional<QJsonObject> answer;
    m_commands->run(request, [&answer](const QJsonObject &result) { answer = result; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }))
        return {{u"error"_s, u"no answer came"_s}};
    return *answer;
}

void ControlCommandsTest::tellsTheStatus()
{
    m_service->metricsNow.totalRequests = 12'450;
    m_service->metricsNow.runtime.journalDepth = 37;
    const QJsonObject data = run({{u"command"_s, u"status"_s}})[u"data"_s].toObject();
    QCOMPARE(data[u"running"_s], true);
    QCOMPARE(data[u"port"_s], 3000);
    QCOMPARE(data[u"total_requests"_s], 12'450);
    QCOMPARE(data[u"journal_depth"_s], 37);
    QVERIFY(app::controlReport(u"status"_s, data).contains(u"http://127.0.0.1:3000/v1"_s));
}

void ControlCommandsTest::tellsThatNoneRuns()
{
    m_service->statusNow.port = 0;
    const QJsonValue data = run({{u"command"_s, u"status"_s}})[u"data"_s];
    QCOMPARE(app::controlReport(u"status"_s, data), u"TrayRelay 1.2.3 is not running\n"_s);
}

void ControlCommandsTest::listsTokensWithMaskedKeys()
{
    const QJsonValue data = run({{u"command"_s, u"token.list"_s}})[u"data"_s];
    QCOMPARE(data.toArray().size(), 1);
    QCOMPARE(data[0][u"key"_s], u"bob****wxyz"_s);
    const QString text = app::controlReport(u"token.list"_s, data);
    QVERIFY2(text.contains(u"bob"_s) && !text.contains(u"0123"_s), qPrintable(text));
}

void ControlCommandsTest::showsAKeyWhole_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("key");
    QTest::newRow("a client token, as clients send it") << u"bob"_s << u"sk-bobskey0123456789wxyz"_s;
    QTest::newRow("the admin token") << u"admin"_s << u"admin-secret"_s;
}

void ControlCommandsTest::showsAKeyWhole()
{
    QFETCH(const QString, name);
    QFETCH(const QString, key);
    const QJsonValue data = run({{u"command"_s, u"token.show"_s}, {u"name"_s, name}})[u"data"_s];
    QCOMPARE(data[u"key"_s], key);
    QCOMPARE(app::controlReport(u"token.show"_s, data), QString(key % u'\n'));
}

void ControlCommandsTest::asksForNewerVersions()
{
    const auto report = [](const QJsonObject &answer) {
        return app::controlReport(u"update.check"_s, answer[u"data"_s]);
    };
    m_service->fakeUpdates.statusNow.enabled = true;
    QCOMPARE(report(run({{u"command"_s, u"update.show"_s}})),
             u"nothing is known of versions newer than 0.1.0\n"_s);
    QCOMPARE(m_service->fakeUpdates.questions, 0);
    m_service->fakeUpdates.found = relay::api::UpdateStatus{.running = "0.1.0",
                                                            .verdict = relay::api::UpdateVerdict::Newer,
                                                            .version = "0.2.0",
                                                            .page = "https://updates.example/0.2.0",
                                                            .notes = "Faster start.",
                                                            .sha256 = {{"linux-deb", "abc"}}};
    QCOMPARE(report(run({{u"command"_s, u"update.check"_s}})),
             u"TrayRelay 0.2.0 is there; this is 0.1.0\nhttps://updates.example/0.2.0\nFaster start.\n"
             "abc  linux-deb\nit does not ask by itself: UPDATE_CHECK_ENABLED is off\n"_s);
    m_service->fakeUpdates.failure = relay::Error{relay::ErrorKind::Transient, u"HTTP 404"_s};
    QCOMPARE(run({{u"command"_s, u"update.check"_s}})[u"error"_s][u"message"_s].toString(), u"HTTP 404"_s);
}

void ControlCommandsTest::addsAToken()
{
    const QJsonValue data = run({{u"command"_s, u"token.add"_s},
                                 {u"name"_s, u"eve"_s},
                                 {u"models"_s, QJsonArray{u"a"_s}},
                                 {u"remain_quota"_s, 500'000}})[u"data"_s];
    QCOMPARE(data[u"key"_s], u"sk-generated0000000000000"_s);
    QCOMPARE(m_service->tokenList.size(), std::size_t(2));
    const relay::model::Token &stored = m_service->tokenList.back();
    QCOMPARE(stored.name, std::string("eve"));
    QCOMPARE(stored.models, std::vector<std::string>{"a"});
    QCOMPARE(stored.remainQuota, 500'000);
    QVERIFY(!stored.unlimitedQuota);
}

void ControlCommandsTest::addsAChannel()
{
    const QJsonValue data =
        run({{u"command"_s, u"channel.add"_s},
             {u"name"_s, u"second"_s},
             {u"type"_s, u"anthropic"_s},
             {u"key"_s, u"k1\nk2"_s},
             {u"model_mapping"_s, QJsonArray{QJsonArray{u"z"_s, u"b"_s}, QJsonArray{u"a"_s, u"c"_s}}},
             {u"priority"_s, -3}})[u"data"_s];
    QCOMPARE(data[u"name"_s], u"second"_s);
    const relay::model::Channel &stored = m_service->channelList.back();
    QCOMPARE(stored.type, relay::model::ChannelType::Anthropic);
    QCOMPARE(stored.keys, (std::vector<std::string>{"k1", "k2"}));
    QCOMPARE(stored.modelMapping, (relay::model::StringPairs{{"z", "b"}, {"a", "c"}}));
    QCOMPARE(stored.priority, -3);
}

void ControlCommandsTest::testsAChannelByName()
{
    const QJsonValue data = run({{u"command"_s, u"channel.test"_s}, {u"name"_s, u"main"_s}})[u"data"_s];
    QCOMPARE(app::controlReport(u"channel.test"_s, data), u"HTTP 200 after 12.5 ms channel 4\n"_s);
}

void ControlCommandsTest::listsChannelsWithoutSecrets()
{
    relay::model::Channel &channel = m_service->channelList.front();
    channel.proxy = "socks5://me:secret@proxy.example:1080";
    channel.headers = {{"X-Org", "42"}, {"X-Api-Token", "0123456789abcdefgh"}};
    channel.usedQuota = 99;
    const QJsonValue listed = run({{u"command"_s, u"channel.list"_s}})[u"data"_s][0];
    QCOMPARE(listed[u"key"_s], u"pro****6789"_s);
    QCOMPARE(listed[u"proxy"_s], u"socks5://me:****@proxy.example:1080"_s);
    QCOMPARE(listed[u"headers"_s],
             (QJsonObject{{u"X-Org"_s, u"42"_s}, {u"X-Api-Token"_s, u"012****efgh"_s}}));
    QCOMPARE(listed[u"used_quota"_s], 99);
}

void ControlCommandsTest::aTestThatFailsIsAFailure_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("a key that is refused") << 401 << u"channel main: HTTP 401 after 12.5 ms channel 4"_s;
    QTest::newRow("a redirect") << 302 << u"channel main: HTTP 302 after 12.5 ms channel 4"_s;
    QTest::newRow("nobody there") << 0 << u"channel main: no answer after 12.5 ms channel 4"_s;
}

void ControlCommandsTest::aTestThatFailsIsAFailure()
{
    QFETCH(const int, status);
    QFETCH(const QString, sentence);
    m_service->testStatus = status;
    const QJsonObject answer = run({{u"command"_s, u"channel.test"_s}, {u"name"_s, u"main"_s}});
    QCOMPARE(answer[u"error"_s][u"kind"_s], u"failed"_s);
    QCOMPARE(answer[u"error"_s][u"message"_s], sentence);
    QCOMPARE(answer[u"data"_s][u"status"_s], status);
}

void ControlCommandsTest::listsPricesAndWhatHasNone()
{
    m_service->fakePrices.list = {{.model = "a", .input = 2.5, .output = 10, .source = "built-in"}};
    m_service->fakePrices.unpriced = {"b"};
    const QJsonValue data = run({{u"command"_s, u"price.list"_s}})[u"data"_s];
    QCOMPARE(data[1][u"source"_s], u"none"_s);
    const QStringList lines = app::controlReport(u"price.list"_s, data).split(u'\n');
    QVERIFY2(lines[1].startsWith(u"a "_s) && lines[1].contains(u" 2.5 "_s), qPrintable(lines[1]));
    QVERIFY2(lines[2].startsWith(u"b "_s) && lines[2].contains(u" none "_s), qPrintable(lines[2]));
}

void ControlCommandsTest::setsAPriceOnlyWhereItIsNamed()
{
    const QJsonValue data = run({{u"command"_s, u"price.set"_s},
                                 {u"name"_s, u"a"_s},
                                 {u"input"_s, 0.5},
                                 {u"output"_s, 4}})[u"data"_s];
    QCOMPARE(data[u"input"_s], 0.5);
    QCOMPARE(m_service->fakePrices.lastEdit.output, std::optional(4.0));
    QVERIFY(!m_service->fakePrices.lastEdit.cached);
    QCOMPARE(run({{u"command"_s, u"price.reset"_s}, {u"name"_s, u"a"_s}})[u"data"_s][u"source"_s], u"none"_s);
    QCOMPARE(run({{u"command"_s, u"price.reset"_s}, {u"name"_s, u"a"_s}})[u"error"_s][u"kind"_s],
             u"not_found"_s);
}

void ControlCommandsTest::showsSpendByWhatIsAsked()
{
    relay::api::SpendRow row;
    row.model = "a";
    row.sums.requests = 3;
    row.sums.costUsd = 1.25;
    m_service->fakeSpend.rows = {row};
    const QJsonObject request{{u"command"_s, u"spend"_s}, {u"by"_s, u"model"_s}, {u"days"_s, 1}};
    const QJsonValue data = run(request)[u"data"_s];
    QCOMPARE(data[0][u"cost_usd"_s], 1.25);
    const relay::api::SpendQuery &query = m_service->fakeSpend.lastQuery;
    QCOMPARE(query.startMs, QDate::currentDate().startOfDay().toMSecsSinceEpoch());
    QVERIFY(query.endMs > query.startMs);
    const QString text = app::controlReport(u"spend"_s, data);
    QVERIFY2(text.startsWith(u"MODEL"_s) && text.contains(u"1.2500"_s), qPrintable(text));
}

void ControlCommandsTest::tellsWhatAnImportBrought()
{
    m_service->fakeImport.report.logs = {.found = 5, .taken = 4, .known = 1};
    const QJsonValue data =
        run({{u"command"_s, u"import"_s}, {u"file"_s, u"/x.db"_s}, {u"dry_run"_s, true}})[u"data"_s];
    QCOMPARE(m_service->fakeImport.lastFile, std::string("/x.db"));
    const QString text = app::controlReport(u"import"_s, data);
    QVERIFY2(text.contains(u"5 found"_s) && text.contains(u"4 taken"_s) && text.contains(u"a dry run"_s),
             qPrintable(text));
}

void ControlCommandsTest::takesAProvidersAddress()
{
    const QJsonValue data = run(
        {{u"command"_s, u"channel.add"_s}, {u"name"_s, u"new"_s}, {u"provider"_s, u"somebody"_s}})[u"data"_s];
    QCOMPARE(data[u"base_url"_s], u"https://llm.example/v1"_s);
    QCOMPARE(data[u"type"_s], u"openai-compatible"_s);
    const QJsonObject unknown =
        run({{u"command"_s, u"channel.add"_s}, {u"name"_s, u"n"_s}, {u"provider"_s, u"nobody"_s}});
    QCOMPARE(unknown[u"error"_s][u"kind"_s], u"bad_request"_s);
}

void ControlCommandsTest::revokesAToken()
{
    const QJsonObject answer = run({{u"command"_s, u"token.revoke"_s}, {u"name"_s, u"bob"_s}});
    QCOMPARE(answer[u"data"_s][u"name"_s], u"bob"_s);
    QVERIFY(!answer[u"data"_s][u"key"_s].toString().contains(u"0123"_s));
    QVERIFY(m_service->tokenList.empty());
    QCOMPARE(app::controlReport(u"token.revoke"_s, answer[u"data"_s]), u"token bob is revoked\n"_s);
}

void ControlCommandsTest::revokesNoneOfSeveral()
{
    m_service->tokenList.push_back(m_service->tokenList.front());
    m_service->tokenList.back().id = 8;
    const QJsonObject answer = run({{u"command"_s, u"token.revoke"_s}, {u"name"_s, u"bob"_s}});
    QCOMPARE(answer[u"error"_s][u"kind"_s], u"conflict"_s);
    QCOMPARE(m_service->tokenList.size(), std::size_t(2));
}

void ControlCommandsTest::tellsWhatTheDoctorFound()
{
    using relay::api::Verdict;
    m_service->fakeDoctor.findings = {
        {"wal", Verdict::Trouble, "90 MB", "close the program", "Remedy: WAL too large"},
        {"clock", Verdict::Fine, "right", {}, {}}};
    const QJsonObject answer = run({{u"command"_s, u"doctor"_s}});
    QVERIFY(app::anyTrouble(answer[u"data"_s]));
    QCOMPARE(app::controlReport(u"doctor"_s, answer[u"data"_s]),
             u"trouble  wal    90 MB\n"
             u"         what to do: close the program\n"
             u"         what may do it: trayrelay doctor --fix wal (preset \"Remedy: WAL too large\")\n"
             u"fine     clock  right\n"_s);
    m_service->fakeDoctor.findings.erase(m_service->fakeDoctor.findings.begin());
    QVERIFY(!app::anyTrouble(run({{u"command"_s, u"doctor"_s}})[u"data"_s]));
    run({{u"command"_s, u"doctor"_s}, {u"fix"_s, u"memory"_s}});
    QCOMPARE(m_service->fakeDoctor.fixed, std::string("memory"));
}

void ControlCommandsTest::handsOverTheDoctorsReport()
{
    m_service->fakeDoctor.archive = std::string("\x1f\0\n", 3);
    QTemporaryDir folder;
    const QJsonObject request{{u"command"_s, u"doctor"_s}, {u"report"_s, folder.filePath(u"r.tar.gz"_s)}};
    const QJsonObject written = app::withReportWritten(request, run(request));
    QCOMPARE(written[u"data"_s][u"path"_s], folder.filePath(u"r.tar.gz"_s));
    QFile file(folder.filePath(u"r.tar.gz"_s));
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("\x1f\0\n", 3));
    const QJsonObject nowhere{{u"command"_s, u"doctor"_s}, {u"report"_s, folder.filePath(u"no/r"_s)}};
    QCOMPARE(app::withReportWritten(nowhere, run(nowhere))[u"error"_s][u"kind"_s], u"storage"_s);
}

void ControlCommandsTest::refuses_data()
{
    QTest::addColumn<QJsonObject>("request");
    QTest::addColumn<QString>("kind");
    QTest::newRow("an unknown command") << QJsonObject{{u"command"_s, u"dance"_s}} << u"bad_request"_s;
    QTest::newRow("no command at all") << QJsonObject() << u"bad_request"_s;
    QTest::newRow("an unknown token")
        << QJsonObject{{u"command"_s, u"token.show"_s}, {u"name"_s, u"x"_s}} << u"not_found"_s;
    QTest::newRow("a token's name that is taken")
        << QJsonObject{{u"command"_s, u"token.add"_s}, {u"name"_s, u"bob"_s}} << u"conflict"_s;
    QTest::newRow("the admin token's name")
        << QJsonObject{{u"command"_s, u"token.add"_s}, {u"name"_s, u"admin"_s}} << u"conflict"_s;
    QTest::newRow("to revoke an unknown token")
        << QJsonObject{{u"command"_s, u"token.revoke"_s}, {u"name"_s, u"x"_s}} << u"not_found"_s;
    QTest::newRow("to revoke the admin token")
        << QJsonObject{{u"command"_s, u"token.revoke"_s}, {u"name"_s, u"admin"_s}} << u"conflict"_s;
    QTest::newRow("a channel's name that is taken")
        << QJsonObject{{u"command"_s, u"channel.add"_s}, {u"name"_s, u"main"_s}} << u"conflict"_s;
    QTest::newRow("an unknown channel type")
        << QJsonObject{{u"command"_s, u"channel.add"_s}, {u"name"_s, u"n"_s}, {u"type"_s, u"fax"_s}}
        << u"bad_request"_s;
    QTest::newRow("a weight beyond all bounds")
        << QJsonObject{{u"command"_s, u"channel.add"_s}, {u"name"_s, u"n"_s}, {u"weight"_s, 1e12}}
        << u"bad_request"_s;
    QTest::newRow("two wishes of the doctor at once")
        << QJsonObject{{u"command"_s, u"doctor"_s}, {u"fix"_s, u"wal"_s}, {u"report"_s, u"r"_s}}
        << u"bad_request"_s;
    QTest::newRow("a test of an unknown channel")
        << QJsonObject{{u"command"_s, u"channel.test"_s}, {u"name"_s, u"x"_s}} << u"not_found"_s;
}

void ControlCommandsTest::refuses()
{
    QFETCH(const QJsonObject, request);
    QFETCH(const QString, kind);
    const std::size_t before = m_service->tokenList.size() + m_service->channelList.size();
    QCOMPARE(run(request)[u"error"_s][u"kind"_s], kind);
    QCOMPARE(m_service->tokenList.size() + m_service->channelList.size(), before);
}

QTEST_GUILESS_MAIN(ControlCommandsTest)

#include "tst_control_commands.moc"
