// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_tls.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace tests {

// The server's end of one accepted connection, plain or TLS; every call waits. Another thread may only
// interrupt(). Reentrant otherwise.
class FakeConnection final
{
public:
    // `tls` null: plain.
    FakeConnection(int descriptor, const FakeTls *tls);
    ~FakeConnection();
    FakeConnection(const FakeConnection &) = delete;
    FakeConnection &operator=(const FakeConnection &) = delete;

    bool handshake();
    bool send(std::string_view bytes);
    std::string receive();                               // empty: the end, or a failure
    bool waitUntilGone(std::chrono::milliseconds limit); // the peer has closed, or reset
    // How much went out before the peer took nothing for so long. Plain connections alone.
    std::size_t sendWithin(std::string_view bytes, std::chrono::milliseconds silence);
    void endSending();
    void closeWithReset(); // close() will send RST instead of FIN
    void close();
    void interrupt();

private:
    std::atomic<bool> m_interrupted = false;
    std::mutex m_mutex; // guards the descriptor's end
    int m_descriptor;   // -1: closed
    const FakeTls *m_tls;
    std::unique_ptr<FakeTls::Session> m_session;
};

} // namespace tests
