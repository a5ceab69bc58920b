// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/alert_rules.h"

#include <QTest>

using relay::api::AlertRow;
using relay::api::Event;
using relay::api::EventKind;
using relay::service::AlertFigures;
using relay::service::AlertRules;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(relay::service::AlertFigures)

namespace {

AlertFigures quiet()
{
    return {.minute = {},
            .timed = true,
            .walBytes = 1024,
            .rssBytes = 50 << 20,
            .worstLagUs = 300,
            .spentTodayUsd = 0.5,
            .ledgerTrouble = {},
            .staged = 3,
            .journalPercent = 0.1};
}

AlertFigures busy(std::uint64_t requests, std::uint64_t failed, double p99Us)
{
    AlertFigures figures = quiet();
    figures.minute.requests = requests;
    figures.minute.failed = failed;
    figures.minute.total.count = requests;
    figures.minute.total.p99Us = p99Us;
    return figures;
}

template <typename Member, typename Value>
AlertFigures with(Member member, Value value)
{
    AlertFigures figures = quiet();
    figures.*member = value;
    return figures;
}

bool saysOf(const Event &event, const char *words)
{
    return event.text.english().find(words) != std::string::npos;
}

} // namespace

// Time is what the test says; the limits are the settings' defaults.
class AlertRulesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void eachFiresOnceAndRecovers_data();
    void eachFiresOnceAndRecovers();
    void atItsLimitItIsQuiet_data();
    void atItsLimitItIsQuiet();
    void aPeakDoesNotFireWhatMustLast();
    void oneLongFreezeIsToldAtOnce();
    void fewRequestsAreNotJudged();
    void clientsMistakesDoNotCount();
    void withoutTimesThereIsNoPercentile();
    void aRuleThatIsSwitchedOffRecovers();
    void flickeringFiresOnce();
    void theLedgerIsToldOfAtOnceAndAtHalfFull();
    void aJournalThatIsHalfFullAtOnceIsToldOfOnce();
    void rowsTellHowItStands();

private:
    std::vector<Event> judge(const AlertFigures &figures, std::chrono::milliseconds passed = 1s);
    std::vector<Event> judgeFor(const AlertFigures &figures, std::chrono::seconds time);
    AlertRow row(const std::string &name) const;

    relay::config::AlertSettings m_limits;
    AlertRules m_rules;
    relay::SteadyTime m_now{100h};
    std::int64_t m_unixMs = 1'800'000'000'000;
};

void AlertRulesTest::init()
{
    m_limits = relay::config::defaultSettings().alert;
    m_limits.budgetUsdPerDay = 2;
    m_rules = {};
}

std::vector<Event> AlertRulesTest::judge(const AlertFigures &figures, std::chrono::milliseconds passed)
{
    m_now += passed;
    m_unixMs += passed.count();
    return m_rules.judge(m_limits, figures, m_now, m_unixMs);
}

std::vector<Event> AlertRulesTest::judgeFor(const AlertFigures &figures, std::chrono::seconds time)
{
    std::vector<Event> all;
    for (auto passed = 0s; passed < time; passed += 1s)
        for (Event &event : judge(figures))
            all.push_back(std::move(event));
    return all;
}

AlertRow AlertRulesTest::row(const std::string &name) const
{
    for (const AlertRow &row : m_rules.rows())
        if (row.name == name)
            return row;
    return {};
}

