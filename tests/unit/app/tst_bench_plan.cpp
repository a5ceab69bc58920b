// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_plan.h"
#include "app/command_line.h"

#include <QTest>

using namespace Qt::StringLiterals;
using app::BenchPlan;
using app::ComparePlan;
using relay::config::SettingAssignment;
using relay::config::SettingChange;

namespace {

auto planOf(const QStringList &words)
{
    const auto line = app::CommandLine::parse(QStringList{u"bench"_s} + words);
    return app::benchPlanOf(line ? line->request : QJsonObject());
}

} // namespace

// What `bench` understands, and what it refuses before anything starts.
class BenchPlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void runningRelay();
    void settingOnTwoSides();
    void presetsOnTwoSides();
    void crowdsGetConnections_data();
    void crowdsGetConnections();
    void refuses_data();
    void refuses();
};

void BenchPlanTest::runningRelay()
{
    const auto plan = planOf({u"--requests"_s, u"30"_s, u"--concurrency=3"_s, u"--stream"_s, u"--model"_s,
                              u"m"_s, u"--channel"_s, u"c"_s});
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().message));
    const auto *bench = std::get_if<BenchPlan>(&*plan);
    QVERIFY(bench);
    QCOMPARE(bench->requests, 30U);
    QCOMPARE(bench->concurrency, 3U);
    QVERIFY(bench->stream);
    QCOMPARE(bench->model, u"m"_s);
    QCOMPARE(bench->channel, u"c"_s);
}

void BenchPlanTest::settingOnTwoSides()
{
    const auto plan =
        planOf({u"--compare"_s, u"LOG_BATCH_ENABLED=yes,0"_s, u"--requests=50"_s, u"--rounds=3"_s,
                u"--upstream-ms=20"_s, u"--with"_s, u"RETRY_TIMES=1"_s, u"--stream"_s, u"--background"_s});
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().message));
    const auto *compare = std::get_if<ComparePlan>(&*plan);
    QVERIFY(compare);
    QCOMPARE(compare->before.name, u"LOG_BATCH_ENABLED=true"_s); // in the setting's own spelling
    QCOMPARE(compare->after.name, u"LOG_BATCH_ENABLED=false"_s);
    QCOMPARE(compare->after.settings, (std::vector<SettingAssignment>{{"LOG_BATCH_ENABLED", "false"}}));
    QCOMPARE(compare->held, (std::vector<SettingAssignment>{{"RETRY_TIMES", "1"}}));
    QCOMPARE(compare->requests, 50U);
    QCOMPARE(compare->rounds, 3);
    QCOMPARE(compare->upstream, std::chrono::milliseconds(20));
    QVERIFY(compare->stream);
    QVERIFY(compare->background);
    QCOMPARE(app::differencesOf(*compare),
             (std::vector<SettingChange>{{"LOG_BATCH_ENABLED", "true", "false"}}));
}

void BenchPlanTest::presetsOnTwoSides()
{
    const auto plan = planOf({u"--compare"_s, u"full rollback, Recommended"_s});
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().message));
    const auto *compare = std::get_if<ComparePlan>(&*plan);
    QVERIFY(compare);
    QCOMPARE(compare->before.name, u"Full rollback"_s);
    QCOMPARE(compare->after.name, u"Recommended"_s);
    QCOMPARE(app::differencesOf(*compare),
             (std::vector<SettingChange>{{"SQLITE_OPTIMIZE_ENABLED", "false", "true"},
                                         {"LOG_BATCH_ENABLED", "false", "true"},
                                         {"LOCAL_CACHE_ENABLED", "false", "true"},
                                         {"BATCH_UPDATE_ENABLED", "false", "true"},
                                         {"METRICS_ENABLED", "false", "true"}}));
}

void BenchPlanTest::crowdsGetConnections_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("connections"); // empty: as they are
    const QString presets = u"Full rollback,Recommended"_s;
    QTest::newRow("few") << QStringList{presets, u"--concurrency=50"_s} << QString();
    QTest::newRow("more than there are") << QStringList{presets, u"--concurrency=51"_s} << u"51"_s;
    QTest::newRow("unless they are held")
        << QStringList{presets, u"--concurrency=80"_s, u"--with=HTTP_MAX_CONNS_PER_HOST=7"_s} << u"7"_s;
    QTest::newRow("unless they are compared")
        << QStringList{u"HTTP_MAX_CONNS_PER_HOST=10,50"_s, u"--concurrency=80"_s} << QString();
}

