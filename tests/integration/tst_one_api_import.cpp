// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/one_api_database.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <memory>
#include <optional>

using namespace tests;

namespace {

const char *const kEditorKey = "EditorKey0123456789abcdefghijklmnopqrstuvwxyz0123";
const char *const kProviderKey = "provider-key-of-the-import-0123456789";

// All that is imported, as the admin API shows it.
struct Seen
{
    QJsonArray channels;
    QJsonArray tokens;
    QJsonArray prices;
    QJsonObject sums;

    friend bool operator==(const Seen &, const Seen &) = default;
};

} // namespace

// A one-api database through the admin API of a whole relay.
class OneApiImportTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void bringsChannels();
    void bringsTokensThatClientsGoOnWith();
    void bringsPrices();
    void bringsLogsAsRows();
    void bringsSettings();
    void settingsThatCannotComeAreTold();
    void rowsThatRetentionWouldTakeAreTold();
    void whatStaysBehindIsTold();
    void aDryRunTellsTheSameAndChangesNothing();
    void aSecondTimeBringsOnlyWhatIsNew();
    void tellsNoKey();
    void aBrokenFileChangesNothing_data();
    void aBrokenFileChangesNothing();
    void aHundredThousandRows();
    void rowsAreCountedOnAfterARestart();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("one-api.db")); }
    void fill(int logs);
    HttpReply admin(std::string_view method, std::string_view path, std::string_view body = {});
    QJsonValue get(std::string_view path);
    HttpReply import(bool dryRun = false, QString file = {});
    QJsonObject imported(bool dryRun = false);
    Seen seen();
    static QJsonObject named(const QJsonArray &records, const char *name);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<RelayFixture> m_relay;
};

void OneApiImportTest::init()
{
    m_relay.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_upstream = std::make_unique<FakeUpstream>(scripts::chat());
    m_relay = std::make_unique<RelayFixture>();
}

void OneApiImportTest::fill(int logs)
{
    OneApiDatabase source(path());
    const std::string upstream = m_upstream->baseUrl();
    source.run(
        "INSERT INTO channels(id, type, key, status, name, weight, created_time, base_url, models, priority, "
        "model_mapping, used_quota) VALUES"
        "(1, 8, '" +
        std::string(kProviderKey) + "', 1, 'work', 3, 1690000000, '" + upstream +
        "', 'house-model,gpt-4o', 5, '{\"house-model\":\"inner\"}', 777),"
        "(2, 36, 'deepseek-key-0123456789', 2, 'work', 0, 1690000001, '', 'deepseek-chat', 0, '', 0),"
        "(3, 18, 'xunfei-key', 1, 'spark', 0, 1690000002, '', 'SparkDesk', 0, '', 0),"
        "(4, 1, 'openai-key-0123456789', 1, 'plain', 0, 1690000003, '', 'o3', 0, '', 0)");
    source.run(
        "INSERT INTO tokens(id, user_id, key, status, name, created_time, expired_time, remain_quota, "
        "unlimited_quota, used_quota, models, subnet) VALUES"
        "(1, 1, '" +
        std::string(kEditorKey) +
        "', 1, 'editor', 1690000000, -1, 123456, 0, 44, 'house-model', '127.0.0.0/8'),"
        "(2, 1, 'AgentKey0123456789abcdefghijklmnopqrstuvwxyz01234', 2, 'agent', 1690000000, -1, 0, 1, 0, "
        "'', '')");
    source.run("INSERT INTO options VALUES"
               "('ModelRatio', '{\"house-model\": 2.5, \"gpt-4o\": 1.25, \"odd\": -3}'),"
               "('CompletionRatio', '{\"house-model\": 4, \"gpt-4o\": 4}'),"
               "('GroupRatio', '{\"default\": 1, \"vip\": 0.5}'),"
               "('RetryTimes', '1'), ('SMTPToken', 'mail-secret'), ('Notice', 'hello')");
    source.addLogs(logs);
}

HttpReply OneApiImportTest::admin(std::string_view method, std::string_view path, std::string_view body)
{
    return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange(method, path, body);
}

