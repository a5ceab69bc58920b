// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/contention.h"
#include "tests/support/own_listeners.h"
#include "tests/support/pprof_reader.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/reserved_port.h"
#include "tests/support/upstream_scripts.h"
#include "tests/unit/relay/profiling/proto_reader.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkInterface>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

using namespace tests;
using namespace std::chrono_literals;

namespace {

std::atomic<bool> s_stop{false};

[[gnu::noinline]] void plantedBusyWork()
{
    volatile unsigned number = 1;
    while (!s_stop.load(std::memory_order_relaxed))
        number = number * 1664525U + 1013904223U;
}

class BusyThread final
{
public:
    BusyThread()
        : m_thread(QThread::create([] {
            plantedBusyWork();
            QThread::yieldCurrentThread(); // no call in tail position
        }))
    {
        s_stop = false;
        m_thread->start();
    }
    ~BusyThread()
    {
        s_stop = true;
        m_thread->wait();
    }

private:
    std::unique_ptr<QThread> m_thread;
};

// The function with the most of the first sample type's value in itself.
std::string topFunction(const std::string &gzip)
{
    const auto bytes = unzipped(QByteArray::fromStdString(gzip));
    const auto profile = bytes ? readProto(*bytes) : std::nullopt;
    if (!profile)
        return "no profile";
    std::map<std::uint64_t, std::uint64_t> functionOfLocation;
    for (const QByteArray &text :
         profile->texts.count(4) ? profile->texts.at(4) : std::vector<QByteArray>()) {
        const auto location = readProto(text);
        const auto line = readProto(location->texts.at(4).front());
        functionOfLocation[location->number(1)] = line->number(1);
    }
    std::map<std::uint64_t, QByteArray> names;
    for (const QByteArray &text : profile->texts.at(5)) {
        const auto function = readProto(text);
        names[function->number(1)] = profile->texts.at(6).at(function->number(2));
    }
    std::map<QByteArray, std::uint64_t> self;
    for (const QByteArray &text : profile->texts.at(2)) {
        const auto sample = readProto(text);
        const auto stack = sample->packed(1);
        const auto values = sample->packed(2);
        if (!stack.empty() && !values.empty())
            self[names[functionOfLocation[stack.front()]]] += values.front();
    }
    std::uint64_t most = 0;
    std::string top = "no samples";
    for (const auto &[name, value] : self)
        if (value > most) {
            most = value;
            top = name.toStdString();
        }
    return top;
}

} // namespace

// The profiling server of a whole relay.
class ProfilingServerTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void isOffByDefault();
    void isSwitchedWhileRunning();
    void itsPortIsChangedWhileRunning();
    void onlyThisMachineMayAsk();
    void aBusyFunctionIsTheTopEntry();
    void pprofReadsIt();
    void onlyOneAtATime();
    void aClientThatIsGoneEndsIt();
    void threadsAndExchangesInProgress();
    void heapAndLocksAnswerProfiles();
    void othersAreRefused_data();
    void othersAreRefused();
    void aRunningCaptureDoesNotHoldTheEnd();
    void aTakenPortIsSurvived();
    void aTakenPortIsRefused();

private:
    const ReservedPort m_reserved;
    const std::uint16_t m_port = m_reserved.number();
    std::unique_ptr<RelayFixture> m_relay;
    void start()
    {
        m_relay = std::make_unique<RelayFixture>(std::initializer_list<RelayFixture::Setting>{
            {"PPROF_ENABLED", "true"}, {"PPROF_PORT", std::to_string(m_port)}});
    }
    HttpReply admin(std::string_view method, const std::string &body = {}) const
    {
        return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange(method, "/api/option/", body);
    }
    HttpReply set(const std::string &body) const { return admin("PUT", body); }
    QJsonObject setting(const char *name) const // its row
    {
        for (const QJsonValue row : admin("GET").json()[QStringLiteral("data")].toArray())
            if (row[QStringLiteral("name")].toString() == QLatin1StringView(name))
                return row.toObject();
        return {};
    }
    HttpReply get(std::string_view path) const { return HttpClient(m_port).exchange("GET", path); }
};

