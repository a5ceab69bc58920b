// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_relay_service.h"
#include "tests/gui/sample_ledger.h"
#include "ui/models/usage_export.h"
#include "ui/models/usage_list.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;
using ui::models::UsageExport;
using ui::models::UsageList;

namespace {

constexpr int kPatience = 30'000; // ms, on a machine with much to do

constexpr int kMany = 100'000;

relay::api::UsageRow rowOf(std::int64_t id)
{
    relay::api::UsageRow row;
    row.id = id;
    row.record.createdAtMs = 1'700'000'000'000 + id;
    row.record.requestId = std::uint64_t(id);
    row.record.model = "gpt-4o";
    row.record.status = 200;
    return row;
}

} // namespace

class UsageListTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_service = std::make_unique<tests::FakeRelayService>(); }
    void readsPagesByTheLastRowsId();
    void readsAHundredThousandRowsInEvenPages();
    void staleAnswersAreDropped();
    void newRowsComeInOnTop();
    void newRowsWaitWhileTheyAreHeldBack();
    void keepsNoMoreThanItMay();
    void tooManyThatWaitAreReadAgain();
    void manyNewRowsBeginTheListAnew();
    void importedRowsAreReadToTheLast();
    void keepsWhatWasShownWhereAPageFails();
    void exportsAllPages();
    void aCancelledExportLeavesNoFile();
    void anExportThatCannotBeWrittenSaysWhy();

private:
    void fill(int rows, std::int64_t from = 1);

    std::unique_ptr<tests::FakeRelayService> m_service;
};

void UsageListTest::fill(int rows, std::int64_t from)
{
    m_service->ledger.rows.clear();
    for (std::int64_t id = from + rows - 1; id >= from; --id)
        m_service->ledger.rows.push_back(rowOf(id));
}

void UsageListTest::readsPagesByTheLastRowsId()
{
    fill(1500);
    UsageList list(*m_service);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), UsageList::kFirstPage, kPatience);
    QCOMPARE(m_service->ledger.last.cursor, std::int64_t{0});
    QVERIFY(list.canFetchMore({}));
    list.fetchMore({});
    QVERIFY(!list.canFetchMore({})); // one page at a time
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), UsageList::kFirstPage + UsageList::kNextPage, kPatience);
    QCOMPARE(m_service->ledger.last.cursor, std::int64_t{1301});
    list.fetchMore({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 1500, kPatience);
    QVERIFY(list.isWhole());
    QVERIFY(!list.canFetchMore({}));
    QCOMPARE(list.entry(0).id, std::int64_t{1500});
    QCOMPARE(list.entry(1499).id, std::int64_t{1});
    QCOMPARE(list.rowOf(700), 800);
    QCOMPARE(list.rowOf(9999), -1);
}

// The last tenth of the pages may not cost many times what the first tenth did: nothing grows with what is
// loaded already.
void UsageListTest::readsAHundredThousandRowsInEvenPages()
{
    fill(kMany);
    UsageList list(*m_service);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), UsageList::kFirstPage, kPatience);
    std::vector<qint64> took;
    while (!list.isWhole()) {
        QElapsedTimer clock;
        clock.start();
        const int before = list.rowCount();
        list.fetchMore({});
        QTRY_VERIFY_WITH_TIMEOUT(list.rowCount() > before, kPatience);
        took.push_back(clock.nsecsElapsed());
    }
    QCOMPARE(list.rowCount(), kMany);
    QCOMPARE(m_service->ledger.asked, int(took.size()) + 1);
    const auto middle = [&took](std::size_t from) {
        std::vector<qint64> tenth(took.begin() + std::ptrdiff_t(from),
                                  took.begin() + std::ptrdiff_t(from + 10));
        std::ranges::sort(tenth);
        return tenth[5];
    };
    const qint64 first = middle(0);
    const qint64 last = middle(took.size() - 10);
    qInfo("a page of %d rows: %.2f ms at first, %.2f ms at last; an entry has %zu bytes",
          UsageList::kNextPage, double(first) / 1e6, double(last) / 1e6, sizeof(ui::models::UsageEntry));
    QVERIFY2(last < 10 * first + 20'000'000, "a page costs more the more there is");
}

