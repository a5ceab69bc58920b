// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "tests/gui/sample_findings.h"
#include "ui/pages/diagnose_page.h"
#include "ui/pages/difference_dialog.h"
#include "ui/pages/finding_row.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using relay::api::Finding;
using relay::api::Verdict;
using ui::pages::DiagnosePage;
using ui::pages::DifferenceDialog;
using ui::pages::FindingRow;
using ui::pages::PageId;
using ui::widgets::Badge;
using ui::widgets::Banner;
using ui::widgets::Toast;

class DiagnosePageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void looksOnceByItselfAndWhenAsked();
    void theCommonTroublesComeFirst();
    void saysVerdictEvidenceAndRemedy();
    void showsTheDifferenceBeforeItMends();
    void lockedSettingsAreNoRemedy();
    void aDoubleClickAsksOnce();
    void leadsToWhereItIsMended_data();
    void leadsToWhereItIsMended();
    void looksAgainAfterAChange();
    void saysWhenItCannotLook();
    void raisedAlertsAreOnTop();
    void whatIsRaisedHasAButton();
    void countsEachTroubleOnce();
    void limitsAreChangedInPlace();
    void eventsTheNewestFirst();
    void savesAReportAndOpensItsFolder();
    void openFolder(const QUrl &folder) { m_opened = folder; }

private:
    std::unique_ptr<DiagnosePage> examined();
    static QWidget *finding(const QWidget &page, const QString &name)
    {
        return page.findChild<FindingRow *>(u"finding-"_s % name);
    }
    static QString textsOf(const QWidget &widget);

    std::unique_ptr<tests::PageFixture> m_fixture;
    QUrl m_opened;
};

void DiagnosePageTest::init()
{
    m_fixture = std::make_unique<tests::PageFixture>();
    m_fixture->service.fakeDoctor.findings = tests::sampleFindings();
    m_fixture->service.fakeWatch.alertsNow = tests::sampleAlerts();
    m_fixture->service.fakeWatch.eventsNow = tests::sampleEvents();
}

std::unique_ptr<DiagnosePage> DiagnosePageTest::examined()
{
    auto page = m_fixture->shown<DiagnosePage>();
    [&] { QTRY_VERIFY(page->findChild<FindingRow *>()); }();
    return page;
}

QString DiagnosePageTest::textsOf(const QWidget &widget)
{
    QStringList texts;
    for (const QLabel *label : widget.findChildren<QLabel *>())
        texts.append(label->text());
    return texts.join(u'|');
}

void DiagnosePageTest::looksOnceByItselfAndWhenAsked()
{
    const auto page = examined();
    QCOMPARE(m_fixture->service.fakeDoctor.examinations, 1);
    page->setActive(false);
    page->setActive(true);
    QCOMPARE(m_fixture->service.fakeDoctor.examinations, 1);
    auto *again = page->findChild<QPushButton *>(u"examine"_s);
    QTest::mouseClick(again, Qt::LeftButton);
    QVERIFY(!again->isEnabled()); // one at a time
    QCOMPARE(m_fixture->service.fakeDoctor.examinations, 2);
    QTRY_VERIFY(again->isEnabled());
    QVERIFY(page->findChild<QLabel *>(u"facts"_s)->text().contains(u"2 trouble"_s));
}

void DiagnosePageTest::theCommonTroublesComeFirst()
{
    auto &findings = m_fixture->service.fakeDoctor.findings;
    std::rotate(findings.begin(), findings.begin() + 4,
                findings.end()); // they come last
    const auto page = examined();
    const auto topOf = [&page](const QString &name) {
        const QWidget *row = finding(*page, name);
        return row->mapTo(page.get(), QPoint()).y();
    };
    QTRY_VERIFY(topOf(u"wal"_s) < topOf(u"port"_s));
    QVERIFY(topOf(u"slow-requests"_s) < topOf(u"port"_s));
    QVERIFY(topOf(u"locked-database"_s) < topOf(u"wal"_s));
}

