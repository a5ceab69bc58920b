// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/size_history.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace relay;
using service::SizeHistory;

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kBegin = 500'000 * kHourMs;

api::RuntimeFigures sizes(std::uint64_t database)
{
    api::RuntimeFigures figures;
    figures.databaseBytes = database;
    figures.walBytes = 7;
    figures.journalUsedBytes = 3;
    return figures;
}

} // namespace

class SizeHistoryTest final : public QObject
{
    Q_OBJECT

private slots:
    void aPointAnHourAsAtItsEnd();
    void anotherRunGoesOnWithIt();
    void itHasABound();
    void aClockThatWasTurnedBack();
    void whatIsNoHistoryCountsAsNone();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("size-history")); }

    QTemporaryDir m_folder;
};

void SizeHistoryTest::aPointAnHourAsAtItsEnd()
{
    SizeHistory kept(path());
    kept.look(kBegin + 1000, sizes(10));
    kept.look(kBegin + kHourMs - 1000, sizes(20));
    QVERIFY(!QFile::exists(path())); // not each second
    kept.look(kBegin + kHourMs, sizes(30));
    QVERIFY(QFile::exists(path()));
    const api::MetricsHistory history = kept.history();
    QCOMPARE(history.periodSeconds, 3600.0);
    QCOMPARE(history.spanSeconds, 30.0 * 24 * 3600);
    QCOMPARE(history.points.size(), std::size_t{2});
    QCOMPARE(history.points[0].startMs, kBegin);
    QCOMPARE(history.points[0].databaseBytes, std::uint64_t{20});
    QCOMPARE(history.points[0].walBytes, std::uint64_t{7});
    QCOMPARE(history.points[0].journalUsedBytes, std::uint64_t{3});
    QCOMPARE(history.points[1].databaseBytes, std::uint64_t{30});
}

void SizeHistoryTest::anotherRunGoesOnWithIt()
{
    QFile::remove(path());
    {
        SizeHistory before(path());
        before.look(kBegin, sizes(10));
        before.look(kBegin + kHourMs, sizes(20));
        before.save(); // at the end, in mid-hour
    }
    SizeHistory after(path());
    after.load();
    after.look(kBegin + kHourMs + 1000, sizes(25)); // the same hour
    after.look(kBegin + 3 * kHourMs, sizes(40));    // it did not run for one
    const auto points = after.history().points;
    QCOMPARE(points.size(), std::size_t{3});
    QCOMPARE(points[0].databaseBytes, std::uint64_t{10});
    QCOMPARE(points[1].databaseBytes, std::uint64_t{25});
    QCOMPARE(points[2].startMs, kBegin + 3 * kHourMs);
}

void SizeHistoryTest::itHasABound()
{
    QFile::remove(path());
    {
        SizeHistory kept(path());
        for (int hour = 0; hour < 40; ++hour)
            kept.look(kBegin + hour * kHourMs, sizes(1));
        kept.look(kBegin + 31 * 24 * kHourMs, sizes(2));
        QCOMPARE(kept.history().points.front().startMs, kBegin + 24 * kHourMs); // 30 days back
        kept.save();
    }
    SizeHistory after(path());
    after.load();
    QCOMPARE(after.history().points.size(), std::size_t{17});
}

void SizeHistoryTest::aClockThatWasTurnedBack()
{
    QFile::remove(path());
    SizeHistory turned(path());
    turned.look(kBegin, sizes(1));
    turned.look(kBegin + 5 * kHourMs, sizes(2));
    turned.look(kBegin + 2 * kHourMs, sizes(3));
    const auto points = turned.history().points;
    QCOMPARE(points.size(), std::size_t{2});
    QCOMPARE(points[1].startMs, kBegin + 2 * kHourMs);
}

void SizeHistoryTest::whatIsNoHistoryCountsAsNone()
{
    QFile file(path());
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("no numbers here\n1 2 3\n-1 2 3 4\n" + QByteArray::number(qint64{kBegin}) + " 1 2 3\n" +
               QByteArray::number(qint64{kBegin}) + " 4 5 6\n7");
    file.close();
    SizeHistory read(path());
    read.load();
    QCOMPARE(read.history().points.size(), std::size_t{1});
    QCOMPARE(read.history().points[0].databaseBytes, std::uint64_t{2});
}

QTEST_GUILESS_MAIN(SizeHistoryTest)
#include "tst_size_history.moc"
