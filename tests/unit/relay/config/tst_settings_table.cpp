// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"
#include "relay/config/settings.h"
#include "relay/config/settings_text.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <array>
#include <set>

using namespace relay::config;
using namespace std::chrono_literals;

namespace {

// Name and default of every setting that users may rely on.
constexpr std::array<std::pair<std::string_view, std::string_view>, 64> kPromised = {{
    {"SQLITE_OPTIMIZE_ENABLED", "true"},
    {"SQLITE_JOURNAL_MODE", "WAL"},
    {"SQLITE_SYNCHRONOUS", "NORMAL"},
    {"SQLITE_CACHE_SIZE", "-64000"},
    {"SQLITE_MMAP_SIZE", "268435456"},
    {"SQLITE_TEMP_STORE", "MEMORY"},
    {"SQLITE_BUSY_TIMEOUT", "5000"},
    {"SQLITE_WAL_AUTO_CHECKPOINT", "1000"},
    {"SQLITE_FOREIGN_KEYS", "false"},
    {"SQLITE_PAGE_SIZE", "4096"},
    {"SQLITE_AUTO_VACUUM", "INCREMENTAL"},
    {"SQLITE_MAX_OPEN_CONNS", "5"},
    {"SQLITE_MAX_IDLE_CONNS", "2"},
    {"HTTP_KEEPALIVE", "90"},
    {"HTTP_MAX_IDLE_CONNS", "100"},
    {"HTTP_MAX_IDLE_CONNS_PER_HOST", "20"},
    {"HTTP_MAX_CONNS_PER_HOST", "50"},
    {"HTTP_DIAL_TIMEOUT", "10"},
    {"HTTP_TLS_TIMEOUT", "10"},
    {"HTTP_RESPONSE_HEADER_TIMEOUT", "30"},
    {"HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", "600"},
    {"HTTP_STREAM_IDLE_TIMEOUT", "300"},
    {"HTTP_IDLE_CONN_TIMEOUT", "90"},
    {"RELAY_PROXY", ""},
    {"LOG_BATCH_ENABLED", "true"},
    {"LOG_BATCH_SIZE", "50"},
    {"LOG_BATCH_FLUSH_INTERVAL", "5"},
    {"LOG_CONSUME_ENABLED", "true"},
    {"LOCAL_CACHE_ENABLED", "true"},
    {"LOCAL_CACHE_TTL", "60"},
    {"BATCH_UPDATE_ENABLED", "true"},
    {"BATCH_UPDATE_INTERVAL", "5"},
    {"PPROF_ENABLED", "false"},
    {"PPROF_PORT", "6060"},
    {"METRICS_ENABLED", "true"},
    {"METRICS_RESET_INTERVAL", "3600"},
    {"SLOW_REQUEST_THRESHOLD_MS", "10000"},
    {"PORT", "3000"},
    {"LISTEN_ADDRESS", "127.0.0.1"},
    {"RETRY_TIMES", "3"},
    {"RELAY_MAX_BODY_MB", "64"},
    {"SQLITE_PATH", "trayrelay.db"},
    {"LOG_LEVEL", "info"},
    {"LEDGER_JOURNAL_MB", "64"},
    {"LOG_RETENTION_DAYS", "90"},
    {"BACKUP_INTERVAL_HOURS", "24"},
    {"BACKUP_KEEP", "7"},
    {"BREAKER_FAILURES", "5"},
    {"BREAKER_COOLDOWN", "30"},
    {"CORS_ALLOWED_ORIGINS", ""},
    {"GUARD_ENABLED", "true"},
    {"GUARD_SECONDS", "60"},
    {"GUARD_FACTOR", "1.5"},
    {"ALERT_P99_MS", "10000"},
    {"ALERT_ERROR_RATE", "1"},
    {"ALERT_WAL_MB", "64"},
    {"ALERT_RSS_MB", "1024"},
    {"ALERT_LOOP_LAG_MS", "50"},
    {"ALERT_BUDGET_USD_DAY", "0"},
    {"OTEL_EXPORTER_OTLP_ENDPOINT", ""},
    {"UPDATE_CHECK_ENABLED", "false"},
    {"UPDATE_CHECK_URL", ""},
    {"INITIAL_ROOT_TOKEN", ""},
    {"INITIAL_ROOT_ACCESS_TOKEN", ""},
}};

} // namespace