void UsageListTest::staleAnswersAreDropped()
{
    fill(300);
    m_service->ledger.rows[0].record.model = "other";
    UsageList list(*m_service);
    list.show({});
    list.show({.model = "other"});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 1, kPatience);
    const QSignalSpy changes(&list, &UsageList::modelReset);
    QCoreApplication::processEvents();
    QCOMPARE(changes.count(), 0);
    QCOMPARE(list.rowCount(), 1);
}

void UsageListTest::newRowsComeInOnTop()
{
    fill(10);
    UsageList list(*m_service);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 10, kPatience);
    auto &rows = m_service->ledger.rows;
    rows.insert(rows.begin(), {rowOf(12), rowOf(11)});
    const QSignalSpy inserted(&list, &UsageList::rowsInserted);
    list.poll();
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 12, kPatience);
    QCOMPARE(list.entry(0).id, std::int64_t{12});
    QCOMPARE(list.entry(2).id, std::int64_t{10});
    QCOMPARE(inserted.count(), 1);
    list.poll();
    QTRY_COMPARE_WITH_TIMEOUT(m_service->ledger.asked, 3, kPatience);
    QCoreApplication::processEvents();
    QCOMPARE(list.rowCount(), 12);
}

void UsageListTest::newRowsWaitWhileTheyAreHeldBack()
{
    fill(10);
    UsageList list(*m_service);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 10, kPatience);
    list.setHolding(true);
    const QSignalSpy waiting(&list, &UsageList::waitingChanged);
    auto &rows = m_service->ledger.rows;
    rows.insert(rows.begin(), rowOf(11));
    list.poll();
    QTRY_COMPARE_WITH_TIMEOUT(waiting.count(), 1, kPatience);
    rows.insert(rows.begin(), rowOf(12));
    list.poll();
    QTRY_COMPARE_WITH_TIMEOUT(waiting.count(), 2, kPatience);
    QCOMPARE(list.waiting(), 2);
    QCOMPARE(list.rowCount(), 10);
    list.setHolding(false);
    QCOMPARE(list.rowCount(), 12);
    QCOMPARE(list.entry(0).id, std::int64_t{12});
    QCOMPARE(list.entry(1).id, std::int64_t{11});
    QCOMPARE(list.waiting(), 0);
}

void UsageListTest::keepsNoMoreThanItMay()
{
    fill(10);
    UsageList list(*m_service, nullptr, 10);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 10, kPatience);
    auto &rows = m_service->ledger.rows;
    rows.insert(rows.begin(), rowOf(11));
    list.poll();
    QTRY_COMPARE_WITH_TIMEOUT(list.entry(0).id, std::int64_t{11}, kPatience);
    QCOMPARE(list.rowCount(), 10);
    QCOMPARE(list.entry(9).id, std::int64_t{2});
    QVERIFY(!list.isWhole());
}

void UsageListTest::tooManyThatWaitAreReadAgain()
{
    fill(10);
    UsageList list(*m_service, nullptr, UsageList::kMostRows, 2);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 10, kPatience);
    list.setHolding(true);
    auto &rows = m_service->ledger.rows;
    for (int id = 11; id <= 14; ++id) {
        rows.insert(rows.begin(), rowOf(id));
        list.poll();
        QTRY_COMPARE_WITH_TIMEOUT(list.waiting(), id - 10, kPatience);
    }
    QCOMPARE(list.rowCount(), 10);
    const QSignalSpy inserted(&list, &UsageList::rowsInserted);
    list.setHolding(false);
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 14, kPatience);
    QCOMPARE(inserted.count(), 0); // read anew
    for (int row = 0; row < 14; ++row)
        QCOMPARE(list.entry(row).id, std::int64_t{14 - row});
    QCOMPARE(list.waiting(), 0);
}

