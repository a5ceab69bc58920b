// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/fake_relay_service.h"
#include "tests/gui/sample_ledger.h"
#include "ui/pages/database_page.h"
#include "ui/pages/restore_dialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QDateTime>
#include <QDialog>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using relay::api::CheckpointMode;
using ui::pages::DatabasePage;

namespace {

constexpr int kPatience = 30'000; // ms, on a machine with much to do

// Two settings and their undo, in memory.
class TwoSettings final : public relay::api::SettingsService
{
public:
    std::vector<relay::api::SettingRow> rows;
    std::vector<std::pair<std::string, std::string>> changed;
    std::optional<std::int64_t> undone;
    std::optional<relay::Error> refusal;

    TwoSettings()
    {
        rows.resize(2);
        rows[0].name = "LOG_BATCH_ENABLED";
        rows[0].value = "true";
        rows[1].name = "LOG_RETENTION_DAYS";
        rows[1].value = "90";
    }
    void settings(QObject *context, relay::api::Reply<std::vector<relay::api::SettingRow>> reply) override
    {
        QTimer::singleShot(0, context, [reply = std::move(reply), rows = rows] { reply(rows); });
    }
    void changeSettings(std::vector<std::pair<std::string, std::string>> values, QObject *context,
                        relay::api::Reply<relay::api::SettingsOutcome> reply) override
    {
        if (!refusal) {
            changed = values;
            for (const auto &[name, value] : values) {
                for (relay::api::SettingRow &row : rows) {
                    if (row.name == name)
                        row.value = value;
                }
            }
        }
        answer(context, std::move(reply));
    }
    void undo(std::optional<std::int64_t> entry, QObject *context,
              relay::api::Reply<relay::api::SettingsOutcome> reply) override
    {
        undone = entry;
        answer(context, std::move(reply));
    }
    void history(QObject *, relay::api::Reply<std::vector<relay::api::SettingsHistoryRow>>) override {}
    void undoBackTo(std::int64_t, QObject *, relay::api::Reply<relay::api::SettingsOutcome>) override {}
    void fileEdit(QObject *, relay::api::Reply<relay::api::SettingsFileEdit>) override {}
    void takeFile(QObject *, relay::api::Reply<relay::api::SettingsOutcome>) override {}
    std::vector<relay::api::PresetRow> presets() const override { return {}; }
    void presetDifference(std::string, QObject *,
                          relay::api::Reply<std::vector<relay::api::SettingEdit>>) override
    {
    }
    void applyPreset(std::string, QObject *, relay::api::Reply<relay::api::SettingsOutcome>) override {}

private:
    void answer(QObject *context, relay::api::Reply<relay::api::SettingsOutcome> reply)
    {
        relay::api::SettingsOutcome outcome;
        outcome.entry = relay::api::SettingsHistoryRow{};
        outcome.entry->id = 7;
        const auto result = refusal ? relay::Result<relay::api::SettingsOutcome>(*refusal)
                                    : relay::Result<relay::api::SettingsOutcome>(outcome);
        QTimer::singleShot(0, context, [reply = std::move(reply), result] { reply(result); });
    }
};

class Service final : public tests::FakeRelayService
{
public:
    TwoSettings two;
    relay::api::SettingsService &settingsService() override { return two; }
};

} // namespace

class DatabasePageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void saysHowLargeThingsAre();
    void eachCheckpointAnswersInASentence_data();
    void eachCheckpointAnswersInASentence();
    void seesTheLogShrink();
    void saysWhoKeepsTheLog();
    void withoutALogThereIsNothingToCopy();
    void saysWhatAPowerCutWouldTake();
    void makesItNothingAndBack();
    void aRefusedChangeIsSaid();
    void oneTroubleDoesNotHideAnother();
    void showsThirtyDays();
    void checksIntegrity();
    void damageIsSaidInFull();
    void compactsAndBacksUp();
    void restoreAsksFirst();
    void retentionIsChangedInPlace();
    void fewerDaysAreAskedAbout();
    void readsNothingWhileNobodyLooks();