void DiagnosePageTest::saysVerdictEvidenceAndRemedy()
{
    const auto page = examined();
    const QWidget *wal = finding(*page, u"wal"_s);
    QCOMPARE(wal->findChild<Badge *>(u"verdict"_s)->text(), u"trouble"_s);
    QVERIFY(textsOf(*wal).contains(u"The write-ahead log has 81\u00a0MB"_s));
    QVERIFY(textsOf(*wal).contains(
        u"The preset writes the log back, empties it, and does so twice as often from now on"_s));
    const QWidget *memory = finding(*page, u"memory"_s);
    QCOMPARE(memory->findChild<Badge *>(u"verdict"_s)->text(), u"fine"_s);
    QVERIFY(!memory->findChild<QPushButton *>(u"remedy"_s)); // nothing ails
    QCOMPARE(finding(*page, u"certificate"_s)->findChild<Badge *>(u"verdict"_s)->text(), u"unknown"_s);
}

void DiagnosePageTest::showsTheDifferenceBeforeItMends()
{
    const auto page = examined();
    QPushButton *remedy = finding(*page, u"wal"_s)->findChild<QPushButton *>(u"remedy"_s);
    QTest::mouseClick(remedy, Qt::LeftButton);
    QTRY_VERIFY(page->findChild<DifferenceDialog *>());
    auto *dialog = page->findChild<DifferenceDialog *>();
    QVERIFY(textsOf(*dialog).contains(u"500"_s));
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"cancel"_s), Qt::LeftButton);
    QTRY_VERIFY(!page->findChild<DifferenceDialog *>());
    QVERIFY(m_fixture->service.fakeDoctor.fixed.empty());

    m_fixture->service.fakeDoctor.outcome.entry = relay::api::SettingsHistoryRow{.id = 7};
    QTest::mouseClick(remedy, Qt::LeftButton);
    QTRY_VERIFY(page->findChild<DifferenceDialog *>());
    QTest::mouseClick(page->findChild<DifferenceDialog *>()->findChild<QPushButton *>(u"apply"_s),
                      Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeDoctor.fixed, "wal");
    QTRY_COMPARE(page->findChild<Toast *>()->sentence(), u"Remedy applied: Write-ahead log"_s);
    QTRY_COMPARE(m_fixture->service.fakeDoctor.examinations,
                 2); // and has another look
}

void DiagnosePageTest::lockedSettingsAreNoRemedy()
{
    m_fixture->service.fakeSettings.lock("SQLITE_WAL_AUTO_CHECKPOINT", "1000");
    const auto page = examined();
    QTest::mouseClick(finding(*page, u"wal"_s)->findChild<QPushButton *>(u"remedy"_s), Qt::LeftButton);
    const auto *trouble = page->findChild<Banner *>(u"trouble"_s);
    QTRY_VERIFY(trouble->sentence().contains(u"SQLITE_WAL_AUTO_CHECKPOINT"_s));
    QVERIFY(!page->findChild<DifferenceDialog *>());
    QVERIFY(m_fixture->service.fakeDoctor.fixed.empty());
}

void DiagnosePageTest::aDoubleClickAsksOnce()
{
    const auto page = examined();
    QPushButton *remedy = finding(*page, u"wal"_s)->findChild<QPushButton *>(u"remedy"_s);
    remedy->click();
    remedy->click();
    QTRY_VERIFY(page->findChild<DifferenceDialog *>());
    QCoreApplication::processEvents();
    QCOMPARE(page->findChildren<DifferenceDialog *>().size(), 1);
}

void DiagnosePageTest::leadsToWhereItIsMended_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<PageId>("page");
    QTest::addColumn<QString>("subject");
    QTest::newRow("a port that is taken") << u"port"_s << PageId::Settings << u"network"_s;
    QTest::newRow("an upstream that refuses") << u"upstream"_s << PageId::Channels << QString();
    QTest::newRow("slow requests") << u"slow-requests"_s << PageId::Requests << QString();
    QTest::newRow("a wrong address") << u"base-url"_s << PageId::Overview << u"address"_s;
    QTest::newRow("a full disk") << u"disk-space"_s << PageId::Database << QString();
    QTest::newRow("the master key") << u"master-key"_s << PageId::Settings << u"security"_s;
}

