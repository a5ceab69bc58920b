// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <atomic>
#include <chrono>

using namespace tests;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kTotalBytes = 50 * 1024 * 1024;
constexpr std::size_t kEventBytes = 16 * 1024;

// The same bytes every time, no two events alike.
std::string event(std::size_t index)
{
    std::string text = "data: {\"choices\":[{\"delta\":{\"content\":\"" + std::to_string(index) + ' ';
    text.append(kEventBytes - text.size() - 8, static_cast<char>('a' + index % 26));
    text += "\"}}]}\n\n";
    return text;
}

std::string allEvents()
{
    std::string text;
    text.reserve(kTotalBytes + kEventBytes);
    for (std::size_t i = 0; text.size() < kTotalBytes; ++i)
        text += event(i);
    return text + "data: [DONE]\n\n";
}

} // namespace

// A client that does not read stops its upstream; nothing piles up in between, nothing is lost.
class BackpressureTest final : public QObject
{
    Q_OBJECT

private slots:
    void slowClientPausesItsUpstream_data();
    void slowClientPausesItsUpstream();
    void closingClientStillGetsAll();
};

void BackpressureTest::slowClientPausesItsUpstream_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("an event stream until the connection ends")
        << QByteArray("Content-Type: text/event-stream\r\n");
    QTest::newRow("an event stream of a known length")
        << QByteArray("Content-Type: text/event-stream\r\nContent-Length: %1\r\n");
    QTest::newRow("a large whole answer")
        << QByteArray("Content-Type: application/octet-stream\r\nContent-Length: %1\r\n");
}

void BackpressureTest::slowClientPausesItsUpstream()
{
    QFETCH(QByteArray, head);
    const std::string body = allEvents();
    head.replace("%1", QByteArray::number(static_cast<qlonglong>(body.size())));
    const std::string bytes = "HTTP/1.1 200 OK\r\n" + head.toStdString() + "\r\n" + body;
    std::atomic<std::size_t> sentAtRest = 0;
    FakeUpstream upstream([&](UpstreamCall &call) {
        const std::size_t sent = call.connection().sendWithin(bytes, 1s);
        sentAtRest = sent;
        call.send(std::string_view(bytes).substr(sent));
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const auto before = relay.residentBytes();
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QTRY_VERIFY_WITH_TIMEOUT(sentAtRest > 0, 20'000);
    // What both sides' socket buffers hold, and no more.
    QVERIFY2(sentAtRest < 25 * 1024 * 1024, std::to_string(sentAtRest).c_str());
    const auto after = relay.residentBytes();
    QVERIFY(before > 0 && after > 0);
    QVERIFY2(after < before + 4 * 1024 * 1024, std::to_string(after - before).c_str());
    // Others are served meanwhile.
    QCOMPARE(relay.client().exchange("GET", "/v1/models").status, 200);

    const HttpReply reply = client.read(60s);
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QCOMPARE(reply.body.size(), body.size());
    QVERIFY(reply.body == body);
}

// A connection that is to be closed after its answer stays open until all of it has been taken, however
// slowly.
void BackpressureTest::closingClientStillGetsAll()
{
    const std::string body = "[\"" + std::string(kTotalBytes, 'x') + "\"]";
    FakeUpstream upstream(scripts::answer(200, body));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/embeddings", R"({"model":"m","input":"x"})", "Connection: close\r\n"));
    QVERIFY(client.waitFor("\r\n\r\n"));
    QTest::qWait(6500); // longer than a finished connection lingers: the pause is what is tested
    const HttpReply reply = client.read(60s);
    QVERIFY(reply.whole);
    QVERIFY(reply.body == body);
}

QTEST_GUILESS_MAIN(BackpressureTest)
#include "tst_backpressure.moc"