void ProfilingServerTest::cleanup()
{
    m_relay.reset();
}

void ProfilingServerTest::isOffByDefault()
{
    RelayFixture relay;
    const std::vector<OwnListener> usual = ownListeners();
    QCOMPARE(usual.size(), std::size_t{2}); // for clients, and the demo channel's
    QVERIFY(std::ranges::none_of(usual, [](const OwnListener &each) { return each.port == 6060; }));
    start();
    QCOMPARE(ownListeners().size(), std::size_t{5});
}

void ProfilingServerTest::isSwitchedWhileRunning()
{
    RelayFixture relay;
    const auto set = [&](const std::string &body) {
        return HttpClient(relay.port(), relay.core().adminKey()).exchange("PUT", "/api/option/", body).status;
    };
    QCOMPARE(set(R"({"PPROF_ENABLED": true, "PPROF_PORT": )" + std::to_string(m_port) + "}"), 200);
    QTRY_VERIFY(HttpClient(m_port).connected());
    QCOMPARE(get("/debug/pprof/cmdline").status, 200);
    QCOMPARE(set(R"({"PPROF_ENABLED": false})"), 200);
    QTRY_VERIFY(!HttpClient(m_port).connected());
    QCOMPARE(set(R"({"PPROF_ENABLED": true})"), 200);
    QTRY_VERIFY(HttpClient(m_port).connected());
}

void ProfilingServerTest::itsPortIsChangedWhileRunning()
{
    m_relay = std::make_unique<RelayFixture>();
    const ReservedPort other;
    const auto set = [this](const std::string &name, const std::string &value) {
        return HttpClient(m_relay->port(), m_relay->core().adminKey())
            .exchange("PUT", "/api/option/", "{\"" + name + "\": " + value + "}")
            .status;
    };
    const auto listensAt = [](std::uint16_t port) {
        return std::ranges::any_of(ownListeners(), [port](const auto &each) { return each.port == port; });
    };
    QCOMPARE(set("PPROF_PORT", std::to_string(m_port)), 200);
    QVERIFY(!listensAt(m_port)); // it is off
    QCOMPARE(set("PPROF_ENABLED", "true"), 200);
    QTRY_VERIFY(listensAt(m_port));
    QCOMPARE(set("PPROF_PORT", std::to_string(other.number())), 200);
    QTRY_VERIFY(listensAt(other.number()));
    QVERIFY(!listensAt(m_port));
    QCOMPARE(HttpClient(other.number()).exchange("GET", "/debug/pprof/cmdline").status, 200);
}

// Whatever address the relay itself listens at.
void ProfilingServerTest::onlyThisMachineMayAsk()
{
    m_relay = std::make_unique<RelayFixture>(std::initializer_list<RelayFixture::Setting>{
        {"PPROF_ENABLED", "true"}, {"PPROF_PORT", std::to_string(m_port)}, {"LISTEN_ADDRESS", "0.0.0.0"}});
    const std::vector<OwnListener> all = ownListeners();
    const auto at = [&all](std::uint16_t port) { return std::ranges::find(all, port, &OwnListener::port); };
    QVERIFY(at(m_relay->port()) != all.end());
    QCOMPARE(at(m_relay->port())->address, QHostAddress(QHostAddress::AnyIPv4));
    QCOMPARE(std::ranges::count(all, m_port, &OwnListener::port), std::ptrdiff_t{1});
    QCOMPARE(at(m_port)->address, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(get("/debug/pprof/cmdline").status, 200);
    for (const QHostAddress &own : QNetworkInterface::allAddresses()) {
        if (own.isLoopback() || own.protocol() != QAbstractSocket::IPv4Protocol)
            continue;
        QTcpSocket client;
        client.connectToHost(own, m_relay->port());
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState); // so that address is reached
        client.abort();
        client.connectToHost(own, m_port);
        QTRY_COMPARE(client.error(), QAbstractSocket::ConnectionRefusedError);
    }
}