void DiagnosePageTest::leadsToWhereItIsMended()
{
    QFETCH(const QString, name);
    QFETCH(const PageId, page);
    QFETCH(const QString, subject);
    m_fixture->service.fakeDoctor.findings = {{.name = name.toStdString(),
                                               .verdict = Verdict::Trouble,
                                               .evidence = "it is so",
                                               .remedy = "mend it"}};
    const auto shown = examined();
    const QSignalSpy asked(shown.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(finding(*shown, name)->findChild<QPushButton *>(u"remedy"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().at(0).value<PageId>(), page);
    QCOMPARE(asked.first().at(1).toString(), subject);
    shown->setActive(false); // who comes back from there has mended it, or thinks so
    m_fixture->service.fakeDoctor.findings.front().verdict = Verdict::Fine;
    shown->setActive(true);
    QTRY_COMPARE(finding(*shown, name)->findChild<Badge *>(u"verdict"_s)->text(), u"fine"_s);
}

void DiagnosePageTest::looksAgainAfterAChange()
{
    m_fixture->service.fakeDoctor.findings = {
        {.name = "port", .verdict = Verdict::Fine, .evidence = "it is so"}};
    const auto page = examined();
    page->setActive(false);
    page->followChange();
    QCOMPARE(m_fixture->service.fakeDoctor.examinations, 1); // nothing is told that could be wrong now
    page->setActive(true);
    QCOMPARE(m_fixture->service.fakeDoctor.examinations, 2);
    page->followChange();
    m_fixture->service.fakeDoctor.findings.front().verdict = Verdict::Trouble;
    QTRY_VERIFY(page->findChild<QPushButton *>(u"examine"_s)->isEnabled());
    page->setActive(false);
    page->setActive(true);
    QTRY_COMPARE(finding(*page, u"port"_s)->findChild<Badge *>(u"verdict"_s)->text(), u"trouble"_s);
    page->setActive(false);
    const int before = m_fixture->service.fakeDoctor.examinations;
    page->followChange(); // the side bar counts it: at once, and once more for what came meanwhile
    page->followChange();
    QTRY_COMPARE(m_fixture->service.fakeDoctor.examinations, before + 2);
}

void DiagnosePageTest::saysWhenItCannotLook()
{
    m_fixture->service.fakeDoctor.failure =
        relay::Error{relay::ErrorKind::Unavailable, u"the relay is shutting down"_s};
    const auto page = m_fixture->shown<DiagnosePage>();
    QTRY_COMPARE(page->findChild<Banner *>(u"trouble"_s)->sentence(), u"the relay is shutting down"_s);
    QVERIFY(page->findChild<QPushButton *>(u"examine"_s)->isEnabled());
}

void DiagnosePageTest::raisedAlertsAreOnTop()
{
    const auto page = examined();
    const auto *banner = page->findChild<Banner *>(u"raisedAlerts"_s);
    QVERIFY(banner->sentence().contains(u"81.2\u00A0MB, more than 64\u00A0MB"_s));
    const QWidget *wal = page->findChild<QWidget *>(u"alert-wal"_s);
    QVERIFY(wal->findChild<Badge *>(u"raised"_s)->text().contains(u"12 min"_s));
    QVERIFY(!page->findChild<QWidget *>(u"alert-rss"_s)->findChild<Badge *>(u"raised"_s)->isVisible());
    m_fixture->service.fakeWatch.alertsNow[2].raised = false;
    page->setActive(false);
    page->setActive(true);
    QVERIFY(banner->sentence().isEmpty());
}

// The button is the remedy of the look at the same thing, or leads to where a person mends it.
void DiagnosePageTest::whatIsRaisedHasAButton()
{
    relay::api::AlertRow lag = m_fixture->service.fakeWatch.alertsNow[4];
    QCOMPARE(lag.name, "loop_lag");
    lag.raised = true;
    const auto page = examined();
    const auto *banner = page->findChild<Banner *>(u"raisedAlerts"_s);
    auto *action = banner->findChild<QPushButton *>(u"action"_s);
    QCOMPARE(action->text(), u"Apply remedy…"_s);
    QTest::mouseClick(action, Qt::LeftButton);
    QTRY_VERIFY(page->findChild<DifferenceDialog *>());
    page->findChild<DifferenceDialog *>()->reject();

    auto &alerts = m_fixture->service.fakeWatch.alertsNow;
    alerts = {lag, alerts[2]};
    page->setActive(false);
    page->setActive(true);
    QVERIFY(banner->sentence().endsWith(u" · 1 more under Alerts"_s));
    QCOMPARE(action->text(), u"Open Profiling"_s);
    const QSignalSpy asked(page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(action, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().at(0).value<PageId>(), PageId::Profiling);
}

// As the side bar does: what an alert tells of and the doctor found is one trouble.
void DiagnosePageTest::countsEachTroubleOnce()
{
    const auto facts = [](const QWidget &page) { return page.findChild<QLabel *>(u"facts"_s)->text(); };
    const auto page = examined();
    ui::models::Troubles found;
    connect(page.get(), &ui::pages::Page::troublesFound, this,
            [&found](const ui::models::Troubles &troubles) { found = troubles; });
    QVERIFY(
        facts(*page).contains(u"2 trouble"_s)); // the log, of which an alert is raised too, and an upstream
    QTest::mouseClick(page->findChild<QPushButton *>(u"examine"_s), Qt::LeftButton);
    QTRY_COMPARE(found, (ui::models::Troubles{"upstream", "wal"}));
    auto &alerts = m_fixture->service.fakeWatch.alertsNow;
    QCOMPARE(ui::models::troublesOf(alerts, found), found);
    alerts.push_back({.name = "budget", .raised = true, .text = "spent"});
    page->setActive(false);
    page->setActive(true);
    QVERIFY(facts(*page).contains(u"3 trouble"_s));
    QCOMPARE(ui::models::troublesOf(alerts, found).size(), std::size_t{3});
}

void DiagnosePageTest::limitsAreChangedInPlace()
{
    const auto page = examined();
    QWidget *wal = page->findChild<QWidget *>(u"alert-wal"_s);
    auto *limit = wal->findChild<QLineEdit *>(u"limit"_s);
    QTRY_COMPARE(limit->text(), u"64"_s);
    const auto type = [limit](const QString &text) {
        limit->setFocus();
        limit->selectAll();
        QTest::keyClicks(limit, text);
        QTest::keyClick(limit, Qt::Key_Return);
    };
    type(u"much"_s);
    const auto *trouble = wal->findChild<QLabel *>(u"limitTrouble"_s);
    QTRY_VERIFY(trouble->isVisible());
    QVERIFY(trouble->text().contains(u"ALERT_WAL_MB"_s));
    QVERIFY(limit->property("invalid").toBool());
    type(u"100"_s);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("ALERT_WAL_MB"), "100");
    QVERIFY(!trouble->isVisible());
    QTRY_VERIFY(!page->findChild<Toast *>()->sentence().isEmpty());
    QTest::mouseClick(page->findChild<Toast *>()->findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("ALERT_WAL_MB"), "64");
}

void DiagnosePageTest::eventsTheNewestFirst()
{
    const auto page = examined();
    const QString texts = textsOf(*page->findChild<QWidget *>(u"events"_s));
    QVERIFY(texts.contains(u"81.2\u00A0MB"_s));
    QVERIFY(texts.indexOf(u"81.2\u00A0MB"_s) < texts.indexOf(u"slow requests"_s));
    QVERIFY(texts.indexOf(u"slow requests"_s) < texts.indexOf(u"p95 of overhead"_s));
}

void DiagnosePageTest::savesAReportAndOpensItsFolder()
{
    QDesktopServices::setUrlHandler(u"file"_s, this, "openFolder");
    m_fixture->service.fakeDoctor.archive = "an archive";
    const auto page = examined();
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"report.tar.gz"_s);
    QTest::mouseClick(page->findChild<QPushButton *>(u"report"_s), Qt::LeftButton);
    auto *dialog = page->findChild<QFileDialog *>(u"save"_s);
    QVERIFY(dialog);
    emit dialog->fileSelected(path);
    dialog->close();
    const auto content = [&path] {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    };
    QTRY_COMPARE(content(), QByteArray("an archive"));
    QTRY_COMPARE(m_opened.toLocalFile(), folder.path());
    QDesktopServices::unsetUrlHandler(u"file"_s);
    QCOMPARE(page->findChild<Toast *>()->sentence(), u"Saved as %1"_s.arg(QDir::toNativeSeparators(path)));
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    const ui::widgets::Theme theme(application);
    DiagnosePageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_diagnose_page.moc"
