// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/event_loop.h"
#include "relay/net/tcp_stream.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using relay::net::CloseReason;
using relay::net::EventLoop;
using relay::net::TcpStream;

// A stream, and the other end of its connection.
struct Line final : TcpStream::Handler
{
    explicit Line(EventLoop &loop)
    {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) != 0)
            qFatal("no socket pair");
        peer = ends[1];
        stream = std::make_unique<TcpStream>(loop, ends[0], *this);
    }
    ~Line() { ::close(peer); }

    void say(std::string_view text) const
    {
        QCOMPARE(::write(peer, text.data(), text.size()), ssize_t(text.size()));
    }
    std::string hear() const
    {
        std::string all(1 << 20, '\0');
        const ssize_t count = ::read(peer, all.data(), all.size());
        all.resize(count > 0 ? std::size_t(count) : 0);
        return all;
    }

    void received(std::string_view) override
    {
        ++told;
        onReceived(*stream);
    }
    void drained() override { ++drainedCalls; }
    void held() override { ++heldCalls; }
    void closed(CloseReason) override {}

    std::function<void(TcpStream &)> onReceived = [](TcpStream &) {};
    std::unique_ptr<TcpStream> stream;
    int peer = -1;
    int told = 0;
    int drainedCalls = 0;
    int heldCalls = 0;
};

constexpr std::size_t kLines = 8; // enough events for a batch that gathers

} // namespace

class tst_outbox : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aLoneSendGoesOutAtOnce();
    void sendsOfABatchGoOutAtItsEnd();
    void order();
    void order_data();
    void closingLosesNothing();
    void whatTheSocketRefusesIsTold();

private:
    void run() // one batch with an event on each line
    {
        for (const auto &line : m_lines)
            line->say("go");
        QTRY_VERIFY(
            std::all_of(m_lines.begin(), m_lines.end(), [](const auto &line) { return line->told > 0; }));
    }

    std::unique_ptr<EventLoop> m_loop;
    std::vector<std::unique_ptr<Line>> m_lines;
};

void tst_outbox::init()
{
    m_loop = std::make_unique<EventLoop>();
    for (std::size_t i = 0; i < kLines; ++i)
        m_lines.push_back(std::make_unique<Line>(*m_loop));
}

void tst_outbox::cleanup()
{
    m_lines.clear();
    m_loop.reset();
}

void tst_outbox::aLoneSendGoesOutAtOnce()
{
    Line &line = *m_lines.front();
    std::string heard;
    line.onReceived = [&](TcpStream &stream) {
        stream.send("answer");
        heard = line.hear();
    };
    line.say("go");
    QTRY_COMPARE(line.told, 1);
    QCOMPARE(heard, std::string("answer"));
}

void tst_outbox::sendsOfABatchGoOutAtItsEnd()
{
    int gathered = 0;
    int early = 0;
    for (const auto &line : m_lines) {
        line->onReceived = [&, other = line.get()](TcpStream &stream) {
            stream.send("answer");
            gathered += stream.gathered();
            early += !other->hear().empty();
        };
    }
    run();
    QCOMPARE(gathered, int(kLines));
    QCOMPARE(early, 0);
    for (const auto &line : m_lines) {
        QCOMPARE(line->hear(), std::string("answer"));
        QVERIFY(!line->stream->gathered());
        QCOMPARE(line->stream->takenBytes(), std::uint64_t{6});
    }
}

void tst_outbox::order_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::newRow("small after small") << 10 << 20;
    QTest::newRow("large after small") << 10 << 50'000;
    QTest::newRow("small after large") << 50'000 << 10;
}

void tst_outbox::order()
{
    QFETCH(const int, first);
    QFETCH(const int, second);
    const std::string a(std::size_t(first), 'a');
    const std::string b(std::size_t(second), 'b');
    for (const auto &line : m_lines) {
        line->onReceived = [&](TcpStream &stream) {
            stream.send(a);
            stream.send(b);
        };
    }
    run();
    for (const auto &line : m_lines)
        QCOMPARE(line->hear(), a + b);
}

void tst_outbox::closingLosesNothing()
{
    for (std::size_t i = 0; i < kLines; ++i) {
        m_lines[i]->onReceived = [i](TcpStream &stream) {
            stream.send("last words");
            if (i % 2 == 0)
                stream.close();
            else
                stream.shutdownWrite();
        };
    }
    run();
    for (const auto &line : m_lines) {
        QCOMPARE(line->hear(), std::string("last words"));
        char byte = 0;
        QCOMPARE(::read(line->peer, &byte, 1), ssize_t{0}); // the end
    }
}

void tst_outbox::whatTheSocketRefusesIsTold()
{
    const std::string answer(4000, 'x');
    std::size_t sent = 0;
    for (const auto &line : m_lines) {
        line->onReceived = [&, first = line.get() == m_lines.front().get()](TcpStream &stream) {
            if (first) {
                stream.send(answer);
                sent += answer.size();
            }
        };
    }
    Line &full = *m_lines.front();
    for (int turn = 0; turn < 1000 && full.heldCalls == 0; ++turn) {
        for (const auto &line : m_lines)
            line->told = 0;
        run();
    }
    QCOMPARE(full.heldCalls, 1);
    QVERIFY(full.stream->pendingBytes() > 0);
    std::size_t heard = 0;
    QTRY_VERIFY((heard += full.hear().size()) >= sent && full.drainedCalls == 1);
    QCOMPARE(heard, sent);
    QCOMPARE(full.stream->pendingBytes(), std::size_t{0});
}

QTEST_GUILESS_MAIN(tst_outbox)
#include "tst_outbox.moc"
