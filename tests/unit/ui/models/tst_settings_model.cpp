// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_relay_service.h"
#include "ui/models/preset_choice.h"
#include "ui/models/settings_model.h"
#include "ui/models/ui_settings.h"

#include <QDir>
#include <QElapsedTimer>
#include <QLockFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using ui::models::PresetChoice;
using ui::models::SettingsModel;
using ui::models::UiSettings;

class SettingsModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readsWhileActiveAlone();
    void saysWhatWasDoneAndHowToUndoIt_data();
    void saysWhatWasDoneAndHowToUndoIt();
    void aRefusalNamesItsSetting();
    void whatIsReadDuringAChangeDoesNotCount();
    void undoPutsBack();
    void takesAFileThatWasEdited();
    void keepsWhatIsWatched();
    void knowsTheNearestPreset();
    void saysWhatDidNotComeWithIt();
    void theWindowsOwnAreKept();
    void theWindowsOwnWaitForNoDisk();
    void theWindowsOwnEndInTime();
    void theWindowsOwnSayThatTheyAreNotKept();

private:
    QString doneSentence(const QSignalSpy &done) const
    {
        return done.isEmpty() ? QString() : done.last()[0].toString().replace(QChar(0x00A0), u' ');
    }

    std::unique_ptr<tests::FakeRelayService> m_service;
};

void SettingsModelTest::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_service = std::make_unique<tests::FakeRelayService>();
}

void SettingsModelTest::readsWhileActiveAlone()
{
    SettingsModel model(*m_service);
    QVERIFY(!model.isKnown());
    model.setActive(true);
    QTRY_VERIFY(model.isKnown());
    QCOMPARE(model.rows().size(), relay::config::settingsTable().size());
    m_service->fakeSettings.set("LOG_BATCH_SIZE", "70"); // by another client
    QTRY_COMPARE_WITH_TIMEOUT(model.row("LOG_BATCH_SIZE")->value, std::string("70"), 20'000);
    model.setActive(false);
    QSignalSpy changed(&model, &SettingsModel::rowsChanged);
    model.refresh();
    QCoreApplication::processEvents();
    QCOMPARE(changed.count(), 0); // equal values say nothing
}

void SettingsModelTest::saysWhatWasDoneAndHowToUndoIt_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a switch") << u"LOG_BATCH_ENABLED"_s << u"false"_s << u"Batch usage rows is off"_s;
    QTest::newRow("a number") << u"SQLITE_CACHE_SIZE"_s << u"-128000"_s
                              << u"Page cache is now −128,000 KiB"_s;
    QTest::newRow("in another spelling") << u"LOG_BATCH_ENABLED"_s << u"no"_s << u"Batch usage rows is off"_s;
    QTest::newRow("later") << u"SQLITE_AUTO_VACUUM"_s << u"FULL"_s
                           << u"Auto-vacuum is now FULL from the next VACUUM on"_s;
    QTest::newRow("later still") << u"PORT"_s << u"3001"_s << u"Port is now 3001 after a restart"_s;
}

void SettingsModelTest::saysWhatWasDoneAndHowToUndoIt()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    QFETCH(const QString, expected);
    SettingsModel model(*m_service);
    model.refresh();
    QTRY_VERIFY(model.isKnown());
    QSignalSpy done(&model, &SettingsModel::done);
    const std::string before = m_service->fakeSettings.value(name.toStdString());
    model.change(name.toStdString(), value.toStdString());
    QTRY_COMPARE(doneSentence(done), expected);
    model.undo(done[0][1].toLongLong());
    QTRY_COMPARE(done.count(), 2);
    QCOMPARE(m_service->fakeSettings.value(name.toStdString()), before);
    QCOMPARE(done[1][1].toLongLong(), 0); // an undo says nothing of another one
}

void SettingsModelTest::aRefusalNamesItsSetting()
{
    SettingsModel model(*m_service);
    QSignalSpy refused(&model, &SettingsModel::refused);
    model.change("LOG_BATCH_SIZE", "many");
    QTRY_COMPARE(refused.count(), 1);
    QCOMPARE(refused[0][0].toString(), u"LOG_BATCH_SIZE"_s);
    QCOMPARE(refused[0][1].toString(), u"LOG_BATCH_SIZE must be a whole number from 1 to 100000"_s);
}

