// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/announcer.h"
#include "tests/support/fake_proxy.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <algorithm>
#include <memory>

using namespace tests;
using relay::api::UpdateStatus;
using relay::api::UpdateVerdict;

namespace {

constexpr int kPatienceMs = 30'000;
constexpr const char *kNewer = "99.1.0";

} // namespace

// That a whole relay asks for newer versions when its settings say so, and tells what it hears.
class UpdateCheckTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void offAsksNobodyByItself();
    void onAsksAtOnceAndTells();
    void goesThroughTheProxy();

private:
    HttpReply admin(std::string_view method, std::string_view path, std::string_view body = {});
    bool set(const std::string &name, const std::string &value);
    std::string serverUrl() const { return "http://127.0.0.1:" + std::to_string(m_server->port()) + "/"; }
    UpdateStatus status() { return m_relay->core().updateService().updateStatus(); }

    const Announcer m_announcer;
    std::unique_ptr<FakeUpstream> m_server;
    std::unique_ptr<RelayFixture> m_relay;
};

void UpdateCheckTest::init()
{
    m_server = std::make_unique<FakeUpstream>(
        scripts::answer(200, m_announcer.answer(Announcer::announcement(kNewer))));
    m_relay = std::make_unique<RelayFixture>();
    m_relay->stop();
    m_relay->updateKey = m_announcer.publicPem();
    QVERIFY(m_relay->start());
}

void UpdateCheckTest::cleanup()
{
    m_relay.reset();
    m_server.reset();
}

HttpReply UpdateCheckTest::admin(std::string_view method, std::string_view path, std::string_view body)
{
    return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange(method, path, body);
}

bool UpdateCheckTest::set(const std::string &name, const std::string &value)
{
    return admin("PUT", "/api/option/", "{\"" + name + "\": \"" + value + "\"}").status == 200;
}

// The relay looks around once a second: what it would ask, it would have asked by the second look.
void UpdateCheckTest::offAsksNobodyByItself()
{
    QVERIFY(set("UPDATE_CHECK_URL", serverUrl()));
    const auto looks = [this] {
        return m_relay->core().metricsHistory(relay::api::HistorySpan::FiveMinutes).points.size();
    };
    const std::size_t before = looks();
    QTRY_VERIFY_WITH_TIMEOUT(looks() >= before + 2, kPatienceMs);
    QCOMPARE(m_server->connectionCount(), 0);
    QVERIFY(!status().enabled);
    const HttpReply reply = admin("POST", "/api/update/check"); // a person may
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.json()[QStringLiteral("data")][QStringLiteral("verdict")].toString(),
             QStringLiteral("newer"));
    QCOMPARE(m_server->requestCount(), std::size_t{1});
}

void UpdateCheckTest::onAsksAtOnceAndTells()
{
    QVERIFY(set("UPDATE_CHECK_URL", serverUrl()));
    QVERIFY(set("UPDATE_CHECK_ENABLED", "true"));
    const auto news = [this] {
        const auto events = m_relay->core().watchService().events(0);
        return std::ranges::find(events, relay::api::EventKind::UpdateAvailable, &relay::api::Event::kind) !=
               events.end();
    };
    QTRY_VERIFY_WITH_TIMEOUT(news(), kPatienceMs);
    QCOMPARE(status().verdict, UpdateVerdict::Newer);
    QCOMPARE(m_relay->core().watchService().events(0).back().subject, std::string(kNewer));
}

void UpdateCheckTest::goesThroughTheProxy()
{
    const FakeProxy proxy(FakeProxy::Kind::Socks5, m_server->port());
    QVERIFY(set("RELAY_PROXY", "socks5://me:word@127.0.0.1:" + std::to_string(proxy.port())));
    QVERIFY(set("UPDATE_CHECK_URL", "http://updates.example/update.json"));
    QCOMPARE(admin("POST", "/api/update/check").status, 200);
    QCOMPARE(proxy.targets(), std::vector<std::string>{"updates.example:80"});
    QCOMPARE(proxy.credentials(), std::vector<std::string>{"me:word"});
    QCOMPARE(m_server->requests().front().field("host"), std::string("updates.example"));
}

QTEST_GUILESS_MAIN(UpdateCheckTest)
#include "tst_update_check.moc"