class SettingsTableTest final : public QObject
{
    Q_OBJECT

private slots:
    void holdsThePromisedNamesAndDefaults();
    void everyRowIsComplete();
    void defaultsAreValidAndSpelledRight();
    void groupsStandTogether();
    void namesTheNearest_data();
    void namesTheNearest();
    void defaultsBecomeValues();
    void helpNamesEverySetting();
    void theTemplateInTheTreeIsTheTables();
    void theReadmesTableIsTheTables();
    void everyRowHasATestOfItsEffect();
};

void SettingsTableTest::holdsThePromisedNamesAndDefaults()
{
    QCOMPARE(settingsTable().size(), kPromised.size());
    for (const auto &[name, value] : kPromised) {
        const auto index = findSetting(name);
        QVERIFY2(index, std::string(name).c_str());
        QCOMPARE(settingsTable()[*index].defaultText, value);
    }
    QVERIFY(!findSetting("port"));
    QVERIFY(!findSetting(""));
}

void SettingsTableTest::everyRowIsComplete()
{
    std::set<std::string_view> names;
    for (const SettingSpec &spec : settingsTable()) {
        const std::string shown(spec.name);
        QVERIFY2(names.insert(spec.name).second, shown.c_str());
        QVERIFY2(!spec.english.empty() && !spec.chinese.empty(), shown.c_str());
        QVERIFY2(spec.english != spec.chinese, shown.c_str());
        const bool isNumber = spec.type == SettingType::Integer || spec.type == SettingType::Decimal;
        QVERIFY2(isNumber == (spec.min < spec.max), shown.c_str());
        QVERIFY2(!isNumber || !spec.unit.empty(), shown.c_str());
        const bool chooses = spec.type == SettingType::Choice || spec.type == SettingType::Url;
        QVERIFY2(chooses == !spec.choices.empty(), shown.c_str());
    }
}

void SettingsTableTest::defaultsAreValidAndSpelledRight()
{
    for (const SettingSpec &spec : settingsTable()) {
        const auto checked = checkedValue(spec, spec.defaultText);
        QVERIFY2(checked.has_value(), std::string(spec.name).c_str());
        QCOMPARE(*checked, std::string(spec.defaultText));
    }
}

void SettingsTableTest::groupsStandTogether()
{
    const auto table = settingsTable();
    QVERIFY(std::is_sorted(table.begin(), table.end(),
                           [](const SettingSpec &a, const SettingSpec &b) { return a.group < b.group; }));
}

void SettingsTableTest::namesTheNearest_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("nearest");
    QTest::newRow("lower case") << QByteArray("sqlite_path") << QByteArray("SQLITE_PATH");
    QTest::newRow("a letter missing")
        << QByteArray("SQLITE_JOURNL_MODE") << QByteArray("SQLITE_JOURNAL_MODE");
    QTest::newRow("a letter too many") << QByteArray("PORTT") << QByteArray("PORT");
    QTest::newRow("letters swapped") << QByteArray("LOG_LEVLE") << QByteArray("LOG_LEVEL");
    QTest::newRow("an ending") << QByteArray("HTTP_MAX_CONNS_PER_HOSTS")
                               << QByteArray("HTTP_MAX_CONNS_PER_HOST");
    QTest::newRow("something else") << QByteArray("OPENAI_API_KEY") << QByteArray();
    QTest::newRow("an endless name") << QByteArray(100'000, 'A') << QByteArray();
}

void SettingsTableTest::namesTheNearest()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, nearest);
    QCOMPARE(QByteArray::fromStdString(std::string(nearestSetting(name.toStdString()))), nearest);
}

