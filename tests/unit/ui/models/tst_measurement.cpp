// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/measured_between.h"
#include "ui/models/measurement.h"
#include "ui/models/measurement_store.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::models::Measurement;
using ui::models::MeasurementStore;
using ui::models::Verdict;

class MeasurementTest final : public QObject
{
    Q_OBJECT

private slots:
    void theBadgeSaysWhatCounts_data();
    void theBadgeSaysWhatCounts();
    void theTableHasBothSides();
    void theTableHasWritesPerSecond();
    void smallNumbersAreNotNothing();
    void isReadFromEitherSide();
    void staysInItsFile();
    void whatIsWrongInTheFileIsLeftOut();

private:
    static Measurement measured(double before, double after, bool measurable)
    {
        Measurement one{
            .setting = "LOG_BATCH_ENABLED", .before = "false", .after = "true", .atMs = 1'700'000'000'000};
        one.rounds = 5;
        one.requests = 1000;
        one.figures.push_back(
            {u"p95_overhead"_s, before, after, (after - before) / before * 100, measurable});
        return one;
    }
};

void MeasurementTest::theBadgeSaysWhatCounts_data()
{
    QTest::addColumn<double>("after");
    QTest::addColumn<bool>("measurable");
    QTest::addColumn<double>("cpuAfter"); // 0: not measurable
    QTest::addColumn<QString>("expected");
    QTest::addColumn<int>("verdict");
    QTest::newRow("less is better") << 2542.0 << true << 0.0 << u"p95 −38 %"_s << int(Verdict::Better);
    QTest::newRow("more is worse") << 4592.0 << true << 0.0 << u"worse +12 %"_s << int(Verdict::Worse);
    QTest::newRow("nothing to be told apart")
        << 2542.0 << false << 0.0 << u"no change"_s << int(Verdict::NoChange);
    QTest::newRow("the processor, where times are the same")
        << 4100.0 << false << 150.0 << u"CPU −25 %"_s << int(Verdict::Better);
    QTest::newRow("small parts have a decimal")
        << 4018.0 << true << 0.0 << u"p95 −2.0 %"_s << int(Verdict::Better);
}

void MeasurementTest::theBadgeSaysWhatCounts()
{
    QFETCH(const double, after);
    QFETCH(const bool, measurable);
    QFETCH(const double, cpuAfter);
    QFETCH(const QString, expected);
    QFETCH(const int, verdict);
    Measurement one = measured(4100, after, measurable);
    one.figures.push_back({u"cpu_per_request"_s, 200, cpuAfter > 0 ? cpuAfter : 200,
                           (cpuAfter > 0 ? cpuAfter : 200) / 2 - 100, cpuAfter > 0});
    const ui::models::MeasuredBadge badge = badgeOf(one);
    QCOMPARE(QString(badge.text).replace(QChar(0x00A0), u' '), expected);
    QCOMPARE(int(badge.verdict), verdict);
}

void MeasurementTest::theTableHasBothSides()
{
    const std::vector<ui::models::MeasuredRow> rows = tableOf(measured(4100, 1600, true));
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(QString(rows[0].before).replace(QChar(0x00A0), u' '), u"4.1 ms"_s);
    QCOMPARE(QString(rows[0].after).replace(QChar(0x00A0), u' '), u"1.6 ms"_s);
    QCOMPARE(QString(rows[0].change).replace(QChar(0x00A0), u' '), u"−61 %"_s);
    QCOMPARE(rows[0].verdict, Verdict::Better);
}

void MeasurementTest::theTableHasWritesPerSecond()
{
    Measurement one = measured(4100, 1600, true);
    one.figures.push_back({u"write_transactions_per_request"_s, 3, 0.1, -96.7, true});
    QCOMPARE(tableOf(one).size(), std::size_t{2}); // at no known rate
    one.figures.push_back({u"requests_per_second"_s, 204, 210, 2.9, false});
    const std::vector<ui::models::MeasuredRow> rows = tableOf(one);
    QCOMPARE(rows.size(), std::size_t{3});
    QCOMPARE(rows[2].name, u"writes per second"_s);
    QCOMPARE(rows[2].before, u"612"_s);
    QCOMPARE(rows[2].after, u"21"_s);
    QCOMPARE(QString(rows[2].change).replace(QChar(0x00A0), u' '), u"−97 %"_s);
    QCOMPARE(rows[2].verdict, Verdict::Better);
}

namespace {

bool written(const MeasurementStore &store)
{
    QFile file(store.path());
    return file.open(QFile::WriteOnly) && file.write(store.content()) > 0;
}

} // namespace

// Of which it is said by how much they changed.
void MeasurementTest::smallNumbersAreNotNothing()
{
    Measurement one = measured(4100, 1600, true);
    one.figures.push_back({u"write_transactions_per_request"_s, 0.003, 0.002, -33.3, true});
    const std::vector<ui::models::MeasuredRow> rows = tableOf(one);
    QCOMPARE(rows[1].before, u"0.003"_s);
    QCOMPARE(rows[1].after, u"0.002"_s);
}

// Put back, a setting still shows what it cost to change it.
void MeasurementTest::isReadFromEitherSide()
{
    const Measurement one = measured(4000, 1000, true);
    QCOMPARE(measuredBetween(one, "false", "true")->figures[0].after, 1000.0);
    const std::optional<Measurement> turned = measuredBetween(one, "true", "false");
    QVERIFY(turned);
    QCOMPARE(turned->before, std::string("true"));
    QCOMPARE(turned->figures[0].before, 1000.0);
    QCOMPARE(turned->figures[0].after, 4000.0);
    QCOMPARE(*turned->figures[0].changePercent, 300.0);
    QCOMPARE(int(badgeOf(*turned).verdict), int(Verdict::Worse));
    QVERIFY(!measuredBetween(one, "false", "other"));
}

void MeasurementTest::staysInItsFile()
{
    QTemporaryDir folder;
    {
        MeasurementStore store(folder.path());
        QVERIFY(!store.find("LOG_BATCH_ENABLED"));
        store.add(measured(4100, 2000, true));
        store.add(measured(4100, 1600, true)); // the last one counts
        QVERIFY(written(store));
    }
    const MeasurementStore again(folder.path());
    const Measurement *found = again.find("LOG_BATCH_ENABLED");
    QVERIFY(found);
    QCOMPARE(found->atMs, std::int64_t{1'700'000'000'000});
    QCOMPARE(found->figures[0].after, 1600.0);
    QVERIFY(found->figures[0].measurable);
}

void MeasurementTest::whatIsWrongInTheFileIsLeftOut()
{
    QTemporaryDir folder;
    {
        MeasurementStore store(folder.path());
        store.add(measured(4100, 1600, true));
        QVERIFY(written(store));
    }
    QFile file(folder.filePath(u"measurements.json"_s));
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray good = file.readAll();
    file.close();
    for (const QByteArray &wrong :
         {QByteArray(), QByteArray("{"), QByteArray("[1, {}]"), good.left(good.size() / 2),
          QByteArray(good).replace("1600", "\"1600\"")}) {
        QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate));
        file.write(wrong);
        file.close();
        QVERIFY(!MeasurementStore(folder.path()).find("LOG_BATCH_ENABLED"));
    }
}

QTEST_GUILESS_MAIN(MeasurementTest)
#include "tst_measurement.moc"
