// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tests {

// A proxy on a loopback port, HTTP CONNECT or SOCKS5, that leads every tunnel to one port of this machine,
// whatever it was asked for. Thread-safe.
class FakeProxy final
{
public:
    enum class Kind { Http, Socks5 };

    FakeProxy(Kind kind, std::uint16_t leadsTo);
    ~FakeProxy();
    FakeProxy(const FakeProxy &) = delete;
    FakeProxy &operator=(const FakeProxy &) = delete;

    std::uint16_t port() const { return m_listener.port(); }
    std::vector<std::string> targets() const;     // "host:port", as asked for
    std::vector<std::string> credentials() const; // as shown: "Basic ...", or "user:password"

private:
    void run();
    void serve(int client);
    bool shakeHttp(int client);
    bool shakeSocks(int client);
    void note(std::vector<std::string> &list, std::string text);

    const Kind m_kind;
    const std::uint16_t m_leadsTo;
    LoopbackListener m_listener;
    mutable std::mutex m_mutex; // guards what follows
    std::vector<std::string> m_targets;
    std::vector<std::string> m_credentials;
    std::list<std::thread> m_threads;
    std::thread m_thread;
};

} // namespace tests
