// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/health.h"

#include <QTest>

using namespace relay;
using namespace relay::routing;
using namespace std::chrono_literals;
using Standing = Health::Standing;

class HealthTest final : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_health = fresh(); }

    void theBreakerOpensAfterFailuresInARow()
    {
        for (int i = 0; i < 4; ++i)
            fail(m_now);
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
        fail(m_now);
        QCOMPARE(m_health.standing(0, m_now), Standing::Resting);
        QCOMPARE(m_health.standing(0, m_now + 29s), Standing::Resting);
        QCOMPARE(m_health.standing(0, m_now + 30s), Standing::Ready);
        QVERIFY(!m_health.askedToRest(0, m_now));
    }
    void aSuccessBetweenStartsTheCountAnew()
    {
        for (int i = 0; i < 4; ++i)
            fail(m_now);
        m_health.onOutcome(0, status(200), m_now);
        for (int i = 0; i < 4; ++i)
            fail(m_now);
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
    }
    void aClientsOwnErrorIsNoFailure()
    {
        for (int i = 0; i < 20; ++i)
            m_health.onOutcome(0, status(i % 2 ? 400 : 404), m_now);
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
    }
    void oneProbeAfterTheRest()
    {
        const SteadyTime later = open() + 30s;
        m_health.onAttempt(0, later);
        QCOMPARE(m_health.standing(0, later), Standing::Resting);
        m_health.onOutcome(0, status(200), later);
        QCOMPARE(m_health.standing(0, later), Standing::Ready);
        fail(later);
        QCOMPARE(m_health.standing(0, later), Standing::Ready); // it closed for good
    }
    void aFailedProbeOpensItAgain()
    {
        const SteadyTime later = open() + 31s;
        m_health.onAttempt(0, later);
        fail(later);
        QCOMPARE(m_health.standing(0, later + 29s), Standing::Resting);
        QCOMPARE(m_health.standing(0, later + 30s), Standing::Ready);
    }
    void anAbandonedProbeMakesRoom()
    {
        const SteadyTime later = open() + 30s;
        m_health.onAttempt(0, later);
        m_health.onAbandoned(0);
        QCOMPARE(m_health.standing(0, later), Standing::Ready);
    }
    void aForgottenProbeDoesNotBarTheWayForEver()
    {
        const SteadyTime later = open() + 30s;
        m_health.onAttempt(0, later);
        QCOMPARE(m_health.standing(0, later + 30s), Standing::Ready);
    }
    void retryAfterWins()
    {
        m_health.onOutcome(0, status(429, 100s), m_now);
        QCOMPARE(m_health.standing(0, m_now + 99s), Standing::Resting);
        QVERIFY(m_health.askedToRest(0, m_now));
        for (int i = 0; i < 5; ++i)
            fail(m_now + 50s);
        QCOMPARE(m_health.restsUntil(0), m_now + 100s);
        m_health.onOutcome(0, status(200), m_now + 60s); // to a request from before
        QCOMPARE(m_health.standing(0, m_now + 61s), Standing::Resting);
    }
    void retryAfterOf503CountsAsWell()
    {
        m_health.onOutcome(0, status(503, 7s), m_now);
        QVERIFY(m_health.askedToRest(0, m_now + 6s));
        QCOMPARE(m_health.standing(0, m_now + 7s), Standing::Ready);
    }
    void retryAfterOfASuccessIsNothing()
    {
        m_health.onOutcome(0, status(200, 100s), m_now);
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
    }
    void noRestIsEndless()
    {
        m_health.onOutcome(0, status(429, 24h), m_now);
        QCOMPARE(m_health.restsUntil(0), m_now + Health::kLongestRest);
    }
    void guessesAreDoubts()
    {
        m_health.onOutcome(0, status(429), m_now);
        QCOMPARE(m_health.standing(0, m_now + 4s), Standing::Doubtful);
        QCOMPARE(m_health.standing(0, m_now + 5s), Standing::Ready);
        m_health.onOutcome(0, status(401), m_now);
        QCOMPARE(m_health.standing(0, m_now + 299s), Standing::Doubtful);
        m_health.onOutcome(0, status(200), m_now);
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
    }
    void answersThatBreakOffOpenTheBreaker()
    {
        for (int i = 0; i < 4; ++i)
            breakOff();
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
        breakOff();
        QCOMPARE(m_health.standing(0, m_now), Standing::Resting);
        m_health.onAttempt(0, m_now + 30s);
        QCOMPARE(m_health.standing(0, m_now + 30s), Standing::Resting); // one probe goes first
        m_health.onOutcome(0, status(200), m_now + 30s);
        m_health.onEnded(0);
        QCOMPARE(m_health.standing(0, m_now + 30s), Standing::Ready);
        breakOff();
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
    }
    void anAnswerThatEndsStartsTheCountOfBreaksAnew()
    {
        for (int i = 0; i < 8; ++i) {
            if (i == 4)
                m_health.onEnded(0);
            breakOff();
        }
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
    }
    void noBreakerWhereItIsOff()
    {
        m_health.configure({.breakerFailures = 0});
        for (int i = 0; i < 50; ++i)
            fail(m_now);
        for (int i = 0; i < 50; ++i)
            breakOff();
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
    }
    void tellsPeopleHowItIs()
    {
        using Kind = Health::Condition::Kind;
        QCOMPARE(m_health.condition(0, m_now).kind, Kind::Healthy);
        fail(m_now);
        QCOMPARE(m_health.condition(0, m_now).kind, Kind::Healthy); // one failure is no state
        m_health.onOutcome(0, status(429, 100s), m_now);
        const Health::Condition limited = m_health.condition(0, m_now);
        QCOMPARE(limited.kind, Kind::CoolingDown);
        QVERIFY(limited.until == m_now + 100s);
        QCOMPARE(std::string(limited.reason), std::string("HTTP 429"));
        QCOMPARE(m_health.condition(0, m_now + 100s).kind, Kind::Healthy);
        QCOMPARE(m_health.condition(1, m_now).kind, Kind::Healthy); // the other key
    }
    void anOpenBreakerSaysWhy()
    {
        using Kind = Health::Condition::Kind;
        for (int i = 0; i < 5; ++i)
            m_health.onOutcome(0, {Outcome::Kind::ConnectFailed, 0, {}, "connection refused"}, m_now);
        const Health::Condition open = m_health.condition(0, m_now);
        QCOMPARE(open.kind, Kind::Open);
        QVERIFY(open.until == m_now + 30s);
        QCOMPARE(std::string(open.reason), std::string("no connection (connection refused)"));
        QCOMPARE(m_health.condition(0, m_now + 60s).kind, Kind::Open); // nobody has tried it since
        m_health.onOutcome(0, status(200), m_now + 60s);
        QCOMPARE(m_health.condition(0, m_now + 60s).kind, Kind::Healthy);
        QVERIFY(m_health.condition(0, m_now + 60s).reason.empty());
    }
    void aRefusedKeyIsOpenUntilItIsTaken()
    {
        using Kind = Health::Condition::Kind;
        m_health.onOutcome(0, {Outcome::Kind::Answered, 401, {}, "HTTP 401: wrong key"}, m_now);
        QCOMPARE(m_health.condition(0, m_now).kind, Kind::Open);
        QCOMPARE(std::string(m_health.condition(0, m_now).reason), std::string("HTTP 401: wrong key"));
        QCOMPARE(m_health.standing(0, m_now), Standing::Doubtful); // as before: better than nobody
        m_health.onOutcome(0, status(200), m_now);
        QCOMPARE(m_health.condition(0, m_now).kind, Kind::Healthy);
    }
    void aLongReasonIsCutBetweenCharacters()
    {
        std::string text(199, 'x');
        text += "\xC3\xA9 and more";
        m_health.onOutcome(0, {Outcome::Kind::Answered, 401, {}, text}, m_now);
        QCOMPARE(std::string(m_health.condition(0, m_now).reason), std::string(199, 'x'));
    }
    void survivesANewTable()
    {
        m_health.onOutcome(1, status(429, 100s), m_now);
        model::Channel other;
        other.id = 9;
        other.priority = 1;
        model::Channel same = channel();
        same.keys = {"b"};
        const RoutingTable table({same, other});
        m_health.adopt(table);
        QCOMPARE(m_health.standing(0, m_now), Standing::Ready);
        QCOMPARE(m_health.standing(1, m_now), Standing::Resting);
    }

private:
    static model::Channel channel()
    {
        model::Channel channel;
        channel.id = 1;
        channel.models = {"m"};
        channel.keys = {"a", "b"};
        return channel;
    }
    static Health fresh()
    {
        Health health;
        health.adopt(RoutingTable({channel()}));
        return health;
    }
    static Outcome status(int code, std::optional<std::chrono::milliseconds> retryAfter = {})
    {
        return {Outcome::Kind::Answered, code, retryAfter, {}};
    }
    void fail(SteadyTime now) { m_health.onOutcome(0, status(500), now); }
    void breakOff()
    {
        m_health.onOutcome(0, status(200), m_now); // it began well
        m_health.onBrokenOff(0, m_now);
    }
    SteadyTime open()
    {
        for (int i = 0; i < 5; ++i)
            fail(m_now);
        return m_now;
    }

    const SteadyTime m_now{1000s};
    Health m_health;
};

QTEST_GUILESS_MAIN(HealthTest)
#include "tst_health.moc"