void SettingsTableTest::defaultsBecomeValues()
{
    const Settings settings = defaultSettings();
    QCOMPARE(settings.sqlite.journalMode, std::string("WAL"));
    QCOMPARE(settings.sqlite.cacheSize, std::int64_t{-64000});
    QCOMPARE(settings.sqlite.busyTimeout, 5000ms);
    QCOMPARE(settings.sqlite.pageBytes, 4096);
    QCOMPARE(settings.upstream.keepAlive, 90s);
    QCOMPARE(settings.upstream.maxConnectionsPerHost, std::size_t{50});
    QCOMPARE(settings.upstream.headTimeoutStream, 30s);
    QCOMPARE(settings.upstream.headTimeoutWhole, 600s);
    QCOMPARE(settings.upstream.proxy, std::string());
    QCOMPARE(settings.ledger.batchRows, 50);
    QCOMPARE(settings.ledger.journalBytes, std::int64_t{64 * 1024 * 1024});
    QCOMPARE(settings.ledger.backupInterval, std::chrono::hours(24));
    QCOMPARE(settings.cache.ttl, 60s);
    QCOMPARE(settings.metrics.resetInterval, 3600s);
    QCOMPARE(settings.metrics.slowRequestThreshold, 10'000ms);
    QVERIFY(!settings.metrics.profilingEnabled);
    QCOMPARE(settings.routing.retryTimes, 3);
    QCOMPARE(settings.server.port, std::uint16_t{3000});
    QCOMPARE(settings.server.maxBodyBytes, std::size_t{64 * 1024 * 1024});
    QVERIFY(settings.server.corsAllowedOrigins.empty());
    QCOMPARE(settings.guard.factor, 1.5);
    QCOMPARE(settings.alert.rssBytes, std::int64_t{1024} * 1024 * 1024);
    QCOMPARE(settings.alert.errorRatePercent, 1.0);
}

void SettingsTableTest::helpNamesEverySetting()
{
    for (const Language language : {Language::English, Language::Chinese}) {
        const std::string help = helpText(language);
        std::set<std::size_t> columns; // where the texts begin
        for (const SettingSpec &spec : settingsTable()) {
            const std::string assignment =
                "\n  " + std::string(spec.name) + "=" + std::string(spec.defaultText) + " ";
            const std::size_t at = help.find(assignment);
            QVERIFY2(at != std::string::npos, std::string(spec.name).c_str());
            const std::size_t text = help.find(language == Language::English ? spec.english : spec.chinese,
                                               at + assignment.size());
            QVERIFY2(text != std::string::npos, std::string(spec.name).c_str());
            columns.insert(text - at);
        }
        QCOMPARE(columns.size(), std::size_t{1});
    }
}

void SettingsTableTest::theTemplateInTheTreeIsTheTables()
{
    QFile file(QStringLiteral(TESTS_DIR "/../resources/env.template"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray kept = file.readAll().replace("\r\n", "\n");
    const QByteArray generated = QByteArray::fromStdString(envTemplate());
    if (kept == generated)
        return;
    QFile fresh(QStringLiteral("env.template"));
    QVERIFY(fresh.open(QIODevice::WriteOnly));
    fresh.write(generated);
    QFAIL("resources/env.template is not what the table says; the right one is env.template in this "
          "test's working directory");
}

void SettingsTableTest::theReadmesTableIsTheTables()
{
    QFile file(QStringLiteral(TESTS_DIR "/../README.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray generated = QByteArray::fromStdString(markdownTable());
    if (file.readAll().replace("\r\n", "\n").contains(QByteArray("\n\n" + generated + "\n")))
        return;
    QFile fresh(QStringLiteral("settings-table.md"));
    QVERIFY(fresh.open(QIODevice::WriteOnly));
    fresh.write(generated);
    QFAIL("README.md has no such table; the right one is settings-table.md in this test's working directory");
}

// In a test of a whole relay; of what takes effect while it runs, in one that changes settings then. Its bad
// values: see tst_setting_bounds.
void SettingsTableTest::everyRowHasATestOfItsEffect()
{
    QByteArray all;
    QByteArray changing;
    const QDir folder(QStringLiteral(TESTS_DIR "/integration"));
    for (const QString &name : folder.entryList({QStringLiteral("tst_*.cpp")})) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        all += text;
        if (text.contains("settings_calls.h") || text.contains(R"("PUT", "/api/option/")"))
            changing += text;
    }
    for (const SettingSpec &spec : settingsTable()) {
        const QByteArray name(spec.name.data(), qsizetype(spec.name.size()));
        const bool later = spec.takesEffect == TakesEffect::Restart;
        const QRegularExpression word(QStringLiteral("\\b%1\\b").arg(QString::fromLatin1(name)));
        QVERIFY2(QString::fromUtf8(later ? all : changing).contains(word), name.constData());
    }
}

QTEST_GUILESS_MAIN(SettingsTableTest)
#include "tst_settings_table.moc"
