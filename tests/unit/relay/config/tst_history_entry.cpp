// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/change_history.h"
#include "relay/config/setting_spec.h"

#include <QTest>

using namespace relay::config;

using Changes = std::vector<SettingChange>;

namespace {

constexpr const char *kSize = "LOG_BATCH_SIZE";
constexpr const char *kTtl = "LOCAL_CACHE_TTL";

} // namespace

class HistoryEntryTest final : public QObject
{
    Q_OBJECT

private slots:
    void theGuardTakesBackOnlyWhatItMay_data();
    void theGuardTakesBackOnlyWhatItMay();
    void sourcesAreKnownAfterAStart();
    void causesHaveNames();
};

void HistoryEntryTest::theGuardTakesBackOnlyWhatItMay_data()
{
    QTest::addColumn<int>("cause");
    QTest::addColumn<QByteArray>("note");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("taken");
    const auto row = [](const char *claim, ChangeCause cause, const char *note, const char *name,
                        bool taken) {
        QTest::newRow(claim) << static_cast<int>(cause) << QByteArray(note) << QByteArray(name) << taken;
    };
    row("a number", ChangeCause::User, "", kSize, true);
    row("a number in the file", ChangeCause::File, "", kSize, true);
    row("a number of a preset", ChangeCause::Preset, "Aggressive", kSize, true);
    row("a number of a remedy", ChangeCause::Preset, "Remedy: memory", kSize, true);
    row("a number of a rollback", ChangeCause::Preset, "Full rollback", kSize, false);
    row("a note alone makes no rollback", ChangeCause::User, "Full rollback", kSize, true);
    row("a number of an undo", ChangeCause::Undo, "", kSize, false);
    row("a number of its own", ChangeCause::Guard, "", kSize, false);
    row("a switch", ChangeCause::User, "", "LOCAL_CACHE_ENABLED", false);
    row("a switch of a preset", ChangeCause::Preset, "Aggressive", "PPROF_ENABLED", false);
    row("the journal mode", ChangeCause::User, "", "SQLITE_JOURNAL_MODE", false);
    row("synchronous", ChangeCause::User, "", "SQLITE_SYNCHRONOUS", false);
    row("another choice", ChangeCause::User, "", "SQLITE_TEMP_STORE", true);
    row("what is in force at the next start alone", ChangeCause::User, "", "LEDGER_JOURNAL_MB", false);
    row("what is in force at the next VACUUM alone", ChangeCause::User, "", "SQLITE_PAGE_SIZE", false);
    row("what is no setting", ChangeCause::User, "", "OLD_NAME", false);
}

void HistoryEntryTest::theGuardTakesBackOnlyWhatItMay()
{
    QFETCH(int, cause);
    QFETCH(QByteArray, note);
    QFETCH(QByteArray, name);
    QFETCH(bool, taken);
    const SettingChange change{name.toStdString(), "a", "b"};
    const HistoryEntry entry{1, 0, static_cast<ChangeCause>(cause), note.toStdString(), {change}, {}, false};
    QCOMPARE(guardedChanges(entry), taken ? Changes{change} : Changes{});
}

void HistoryEntryTest::sourcesAreKnownAfterAStart()
{
    const std::vector<HistoryEntry> history = {
        {1,
         0,
         ChangeCause::User,
         "",
         {{kSize, "50", "60"}, {kTtl, "60", "30"}, {"RETRY_TIMES", "3", "5"}},
         {},
         false},
        {2, 0, ChangeCause::File, "", {{kTtl, "30", "20"}}, {}, false}};
    LoadedSettings loaded = loadSettings({});
    loaded.texts[*findSetting(kSize)] = "60";
    loaded.texts[*findSetting(kTtl)] = "20";
    loaded.texts[*findSetting("RETRY_TIMES")] = "6"; // edited while nothing ran
    loaded.sources.assign(loaded.sources.size(), SettingSource::File);
    loaded.sources[*findSetting("LOG_LEVEL")] = SettingSource::Default;
    markUserSources(loaded, history);
    QCOMPARE(loaded.sources[*findSetting(kSize)], SettingSource::User);
    for (const char *name : {kTtl, "RETRY_TIMES", "PORT"})
        QCOMPARE(loaded.sources[*findSetting(name)], SettingSource::File);
    QCOMPARE(loaded.sources[*findSetting("LOG_LEVEL")], SettingSource::Default);
}

void HistoryEntryTest::causesHaveNames()
{
    for (const auto cause :
         {ChangeCause::User, ChangeCause::Preset, ChangeCause::Guard, ChangeCause::File, ChangeCause::Undo})
        QCOMPARE(causeFromName(causeName(cause)), std::optional(cause));
    QCOMPARE(std::string(causeName(ChangeCause::Undo)), std::string("undo"));
    QVERIFY(!causeFromName("nobody"));
}

QTEST_GUILESS_MAIN(HistoryEntryTest)
#include "tst_history_entry.moc"