// Else a switch would jump back for a moment.
void SettingsModelTest::whatIsReadDuringAChangeDoesNotCount()
{
    SettingsModel model(*m_service);
    model.refresh();
    QTRY_VERIFY(model.isKnown());
    QStringList seen;
    connect(&model, &SettingsModel::rowsChanged, this,
            [&] { seen.append(QString::fromStdString(model.row("LOG_BATCH_ENABLED")->value)); });
    m_service->fakeSettings.set("LOG_BATCH_SIZE", "70");
    model.refresh(); // its answer is on the way
    model.change("LOG_BATCH_ENABLED", "false");
    QTRY_VERIFY(!seen.isEmpty());
    QCOMPARE(seen, QStringList{u"false"_s});
}

void SettingsModelTest::undoPutsBack()
{
    tests::FakeSettings &settings = m_service->fakeSettings;
    QVERIFY(settings.apply({{"LOG_BATCH_SIZE", "60"}}));
    QVERIFY(settings.apply({{"LOG_BATCH_SIZE", "70"}}));
    QVERIFY(settings.apply({{"LOCAL_CACHE_TTL", "70"}}));
    SettingsModel model(*m_service);
    QSignalSpy failed(&model, &SettingsModel::failed);
    model.undoBackTo(1);
    QTRY_COMPARE(settings.value("LOG_BATCH_SIZE"), std::string("60"));
    QCOMPARE(settings.value("LOCAL_CACHE_TTL"), std::string("60"));
    QTRY_COMPARE(model.history().size(), std::size_t{4});
    model.undo(3);
    QTRY_COMPARE(failed.count(), 1); // it is undone already
}

void SettingsModelTest::takesAFileThatWasEdited()
{
    m_service->fakeSettings.edited = {
        .edited = true, .path = "/somewhere/.env", .changes = {{"LOG_BATCH_SIZE", "50", "80"}}};
    SettingsModel model(*m_service);
    QSignalSpy edits(&model, &SettingsModel::fileEditChanged);
    model.refresh();
    QTRY_COMPARE(edits.count(), 1);
    QVERIFY(model.fileEdit().edited);
    model.takeFile();
    QTRY_COMPARE(edits.count(), 2);
    QVERIFY(!model.fileEdit().edited);
    QCOMPARE(m_service->fakeSettings.value("LOG_BATCH_SIZE"), std::string("80"));
}

void SettingsModelTest::keepsWhatIsWatched()
{
    m_service->fakeWatch.guardNow = {.watching = true, .entry = 7, .seconds = 60, .secondsLeft = 50};
    SettingsModel model(*m_service);
    QSignalSpy guard(&model, &SettingsModel::guardChanged);
    model.refresh();
    QCOMPARE(guard.count(), 1);
    model.refresh();
    QCOMPARE(guard.count(), 1); // the same again
    model.keepChange(7);
    QCOMPARE(guard.count(), 2);
    QVERIFY(!model.guard().watching);
}

void SettingsModelTest::knowsTheNearestPreset()
{
    tests::FakeSettings &settings = m_service->fakeSettings;
    PresetChoice choice(settings);
    QSignalSpy changed(&choice, &PresetChoice::changed);
    const auto refreshed = [&] {
        changed.clear();
        choice.refresh();
        return QTest::qWaitFor([&] { return changed.count() == 1; });
    };
    QVERIFY(refreshed());
    QCOMPARE(choice.nearest(), std::string("Recommended"));
    QVERIFY(choice.difference().empty());
    settings.set("LOG_BATCH_SIZE", "70");
    QVERIFY(refreshed());
    QCOMPARE(choice.nearest(), std::string("Recommended"));
    QCOMPARE(choice.difference().size(), std::size_t{1});
    SettingsModel model(*m_service);
    for (const char *name : {"Conservative", "Aggressive", "Full rollback"}) {
        const int before = settings.changes;
        model.applyPreset(name);
        QTRY_COMPARE(settings.changes, before + 1);
        QVERIFY(refreshed());
        QCOMPARE(choice.nearest(), std::string(name));
        QVERIFY(choice.difference().empty());
    }
    QCOMPARE(choice.ofKind("remedy").size(), std::size_t{3});
}

