// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "tests/gui/sample_ledger.h"
#include "ui/models/usage_text.h"
#include "ui/pages/ledger_rows.h"
#include "ui/pages/request_detail.h"
#include "ui/pages/requests_page.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;
using ui::pages::LedgerRows;
using ui::pages::PageId;
using ui::pages::RequestsPage;

namespace {

constexpr int kPatience = 30'000; // ms, on a machine with much to do

} // namespace

class RequestsPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void listsTheNewestFirst();
    void scrollsThroughAHundredThousandRows();
    void endGoesToTheOldestRow();
    void whatHasNoRowIsTold();
    void anyKeyStopsOnTheWayToTheEnd();
    void filterAsks_data();
    void filterAsks();
    void whatIsGoneStaysChosen();
    void typingWaitsForAPause();
    void aWrongStatusIsMarked();
    void newRowsAreCountedWhileScrolledAway();
    void newRowsComeInAtTheTop();
    void theSumsFollowTheLastRequest();
    void theSumsFollowTheRows();
    void theTitleIsOfThePart();
    void asksNothingWhileNothingWasServed();
    void aRowOpensInFull();
    void copiesAsCurl();
    void opensTheChannel();
    void opensAtARequest();
    void opensAtAChannel();
    void emptyLedgerSaysWhatToDo();
    void emptyFilterCanBeCleared();
    void exportsWhatIsShown();
    void aFailedExportStaysSaid();

private:
    void shown(int rows = 600);
    template <typename T>
    T *part(const char *name) const
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    QTableView &ledger() const { return *part<QTableView>("ledger"); }

    std::unique_ptr<tests::PageFixture> m_all;
    std::unique_ptr<RequestsPage> m_page;
};

void RequestsPageTest::init()
{
    m_page.reset();
    m_all = std::make_unique<tests::PageFixture>();
    m_all->service.statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    m_all->service.metricsNow.totalRequests = 10;
    m_all->service.channelList = {{.id = 1, .name = "OpenAI main"}, {.id = 3, .name = "DeepSeek"}};
    m_all->service.tokenList = {{.id = 1, .name = "default"}, {.id = 2, .name = "editor"}};
    m_all->figures.readNow();
}

