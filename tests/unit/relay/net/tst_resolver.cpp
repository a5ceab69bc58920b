// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/resolver.h"

#include <QtTest>

#include <map>

using namespace std::chrono_literals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::net::HostAddress;
using relay::net::NameLookup;
using relay::net::Resolver;

namespace {

using Addresses = std::vector<HostAddress>;

class HandClock final : public relay::Clock
{
public:
    relay::SteadyTime steady() const override { return now; }
    std::int64_t unixMs() const override { return 0; }

    relay::SteadyTime now;
};

// What was asked, answered when the test says so.
struct LookupLog
{
    std::map<int, std::pair<std::string, NameLookup::Answer>> open;
    std::vector<int> aborted;
    int started = 0;

    void answer(int lookup, const Result<Addresses> &result)
    {
        const auto answer = open.at(lookup).second;
        open.erase(lookup);
        answer(result);
    }
};

class ScriptedLookup final : public NameLookup
{
public:
    explicit ScriptedLookup(LookupLog &log)
        : m_log(log)
    {
    }

    int start(const std::string &name, Answer answer) override
    {
        m_log.open[++m_log.started] = {name, std::move(answer)};
        return m_log.started;
    }

    void abort(int lookup) override
    {
        m_log.open.erase(lookup);
        m_log.aborted.push_back(lookup);
    }

private:
    LookupLog &m_log;
};

Addresses addresses(std::initializer_list<const char *> literals)
{
    Addresses result;
    for (const char *literal : literals)
        result.push_back(*HostAddress::parse(literal));
    return result;
}

// "10.0.0.1 10.0.0.2", or "! message".
std::string textOf(const Result<Addresses> &result)
{
    if (!result)
        return "! " + result.error().message.toStdString();
    std::string text;
    for (const HostAddress &address : *result)
        text += (text.empty() ? "" : " ") + address.toString();
    return text;
}

} // namespace

class ResolverTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void answeredAtOnce_data();
    void answeredAtOnce();
    void familiesTakeTurns_data();
    void familiesTakeTurns();
    void waitersShareOneLookup();
    void namesAreKeptForAWhile();
    void failuresAreNotKept();
    void noAddressIsAFailure();
    void aCancelledRequestIsNotCalled();
    void theLastCancelAbortsTheLookup();
    void aCallbackMayCancelAnother();
    void aCallbackMayAskAgain();
    void destructionCallsNobody();
    void theSystemAnswersFromTheEventLoop();
    void theSystemDoesNotKnowAnEmptyLabel();

private:
    Resolver::Callback note()
    {
        return [this](const Result<Addresses> &result) { m_answers.push_back(textOf(result)); };
    }

    HandClock m_clock;
    LookupLog m_log;
    std::unique_ptr<Resolver> m_resolver;
    std::vector<std::string> m_answers;
};

void ResolverTest::init()
{
    m_resolver.reset();
    m_log = {};
    m_answers.clear();
    m_resolver = std::make_unique<Resolver>(m_clock, std::make_unique<ScriptedLookup>(m_log));
}

void ResolverTest::answeredAtOnce_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<std::string>("answer");
    QTest::newRow("an IPv4 literal") << std::string("10.1.2.3") << std::string("10.1.2.3");
    QTest::newRow("an IPv6 literal") << std::string("2001:db8::1") << std::string("2001:db8::1");
    QTest::newRow("localhost is the loopback, IPv4 first")
        << std::string("localhost") << std::string("127.0.0.1 ::1");
    QTest::newRow("in any case and with a dot") << std::string("LocalHost.") << std::string("127.0.0.1 ::1");
    QTest::newRow("and so are the names under it")
        << std::string("api.localhost") << std::string("127.0.0.1 ::1");
    QTest::newRow("an empty name fails")
        << std::string() << std::string("! The host name is empty; check the base URL.");
}

void ResolverTest::answeredAtOnce()
{
    QFETCH(std::string, host);
    QFETCH(std::string, answer);
    QCOMPARE(m_resolver->resolve(host, note()), Resolver::Request{0});
    QCOMPARE(m_answers, std::vector{answer});
    QCOMPARE(m_log.started, 0);
}

void ResolverTest::familiesTakeTurns_data()
{
    QTest::addColumn<Addresses>("found");
    QTest::addColumn<std::string>("tried");
    QTest::newRow("one family keeps its order")
        << addresses({"10.0.0.2", "10.0.0.1"}) << std::string("10.0.0.2 10.0.0.1");
    QTest::newRow("the first family stays first") << addresses({"fe80::1", "fe80::2", "10.0.0.1", "10.0.0.2"})
                                                  << std::string("fe80::1 10.0.0.1 fe80::2 10.0.0.2");
    QTest::newRow("the longer one goes on alone")
        << addresses({"10.0.0.1", "fe80::1", "10.0.0.2", "10.0.0.3"})
        << std::string("10.0.0.1 fe80::1 10.0.0.2 10.0.0.3");
}