private:
    void shown();
    template <typename T>
    T *part(const char *name) const
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    QString fact(const char *name) const
    {
        const auto *elided = part<ui::widgets::ElidedLabel>(name);
        return plain(elided ? elided->whole() : part<QLabel>(name)->text());
    }
    static QString plain(QString text)
    {
        return text.replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u' ');
    }
    QString texts() const;
    void click(const char *name) { QTest::mouseClick(part<QPushButton>(name), Qt::LeftButton); }

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Service> m_service;
    std::unique_ptr<ui::models::LiveFigures> m_figures;
    std::unique_ptr<ui::models::UiSettings> m_ui;
    tests::FakeDesktop m_desktop;
    ui::models::Measuring m_measuring{{}, {}};
    std::unique_ptr<DatabasePage> m_page;
};

void DatabasePageTest::init()
{
    m_page.reset();
    m_figures.reset();
    m_data = std::make_unique<QTemporaryDir>();
    m_service = std::make_unique<Service>();
    tests::inventDatabase(*m_service);
    m_service->metricsNow.runtime.journalDepth = 1;
    m_figures = std::make_unique<ui::models::LiveFigures>(*m_service);
    m_ui = std::make_unique<ui::models::UiSettings>(m_data->path());
}

void DatabasePageTest::shown()
{
    m_figures->readNow();
    m_page = std::make_unique<DatabasePage>(
        ui::pages::PageContext{*m_service, m_desktop, *m_figures, *m_ui, m_measuring});
    m_page->resize(980, 760);
    m_page->show();
    m_page->setActive(true);
    QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("facts")->text().contains("trayrelay.db"_L1), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(
        part<QPushButton>("makeSafe")->isVisible() && part<QPushButton>("retention")->isEnabled(), kPatience);
}

QString DatabasePageTest::texts() const
{
    QStringList all;
    for (const QLabel *label : m_page->findChildren<QLabel *>()) {
        const auto *elided = qobject_cast<const ui::widgets::ElidedLabel *>(label);
        if (label->isVisible())
            all.append(elided ? elided->whole() : label->text());
    }
    return plain(all.join(u'|'));
}

void DatabasePageTest::saysHowLargeThingsAre()
{
    shown();
    QVERIFY(part<QLabel>("facts")->text().contains("SQLite 3.46"_L1));
    const QString all = texts();
    for (const QString &expected : {u"48.2|MB"_s, u"4.1|MB"_s, u"537 frame(s) wait, 2.1 MB"_s,
                                    u"under 0.1 % of 64 MB"_s, u"12 min ago"_s})
        QVERIFY2(all.contains(expected), qPrintable(expected % u" is not in "_s % all));
}

void DatabasePageTest::eachCheckpointAnswersInASentence_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<CheckpointMode>("mode");
    QTest::newRow("passive") << "PASSIVE"_ba << CheckpointMode::Passive;
    QTest::newRow("full") << "FULL"_ba << CheckpointMode::Full;
    QTest::newRow("restart") << "RESTART"_ba << CheckpointMode::Restart;
}

void DatabasePageTest::eachCheckpointAnswersInASentence()
{
    QFETCH(const QByteArray, word);
    QFETCH(const CheckpointMode, mode);
    shown();
    auto *button = part<QPushButton>(QByteArray("checkpoint" + word).constData());
    QCOMPARE(fact(QByteArray("answer" + word).constData()), u"not run yet"_s);
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(!part<QPushButton>("checkpointTRUNCATE")->isEnabled()); // one at a time
    QVERIFY(fact(QByteArray("answer" + word).constData()).startsWith("running"_L1));
    QTRY_COMPARE_WITH_TIMEOUT(fact(QByteArray("answer" + word).constData()),
                              u"205 of 205 frame(s) copied, 3 ms"_s, kPatience);
    QCOMPARE(m_service->fakeDatabase.lastMode, std::optional(mode));
    QVERIFY(button->isEnabled());
}

