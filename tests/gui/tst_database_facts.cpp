// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "tests/gui/sample_ledger.h"
#include "ui/pages/database_page.h"
#include "ui/pages/log_chart_content.h"
#include "ui/pages/restore_dialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/time_chart.h"

#include <QApplication>
#include <QDateTime>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::DatabasePage;
using ui::pages::RestoreDialog;

namespace {

constexpr int kPatience = 30'000; // ms, on a machine with much to do

} // namespace

// The database page claims what it knows, and no more.
class DatabaseFactsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void marksOnlyWhatItKnowsOfCheckpoints();
    void chartsTheJournal();
    void noMoreWaitsThanThereIs();
    void resultsOutliveTheWindow();
    void backupsThatWereNotListedAreNotNone();
    void nothingIsRestoredThatWasNotChosen();

private:
    void show();
    template <typename T>
    T *part(const char *name) const
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    QString fact(const char *name) const
    {
        const auto *elided = part<ui::widgets::ElidedLabel>(name);
        return elided ? elided->whole() : part<QLabel>(name)->text();
    }
    void click(const char *name) { QTest::mouseClick(part<QPushButton>(name), Qt::LeftButton); }

    std::unique_ptr<tests::PageFixture> m_all;
    std::unique_ptr<DatabasePage> m_page;
};

void DatabaseFactsTest::init()
{
    m_page.reset();
    m_all = std::make_unique<tests::PageFixture>();
    tests::inventDatabase(m_all->service);
}

void DatabaseFactsTest::show()
{
    m_page = m_all->shown<DatabasePage>();
    QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("facts")->text().contains("trayrelay.db"_L1), kPatience);
}

// Who made one that this page did not ask for is not known; one that could not run is none.
void DatabaseFactsTest::marksOnlyWhatItKnowsOfCheckpoints()
{
    m_all->service.historyNow = {.periodSeconds = 30, .spanSeconds = 3600};
    m_all->service.fakeDatabase.snapshot.lastCheckpointMs = QDateTime::currentMSecsSinceEpoch() - 60'000;
    show();
    const auto marks = [this] { return part<ui::widgets::TimeChart>("logChart")->content().marks; };
    QTRY_COMPARE_WITH_TIMEOUT(marks().size(), 1, kPatience);
    QCOMPARE(marks().front().detail, QString());
    m_all->service.fakeDatabase.failure = relay::Error{relay::ErrorKind::Storage, u"disk I/O error"_s};
    click("checkpointFULL");
    QTRY_VERIFY_WITH_TIMEOUT(fact("answerFULL").startsWith("disk I/O error"_L1), kPatience);
    QCOMPARE(marks().size(), 1);
    m_all->service.fakeDatabase.failure.reset();
    m_all->service.fakeDatabase.checkpointResult = {
        .busy = 1, .log = 500, .checkpointed = 412, .elapsedMs = 9};
    click("checkpointFULL");
    QTRY_COMPARE_WITH_TIMEOUT(marks().size(), 2, kPatience);
    QCOMPARE(marks().back().detail, u"by you; it could not copy all"_s);
    m_all->service.fakeDatabase.checkpointResult = {
        .busy = 0, .log = 500, .checkpointed = 500, .elapsedMs = 9};
    click("checkpointPASSIVE");
    QTRY_COMPARE_WITH_TIMEOUT(marks().size(), 3, kPatience);
    QCOMPARE(marks().back().detail, u"by you"_s);
}