void ResolverTest::familiesTakeTurns()
{
    QFETCH(Addresses, found);
    QFETCH(std::string, tried);
    QVERIFY(m_resolver->resolve("api.test", note()) != 0);
    QVERIFY(m_answers.empty());
    m_log.answer(1, found);
    QCOMPARE(m_answers, std::vector{tried});
}

void ResolverTest::waitersShareOneLookup()
{
    m_resolver->resolve("api.test", note());
    m_resolver->resolve("API.test.", note());
    m_resolver->resolve("other.test", note());
    QCOMPARE(m_log.started, 2);
    QCOMPARE(m_log.open[1].first, std::string("api.test"));
    m_log.answer(1, addresses({"10.0.0.1"}));
    QCOMPARE(m_answers, (std::vector<std::string>{"10.0.0.1", "10.0.0.1"}));
}

void ResolverTest::namesAreKeptForAWhile()
{
    m_resolver->resolve("api.test", note());
    m_log.answer(1, addresses({"10.0.0.1"}));
    m_clock.now += 29s;
    QCOMPARE(m_resolver->resolve("api.test", note()), Resolver::Request{0});
    QCOMPARE(m_answers.size(), std::size_t{2});
    m_clock.now += 1s;
    QVERIFY(m_resolver->resolve("api.test", note()) != 0);
    QCOMPARE(m_log.started, 2);
}

void ResolverTest::failuresAreNotKept()
{
    m_resolver->resolve("api.test", note());
    m_log.answer(1, Error{ErrorKind::Transient, QStringLiteral("no such name")});
    QCOMPARE(m_answers, std::vector<std::string>{"! no such name"});
    m_resolver->resolve("api.test", note());
    QCOMPARE(m_log.started, 2);
}

void ResolverTest::noAddressIsAFailure()
{
    m_resolver->resolve("api.test", note());
    m_log.answer(1, Addresses{});
    QCOMPARE(m_answers, std::vector<std::string>{"! api.test has no address."});
}

void ResolverTest::aCancelledRequestIsNotCalled()
{
    const auto first = m_resolver->resolve("api.test", note());
    m_resolver->resolve("api.test", note());
    m_resolver->cancel(first);
    QVERIFY(m_log.aborted.empty());
    m_log.answer(1, addresses({"10.0.0.1"}));
    QCOMPARE(m_answers.size(), std::size_t{1});
}

void ResolverTest::theLastCancelAbortsTheLookup()
{
    m_resolver->cancel(m_resolver->resolve("api.test", note()));
    QCOMPARE(m_log.aborted, std::vector<int>{1});
    m_resolver->cancel(0);
    m_resolver->cancel(1);
    m_resolver->resolve("api.test", note());
    QCOMPARE(m_log.started, 2);
    QVERIFY(m_answers.empty());
}

void ResolverTest::aCallbackMayCancelAnother()
{
    Resolver::Request second = 0;
    m_resolver->resolve("api.test", [&](const Result<Addresses> &) { m_resolver->cancel(second); });
    second = m_resolver->resolve("api.test", note());
    m_log.answer(1, addresses({"10.0.0.1"}));
    QVERIFY(m_answers.empty());
}

void ResolverTest::aCallbackMayAskAgain()
{
    m_resolver->resolve("api.test",
                        [&](const Result<Addresses> &) { m_resolver->resolve("api.test", note()); });
    m_log.answer(1, addresses({"10.0.0.1"}));
    QCOMPARE(m_answers, std::vector<std::string>{"10.0.0.1"}); // known by now

    m_resolver->resolve("b.test", [&](const Result<Addresses> &) { m_resolver->resolve("b.test", note()); });
    m_log.answer(2, Error{ErrorKind::Transient, QStringLiteral("not now")});
    QCOMPARE(m_log.started, 3);
}

void ResolverTest::destructionCallsNobody()
{
    m_resolver->resolve("api.test", note());
    m_resolver.reset();
    QCOMPARE(m_log.aborted, std::vector<int>{1});
    QVERIFY(m_answers.empty());
}

void ResolverTest::theSystemAnswersFromTheEventLoop()
{
    // A literal is no name, so no DNS is asked: this shows the way through QHostInfo's thread and back.
    const auto lookup = NameLookup::system();
    lookup->start("127.0.0.1", note());
    QVERIFY(m_answers.empty());
    QTRY_COMPARE(m_answers, std::vector<std::string>{"127.0.0.1"});
}

void ResolverTest::theSystemDoesNotKnowAnEmptyLabel()
{
    Resolver resolver;
    QVERIFY(resolver.resolve("a..test", note()) != 0);
    QTRY_COMPARE(m_answers.size(), std::size_t{1});
    QVERIFY2(m_answers[0].starts_with("! The host name a..test"), m_answers[0].c_str());
}

QTEST_GUILESS_MAIN(ResolverTest)
#include "tst_resolver.moc"
