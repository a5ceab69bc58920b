// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_connection.h"
#include "tests/support/loopback_listener.h"
#include "tests/support/tls_certificates.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tests {

// What an upstream was sent. A value.
struct SeenRequest
{
    std::string head; // request line and fields, with the empty line
    std::string body;
    int connection = 0; // counted from 1

    std::string target() const;
    std::string field(std::string_view name) const; // empty: not there
};

// One request at a FakeUpstream and the means to answer it, as well or as badly as a test wants. Used by a
// script, on the thread of its connection.
class UpstreamCall final
{
public:
    UpstreamCall(FakeConnection &connection, SeenRequest request)
        : m_connection(connection)
        , m_request(std::move(request))
    {
    }

    const SeenRequest &request() const { return m_request; }
    FakeConnection &connection() { return m_connection; }

    bool send(std::string_view bytes) { return m_connection.send(bytes); }
    // False: the relay closed the connection meanwhile (or the test ends).
    bool pause(std::chrono::milliseconds time) { return !m_connection.waitUntilGone(time); }
    bool waitUntilGone(std::chrono::milliseconds limit = std::chrono::seconds(20))
    {
        return m_connection.waitUntilGone(limit);
    }

    void answer(int status, std::string_view body, std::string_view fieldLines = {});
    bool beginStream(std::string_view fieldLines = {}); // chunked text/event-stream
    bool chunk(std::string_view bytes);
    bool event(std::string_view data) { return chunk("data: " + std::string(data) + "\n\n"); }
    bool endStream() { return send("0\r\n\r\n"); }
    void hangUp() { m_over = true; } // in good order, after what has been sent
    void reset();
    bool isOver() const { return m_over; }

private:
    FakeConnection &m_connection;
    SeenRequest m_request;
    bool m_over = false;
};

// An upstream on a loopback port whose scripts answer request after request, in order; the last script
// answers all that follow. A thread for each connection. Thread-safe.
class FakeUpstream final
{
public:
    using Script = std::function<void(UpstreamCall &)>;

    explicit FakeUpstream(Script script);
    explicit FakeUpstream(std::vector<Script> scripts, const PemPair *identity = nullptr);
    ~FakeUpstream();
    FakeUpstream(const FakeUpstream &) = delete;
    FakeUpstream &operator=(const FakeUpstream &) = delete;

    std::uint16_t port() const { return m_listener.port(); }
    std::string baseUrl() const; // http://127.0.0.1:PORT/v1, or https
    std::vector<SeenRequest> requests() const;
    std::size_t requestCount() const;
    int connectionCount() const { return m_accepted; } // ever accepted
    int openCount() const { return m_open; }
    void use(Script script); // for all requests from now on
    void answerHeads()
    {
        m_headsOnly = true;
    } // scripts begin before the body has come, and read it themselves

private:
    struct Served
    {
        std::unique_ptr<FakeConnection> connection;
        std::thread thread;
    };

    void run();
    void serve(FakeConnection &connection, int number);
    Script next(const SeenRequest &request);

    std::unique_ptr<FakeTls> m_tls;
    LoopbackListener m_listener;
    std::atomic<int> m_accepted = 0;
    std::atomic<int> m_open = 0;
    std::atomic<bool> m_headsOnly = false;
    mutable std::mutex m_mutex; // guards what follows
    std::vector<Script> m_scripts;
    std::size_t m_nextScript = 0;
    std::vector<SeenRequest> m_requests;
    std::list<Served> m_served;
    std::thread m_thread;
};

// A port of this machine on which nobody listens, nor any other test program from now on. For the test's
// thread.
std::uint16_t closedPort();

} // namespace tests