void DatabaseFactsTest::chartsTheJournal()
{
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    m_all->service.historyNow = {.periodSeconds = 30, .spanSeconds = 3600};
    for (const std::int64_t ago : {90'000, 60'000, 30'000})
        m_all->service.historyNow.points.push_back(
            {.startMs = now - ago, .walBytes = 1 << 20, .journalUsedBytes = std::uint64_t(ago)});
    show();
    const auto *chart = part<ui::widgets::TimeChart>("logChart");
    QTRY_VERIFY_WITH_TIMEOUT(!chart->content().rects.isEmpty(), kPatience);
    const QList<double> expected{90'000, 60'000, 30'000};
    QCOMPARE(chart->content().rects.front().series.back().values, expected);
}

// The log was cut between two looks at it.
void DatabaseFactsTest::noMoreWaitsThanThereIs()
{
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    relay::api::MetricsHistory history{.periodSeconds = 30, .spanSeconds = 3600};
    for (const std::int64_t ago : {60'000, 30'000})
        history.points.push_back({.startMs = now - ago, .walBytes = 32});
    const auto content =
        ui::pages::LogChartContent::of(history, {{now - 20'000, 36'000, 4096}, {now, 36'000, 0}}, {}, now);
    const auto &series = content.rects.front().series;
    QCOMPARE(series.at(0).now, std::optional(0.0)); // waits
    QCOMPARE(series.at(1).now, std::optional(0.0)); // on disk, at the same moment
    QCOMPARE(series.at(0).values.back(), 32.0);
}

void DatabaseFactsTest::resultsOutliveTheWindow()
{
    show();
    click("checkpointFULL");
    QTRY_VERIFY_WITH_TIMEOUT(fact("answerFULL") != u"not run yet"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!fact("answerFULL").startsWith("running"_L1), kPatience);
    const QString said = fact("answerFULL");
    const std::any draft = m_page->draft();
    m_page = std::make_unique<DatabasePage>(m_all->context());
    QCOMPARE(fact("answerPASSIVE"), QString()); // nothing was read yet
    m_page->takeDraft(draft);
    QCOMPARE(fact("answerFULL"), said);
}

void DatabaseFactsTest::backupsThatWereNotListedAreNotNone()
{
    m_page = m_all->shown<DatabasePage>();
    QCOMPARE(fact("restoreFact"), QString()); // not answered yet
    QTRY_VERIFY_WITH_TIMEOUT(fact("restoreFact").startsWith('7'_L1), kPatience);
    m_all->service.fakeDatabase.failure = relay::Error{relay::ErrorKind::Storage, u"no such folder"_s};
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_COMPARE_WITH_TIMEOUT(fact("restoreFact"), QString(), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(part<ui::widgets::Banner>("trouble")->sentence(), u"no such folder"_s,
                              kPatience);
    click("restore");
    const auto *dialog = m_page->window()->findChild<RestoreDialog *>();
    QVERIFY(dialog);
    const auto *list = dialog->findChild<QListWidget *>(u"backups"_s);
    QCOMPARE(list->count(), 1);
    QVERIFY2(list->item(0)->text().contains("has not been read"_L1), qPrintable(list->item(0)->text()));
}

// Who comes to the list by the keyboard has chosen nothing yet; what a restore has replaced is a way back.
void DatabaseFactsTest::nothingIsRestoredThatWasNotChosen()
{
    std::vector<relay::api::BackupFile> &files = m_all->service.fakeDatabase.backupFiles;
    files.push_back({.path = "/there/before-restore-20260101-101112.db", .bytes = 4096, .changedMs = 1});
    m_page = m_all->shown<DatabasePage>();
    QTRY_VERIFY_WITH_TIMEOUT(fact("restoreFact").startsWith('7'_L1), kPatience); // it is no backup
    click("restore");
    auto *dialog = m_page->window()->findChild<RestoreDialog *>();
    QVERIFY(dialog);
    dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    auto *list = dialog->findChild<QListWidget *>(u"backups"_s);
    auto *restore = dialog->findChild<QPushButton *>(u"restoreNow"_s);
    QCOMPARE(list->count(), 9); // and a line before the safety copy
    list->setFocus(Qt::TabFocusReason);
    QVERIFY(list->selectedItems().isEmpty());
    QVERIFY(!restore->isEnabled());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(7)).center());
    QVERIFY(!restore->isEnabled()); // the line
    const QRect last = list->visualItemRect(list->item(8));
    QVERIFY(last.height() >= 36);
    list->scrollToItem(list->item(8));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(8)).center());
    QVERIFY(restore->isEnabled());
    const QSignalSpy chosen(dialog, &RestoreDialog::chosen);
    QTest::mouseClick(restore, Qt::LeftButton);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toString(), u"/there/before-restore-20260101-101112.db"_s);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    DatabaseFactsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_database_facts.moc"
