// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/server.h"

#include <QTimer>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace relay::bench {

// An upstream for measurements: answers each chat request with the same short text, streamed where asked, so
// long after it has read it as it was told. On a loopback port of its own. Lives on the thread of its loop.
class DelayedUpstream final : private http::RequestHandler
{
public:
    DelayedUpstream(net::EventLoop &loop, std::chrono::milliseconds delay);
    ~DelayedUpstream();

    Result<std::uint16_t> listen();                     // the port
    std::uint64_t answers() const { return m_answers; } // begun, ever. Thread-safe

private:
    struct Waiting;

    http::Refusal admit(const http::RequestHead &head, const net::HostAddress &peer) override;
    void handle(const http::RequestHead &head, std::string_view body,
                http::ServerConnection &connection) override;
    http::Refusal describe(const http::RequestHead *head, int status, std::string_view reason) override;
    void answer(http::ServerConnection &connection, bool stream);
    void answerDue();

    net::EventLoop &m_loop;
    const std::chrono::milliseconds m_delay;
    http::Server m_server;
    std::deque<std::unique_ptr<Waiting>> m_waiting; // in the order in which they are due
    QTimer m_timer;
    const std::string m_events;
    std::atomic<std::uint64_t> m_answers = 0;
};

} // namespace relay::bench
