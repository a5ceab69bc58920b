// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"
#include "tests/support/tls_certificates.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tests {

// A TLS server on a loopback port, one connection after the other, in a thread of its own. It obeys one line
// of the client at a time: "echo N" and N bytes come back; "close TEXT" sends TEXT and ends in good order;
// "cut TEXT" sends TEXT and ends without close_notify. Thread-safe.
class TlsServer final
{
public:
    enum class Versions { Any, OnlyTls12, OnlyTls13, OnlyTls11 };

    struct Seen
    {
        bool handshakeDone = false;
        bool resumed = false;
        std::string serverName; // SNI; empty: none sent
        std::string alpn;
        std::string protocol;
    };

    explicit TlsServer(const PemPair &identity, Versions versions = Versions::Any);
    ~TlsServer();
    TlsServer(const TlsServer &) = delete;
    TlsServer &operator=(const TlsServer &) = delete;

    std::uint16_t port() const { return m_listener.port(); }
    std::vector<Seen> seen() const; // one for each connection, added when its handshake has ended

private:
    struct Library;

    void run();
    void serve(int connection);

    std::unique_ptr<Library> m_library;
    LoopbackListener m_listener;
    std::atomic<int> m_connection = -1;
    mutable std::mutex m_mutex;
    std::vector<Seen> m_seen;
    std::thread m_thread;
};

} // namespace tests
