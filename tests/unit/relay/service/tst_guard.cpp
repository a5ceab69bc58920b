// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "relay/service/guard.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using relay::Nanos;
using relay::metrics::ExchangeSample;
using relay::metrics::RelayMetrics;
using relay::service::Guard;
using namespace std::chrono_literals;

// What the guard makes of the figures before and after a change. Time is what the test says.
class GuardTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void worseIsAVerdict_data();
    void worseIsAVerdict();
    void anEarlierPeakDoesNotCount();
    void oneHiccupPassesBy();
    void afterItsTimeAChangeIsKept();
    void aShortTimeHasFewerLooks();
    void withoutTimesErrorsAloneCount();
    void theLatestChangeGoesFirst();
    void whatWasForgottenIsNotJudged();
    void theNoteTellsOfACrash();
    void whatCouldNotBeUndoneIsNotedAgain();
    void tellsWhatItSees();

private:
    struct Traffic
    {
        int requests = 0;
        int errors = 0;
        Nanos overhead = 100us;
    };
    void pass(const Traffic &traffic);
    std::optional<Guard::Verdict> lookFor(std::chrono::seconds time);
    static relay::config::GuardSettings settings() { return {.enabled = true, .watch = 60s, .factor = 1.5}; }
    QString notePath() const { return m_folder->filePath(QStringLiteral("note")); }

    std::unique_ptr<QTemporaryDir> m_folder;
    relay::SteadyTime m_now;
    std::unique_ptr<RelayMetrics> m_metrics;
    std::unique_ptr<Guard> m_guard;
};

void GuardTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_now = relay::SteadyTime(100h);
    m_metrics = std::make_unique<RelayMetrics>(m_now);
    m_guard = std::make_unique<Guard>(*m_metrics, notePath());
}

void GuardTest::pass(const Traffic &traffic)
{
    for (int i = 0; i < traffic.requests; ++i) {
        ExchangeSample sample;
        sample.now = m_now;
        sample.total = traffic.overhead + 1ms;
        sample.overhead = traffic.overhead;
        sample.status = i < traffic.errors ? 502 : 200;
        sample.failed = sample.ownError = i < traffic.errors;
        m_metrics->record(sample);
    }
}

std::optional<Guard::Verdict> GuardTest::lookFor(std::chrono::seconds time)
{
    for (auto passed = 0s; passed < time; passed += 1s) {
        m_now += 1s;
        if (auto verdict = m_guard->judge(m_now))
            return verdict;
    }
    return std::nullopt;
}

void GuardTest::worseIsAVerdict_data()
{
    QTest::addColumn<int>("requestsBefore");
    QTest::addColumn<int>("errorsBefore");
    QTest::addColumn<int>("requestsAfter");
    QTest::addColumn<int>("errorsAfter");
    QTest::addColumn<int>("overheadAfterUs");
    QTest::addColumn<QString>("reason"); // begins with; empty: kept
    const QString kept;
    const QString errors = QStringLiteral("errors rose from");
    const QString slower = QStringLiteral("p95 of overhead rose from 1 ms to 2 ms over 50 requests");
    QTest::newRow("as before") << 50 << 0 << 50 << 0 << 1000 << kept;
    QTest::newRow("errors where there were none") << 50 << 0 << 50 << 3 << 1000 << errors;
    QTest::newRow("two errors are chance") << 50 << 0 << 50 << 2 << 1000 << kept;
    QTest::newRow("twice as many errors") << 100 << 10 << 100 << 20 << 1000 << errors;
    QTest::newRow("as many errors as before") << 100 << 10 << 100 << 10 << 1000 << kept;
    QTest::newRow("1.4 times the errors") << 100 << 10 << 100 << 14 << 1000 << kept;
    QTest::newRow("twice the overhead") << 50 << 0 << 50 << 0 << 2000 << slower;
    QTest::newRow("1.4 times the overhead") << 50 << 0 << 50 << 0 << 1400 << kept;
    QTest::newRow("less overhead") << 50 << 0 << 50 << 0 << 100 << kept;
    QTest::newRow("49 requests before are too few") << 49 << 0 << 50 << 50 << 9000 << kept;
    QTest::newRow("49 requests after are too few") << 50 << 0 << 49 << 49 << 9000 << kept;
}

void GuardTest::worseIsAVerdict()
{
    QFETCH(const int, requestsBefore);
    QFETCH(const int, errorsBefore);
    QFETCH(const int, requestsAfter);
    QFETCH(const int, errorsAfter);
    QFETCH(const int, overheadAfterUs);
    QFETCH(const QString, reason);
    pass({requestsBefore, errorsBefore, 1ms});
    m_now += 1s;
    m_guard->begin(7, settings(), m_now);
    pass({requestsAfter, errorsAfter, std::chrono::microseconds(overheadAfterUs)});
    const auto verdict = lookFor(90s);
    QCOMPARE(verdict.has_value(), !reason.isEmpty());
    if (verdict) {
        QCOMPARE(verdict->entry, std::int64_t{7});
        const std::string told = relay::model::Saying(verdict->reason).english();
        QVERIFY2(QString::fromStdString(told).startsWith(reason), told.c_str());
    }
    QVERIFY(!lookFor(90s));
}

void GuardTest::anEarlierPeakDoesNotCount()
{
    pass({100, 50, 50ms});
    m_now += 2h; // out of every window, but not out of the sums since start
    pass({100, 0, 100us});
    m_guard->begin(1, settings(), m_now);
    pass({60, 6, 100us});
    const auto verdict = lookFor(10s);
    QVERIFY(verdict);
    const std::string told = relay::model::Saying(verdict->reason).english();
    QVERIFY2(told.find("from 0 % to 10 % of 60") != std::string::npos, told.c_str());
}