void ProfilingServerTest::aBusyFunctionIsTheTopEntry()
{
    start();
    const BusyThread busy;
    const HttpReply reply = get("/debug/pprof/profile?seconds=1");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("Content-Type"), std::string("application/octet-stream"));
    const std::string top = topFunction(reply.body);
    QVERIFY2(top.find("plantedBusyWork") != std::string::npos, top.c_str());
}

void ProfilingServerTest::pprofReadsIt()
{
    if (!PprofReader::isInstalled())
        QSKIP("go (Debian: golang-go), whose `go tool pprof` reads profiles, is not installed");
    start();
    const BusyThread busy;
    PprofReader pprof;
    const auto entries =
        pprof.top(QStringLiteral("http://127.0.0.1:%1/debug/pprof/profile?seconds=1").arg(m_port));
    QVERIFY2(!entries.empty(), pprof.trouble().constData());
    QVERIFY2(entries.front().function.contains(QStringLiteral("plantedBusyWork")),
             pprof.trouble().constData());
}

void ProfilingServerTest::onlyOneAtATime()
{
    start();
    HttpClient first(m_port);
    QVERIFY(first.request("GET", "/debug/pprof/profile?seconds=2"));
    QTRY_COMPARE(get("/debug/pprof/heap").status, 409);
    QCOMPARE(get("/debug/pprof/profile?seconds=1").status, 409);
    QCOMPARE(first.read().status, 200);
    QCOMPARE(get("/debug/pprof/heap").status, 200);
}

void ProfilingServerTest::aClientThatIsGoneEndsIt()
{
    start();
    HttpClient first(m_port);
    QVERIFY(first.request("GET", "/debug/pprof/profile?seconds=3600"));
    QTRY_COMPARE(get("/debug/pprof/heap").status, 409);
    first.close();
    QTRY_COMPARE_WITH_TIMEOUT(get("/debug/pprof/heap").status, 200, 20'000);
}

void ProfilingServerTest::threadsAndExchangesInProgress()
{
    start();
    FakeUpstream upstream([](UpstreamCall &call) { call.waitUntilGone(); });
    QVERIFY(m_relay->add("waits", upstream.baseUrl()) != 0);
    HttpClient client = m_relay->client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_COMPARE(m_relay->figures().upstreamConnections, 1U);
    for (const char *path : {"/debug/pprof/goroutine?debug=1", "/debug/pprof/goroutine?debug=2"}) {
        const HttpReply reply = get(path);
        QCOMPARE(reply.status, 200);
        QVERIFY2(reply.body.find("exchanges in progress: 1\n") != std::string::npos, reply.body.c_str());
        QVERIFY(reply.body.find("POST /v1/chat/completions model m channel waits") != std::string::npos);
        QVERIFY2(reply.body.find(": waiting for the upstream for ") != std::string::npos, reply.body.c_str());
        QVERIFY(reply.body.find("\"relay\"") != std::string::npos);
        QVERIFY(reply.body.find("\"ledger\"") != std::string::npos);
    }
    QVERIFY(unzipped(QByteArray::fromStdString(get("/debug/pprof/goroutine").body)));
}

void ProfilingServerTest::heapAndLocksAnswerProfiles()
{
    start();
    std::vector<std::unique_ptr<std::string>> live;
    for (int i = 0; i < 200; ++i)
        live.push_back(std::make_unique<std::string>(256 * 1024, 'x'));
    for (const char *path :
         {"/debug/pprof/heap", "/debug/pprof/allocs", "/debug/pprof/block", "/debug/pprof/mutex"}) {
        const HttpReply reply = get(path);
        QCOMPARE(reply.status, 200);
        const auto bytes = unzipped(QByteArray::fromStdString(reply.body));
        QVERIFY2(bytes && readProto(*bytes), path);
    }
    const auto heap = readProto(*unzipped(QByteArray::fromStdString(get("/debug/pprof/heap").body)));
    QVERIFY(heap->texts.at(6).size() > 10); // names of functions
    QCOMPARE(live.size(), std::size_t{200});
    QCOMPARE(get("/debug/pprof/").status, 200);
    QVERIFY(get("/debug/pprof/symbol?0x1").body.starts_with("num_symbols: 1\n0x1 "));
}

void ProfilingServerTest::othersAreRefused_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    QTest::newRow("another path") << QByteArray("GET") << QByteArray("/api/status") << QByteArray() << 404;
    QTest::newRow("no such profile") << QByteArray("GET") << QByteArray("/debug/pprof/x") << QByteArray()
                                     << 404;
    QTest::newRow("a web page") << QByteArray("GET") << QByteArray("/debug/pprof/heap")
                                << QByteArray("Origin: https://example.com\r\n") << 403;
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("/debug/pprof/heap") << QByteArray() << 405;
    QTest::newRow("no time") << QByteArray("GET") << QByteArray("/debug/pprof/profile?seconds=0")
                             << QByteArray() << 400;
    QTest::newRow("too long") << QByteArray("GET") << QByteArray("/debug/pprof/profile?seconds=3601")
                              << QByteArray() << 400;
    QTest::newRow("no number") << QByteArray("GET") << QByteArray("/debug/pprof/profile?seconds=x")
                               << QByteArray() << 400;
}