void RequestsPageTest::shown(int rows)
{
    tests::inventLedger(m_all->service, rows);
    m_page = m_all->shown<RequestsPage>();
    QTRY_COMPARE_WITH_TIMEOUT(ledger().model()->rowCount(), std::min(rows, LedgerRows::kFirstPage),
                              kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(
        part<QComboBox>("channel")->count() == 3 && part<QComboBox>("token")->count() == 3, kPatience);
}

void RequestsPageTest::listsTheNewestFirst()
{
    shown();
    const QAbstractItemModel &model = *ledger().model();
    const relay::api::UsageRow &newest = m_all->service.ledger.rows.front();
    QCOMPARE(model.index(0, LedgerRows::Channel).data().toString(),
             newest.channelName.empty() ? u"–"_s : QString::fromStdString(newest.channelName));
    QCOMPARE(model.index(0, LedgerRows::Status).data().toString(),
             ui::models::statusWords(newest.record.status, newest.record.failed));
    bool mapped = false;
    for (int row = 0; row < model.rowCount(); ++row)
        mapped = mapped || model.index(row, LedgerRows::Model).data().toString() == u"gpt-4 → gpt-4o"_s;
    QVERIFY(mapped);
}

// From the top to the last row by page keys, with all that is painted on the way.
void RequestsPageTest::scrollsThroughAHundredThousandRows()
{
    shown(100'000);
    QScrollBar *bar = ledger().verticalScrollBar();
    const auto &rows = *qobject_cast<LedgerRows *>(ledger().model());
    std::vector<qint64> took;
    qint64 longest = 0;
    while (!rows.isWhole()) {
        QElapsedTimer clock;
        clock.start();
        const int before = rows.rowCount();
        bar->setValue(bar->maximum());
        ledger().viewport()->repaint();
        longest = std::max(longest, clock.nsecsElapsed());
        QTRY_VERIFY_WITH_TIMEOUT(rows.rowCount() > before, kPatience);
        took.push_back(clock.nsecsElapsed());
    }
    QCOMPARE(rows.rowCount(), 100'000);
    const std::clock_t begun = std::clock(); // of the processor's time: others may want it as well
    constexpr int kSteps = 200;
    for (int step = 0; step <= kSteps; ++step) {
        bar->setValue(bar->maximum() / kSteps * step);
        ledger().viewport()->repaint();
    }
    const double each = 1000.0 * double(std::clock() - begun) / CLOCKS_PER_SEC / kSteps;
    qInfo("100,000 rows: a step of scrolling and painting takes %.2f ms once they are there, %.2f ms at most "
          "on "
          "the way",
          each, double(longest) / 1e6);
    QVERIFY2(each < 50, "scrolling is not smooth"); // 16 in a release build
    const qint64 first = *std::min_element(took.begin(), took.begin() + 10);
    const qint64 last = *std::min_element(took.end() - 10, took.end());
    QVERIFY2(last < 20 * first + 50'000'000, "a page costs more the more there is");
}

void RequestsPageTest::endGoesToTheOldestRow()
{
    shown(2600);
    ledger().setFocus();
    QTest::keyClick(&ledger(), Qt::Key_End);
    QTRY_COMPARE_WITH_TIMEOUT(ledger().model()->rowCount(), 2600, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(ledger().verticalScrollBar()->value(), ledger().verticalScrollBar()->maximum(),
                              kPatience);
    QCOMPARE(part<QLabel>("foot")->text(), u"All 2,600 row(s)"_s);
}

void RequestsPageTest::whatHasNoRowIsTold()
{
    shown(20);
    QVERIFY(!part<QLabel>("unlisted")->isVisible());
    m_all->service.metricsNow.runtime.refusalsWithoutRow = 1'099;
    m_all->service.metricsNow.totalRequests += 1'099;
    m_all->figures.readNow();
    QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("unlisted")->isVisible(), kPatience);
    QVERIFY2(part<QLabel>("unlisted")->text().startsWith("1,099 more request(s)"_L1),
             qPrintable(part<QLabel>("unlisted")->text()));
    m_page->showSubject(u"channel:DeepSeek"_s); // of a part of the rows it says nothing
    QTRY_VERIFY_WITH_TIMEOUT(!part<QLabel>("unlisted")->isVisible(), kPatience);
}

void RequestsPageTest::anyKeyStopsOnTheWayToTheEnd()
{
    shown(20'000);
    ledger().setFocus();
    QTest::keyClick(&ledger(), Qt::Key_End);
    QTest::keyClick(&ledger(), Qt::Key_Home);
    QCOMPARE(ledger().verticalScrollBar()->value(), 0);
    const QAbstractItemModel &model = *ledger().model();
    QTRY_VERIFY_WITH_TIMEOUT(model.rowCount() > LedgerRows::kFirstPage, kPatience); // that was on its way
    for (int turn = 0; turn < 5; ++turn)
        QCoreApplication::processEvents();
    QCOMPARE(ledger().verticalScrollBar()->value(), 0);
    QCOMPARE(model.rowCount(), LedgerRows::kFirstPage + LedgerRows::kNextPage);
}

void RequestsPageTest::filterAsks_data()
{
    QTest::addColumn<QByteArray>("combo");
    QTest::addColumn<int>("index");
    QTest::newRow("today") << "range"_ba << 1;
    QTest::newRow("the last week") << "range"_ba << 3;
    QTest::newRow("a token") << "token"_ba << 2;
    QTest::newRow("a channel") << "channel"_ba << 1;
    QTest::newRow("failed ones") << "status"_ba << 1;
    QTest::newRow("all of 5xx") << "status"_ba << 4;
}

void RequestsPageTest::filterAsks()
{
    QFETCH(const QByteArray, combo);
    QFETCH(const int, index);
    shown();
    auto *box = part<QComboBox>(combo.constData());
    box->setFocus();
    QElapsedTimer clock;
    clock.start();
    box->setCurrentIndex(index);
    emit box->activated(index);
    const relay::api::UsageQuery &asked = m_all->service.ledger.last;
    const auto isAsked = [&] {
        return combo == "range"     ? asked.startMs > 0
               : combo == "token"   ? asked.tokenId == std::optional<std::int64_t>(2)
               : combo == "channel" ? asked.channelId == std::optional<std::int64_t>(1)
                                    : asked.status == std::optional<int>(index == 1 ? 0 : 5);
    };
    QVERIFY(isAsked()); // at once
    tests::FakeLedger &fake = m_all->service.ledger;
    const auto expected = qsizetype(fake.page(relay::api::UsageQuery(asked)).rows.size());
    QTRY_COMPARE_WITH_TIMEOUT(qsizetype(ledger().model()->rowCount()), expected, kPatience);
    auto *clear = part<QPushButton>("clear");
    QVERIFY(clear->isVisible());
    QTest::mouseClick(clear, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(ledger().model()->rowCount(), LedgerRows::kFirstPage, kPatience);
    QVERIFY(!clear->isVisible());
}

void RequestsPageTest::whatIsGoneStaysChosen()
{
    shown();
    auto *token = part<QComboBox>("token");
    token->setCurrentIndex(2);
    QCOMPARE(m_all->service.ledger.last.tokenId, std::optional<std::int64_t>(2));
    m_all->service.tokenList.pop_back();
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_COMPARE_WITH_TIMEOUT(token->currentText(), u"removed (2)"_s, kPatience);
    part<QComboBox>("range")->setCurrentIndex(3);
    QCOMPARE(m_all->service.ledger.last.tokenId, std::optional<std::int64_t>(2));
}

void RequestsPageTest::typingWaitsForAPause()
{
    shown();
    const int before = m_all->service.ledger.asked;
    auto *line = part<QComboBox>("model")->lineEdit();
    line->setFocus();
    QTest::keyClicks(line, u"deepseek-chat"_s);
    QCOMPARE(m_all->service.ledger.asked, before);
    QTRY_COMPARE_WITH_TIMEOUT(m_all->service.ledger.last.model, std::string("deepseek-chat"), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(
        ledger().model()->rowCount() > 0 && ledger().model()->rowCount() < LedgerRows::kFirstPage, kPatience);
    for (int row = 0; row < ledger().model()->rowCount(); ++row)
        QCOMPARE(ledger().model()->index(row, LedgerRows::Model).data().toString(), u"deepseek-chat"_s);
    QVERIFY(m_all->service.ledger.asked <= before + 2); // once for all the letters, however slow the machine
}

void RequestsPageTest::aWrongStatusIsMarked()
{
    shown();
    auto *status = part<QComboBox>("status");
    status->setEditText(u"abc"_s);
    QTRY_VERIFY_WITH_TIMEOUT(status->property("invalid").toBool(), kPatience);
    status->setEditText(u"401"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_all->service.ledger.last.status, std::optional<int>(401), kPatience);
    QVERIFY(!status->property("invalid").toBool());
}

void RequestsPageTest::newRowsAreCountedWhileScrolledAway()
{
    shown();
    QScrollBar *bar = ledger().verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    const int place = bar->value();
    auto &rows = m_all->service.ledger.rows;
    relay::api::UsageRow row = rows.front();
    row.id += 1;
    rows.insert(rows.begin(), row);
    m_all->service.metricsNow.totalRequests += 1;
    m_all->figures.readNow();
    auto *pill = part<QPushButton>("newRows");
    QTRY_VERIFY_WITH_TIMEOUT(pill->isVisible(), kPatience);
    QVERIFY(pill->text().contains(u'1'));
    QCOMPARE(bar->value(), place);
    QTest::mouseClick(pill, Qt::LeftButton);
    QCOMPARE(bar->value(), 0);
    QVERIFY(!pill->isVisible());
    QCOMPARE(qobject_cast<LedgerRows *>(ledger().model())->entry(0).id, row.id);
}

void RequestsPageTest::newRowsComeInAtTheTop()
{
    shown(20);
    auto &rows = m_all->service.ledger.rows;
    relay::api::UsageRow row = rows.front();
    row.id += 1;
    rows.insert(rows.begin(), row);
    m_all->service.metricsNow.totalRequests += 1;
    m_all->figures.readNow();
    QTRY_COMPARE_WITH_TIMEOUT(ledger().model()->rowCount(), 21, kPatience);
    QVERIFY(!part<QPushButton>("newRows")->isVisible());
}

void RequestsPageTest::theSumsFollowTheLastRequest()
{
    shown(20);
    const auto *facts = part<QLabel>("facts");
    QTRY_VERIFY_WITH_TIMEOUT(facts->text().startsWith("20 request(s)"_L1), kPatience);
    auto &rows = m_all->service.ledger.rows;
    relay::api::UsageRow row = rows.front();
    row.id += 1;
    rows.insert(rows.begin(), row);
    m_all->service.metricsNow.totalRequests += 1;
    m_all->figures.readNow();
    QTRY_VERIFY_WITH_TIMEOUT(facts->text().startsWith("21 request(s)"_L1), kPatience); // and no more come
}

void RequestsPageTest::theSumsFollowTheRows()
{
    shown(20);
    const auto *facts = part<QLabel>("facts");
    QTRY_VERIFY_WITH_TIMEOUT(facts->text().startsWith("20 request(s)"_L1), kPatience);
    connect(&m_all->figures, &ui::models::LiveFigures::refreshed, this, [this] { // they go on coming
        auto &rows = m_all->service.ledger.rows;
        relay::api::UsageRow row = rows.front();
        row.id += 1;
        rows.insert(rows.begin(), row);
        m_all->service.metricsNow.totalRequests += 1;
    });
    int grown = 0;
    connect(ledger().model(), &QAbstractItemModel::rowsInserted, this, [&grown] { ++grown; });
    m_all->figures.setActive(true);
    QTRY_VERIFY_WITH_TIMEOUT(grown >= 3, kPatience);
    m_all->figures.setActive(false);
    disconnect(&m_all->figures, nullptr, this, nullptr);
    disconnect(ledger().model(), nullptr, this, nullptr);
    QVERIFY(!facts->text().startsWith("20 request(s)"_L1));
}

void RequestsPageTest::theTitleIsOfThePart()
{
    shown(20);
    const auto *title = part<QLabel>("title");
    QCOMPARE(title->text(), u"Requests"_s);
    m_page->showSubject(u"spend"_s);
    QCOMPARE(title->text(), u"Spend"_s);
    m_page->showSubject(u"prices"_s);
    QCOMPARE(title->text(), u"Prices"_s);
}

void RequestsPageTest::asksNothingWhileNothingWasServed()
{
    shown(20);
    const int asked = m_all->service.ledger.asked;
    QSignalSpy refreshed(&m_all->figures, &ui::models::LiveFigures::refreshed);
    m_all->figures.setActive(true);
    QTRY_VERIFY_WITH_TIMEOUT(refreshed.count() >= 8, kPatience); // two of the page's ticks
    m_all->figures.setActive(false);
    QCOMPARE(m_all->service.ledger.asked, asked);
}

void RequestsPageTest::aRowOpensInFull()
{
    shown();
    ledger().setFocus();
    QTest::keyClick(&ledger(), Qt::Key_Down);
    auto *detail = part<ui::pages::RequestDetail>("detail");
    QTRY_VERIFY_WITH_TIMEOUT(detail->isVisible(), kPatience);
    const auto &rows = *qobject_cast<LedgerRows *>(ledger().model());
    QCOMPARE(detail->id(), rows.entry(ledger().currentIndex().row()).id);
    // One that has failed says why, and what to do.
    int failed = 0;
    while (rows.entry(failed).status != 503)
        ++failed;
    ledger().setCurrentIndex(rows.index(failed, 0));
    QTRY_COMPARE_WITH_TIMEOUT(detail->id(), rows.entry(failed).id, kPatience);
    QVERIFY(detail->findChild<QLabel *>(u"error"_s)->text().contains("cool down"_L1));
    QVERIFY(!detail->findChild<QLabel *>(u"remedy"_s)->text().isEmpty());
    QTest::mouseClick(detail->findChild<QPushButton *>(u"close"_s), Qt::LeftButton);
    QVERIFY(!detail->isVisible());
}

void RequestsPageTest::copiesAsCurl()
{
    shown();
    QTest::mouseClick(ledger().viewport(), Qt::LeftButton, {},
                      ledger().visualRect(ledger().model()->index(1, 0)).center());
    auto *detail = part<ui::pages::RequestDetail>("detail");
    QTRY_VERIFY_WITH_TIMEOUT(detail->isVisible(), kPatience);
    QTest::mouseClick(detail->findChild<QPushButton *>(u"curl"_s), Qt::LeftButton);
    const QString line = QGuiApplication::clipboard()->text();
    QVERIFY2(line.startsWith("curl 'http://127.0.0.1:3000/v1"_L1), qPrintable(line));
    QVERIFY(line.contains("$TRAYRELAY_TOKEN"_L1));
    QVERIFY(m_page->findChild<ui::widgets::Toast *>()->sentence().contains("TRAYRELAY_TOKEN"_L1));
}

void RequestsPageTest::opensTheChannel()
{
    shown();
    const QSignalSpy asked(m_page.get(), &RequestsPage::pageRequested);
    const auto &rows = *qobject_cast<LedgerRows *>(ledger().model());
    int row = 0;
    while (rows.name(rows.entry(row).channel) != u"OpenAI main"_s)
        ++row;
    ledger().setCurrentIndex(rows.index(row, 0));
    auto *detail = part<ui::pages::RequestDetail>("detail");
    QTRY_VERIFY_WITH_TIMEOUT(detail->isVisible(), kPatience);
    QTest::mouseClick(detail->findChild<QPushButton *>(u"openChannel"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().at(1).toString(), u"channel:OpenAI main"_s);
}

void RequestsPageTest::opensAtARequest()
{
    shown(1000);
    const relay::api::UsageRow &wanted = m_all->service.ledger.rows[700];
    m_page->showSubject(u"request:"_s % ui::models::requestIdText(wanted.record.requestId));
    auto *detail = part<ui::pages::RequestDetail>("detail");
    QTRY_COMPARE_WITH_TIMEOUT(detail->id(), wanted.id, kPatience);
    QVERIFY(detail->isVisible());
    m_all->service.ledger.rows[3].record.requestId = 0x1234567890123456; // in hex without a letter
    m_page->showSubject(u"request:1234567890123456"_s);
    QTRY_COMPARE_WITH_TIMEOUT(detail->id(), m_all->service.ledger.rows[3].id, kPatience);
    m_page->showSubject(u"request:"_s % ui::models::requestIdText(12));
    QTRY_VERIFY_WITH_TIMEOUT(part<ui::widgets::Banner>("trouble")->isVisible(), kPatience);
}

void RequestsPageTest::opensAtAChannel()
{
    shown();
    m_page->showSubject(u"channel:DeepSeek"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_all->service.ledger.last.channelName, std::string("DeepSeek"), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(ledger().model()->rowCount() < LedgerRows::kFirstPage, kPatience);
    for (int row = 0; row < ledger().model()->rowCount(); ++row)
        QCOMPARE(ledger().model()->index(row, LedgerRows::Channel).data().toString(), u"DeepSeek"_s);
}

void RequestsPageTest::emptyLedgerSaysWhatToDo()
{
    m_page = m_all->shown<RequestsPage>();
    auto *button = part<QPushButton>("showAddress");
    QTRY_VERIFY_WITH_TIMEOUT(button->isVisible(), kPatience);
    const QSignalSpy asked(m_page.get(), &RequestsPage::pageRequested);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().value<PageId>(), PageId::Overview);
}

void RequestsPageTest::emptyFilterCanBeCleared()
{
    shown();
    part<QComboBox>("model")->setEditText(u"no-such-model"_s);
    auto *button = part<QPushButton>("clearFilter");
    QTRY_VERIFY_WITH_TIMEOUT(button->isVisible(), kPatience);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(ledger().model()->rowCount(), LedgerRows::kFirstPage, kPatience);
    QVERIFY(part<QComboBox>("model")->currentText().isEmpty());
}

void RequestsPageTest::exportsWhatIsShown()
{
    shown();
    m_page->showSubject(u"channel:DeepSeek"_s);
    QTRY_VERIFY_WITH_TIMEOUT(ledger().model()->rowCount() < LedgerRows::kFirstPage, kPatience);
    const int rows = ledger().model()->rowCount();
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"out.csv"_s);
    QTest::mouseClick(part<QPushButton>("export"), Qt::LeftButton);
    QFileDialog *dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = m_page->findChild<QFileDialog *>()), kPatience);
    emit dialog->fileSelected(file);
    dialog->reject();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file), kPatience);
    QFile csv(file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    QCOMPARE(csv.readAll().count("\r\n"), rows + 1);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<ui::widgets::Toast *>()->sentence().contains("out.csv"_L1),
                             kPatience);
}

void RequestsPageTest::aFailedExportStaysSaid()
{
    shown();
    const QTemporaryDir folder;
    m_page->exportTo(folder.filePath(u"there/is/none.csv"_s));
    const auto *trouble = part<ui::widgets::Banner>("trouble");
    QTRY_VERIFY_WITH_TIMEOUT(trouble->sentence().startsWith("The export has failed"_L1), kPatience);
    m_page->showSubject(u"channel:DeepSeek"_s); // is read, and fine
    QTRY_COMPARE_WITH_TIMEOUT(ledger().model()->index(0, LedgerRows::Channel).data().toString(),
                              u"DeepSeek"_s, kPatience);
    QVERIFY(trouble->sentence().startsWith("The export has failed"_L1));
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    RequestsPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_requests_page.moc"