void GuardTest::oneHiccupPassesBy()
{
    pass({100, 0, 100us});
    m_guard->begin(1, settings(), m_now);
    pass({5, 0, 80ms}); // while the change was being made
    pass({55, 0, 100us});
    QVERIFY(!lookFor(2s));
    pass({100, 0, 100us});
    QVERIFY(!lookFor(90s));
}

void GuardTest::afterItsTimeAChangeIsKept()
{
    pass({100, 0, 100us});
    m_guard->begin(1, settings(), m_now);
    QVERIFY(QFile::exists(notePath()));
    QVERIFY(!lookFor(60s));
    QVERIFY(!QFile::exists(notePath()));
    pass({100, 100, 90ms});
    QVERIFY(!lookFor(60s));
}

// One look a second: there are not three of them.
void GuardTest::aShortTimeHasFewerLooks()
{
    for (const auto time : {1s, 2s}) {
        pass({1000, 0, 100us});
        m_guard->begin(time.count(), {.enabled = true, .watch = time, .factor = 1.5}, m_now);
        pass({100, 50, 100us});
        const auto verdict = lookFor(5s);
        QVERIFY(verdict);
        QCOMPARE(verdict->entry, std::int64_t{time.count()});
        m_now += 2h; // out of every window
    }
}

void GuardTest::withoutTimesErrorsAloneCount()
{
    m_metrics->setEnabled(false);
    pass({100, 0, 100us});
    m_guard->begin(1, settings(), m_now);
    pass({100, 0, 90ms});
    QVERIFY(!lookFor(10s));
    pass({100, 20, 90ms});
    QVERIFY(lookFor(10s));
}

void GuardTest::theLatestChangeGoesFirst()
{
    pass({100, 0, 100us});
    m_guard->begin(1, settings(), m_now);
    m_now += 1s;
    m_guard->begin(2, settings(), m_now);
    pass({100, 50, 100us});
    const auto verdict = lookFor(10s);
    QVERIFY(verdict);
    QCOMPARE(verdict->entry, std::int64_t{2});
    QCOMPARE(m_guard->leftBehind(), std::vector<std::int64_t>{1});
    QVERIFY(!lookFor(10s)); // no request since
    pass({100, 50, 100us});
    const auto second = lookFor(10s);
    QVERIFY(second);
    QCOMPARE(second->entry, std::int64_t{1});
    QVERIFY(m_guard->leftBehind().empty());
}

void GuardTest::whatWasForgottenIsNotJudged()
{
    pass({100, 0, 100us});
    m_guard->begin(1, settings(), m_now);
    pass({100, 100, 100us});
    m_guard->forget(1);
    QVERIFY(!lookFor(10s));
    QVERIFY(!QFile::exists(notePath()));
}

void GuardTest::theNoteTellsOfACrash()
{
    m_guard->begin(4, settings(), m_now);
    m_guard->begin(5, settings(), m_now);
    m_guard = std::make_unique<Guard>(*m_metrics, notePath()); // without a farewell
    const std::vector<std::int64_t> both = {4, 5};
    QCOMPARE(m_guard->leftBehind(), both);
    m_guard->end(); // watches nothing: not its to clear
    QCOMPARE(m_guard->leftBehind(), both);
    m_guard->clearNote();
    m_guard->begin(6, settings(), m_now);
    m_guard->end();
    m_guard = std::make_unique<Guard>(*m_metrics, notePath());
    QVERIFY(m_guard->leftBehind().empty());
}

void GuardTest::whatCouldNotBeUndoneIsNotedAgain()
{
    pass({100, 0, 100us});
    m_guard->keepNoted(5, settings(), m_now); // the latest first
    m_guard->keepNoted(4, settings(), m_now);
    const std::vector<std::int64_t> both = {4, 5};
    QCOMPARE(m_guard->leftBehind(), both);
    pass({100, 100, 100us});
    QVERIFY(!lookFor(59s)); // no verdict: it was judged already
    QCOMPARE(m_guard->leftBehind(), both);
    QVERIFY(!lookFor(2s));
    QVERIFY(m_guard->leftBehind().empty()); // this process has survived it
}

void GuardTest::tellsWhatItSees()
{
    QVERIFY(!m_guard->snapshot(m_now).watching);
    pass({.requests = 100, .errors = 1, .overhead = 1ms});
    m_guard->begin(7, settings(), m_now);
    relay::api::GuardSnapshot told = m_guard->snapshot(m_now);
    QVERIFY(told.watching);
    QCOMPARE(told.entry, std::int64_t{7});
    QCOMPARE(told.secondsLeft, 60);
    QCOMPARE(told.requests, std::uint64_t{0});
    QVERIFY(!told.errorPercent && !told.overheadP95Us);
    QCOMPARE(*told.errorLimitPercent, 1.5);
    QVERIFY(*told.overheadP95LimitUs > 1400.0 && *told.overheadP95LimitUs < 1650.0);
    m_now += 4s;
    pass({.requests = 40, .errors = 2, .overhead = 2ms});
    told = m_guard->snapshot(m_now);
    QCOMPARE(told.secondsLeft, 56);
    QCOMPARE(told.requests, std::uint64_t{40});
    QCOMPARE(*told.errorPercent, 5.0);
    QVERIFY(*told.overheadP95Us > 1900.0 && *told.overheadP95Us < 2200.0);
    m_guard->forget(7);
    QVERIFY(!m_guard->snapshot(m_now).watching);
}

QTEST_GUILESS_MAIN(GuardTest)
#include "tst_guard.moc"