void DatabasePageTest::seesTheLogShrink()
{
    shown();
    m_service->fakeDatabase.checkpointResult = {.busy = 0, .log = 0, .checkpointed = 0, .elapsedMs = 12};
    m_service->fakeDatabase.snapshot.walBytes = 0;
    m_service->fakeDatabase.snapshot.walFrames = 0;
    click("checkpointTRUNCATE");
    QTRY_COMPARE_WITH_TIMEOUT(fact("answerTRUNCATE"), u"4.1 MB → 0 B, 12 ms"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(texts().contains("0 frame(s) wait"_L1), kPatience);
}

void DatabasePageTest::saysWhoKeepsTheLog()
{
    shown();
    auto *holder = part<ui::widgets::Banner>("holder");
    QVERIFY(!holder->isVisible());
    m_service->fakeDatabase.checkpointResult = {
        .busy = 1, .log = 500, .checkpointed = 412, .elapsedMs = 1000, .holder = "CSV export, for 38 s"};
    click("checkpointRESTART");
    QTRY_VERIFY_WITH_TIMEOUT(fact("answerRESTART").startsWith("Busy: CSV export, for 38 s"_L1), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(holder->isVisible(), kPatience);
    QVERIFY(holder->sentence().contains("CSV export"_L1));
    QVERIFY(holder->sentence().startsWith("At "_L1)); // of that moment
    m_service->fakeDatabase.snapshot.walFrames = 0;   // and over once the log is empty
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_VERIFY_WITH_TIMEOUT(!holder->isVisible(), kPatience);
    m_service->fakeDatabase.snapshot.walFrames = 537;
    click("checkpointRESTART");
    QTRY_VERIFY_WITH_TIMEOUT(holder->isVisible(), kPatience);
    m_service->fakeDatabase.checkpointResult = {.busy = 0, .log = 500, .checkpointed = 500, .elapsedMs = 4};
    click("checkpointFULL");
    QTRY_VERIFY_WITH_TIMEOUT(!holder->isVisible(), kPatience);
}

void DatabasePageTest::withoutALogThereIsNothingToCopy()
{
    m_service->fakeDatabase.snapshot.writer = {{"journal_mode", "DELETE"}, {"synchronous", "FULL"}};
    m_service->fakeDatabase.checkpointResult = {};
    shown();
    auto *holder = part<ui::widgets::Banner>("holder");
    QTRY_VERIFY_WITH_TIMEOUT(holder->isVisible(), kPatience);
    QVERIFY(holder->sentence().contains("DELETE"_L1));
    click("checkpointPASSIVE");
    QTRY_COMPARE_WITH_TIMEOUT(fact("answerPASSIVE"), u"This journal mode has no log."_s, kPatience);
}

void DatabasePageTest::saysWhatAPowerCutWouldTake()
{
    shown();
    QCOMPARE(part<QLabel>("atRisk")->text(), u"7 row(s)"_s);
    QVERIFY(plain(part<QLabel>("atRiskSpan")->text()).startsWith("or 33 s"_L1) ||
            plain(part<QLabel>("atRiskSpan")->text()).startsWith("or 3"_L1));
    QVERIFY(part<QLabel>("ifItCrashed")->text().contains("0 rows"_L1));
    m_service->fakeDatabase.snapshot.writer[0].second = "MEMORY";
    QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("ifItCrashed")->text().contains("MEMORY"_L1), kPatience);
}

void DatabasePageTest::makesItNothingAndBack()
{
    shown();
    QTRY_COMPARE_WITH_TIMEOUT(part<QPushButton>("makeSafe")->text(), u"Make it 0: FULL, batches off"_s,
                              kPatience);
    click("makeSafe");
    using Edits = std::vector<std::pair<std::string, std::string>>;
    QCOMPARE(m_service->two.changed, (Edits{{"SQLITE_SYNCHRONOUS", "FULL"}, {"LOG_BATCH_ENABLED", "false"}}));
    m_service->fakeDatabase.snapshot.writer[1].second = "FULL";
    QTRY_VERIFY_WITH_TIMEOUT(!part<QPushButton>("makeSafe")->isVisible(), kPatience);
    auto *undo = m_page->findChild<ui::widgets::Toast *>()->findChild<QPushButton *>(u"undo"_s);
    QTRY_VERIFY_WITH_TIMEOUT(undo->isVisible(), kPatience);
    QTest::mouseClick(undo, Qt::LeftButton);
    QCOMPARE(m_service->two.undone, std::optional<std::int64_t>(7));
}

void DatabasePageTest::aRefusedChangeIsSaid()
{
    m_service->two.refusal = relay::Error{relay::ErrorKind::Conflict, u"SQLITE_SYNCHRONOUS is locked"_s};
    shown();
    click("makeSafe");
    auto *trouble = part<ui::widgets::Banner>("trouble");
    QTRY_VERIFY_WITH_TIMEOUT(trouble->isVisible(), kPatience);
    QCOMPARE(trouble->sentence(), u"SQLITE_SYNCHRONOUS is locked"_s);
}

void DatabasePageTest::oneTroubleDoesNotHideAnother()
{
    m_service->two.refusal = relay::Error{relay::ErrorKind::Conflict, u"SQLITE_SYNCHRONOUS is locked"_s};
    shown();
    click("makeSafe");
    auto *trouble = part<ui::widgets::Banner>("trouble");
    QTRY_VERIFY_WITH_TIMEOUT(trouble->isVisible(), kPatience);
    m_service->fakeDatabase.integrityResult = {.ok = true, .problems = {}, .elapsedMs = 40};
    click("headerCheck");
    QTRY_VERIFY_WITH_TIMEOUT(fact("checkIntegrityFact").startsWith("ok"_L1), kPatience);
    QCOMPARE(trouble->sentence(), u"SQLITE_SYNCHRONOUS is locked"_s); // though the database is fine
    m_service->fakeDatabase.failure = relay::Error{relay::ErrorKind::Storage, u"it cannot be read"_s};
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_COMPARE_WITH_TIMEOUT(trouble->sentence(), u"it cannot be read"_s, kPatience);
    m_service->fakeDatabase.failure.reset();
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_COMPARE_WITH_TIMEOUT(trouble->sentence(), u"SQLITE_SYNCHRONOUS is locked"_s, kPatience);
}

void DatabasePageTest::showsThirtyDays()
{
    shown();
    auto *span = part<ui::widgets::SegmentedControl>("span");
    for (const relay::api::HistorySpan wanted :
         {relay::api::HistorySpan::Day, relay::api::HistorySpan::Month}) {
        QTest::keyClick(span, Qt::Key_Right);
        QCOMPARE(m_service->spanAsked, wanted);
    }
}

void DatabasePageTest::checksIntegrity()
{
    m_service->fakeDatabase.integrityResult = {.ok = true, .problems = {}, .elapsedMs = 40};
    shown();
    QCOMPARE(fact("checkIntegrityFact"), u"not checked since the start"_s);
    click("headerCheck");
    QCOMPARE(part<QPushButton>("checkIntegrity")->text(), u"Cancel"_s); // it is the same work
    QVERIFY(!part<QPushButton>("headerBackUp")->isEnabled());
    QCOMPARE(part<QPushButton>("headerBackUp")->toolTip(), u"Waits for the integrity check to end"_s);
    QVERIFY(fact("checkIntegrityFact").startsWith("running"_L1));
    QTRY_VERIFY_WITH_TIMEOUT(fact("checkIntegrityFact").startsWith("ok, 40 ms"_L1), kPatience);
    QVERIFY(part<QPushButton>("headerCheck")->isEnabled());
}

void DatabasePageTest::damageIsSaidInFull()
{
    m_service->fakeDatabase.integrityResult = {
        .ok = false,
        .problems = {"row 3 missing from index usage_time", "page 9 is never used"},
        .elapsedMs = 40};
    shown();
    click("checkIntegrity");
    auto *trouble = part<ui::widgets::Banner>("trouble");
    QTRY_VERIFY_WITH_TIMEOUT(trouble->isVisible(), kPatience);
    QVERIFY(trouble->sentence().contains("usage_time"_L1) && trouble->sentence().contains("page 9"_L1));
    QVERIFY(fact("checkIntegrityFact").startsWith("2 problem"_L1));
}

void DatabasePageTest::compactsAndBacksUp()
{
    m_service->fakeDatabase.vacuumResult = {
        .bytesBefore = 48 << 20, .bytesAfter = 42 << 20, .elapsedMs = 300};
    shown();
    click("vacuum");
    QTRY_VERIFY_WITH_TIMEOUT(fact("vacuumFact").startsWith(u"48 MB → 42 MB · "_s), kPatience);
    QCOMPARE(part<QLabel>("vacuumFact")->toolTip(), QString()); // nothing of it is cut off
    m_service->fakeDatabase.backupFiles.insert(m_service->fakeDatabase.backupFiles.begin(),
                                               {.path = "new.db", .bytes = 1, .changedMs = 1});
    QVERIFY(fact("restoreFact").startsWith('7'_L1));
    click("headerBackUp");
    QTRY_VERIFY_WITH_TIMEOUT(fact("restoreFact").startsWith('8'_L1), kPatience);
}

void DatabasePageTest::restoreAsksFirst()
{
    shown();
    click("restore");
    auto *dialog = m_page->window()->findChild<ui::pages::RestoreDialog *>();
    QVERIFY(dialog);
    auto *list = dialog->findChild<QListWidget *>(u"backups"_s);
    QCOMPARE(list->count(), 7);
    auto *restore = dialog->findChild<QPushButton *>(u"restoreNow"_s);
    QVERIFY(!restore->isEnabled());
    QVERIFY(dialog->findChild<QPushButton *>(u"keep"_s)->isDefault());
    list->setCurrentRow(1);
    QVERIFY(restore->isEnabled());
    QTest::mouseClick(restore, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(
        m_page->findChild<ui::widgets::Toast *>()->sentence().contains("trayrelay-6.db"_L1), kPatience);
}

void DatabasePageTest::retentionIsChangedInPlace()
{
    shown();
    QCOMPARE(fact("retentionFact"), u"90 day(s), then per-day sums"_s);
    click("retention");
    auto *days = part<QSpinBox>("retentionDays");
    QVERIFY(days->isVisible());
    QCOMPARE(days->value(), 90);
    days->setValue(30);
    click("retentionApply");
    using Edits = std::vector<std::pair<std::string, std::string>>;
    QTRY_COMPARE_WITH_TIMEOUT(m_service->two.changed, (Edits{{"LOG_RETENTION_DAYS", "30"}}), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(fact("retentionFact"), u"30 day(s), then per-day sums"_s, kPatience);
    QVERIFY(!days->isVisible());
}

// Rows that are older go at once: no Undo brings them back.
void DatabasePageTest::fewerDaysAreAskedAbout()
{
    shown();
    relay::api::UsageRow old{.id = 3};
    old.record.createdAtMs = QDateTime::currentMSecsSinceEpoch() - 40LL * 24 * 3600 * 1000;
    m_service->ledger.rows = {old, old, old};
    m_service->ledger.rolledUp = 7; // gone already
    const auto ask = [this] { return part<QDialog>("retentionQuestion"); };
    const auto choose = [&] {
        click("retention");
        part<QSpinBox>("retentionDays")->setValue(30);
        click("retentionApply");
        QTRY_VERIFY_WITH_TIMEOUT(ask(), kPatience);
    };
    choose();
    const QString meaning = ask()->findChild<QLabel *>(u"meaning"_s)->text();
    QVERIFY2(meaning.startsWith(u"3 row(s)"_s), qPrintable(meaning));
    QTest::mouseClick(ask()->findChild<QPushButton *>(u"safe"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!ask(), kPatience);
    QVERIFY(m_service->two.changed.empty());
    choose();
    QTest::mouseClick(ask()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(fact("retentionFact"), u"30 day(s), then per-day sums"_s, kPatience);
    const auto *toast = m_page->findChild<ui::widgets::Toast *>();
    QTRY_VERIFY_WITH_TIMEOUT(!toast->sentence().isEmpty(), kPatience);
    QVERIFY(toast->findChild<QPushButton *>(u"undo"_s)->isHidden());
}

void DatabasePageTest::readsNothingWhileNobodyLooks()
{
    shown();
    m_page->setActive(false);
    QCoreApplication::processEvents();
    m_service->fakeDatabase.snapshot.path = "/other/file.db";
    for (const QTimer *timer : m_page->findChildren<QTimer *>())
        QVERIFY(!timer->isActive() || timer->isSingleShot());
    m_page->setActive(true);
    QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("facts")->text().contains("file.db"_L1), kPatience);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    DatabasePageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_database_page.moc"
