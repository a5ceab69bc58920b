// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/presets.h"
#include "relay/config/setting_value.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace relay::config;
using relay::ErrorKind;

using Values = std::vector<SettingAssignment>;
Q_DECLARE_METATYPE(Values)

class PresetsTest final : public QObject
{
    Q_OBJECT

private slots:
    void setsExactly_data();
    void setsExactly();
    void startsFromTheDefaults_data();
    void startsFromTheDefaults();
    void isFoundByName_data();
    void isFoundByName();
    void everyRowIsWhole();
    void theFlags();
    void theDifferenceListsWhatIsLocked();
    void recommendedAppliedToTheDefaultsIsNothing();
    void fullRollbackTurnsAllOff();

private:
    static const Preset &named(std::string_view name) { return **findPreset(name); }
};

void PresetsTest::setsExactly_data()
{
    QTest::addColumn<Values>("values");
    QTest::newRow("Conservative") << Values{
        {"SQLITE_OPTIMIZE_ENABLED", "true"}, {"SQLITE_JOURNAL_MODE", "WAL"}, {"SQLITE_SYNCHRONOUS", "NORMAL"},
        {"SQLITE_CACHE_SIZE", "-32000"},     {"HTTP_KEEPALIVE", "60"},       {"HTTP_MAX_IDLE_CONNS", "50"},
        {"LOCAL_CACHE_ENABLED", "true"},     {"LOCAL_CACHE_TTL", "60"},      {"LOG_BATCH_ENABLED", "false"},
        {"METRICS_ENABLED", "true"},         {"PPROF_ENABLED", "false"}};
    QTest::newRow("Aggressive") << Values{{"SQLITE_OPTIMIZE_ENABLED", "true"},
                                          {"SQLITE_JOURNAL_MODE", "WAL"},
                                          {"SQLITE_SYNCHRONOUS", "NORMAL"},
                                          {"SQLITE_CACHE_SIZE", "-128000"},
                                          {"SQLITE_MMAP_SIZE", "536870912"},
                                          {"HTTP_KEEPALIVE", "120"},
                                          {"HTTP_MAX_IDLE_CONNS", "200"},
                                          {"HTTP_MAX_IDLE_CONNS_PER_HOST", "50"},
                                          {"LOCAL_CACHE_ENABLED", "true"},
                                          {"LOCAL_CACHE_TTL", "120"},
                                          {"LOG_BATCH_ENABLED", "true"},
                                          {"LOG_BATCH_SIZE", "100"},
                                          {"LOG_CONSUME_ENABLED", "false"},
                                          {"METRICS_ENABLED", "true"},
                                          {"PPROF_ENABLED", "true"}};
    QTest::newRow("Rollback: SQLite only") << Values{{"SQLITE_OPTIMIZE_ENABLED", "false"}};
    QTest::newRow("Rollback: SQLite only (journal)")
        << Values{{"SQLITE_JOURNAL_MODE", "DELETE"}, {"SQLITE_SYNCHRONOUS", "FULL"}};
    QTest::newRow("Rollback: batch logs only") << Values{{"LOG_BATCH_ENABLED", "false"}};
    QTest::newRow("Rollback: local cache only") << Values{{"LOCAL_CACHE_ENABLED", "false"}};
    QTest::newRow("Remedy: locked database")
        << Values{{"SQLITE_BUSY_TIMEOUT", "10000"}, {"SQLITE_MAX_OPEN_CONNS", "3"}};
    QTest::newRow("Remedy: WAL too large") << Values{{"SQLITE_WAL_AUTO_CHECKPOINT", "500"}};
    QTest::newRow("Remedy: memory") << Values{{"LOCAL_CACHE_TTL", "30"}, {"LOG_BATCH_SIZE", "20"}};
}

void PresetsTest::setsExactly()
{
    QFETCH(Values, values);
    QCOMPARE(assignmentsOf(named(QTest::currentDataTag())), values);
}

void PresetsTest::startsFromTheDefaults_data()
{
    QTest::addColumn<Values>("others");
    QTest::newRow("Recommended") << Values{};
    QTest::newRow("Full rollback") << Values{
        {"SQLITE_OPTIMIZE_ENABLED", "false"}, {"LOG_BATCH_ENABLED", "false"},
        {"LOCAL_CACHE_ENABLED", "false"},     {"BATCH_UPDATE_ENABLED", "false"},
        {"PPROF_ENABLED", "false"},           {"METRICS_ENABLED", "false"}};
}

void PresetsTest::startsFromTheDefaults()
{
    QFETCH(Values, others);
    std::set<std::string> names;
    for (const auto &[name, value] : assignmentsOf(named(QTest::currentDataTag()))) {
        names.insert(name);
        const auto other = std::ranges::find(others, name, &SettingAssignment::first);
        QCOMPARE(value, other == others.end() ? std::string(settingsTable()[*findSetting(name)].defaultText)
                                              : other->second);
    }
    for (const SettingSpec &spec : settingsTable()) {
        const bool wanted = spec.group <= SettingGroup::PhaseC && spec.name != "PPROF_PORT";
        QCOMPARE(names.contains(std::string(spec.name)), wanted);
    }
    QCOMPARE(names.size(), std::size_t{35});
}