void UsageListTest::manyNewRowsBeginTheListAnew()
{
    fill(10);
    UsageList list(*m_service);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 10, kPatience);
    fill(3000);
    const QSignalSpy shown(&list, &UsageList::shown);
    list.poll();
    QTRY_COMPARE_WITH_TIMEOUT(shown.count(), 1, kPatience);
    QCOMPARE(list.rowCount(), UsageList::kFirstPage);
    QCOMPARE(list.entry(0).id, std::int64_t{3000});
}

void UsageListTest::importedRowsAreReadToTheLast()
{
    fill(400, -399);
    UsageList list(*m_service);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), UsageList::kFirstPage, kPatience);
    list.fetchMore({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 400, kPatience);
    QCOMPARE(list.entry(399).id, std::int64_t{-399});
}

void UsageListTest::keepsWhatWasShownWhereAPageFails()
{
    class Failing final : public tests::FakeRelayService
    {
    public:
        bool fails = false;
        void usage(relay::api::UsageQuery query, QObject *context,
                   relay::api::Reply<relay::api::UsagePage> reply) override
        {
            if (!fails)
                return FakeRelayService::usage(std::move(query), context, std::move(reply));
            QTimer::singleShot(0, context, [reply = std::move(reply)] {
                reply(relay::Error{relay::ErrorKind::Unavailable, u"the database is locked"_s});
            });
        }
    } service;
    for (std::int64_t id = 500; id > 0; --id)
        service.ledger.rows.push_back(rowOf(id));
    UsageList list(service);
    list.show({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), UsageList::kFirstPage, kPatience);
    service.fails = true;
    const QSignalSpy failed(&list, &UsageList::failed);
    list.fetchMore({});
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
    QCOMPARE(failed.first().first().toString(), u"the database is locked"_s);
    QCOMPARE(list.rowCount(), UsageList::kFirstPage);
    service.fails = false;
    QVERIFY(list.canFetchMore({}));
    list.fetchMore({});
    QTRY_COMPARE_WITH_TIMEOUT(list.rowCount(), 500, kPatience);
}

void UsageListTest::exportsAllPages()
{
    fill(2500);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"out.csv"_s);
    UsageExport exporting(*m_service);
    const QSignalSpy finished(&exporting, &UsageExport::finished);
    exporting.start({}, path);
    QVERIFY(exporting.isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatience);
    QCOMPARE(finished.first().first().toString(), QString());
    QVERIFY(!exporting.isRunning());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray csv = file.readAll();
    QCOMPARE(csv.count("\r\n"), 2501); // with the header
    QVERIFY(csv.startsWith("id,created_at"));
    QVERIFY(csv.contains("\r\n2500,"));
    QVERIFY(csv.contains("\r\n1,"));
    QCOMPARE(exporting.rows(), std::int64_t{2500});
}

void UsageListTest::aCancelledExportLeavesNoFile()
{
    fill(5000);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"out.csv"_s);
    UsageExport exporting(*m_service);
    const QSignalSpy finished(&exporting, &UsageExport::finished);
    bool cancelled = false;
    connect(&exporting, &UsageExport::progressed, this, [&](std::int64_t rows) {
        if (rows > 0 && !std::exchange(cancelled, true))
            exporting.cancel();
    });
    exporting.start({}, path);
    QTRY_VERIFY_WITH_TIMEOUT(cancelled, kPatience);
    QVERIFY(!exporting.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(QDir(folder.path()).isEmpty(), kPatience); // the temporary one is gone as well
    QCOMPARE(finished.count(), 0);
    exporting.start({}, path); // and another one is not disturbed by it
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatience);
    QCOMPARE(exporting.rows(), std::int64_t{5000});
}

void UsageListTest::anExportThatCannotBeWrittenSaysWhy()
{
    fill(10);
    const QTemporaryDir folder;
    UsageExport exporting(*m_service);
    const QSignalSpy finished(&exporting, &UsageExport::finished);
    exporting.start({}, folder.filePath(u"no/such/folder/out.csv"_s));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatience);
    QVERIFY(!finished.first().first().toString().isEmpty());
}

QTEST_GUILESS_MAIN(UsageListTest)
#include "tst_usage_list.moc"