QJsonValue OneApiImportTest::get(std::string_view path)
{
    return admin("GET", path).json()[QStringLiteral("data")];
}

HttpReply OneApiImportTest::import(bool dryRun, QString file)
{
    const QJsonObject body{{QStringLiteral("file"), file.isEmpty() ? path() : file},
                           {QStringLiteral("dry_run"), dryRun}};
    return admin("POST", "/api/import/", QJsonDocument(body).toJson().toStdString());
}

QJsonObject OneApiImportTest::imported(bool dryRun)
{
    const HttpReply reply = import(dryRun);
    if (reply.status != 200)
        qWarning("%d %s", reply.status, reply.body.c_str());
    return reply.json()[QStringLiteral("data")].toObject();
}

Seen OneApiImportTest::seen()
{
    return {get("/api/channel/").toArray(), get("/api/token/").toArray(), get("/api/price/").toArray(),
            get("/api/log/stat").toObject()};
}

QJsonObject OneApiImportTest::named(const QJsonArray &records, const char *name)
{
    for (const QJsonValue &record : records)
        if (record[QStringLiteral("name")].toString() == QLatin1StringView(name))
            return record.toObject();
    return {};
}

static QJsonObject counts(int found, int taken, int known, int refused)
{
    return {{QStringLiteral("found"), found},
            {QStringLiteral("taken"), taken},
            {QStringLiteral("known"), known},
            {QStringLiteral("refused"), refused}};
}

void OneApiImportTest::bringsChannels()
{
    fill(0);
    const QJsonObject report = imported();
    QCOMPARE(report[u"channels"].toObject(), counts(4, 3, 0, 1));
    QVERIFY(
        report[u"notes"].toArray().first().toString().contains(QStringLiteral("\"spark\" (3) is left out")));
    const QJsonArray channels = get("/api/channel/").toArray();
    const QJsonObject work = named(channels, "work");
    QCOMPARE(work[u"type"].toString(), QStringLiteral("openai-compatible"));
    QCOMPARE(work[u"base_url"].toString().toStdString(), m_upstream->baseUrl());
    QCOMPARE(work[u"models"].toArray(),
             (QJsonArray{QStringLiteral("house-model"), QStringLiteral("gpt-4o")}));
    QCOMPARE(work[u"model_mapping"].toObject(),
             (QJsonObject{{QStringLiteral("house-model"), QStringLiteral("inner")}}));
    QCOMPARE(work[u"priority"].toInt(), 5);
    QCOMPARE(work[u"weight"].toInt(), 3);
    QCOMPARE(work[u"used_quota"].toInt(), 777);
    const QJsonObject second = named(channels, "work (2)");
    QCOMPARE(second[u"status"].toInt(), 2);
    QCOMPARE(second[u"base_url"].toString(), QStringLiteral("https://api.deepseek.com/v1"));
    QCOMPARE(named(channels, "plain")[u"base_url"].toString(), QString());
    QCOMPARE(named(channels, "plain")[u"type"].toString(), QStringLiteral("openai"));
}