void AlertRulesTest::eachFiresOnceAndRecovers_data()
{
    QTest::addColumn<AlertFigures>("figures");
    QTest::addColumn<QString>("name");
    QTest::newRow("p99 above 10 s") << busy(100, 0, 10'000'001) << QStringLiteral("p99");
    QTest::newRow("2 of 100 failed") << busy(100, 2, 1000) << QStringLiteral("error_rate");
    QTest::newRow("a log of 65 MB") << with(&AlertFigures::walBytes, 65ULL << 20) << QStringLiteral("wal");
    QTest::newRow("1.1 GB of memory")
        << with(&AlertFigures::rssBytes, 1100ULL << 20) << QStringLiteral("rss");
    QTest::newRow("51 ms late") << with(&AlertFigures::worstLagUs, 51'000.0) << QStringLiteral("loop_lag");
    QTest::newRow("more than the budget")
        << with(&AlertFigures::spentTodayUsd, std::optional(2.01)) << QStringLiteral("budget");
}

void AlertRulesTest::eachFiresOnceAndRecovers()
{
    QFETCH(const AlertFigures, figures);
    QFETCH(const QString, name);
    QVERIFY(judgeFor(quiet(), 5s).empty());
    for (int round = 0; round < 2; ++round) {
        const std::vector<Event> raised = judgeFor(figures, 120s);
        QCOMPARE(raised.size(), std::size_t{1});
        QCOMPARE(raised[0].kind, EventKind::AlertRaised);
        QCOMPARE(raised[0].subject, name.toStdString());
        QVERIFY(row(name.toStdString()).raised);
        const std::vector<Event> recovered = judgeFor(quiet(), 120s);
        QCOMPARE(recovered.size(), std::size_t{1});
        QCOMPARE(recovered[0].kind, EventKind::AlertRecovered);
        QCOMPARE(recovered[0].subject, name.toStdString());
        QVERIFY(!row(name.toStdString()).raised);
    }
}

void AlertRulesTest::atItsLimitItIsQuiet_data()
{
    QTest::addColumn<AlertFigures>("figures");
    QTest::newRow("p99 of 10 s") << busy(100, 0, 10'000'000);
    QTest::newRow("1 of 100 failed") << busy(100, 1, 1000);
    QTest::newRow("a log of 64 MB") << with(&AlertFigures::walBytes, 64ULL << 20);
    QTest::newRow("1 GB of memory") << with(&AlertFigures::rssBytes, 1024ULL << 20);
    QTest::newRow("50 ms late") << with(&AlertFigures::worstLagUs, 50'000.0);
    QTest::newRow("the budget, spent") << with(&AlertFigures::spentTodayUsd, std::optional(2.0));
}

void AlertRulesTest::atItsLimitItIsQuiet()
{
    QFETCH(const AlertFigures, figures);
    QVERIFY(judgeFor(figures, 120s).empty());
}

void AlertRulesTest::aPeakDoesNotFireWhatMustLast()
{
    const AlertFigures late = with(&AlertFigures::worstLagUs, 400'000.0);
    for (int i = 0; i < 20; ++i) {
        QVERIFY(judge(late).empty());
        QVERIFY(judge(quiet()).empty());
    }
    QCOMPARE(judgeFor(late, 3s).size(), std::size_t{1});
}

void AlertRulesTest::oneLongFreezeIsToldAtOnce()
{
    QVERIFY(judge(quiet()).empty());
    const std::vector<Event> events = judge(with(&AlertFigures::worstLagUs, 501'000.0));
    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(events[0].subject, std::string("loop_lag"));
}

void AlertRulesTest::fewRequestsAreNotJudged()
{
    QVERIFY(judgeFor(busy(AlertRules::kFewestRequests - 1, 10, 60'000'000), 60s).empty());
    QVERIFY(!row("p99").known);
    QCOMPARE(judge(busy(AlertRules::kFewestRequests, 10, 60'000'000)).size(), std::size_t{2});
}

void AlertRulesTest::clientsMistakesDoNotCount()
{
    AlertFigures figures = busy(1000, 501, 1000);
    figures.callersErrors = 500;
    QVERIFY(judgeFor(figures, 60s).empty());
    figures.callersErrors = 490; // 11 of 510
    QCOMPARE(judgeFor(figures, 60s).size(), std::size_t{1});
    figures.callersErrors = 500;
    QVERIFY(!judgeFor(figures, 60s).empty()); // recovers
    figures = busy(519, 510, 1000);
    figures.callersErrors = 500; // too few are left
    QVERIFY(judgeFor(figures, 60s).empty());
}

void AlertRulesTest::withoutTimesThereIsNoPercentile()
{
    AlertFigures figures = busy(100, 50, 60'000'000);
    figures.timed = false;
    const std::vector<Event> events = judgeFor(figures, 60s);
    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(events[0].subject, std::string("error_rate"));
}

void AlertRulesTest::aRuleThatIsSwitchedOffRecovers()
{
    const AlertFigures large = with(&AlertFigures::rssBytes, 2ULL << 30);
    QCOMPARE(judgeFor(large, 10s).size(), std::size_t{1});
    m_limits.rssBytes = 0;
    const std::vector<Event> events = judge(large);
    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(events[0].kind, EventKind::AlertRecovered);
    QVERIFY(judgeFor(large, 60s).empty());
}

void AlertRulesTest::flickeringFiresOnce()
{
    std::size_t events = 0;
    for (int i = 0; i < 50; ++i) {
        events += judgeFor(busy(100, 5, 1000), 3s).size();
        events += judgeFor(busy(100, 0, 1000), 3s).size();
    }
    QCOMPARE(events, std::size_t{1});
}

void AlertRulesTest::theLedgerIsToldOfAtOnceAndAtHalfFull()
{
    AlertFigures figures = quiet();
    figures.journalPercent = 70; // it is being written
    QVERIFY(judge(figures).empty());
    figures.journalPercent = 1;
    figures.ledgerTrouble = "database is locked";
    std::vector<Event> told = judgeFor(figures, 120s);
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(told[0].kind, EventKind::AlertRaised);
    QCOMPARE(told[0].subject, std::string("ledger"));
    QVERIFY2(saysOf(told[0], "3 records wait in the journal"), told[0].text.english().c_str());
    QVERIFY(saysOf(told[0], "database is locked"));
    QCOMPARE(row("ledger").text.english(), told[0].text.english());
    const std::int64_t since = row("ledger").sinceMs;
    QVERIFY(row("ledger").raised && since > 0);

    figures.journalPercent = 51;
    told = judgeFor(figures, 120s);
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(told[0].kind, EventKind::AlertRaised);
    QVERIFY2(saysOf(told[0], "half full"), told[0].text.english().c_str());
    QCOMPARE(row("ledger").text.english(), told[0].text.english());
    QCOMPARE(row("ledger").sinceMs, since);

    told = judgeFor(quiet(), 120s);
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(told[0].kind, EventKind::AlertRecovered);
    QVERIFY(!row("ledger").raised);
    QCOMPARE(judgeFor(figures, 120s).size(), std::size_t{1}); // and from the beginning
}

void AlertRulesTest::aJournalThatIsHalfFullAtOnceIsToldOfOnce()
{
    AlertFigures figures = quiet();
    figures.journalPercent = 80;
    figures.ledgerTrouble = "disk is full";
    const std::vector<Event> told = judgeFor(figures, 120s);
    QCOMPARE(told.size(), std::size_t{1});
    QVERIFY2(saysOf(told[0], "half full"), told[0].text.english().c_str());
}

void AlertRulesTest::rowsTellHowItStands()
{
    QVERIFY(judge(with(&AlertFigures::walBytes, 32ULL << 20)).empty());
    QCOMPARE(m_rules.rows().size(), std::size_t{7});
    QCOMPARE(row("wal").limit, 64.0);
    QCOMPARE(row("wal").value, 32.0);
    QCOMPARE(row("wal").unit, std::string("MB"));
    QCOMPARE(row("wal").setting, std::string("ALERT_WAL_MB"));
    QVERIFY(!row("wal").raised);
    const std::vector<Event> events = judgeFor(with(&AlertFigures::walBytes, 100ULL << 20), 10s);
    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(row("wal").sinceMs, events[0].atMs);
    const std::string told = row("wal").text.english();
    QVERIFY2(told.find("100 MB, more than 64 MB (ALERT_WAL_MB)") != std::string::npos, told.c_str());
}

QTEST_GUILESS_MAIN(AlertRulesTest)
#include "tst_alert_rules.moc"