void ProfilingServerTest::othersAreRefused()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, fields);
    QFETCH(const int, status);
    start();
    QCOMPARE(HttpClient(m_port)
                 .exchange(method.toStdString(), path.toStdString(), {}, fields.toStdString())
                 .status,
             status);
}

void ProfilingServerTest::aRunningCaptureDoesNotHoldTheEnd()
{
    start();
    HttpClient first(m_port);
    QVERIFY(first.request("GET", "/debug/pprof/profile?seconds=3600"));
    QTRY_COMPARE(get("/debug/pprof/heap").status, 409);
    const auto begin = std::chrono::steady_clock::now();
    m_relay->stop(5s);
    QVERIFY(std::chrono::steady_clock::now() - begin < 4s);
}

void ProfilingServerTest::aTakenPortIsSurvived()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    m_relay = std::make_unique<RelayFixture>(std::initializer_list<RelayFixture::Setting>{
        {"PPROF_ENABLED", "true"}, {"PPROF_PORT", std::to_string(holder.serverPort())}});
    QCOMPARE(m_relay->client().exchange("GET", "/v1/models").status, 200);
    QVERIFY(!relay::profiling::contention::isOn()); // nobody can ask for it
    const QJsonObject row = setting("PPROF_ENABLED");
    QCOMPARE(row[u"value"].toString(), QStringLiteral("true"));
    QCOMPARE(row[u"effective"].toString(), QStringLiteral("false"));
    QCOMPARE(set(R"({"RETRY_TIMES": 1})").status, 200); // others go on
}

void ProfilingServerTest::aTakenPortIsRefused()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    const std::string taken = std::to_string(holder.serverPort());
    m_relay = std::make_unique<RelayFixture>();
    const HttpReply refused = set(R"({"PPROF_ENABLED": true, "PPROF_PORT": )" + taken + "}");
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.body.find("PPROF_PORT: 127.0.0.1:" + taken + " is taken by ") != std::string::npos,
             refused.body.c_str());
    QCOMPARE(setting("PPROF_ENABLED")[u"value"].toString(), QStringLiteral("false"));
    QCOMPARE(setting("PPROF_PORT")[u"value"].toString(), QStringLiteral("6060"));
    QCOMPARE(set(R"({"PPROF_PORT": )" + taken + "}").status, 200); // it is off: nobody needs it yet
    QCOMPARE(set(R"({"PPROF_ENABLED": true})").status, 409);
    holder.close();
    QCOMPARE(set(R"({"PPROF_ENABLED": true})").status, 200);
    QTRY_COMPARE(setting("PPROF_ENABLED")[u"effective"].toString(), QStringLiteral("true"));
    // To another and back, at once: what is ours is no hindrance.
    QCOMPARE(set(R"({"PPROF_ENABLED": false})").status, 200);
    QCOMPARE(set(R"({"PPROF_ENABLED": true})").status, 200);
    QTRY_COMPARE(setting("PPROF_ENABLED")[u"effective"].toString(), QStringLiteral("true"));
}

QTEST_GUILESS_MAIN(ProfilingServerTest)
#include "tst_profiling_server.moc"