void BenchPlanTest::crowdsGetConnections()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, connections);
    const auto plan = planOf(QStringList{u"--compare"_s} + words);
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().message));
    const std::vector<SettingAssignment> expected =
        connections.isEmpty()
            ? std::vector<SettingAssignment>{}
            : std::vector<SettingAssignment>{{"HTTP_MAX_CONNS_PER_HOST", connections.toStdString()}};
    QCOMPARE(std::get<ComparePlan>(*plan).held, expected);
}

void BenchPlanTest::refuses_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("names");
    const QString batch = u"LOG_BATCH_ENABLED=true,false"_s;
    const auto compare = [](const QString &what) { return QStringList{u"--compare"_s, what}; };
    QTest::newRow("an unknown setting")
        << compare(u"LOG_BATCH_ENABLE=true,false"_s) << u"did you mean LOG_BATCH_ENABLED?"_s;
    QTest::newRow("an unknown preset")
        << compare(u"Full rolback,Recommended"_s) << u"did you mean Full rollback?"_s;
    QTest::newRow("an unknown second preset")
        << compare(u"Recommended,Agressive"_s) << u"did you mean Aggressive?"_s;
    QTest::newRow("a wrong value") << compare(u"LOG_BATCH_SIZE=50,many"_s) << u"LOG_BATCH_SIZE: "_s;
    QTest::newRow("one value") << compare(u"LOG_BATCH_SIZE=50"_s) << u"SETTING=a,b"_s;
    QTest::newRow("three values") << compare(u"LOG_BATCH_SIZE=1,2,3"_s) << u"SETTING=a,b"_s;
    QTest::newRow("the same twice") << compare(u"LOG_BATCH_ENABLED=true,yes"_s) << u"nothing to compare"_s;
    QTest::newRow("the same preset twice")
        << compare(u"Recommended,recommended"_s) << u"nothing to compare"_s;
    QTest::newRow("an address") << compare(u"PORT=1,2"_s) << u"nothing to measure"_s;
    QTest::newRow("the user's database") << compare(u"SQLITE_PATH=a.db,b.db"_s) << u"nothing to measure"_s;
    QTest::newRow("one round") << compare(batch) + QStringList{u"--rounds=1"_s} << u"from 2 to 100"_s;
    QTest::newRow("no client") << compare(batch) + QStringList{u"--concurrency=0"_s} << u"from 1"_s;
    QTest::newRow("a negative wait") << compare(batch) + QStringList{u"--upstream-ms=-1"_s} << u"from 0"_s;
    QTest::newRow("a channel of the user's")
        << compare(batch) + QStringList{u"--channel=c"_s} << u"--channel does not go"_s;
    QTest::newRow("a model of the user's")
        << compare(batch) + QStringList{u"--model=m"_s} << u"--model does not go"_s;
    QTest::newRow("what is compared is held as well")
        << compare(batch) + QStringList{u"--with=LOG_BATCH_ENABLED=true"_s} << u"what is compared"_s;
    QTest::newRow("an unknown held setting")
        << compare(batch) + QStringList{u"--with=RETRY_TIME=1"_s} << u"did you mean RETRY_TIMES?"_s;
    QTest::newRow("rounds of the running relay") << QStringList{u"--rounds=3"_s} << u"--compare alone"_s;
    QTest::newRow("no request") << QStringList{u"--requests=0"_s} << u"from 1"_s;
}

void BenchPlanTest::refuses()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, names);
    QVERIFY(app::CommandLine::parse(QStringList{u"bench"_s} + words)); // the plan's own refusal
    const auto plan = planOf(words);
    QVERIFY(!plan);
    QVERIFY2(plan.error().message.contains(names), qPrintable(plan.error().message));
    QVERIFY(plan.error().kind == relay::ErrorKind::BadRequest ||
            plan.error().kind == relay::ErrorKind::NotFound); // exit code 2
}

QTEST_GUILESS_MAIN(BenchPlanTest)
#include "tst_bench_plan.moc"
