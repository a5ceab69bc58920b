// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_proxy.h"
#include "tests/support/settings_calls.h"
#include "tests/support/upstream_scripts.h"

#include <QDir>
#include <QTest>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace tests;

namespace {

// TCP_KEEPIDLE of this process's only socket that is connected to that port; -1: there is not one.
int keepIdleTo(std::uint16_t port)
{
    std::vector<int> found;
    for (const QString &name : QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::System | QDir::Files)) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(name.toInt(), reinterpret_cast<sockaddr *>(&peer), &size) == 0 &&
            peer.sin_family == AF_INET && ntohs(peer.sin_port) == port)
            found.push_back(name.toInt());
    }
    int seconds = -1;
    socklen_t size = sizeof seconds;
    if (found.size() == 1)
        ::getsockopt(found.front(), IPPROTO_TCP, TCP_KEEPIDLE, &seconds, &size);
    return seconds;
}

int chat(RelayFixture &relay)
{
    return relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status;
}

} // namespace

// What a setting of upstream connections, changed while the relay runs, does to the next one.
class SettingsUpstreamTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepAlive();
    void handshakeTimeout();
    void proxy();
};

void SettingsUpstreamTest::keepAlive()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QCOMPARE(chat(relay), 200);
    QCOMPARE(keepIdleTo(upstream.port()), 90);
    QVERIFY(change(relay, "HTTP_KEEPALIVE", "77"));
    QCOMPARE(chat(relay), 200);
    QCOMPARE(upstream.connectionCount(), 1);
    QCOMPARE(keepIdleTo(upstream.port()), 90); // the same connection
    QVERIFY(change(relay, "HTTP_MAX_IDLE_CONNS", "0"));
    QTRY_COMPARE(keepIdleTo(upstream.port()), -1);
    QVERIFY(change(relay, "HTTP_MAX_IDLE_CONNS", "10"));
    QCOMPARE(chat(relay), 200);
    QCOMPARE(upstream.connectionCount(), 2);
    QCOMPARE(keepIdleTo(upstream.port()), 77);
}

void SettingsUpstreamTest::handshakeTimeout()
{
    FakeUpstream silent(scripts::stall()); // takes the client's hello for the beginning of a request
    RelayFixture relay{{"RETRY_TIMES", "0"}};
    QVERIFY(relay.add("slow", "https://127.0.0.1:" + std::to_string(silent.port())) != 0);
    QVERIFY(change(relay, "HTTP_TLS_TIMEOUT", "1")); // of 10
    QCOMPARE(chat(relay), 502);
    const std::int64_t connectUs = relay.rows().front().record.connectUs;
    QVERIFY2(connectUs >= 900'000 && connectUs < 8'000'000, std::to_string(connectUs).c_str());
}

void SettingsUpstreamTest::proxy()
{
    FakeUpstream upstream(scripts::chat());
    FakeProxy first(FakeProxy::Kind::Http, upstream.port());
    FakeProxy second(FakeProxy::Kind::Http, upstream.port());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const std::vector<std::string> target{"127.0.0.1:" + std::to_string(upstream.port())};
    QCOMPARE(chat(relay), 200);
    QVERIFY(change(relay, "RELAY_PROXY", "http://127.0.0.1:" + std::to_string(first.port())));
    QCOMPARE(chat(relay), 200);
    QCOMPARE(first.targets(), target);
    QVERIFY(change(relay, "RELAY_PROXY", "http://127.0.0.1:" + std::to_string(second.port())));
    QCOMPARE(chat(relay), 200);
    QCOMPARE(second.targets(), target);
    QCOMPARE(upstream.connectionCount(), 3);
    QVERIFY(change(relay, "RELAY_PROXY", ""));
    QCOMPARE(chat(relay), 200);
    QCOMPARE(first.targets(), target);
    QCOMPARE(second.targets(), target);
    QCOMPARE(upstream.requestCount(), std::size_t{4});
}

QTEST_GUILESS_MAIN(SettingsUpstreamTest)
#include "tst_settings_upstream.moc"