void OneApiImportTest::bringsTokensThatClientsGoOnWith()
{
    fill(0);
    QCOMPARE(imported()[u"tokens"].toObject(), counts(2, 2, 0, 0));
    const QJsonObject editor = named(get("/api/token/").toArray(), "editor");
    QCOMPARE(editor[u"remain_quota"].toInt(), 123'456);
    QCOMPARE(editor[u"used_quota"].toInt(), 44);
    QCOMPARE(editor[u"subnet"].toString(), QStringLiteral("127.0.0.0/8"));
    QCOMPARE(named(get("/api/token/").toArray(), "agent")[u"status"].toInt(), 2);
    HttpClient client(m_relay->port(), std::string("sk-") + kEditorKey);
    const HttpReply answer =
        client.exchange("POST", "/v1/chat/completions",
                        R"({"model":"house-model","messages":[{"role":"user","content":"x"}]})");
    QCOMPARE(answer.status, 200);
    QVERIFY(m_upstream->requests().back().body.find("\"inner\"") != std::string::npos);
}

void OneApiImportTest::bringsPrices()
{
    fill(0);
    const QJsonObject report = imported();
    QCOMPARE(report[u"prices"].toObject(), counts(3, 1, 1, 1));
    const QJsonValue price = get("/api/price/house-model");
    QCOMPARE(price[u"input"].toDouble(), 5.0);
    QCOMPARE(price[u"output"].toDouble(), 20.0);
    QCOMPARE(price[u"source"].toString(), QStringLiteral("user"));
    QCOMPARE(get("/api/price/gpt-4o")[u"source"].toString(), QStringLiteral("built-in"));
}

void OneApiImportTest::bringsLogsAsRows()
{
    fill(60);
    QCOMPARE(m_relay->client().exchange("GET", "/v1/models").status, 200);
    QCOMPARE(imported()[u"logs"].toObject(), counts(60, 60, 0, 0));
    const QJsonArray rows = get("/api/log/?limit=100").toObject()[u"items"].toArray();
    const QJsonObject newest = rows[rows.size() - 60].toObject(); // of the imported ones
    QCOMPARE(newest[u"created_at"].toInteger(), 1'700'003'600'000);
    QCOMPARE(newest[u"token_name"].toString(), QStringLiteral("editor"));
    QCOMPARE(newest[u"channel_name"].toString(), QStringLiteral("work"));
    QCOMPARE(newest[u"model"].toString(), QStringLiteral("gpt-4o"));
    QCOMPARE(newest[u"prompt_tokens"].toInt(), 4);
    QCOMPARE(newest[u"cost_usd"].toDouble(), 0.000'02);
    QCOMPARE(newest[u"elapsed_ms"].toDouble(), 1500.0);
    const QJsonObject before = rows[rows.size() - 59].toObject();
    QCOMPARE(before[u"token_name"].toString(), QStringLiteral("gone"));
    QCOMPARE(before[u"channel_name"].toString(), QStringLiteral("one-api channel 9"));
    QVERIFY(named(get("/api/token/").toArray(), "gone").isEmpty());
    // Page by page down to the oldest, whose ids are below 0.
    int paged = 0;
    QString cursor;
    do {
        const QJsonValue page = get("/api/log/?token=editor&limit=7&cursor=" + cursor.toStdString());
        paged += int(page[u"items"].toArray().size());
        cursor = page[u"next"].isNull() ? QString() : QString::number(page[u"next"].toInteger());
    } while (!cursor.isEmpty());
    QCOMPARE(paged, 20);
    const QJsonValue spent = get("/api/log/spend?by=token&start=1700000000000&end=1700100000000")[0];
    QCOMPARE(spent[u"requests"].toInt(), 20);
}

void OneApiImportTest::bringsSettings()
{
    fill(0);
    QCOMPARE(imported()[u"settings"].toObject(),
             (QJsonObject{{QStringLiteral("RETRY_TIMES"), QStringLiteral("1")}}));
    const QJsonObject again = imported();
    QVERIFY(again[u"settings"].toObject().isEmpty());
    for (const QJsonValue &setting : get("/api/option/").toArray())
        if (setting[u"name"].toString() == QStringLiteral("RETRY_TIMES"))
            QCOMPARE(setting[u"effective"].toString(), QStringLiteral("1"));
}

void OneApiImportTest::settingsThatCannotComeAreTold()
{
    m_relay = std::make_unique<RelayFixture>(
        std::initializer_list<RelayFixture::Setting>{{"LOG_CONSUME_ENABLED", "true"}});
    fill(0);
    const auto notedOf = [this](bool dryRun, const char *name) {
        const QJsonArray all = imported(dryRun)[u"notes"].toArray();
        return std::ranges::any_of(all, [name](const QJsonValue &note) {
            return note.toString().startsWith(
                QStringLiteral("the setting %1 = ").arg(QLatin1StringView(name)));
        });
    };
    OneApiDatabase(path()).run("UPDATE options SET value = '1000' WHERE key = 'RetryTimes'");
    QVERIFY(notedOf(true, "RETRY_TIMES"));
    QVERIFY(imported(true)[u"settings"].toObject().isEmpty());
    QVERIFY(notedOf(false, "RETRY_TIMES"));
    // One that is locked keeps no other from coming.
    OneApiDatabase(path()).run("UPDATE options SET value = '1' WHERE key = 'RetryTimes';"
                               "INSERT INTO options VALUES('LogConsumeEnabled', 'false')");
    const QJsonObject come{{QStringLiteral("RETRY_TIMES"), QStringLiteral("1")}};
    QVERIFY(notedOf(true, "LOG_CONSUME_ENABLED"));
    QCOMPARE(imported(true)[u"settings"].toObject(), come);
    QCOMPARE(imported()[u"settings"].toObject(), come);
    QCOMPARE(named(get("/api/option/").toArray(), "RETRY_TIMES")[u"effective"].toString(),
             QStringLiteral("1"));
}

void OneApiImportTest::rowsThatRetentionWouldTakeAreTold()
{
    fill(60); // of years ago
    const QString note = QStringLiteral("60 rows are older than LOG_RETENTION_DAYS (90)");
    const auto told = [&](const QJsonObject &report) {
        const QJsonArray all = report[u"notes"].toArray();
        return std::ranges::any_of(all,
                                   [&](const QJsonValue &each) { return each.toString().startsWith(note); });
    };
    QVERIFY(told(imported(true)));
    QCOMPARE(admin("PUT", "/api/option/", R"({"LOG_RETENTION_DAYS": 0})").status, 200);
    QVERIFY(!told(imported(true))); // none ever goes
    QCOMPARE(admin("PUT", "/api/option/", R"({"LOG_RETENTION_DAYS": 90})").status, 200);
    QVERIFY(told(imported()));
    QVERIFY(!told(imported())); // they are here
}

void OneApiImportTest::whatStaysBehindIsTold()
{
    fill(3);
    OneApiDatabase(path()).run(
        "UPDATE channels SET system_prompt = 'be kind', `group` = 'vip' WHERE id = 1;"
        "UPDATE channels SET config = '{\"region\":\"\",\"ak\":\"secret-of-the-config\"}' WHERE id = 4;"
        "INSERT INTO channels(id, type, key, name, base_url, models, other) VALUES(5, 3, "
        "'azure-key-01234567', "
        "'blue', 'https://blue.openai.azure.com', 'gpt-4o', '2023-05-15');"
        "INSERT INTO users(id, username, password) VALUES(2, 'other', 'b-hash'), (3, 'third', 'c-hash');"
        "INSERT INTO redemptions(key, name) VALUES('code-1', 'gift')");
    const HttpReply reply = import(true);
    QVERIFY(reply.body.find("secret-of-the-config") == std::string::npos);
    const QJsonArray notes = reply.json()[u"data"][u"notes"].toArray();
    for (const QString &note :
         {QStringLiteral("channel \"work\" (1) comes without its system prompt, its group vip"),
          QStringLiteral("channel \"plain\" (4) comes without its ak"),
          QStringLiteral("channel \"blue\" (5) comes without its API version"),
          QStringLiteral("stays behind: redemption codes (1), other users (2), options (2), "
                         "logs that tell of no use (1)")})
        QVERIFY2(notes.contains(note), QJsonDocument(notes).toJson().constData());
}

void OneApiImportTest::aDryRunTellsTheSameAndChangesNothing()
{
    fill(60);
    const Seen before = seen();
    QJsonObject told = imported(true);
    QVERIFY(told[u"dry_run"].toBool());
    QVERIFY(seen() == before);
    QJsonObject done = imported();
    for (QJsonObject *report : {&told, &done}) {
        report->remove(QStringLiteral("dry_run"));
        report->remove(QStringLiteral("elapsed_ms"));
    }
    QCOMPARE(told, done);
}

void OneApiImportTest::aSecondTimeBringsOnlyWhatIsNew()
{
    fill(60);
    (void)imported();
    // Edited here since.
    const QJsonObject work = named(get("/api/channel/").toArray(), "work");
    (void)admin("PUT", "/api/channel/" + std::to_string(work[u"id"].toInteger()),
                R"({"name":"renamed","key":"another-key-0123456789"})");
    const Seen before = seen();
    const QJsonObject again = imported();
    QCOMPARE(again[u"channels"].toObject(), counts(4, 0, 3, 1));
    QCOMPARE(again[u"tokens"].toObject(), counts(2, 0, 2, 0));
    QCOMPARE(again[u"prices"].toObject(), counts(3, 0, 2, 1));
    QCOMPARE(again[u"logs"].toObject(), counts(60, 0, 60, 0));
    QVERIFY(seen() == before);
    {
        OneApiDatabase source(path());
        source.addLogs(5, 1000);
    }
    QCOMPARE(imported()[u"logs"].toObject(), counts(65, 5, 60, 0));
    QCOMPARE(get("/api/log/stat")[u"requests"].toInt(), 65);
}

void OneApiImportTest::tellsNoKey()
{
    fill(10);
    const std::string told = import(true).body + import().body;
    for (const char *secret :
         {kEditorKey, kProviderKey, "xunfei-key", "deepseek-key", "mail-secret", "a-hash"})
        QVERIFY2(told.find(secret) == std::string::npos, secret);
}

void OneApiImportTest::aBrokenFileChangesNothing_data()
{
    QTest::addColumn<int>("damage");
    QTest::newRow("no file at all") << 0;
    QTest::newRow("no database") << 1;
    QTest::newRow("another program's database") << 2;
    QTest::newRow("cut off in the middle") << 3;
    QTest::newRow("pages overwritten") << 4;
    QTest::newRow("the relay's own") << 5;
}

void OneApiImportTest::aBrokenFileChangesNothing()
{
    QFETCH(const int, damage);
    fill(3000);
    const Seen before = seen();
    QFile file(path());
    QString used = path();
    if (damage == 0) {
        QVERIFY(file.remove());
    } else if (damage == 1) {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("this is a text");
        file.close();
    } else if (damage == 2) {
        OneApiDatabase(path()).run("DROP TABLE abilities");
    } else if (damage == 3) {
        QVERIFY(file.resize(file.size() / 2));
    } else if (damage == 4) {
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() - 8192);
        file.write(QByteArray(6000, 'x'));
        file.close();
    } else {
        used = m_relay->dataDir() + QStringLiteral("/trayrelay.db");
    }
    const HttpReply reply = import(false, used);
    QCOMPARE(reply.status, 400);
    QVERIFY2(!reply.json()[u"message"].toString().isEmpty(), reply.body.c_str());
    QVERIFY(seen() == before);
    QCOMPARE(m_relay->client().exchange("GET", "/v1/models").status, 200);
}

void OneApiImportTest::aHundredThousandRows()
{
    fill(100'000);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(imported()[u"logs"].toObject(), counts(100'000, 100'000, 0, 0));
    qInfo("100,000 rows in %lld ms", timer.restart());
    QCOMPARE(imported()[u"logs"].toObject(), counts(100'000, 0, 100'000, 0));
    qInfo("again: %lld ms", timer.elapsed());
    const QJsonObject sums = get("/api/log/stat").toObject();
    QCOMPARE(sums[u"requests"].toInt(), 100'000);
    QCOMPARE(sums[u"quota"].toInt(), 1'000'000);
    QCOMPARE(sums[u"cost_usd"].toDouble(), 2.0);
}

void OneApiImportTest::rowsAreCountedOnAfterARestart()
{
    fill(20);
    (void)imported();
    m_relay->stop();
    QVERIFY(m_relay->start());
    (void)m_relay->client().exchange("POST", "/v1/chat/completions", R"({"model":"nobody-has-it"})");
    QCOMPARE(m_relay->rows().size(), std::size_t(21));
    QVERIFY(m_relay->rows().front().id > 0);
    QVERIFY(m_relay->rows().front().id < 1000);
}

QTEST_GUILESS_MAIN(OneApiImportTest)
#include "tst_one_api_import.moc"