void SettingsModelTest::saysWhatDidNotComeWithIt()
{
    m_service->fakeSettings.warnings = {relay::untranslated("the log could not be emptied")};
    SettingsModel model(*m_service);
    QSignalSpy done(&model, &SettingsModel::done);
    QSignalSpy failed(&model, &SettingsModel::failed);
    model.applyPreset("Remedy: WAL too large");
    QTRY_COMPARE(done.count(), 1);
    QVERIFY2(doneSentence(done).endsWith(u": the log could not be emptied"_s),
             qPrintable(doneSentence(done)));
    model.applyPreset("Remedy: WAL too large"); // all is so already, and that is not all
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.last()[0].toString(), u"the log could not be emptied"_s);
    QCOMPARE(done.count(), 1);
}

void SettingsModelTest::theWindowsOwnAreKept()
{
    const QTemporaryDir folder;
    {
        UiSettings ui(folder.path());
        ui.setLanguage(UiSettings::Language::Chinese);
        ui.setClosesToTray(false);
        for (int i = 0; i < 20; ++i)
            ui.remember(u"span"_s, i);
        QCOMPARE(ui.memory(u"span"_s).toInt(), 19);
    }
    UiSettings again(folder.path());
    QCOMPARE(int(again.language()), int(UiSettings::Language::Chinese));
    QVERIFY(!again.closesToTray());
    QCOMPARE(again.memory(u"span"_s).toInt(), 19); // the last of all
    QCOMPARE(again.memory(u"other"_s, 7).toInt(), 7);
    again.remember(u"span/of"_s, 4); // what an older version kept below a name goes with it
    again.remember(u"span"_s, 5);
    QVERIFY(again.memory(u"span/of"_s).isNull());
    const auto onDisk = [&folder](const QString &key) {
        return QSettings(folder.filePath(u"ui.ini"_s), QSettings::IniFormat).value(key).toInt();
    };
    QTRY_COMPARE(onDisk(u"memory/span"_s), 5);
    QCOMPARE(onDisk(u"memory/span/of"_s), 0);
}

// While somebody else has the file, it cannot be written: the window works on.
void SettingsModelTest::theWindowsOwnWaitForNoDisk()
{
    const QTemporaryDir folder;
    {
        UiSettings ui(folder.path());
        QLockFile other(folder.filePath(u"ui.ini.lock"_s));
        QVERIFY(other.lock());
        QElapsedTimer clock;
        clock.start();
        ui.setGuideSeen(true);
        QCoreApplication::processEvents(); // what is put off comes here
        QVERIFY(clock.elapsed() < 2000);
        QVERIFY(ui.guideSeen());
        other.unlock();
    }
    QVERIFY(UiSettings(folder.path()).guideSeen());
}

// Somebody who has the file and hangs does not keep the program from its end.
void SettingsModelTest::theWindowsOwnEndInTime()
{
    const QTemporaryDir folder;
    QLockFile other(folder.filePath(u"ui.ini.lock"_s));
    QVERIFY(other.lock());
    QElapsedTimer clock;
    clock.start();
    {
        UiSettings ui(folder.path());
        ui.setGuideSeen(true);
    }
    QVERIFY(std::chrono::milliseconds(clock.elapsed()) < 5 * relay::DiskJobs::kPatience);
    other.unlock();
    QTRY_VERIFY(UiSettings(folder.path()).guideSeen()); // the thread that was let go comes to it yet
}

void SettingsModelTest::theWindowsOwnSayThatTheyAreNotKept()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"ui.ini"_s);
    QVERIFY(QDir().mkpath(path)); // no file can be there
    UiSettings ui(folder.path());
    QSignalSpy notKept(&ui, &UiSettings::notKept);
    ui.setGuideSeen(true);
    QVERIFY(notKept.wait());
    QCOMPARE(notKept.first().at(0).toString(), path);
    ui.remember(u"span"_s, 1);
    ui.flush();
    QCoreApplication::processEvents();
    QCOMPARE(notKept.count(), 1); // once
    QVERIFY(QDir().rmdir(path));
    ui.remember(u"span"_s, 2); // takes along what could not be written before
    ui.flush();
    const UiSettings again(folder.path());
    QVERIFY(again.guideSeen());
    QCOMPARE(again.memory(u"span"_s).toInt(), 2);
}

QTEST_GUILESS_MAIN(SettingsModelTest)
#include "tst_settings_model.moc"
