// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/base/error.h"
#include "relay/http/response_head.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace relay::http {

class ClientConnection;
class Upstream;

// How far a failed request had come: what may be tried again depends on it.
enum class FailedAt : std::uint8_t {
    Connect, // no connection could be made
    Head,    // sent, in part or whole; nothing usable came back
    Body,    // inside the answer's body
};

// One request to an upstream and its answer, embedded in whoever asks. What head and body point to must
// hold until the answer has ended: it is sent again when a pooled connection turns out to be dead.
// Lives on relay.
class ClientRequest final
{
public:
    class Handler
    {
    public:
        // Views hold during the call. responseBody() follows before control returns to the loop.
        virtual void responseHead(const ResponseHead &head) = 0;
        // The next pieces of the body, perhaps none; views hold during the call, and EventLoop::kPaddingBytes
        // are readable behind each. `complete` comes once and is the last call.
        virtual void responseBody(std::span<const std::string_view> pieces, bool complete) = 0;
        // UpstreamSilent: a timeout. The last call.
        virtual void responseFailed(FailedAt at, const Error &error) = 0;

    protected:
        ~Handler() = default;
    };

    struct Content
    {
        std::string_view head; // whole, with the empty line
        std::span<const std::string_view> body;
        bool headMethod = false;
    };

    struct Timeouts
    {
        Nanos head{}; // from the request sent, or from its bytes last taken, to the answer's head
        Nanos idle{}; // silence inside the answer's body
    };

    // Zero where it did not happen.
    struct Timings
    {
        SteadyTime startedAt{};
        Nanos queued{};  // waited for a free connection
        Nanos connect{}; // name, connect, handshakes
        SteadyTime sentAt{};
        SteadyTime firstByteAt{};
    };

    explicit ClientRequest(Handler &handler)
        : m_handler(handler)
    {
    }
    ~ClientRequest() { cancel(); }
    ClientRequest(const ClientRequest &) = delete;
    ClientRequest &operator=(const ClientRequest &) = delete;

    bool active() const { return m_upstream != nullptr; }
    const Timings &timings() const { return m_timings; }

    void cancel(); // no call follows; the connection is given up at once
    void pause();  // back-pressure: read no more of the answer for now
    void resume();

private:
    friend class ClientConnection;
    friend class ClientPool;
    friend class Upstream;

    Handler &m_handler;
    Upstream *m_upstream = nullptr;           // null: nothing under way
    ClientConnection *m_connection = nullptr; // null: waiting for one
    Content m_content;
    Timeouts m_timeouts;
    Timings m_timings;
    bool m_retried = false; // the one transparent retry is used up, or waits for a new connection
};

} // namespace relay::http