void PresetsTest::isFoundByName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("found"); // or a part of the message
    QTest::addColumn<bool>("known");
    QTest::newRow("exactly") << QByteArray("Full rollback") << QStringLiteral("Full rollback") << true;
    QTest::newRow("in any case") << QByteArray("rollback: sqlite ONLY")
                                 << QStringLiteral("Rollback: SQLite only") << true;
    QTest::newRow("with a slip") << QByteArray("agressive") << QStringLiteral("did you mean Aggressive?")
                                 << false;
    QTest::newRow("with no colon") << QByteArray("remedy memory") << QStringLiteral("mean Remedy: memory?")
                                   << false;
    QTest::newRow("like no other") << QByteArray("turbo")
                                   << QStringLiteral("there are: Recommended; Conservative; Aggressive; Full")
                                   << false;
    QTest::newRow("nothing") << QByteArray() << QStringLiteral("there are: Recommended;") << false;
}

void PresetsTest::isFoundByName()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, found);
    QFETCH(bool, known);
    const auto preset = findPreset(name.toStdString());
    QCOMPARE(preset.has_value(), known);
    if (known) {
        QCOMPARE(std::string((*preset)->name), found.toStdString());
        return;
    }
    QCOMPARE(preset.error().kind, ErrorKind::NotFound);
    QVERIFY2(preset.error().message.contains(found), qPrintable(preset.error().message));
}

void PresetsTest::everyRowIsWhole()
{
    QCOMPARE(presets().size(), std::size_t{11});
    std::set<std::string_view> names;
    for (const Preset &preset : presets()) {
        QVERIFY(names.insert(preset.name).second && names.insert(preset.chineseName).second);
        QVERIFY(!preset.english.empty() && !preset.chinese.empty());
        for (const auto &[name, value] : assignmentsOf(preset)) {
            const auto index = findSetting(name);
            QVERIFY2(index, name.c_str());
            const auto checked = checkedValue(settingsTable()[*index], value);
            QVERIFY2(checked.has_value() && *checked == value, name.c_str());
            QVERIFY(name != "RELAY_PROXY" && name != "PPROF_PORT");
        }
    }
}

void PresetsTest::theFlags()
{
    for (const Preset &preset : presets()) {
        const std::string_view name = preset.name;
        const bool rollback = name == "Full rollback" || name.starts_with("Rollback: ");
        QCOMPARE(preset.kind == PresetKind::Rollback, rollback);
        QCOMPARE(preset.kind == PresetKind::Remedy, name.starts_with("Remedy: "));
        QCOMPARE(preset.checkpointTruncate, name == "Remedy: WAL too large");
        QCOMPARE(preset.startsFromDefaults, name == "Full rollback" || name == "Recommended");
    }
}

void PresetsTest::theDifferenceListsWhatIsLocked()
{
    SettingsRequest request;
    request.environment = [](std::string_view name) {
        return name == "SQLITE_BUSY_TIMEOUT" ? std::optional<std::string>("1") : std::nullopt;
    };
    const LoadedSettings settings = loadSettings(request);
    const Preset &preset = named("Remedy: locked database");
    const std::vector<PresetDifference> expected = {{"SQLITE_BUSY_TIMEOUT", "1", "10000", true},
                                                    {"SQLITE_MAX_OPEN_CONNS", "5", "3", false}};
    QCOMPARE(differenceOf(preset, settings), expected);

    const auto applied = changedSettings(settings, assignmentsOf(preset), LockedSettings::Skip);
    QVERIFY(applied.has_value());
    QCOMPARE(applied->changes.size(), std::size_t{1});
    QCOMPARE(applied->skipped.size(), std::size_t{1});
    const std::vector<PresetDifference> left = {{"SQLITE_BUSY_TIMEOUT", "1", "10000", true}};
    QCOMPARE(differenceOf(preset, applied->settings), left);
}

void PresetsTest::recommendedAppliedToTheDefaultsIsNothing()
{
    QVERIFY(differenceOf(named("Recommended"), loadSettings({})).empty());
}

void PresetsTest::fullRollbackTurnsAllOff()
{
    const Values mine = {
        {"SQLITE_CACHE_SIZE", "-1"}, {"PPROF_PORT", "7070"}, {"RELAY_PROXY", "http://host:1"}};
    const auto before = changedSettings(loadSettings({}), mine);
    QVERIFY(before.has_value());
    const auto after =
        changedSettings(before->settings, assignmentsOf(named("Full rollback")), LockedSettings::Skip);
    QVERIFY(after.has_value());
    const Settings &values = after->settings.values;
    QVERIFY(!values.sqlite.optimizeEnabled && !values.cache.enabled && !values.ledger.batchEnabled &&
            !values.ledger.batchUpdateEnabled && !values.metrics.enabled && !values.metrics.profilingEnabled);
    QCOMPARE(values.sqlite.cacheSize, std::int64_t{-64000});
    QCOMPARE(values.metrics.profilingPort, std::uint16_t{7070});
    QCOMPARE(values.upstream.proxy, std::string("http://host:1"));
}

QTEST_GUILESS_MAIN(PresetsTest)
#include "tst_presets.moc"
