// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/http_client.h"

#include <QtGlobal>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tests {

// Clients that ask on and on, each on a connection and a thread of its own, until stop(). For the test's
// thread.
class ClientLoad final
{
public:
    ClientLoad(int clients, std::uint16_t port, std::string key, std::string request)
        : m_request(std::move(request))
    {
        for (int i = 0; i < clients; ++i)
            m_threads.emplace_back([this, port, key] { ask(port, key); });
    }
    ~ClientLoad() { stop(); }
    ClientLoad(const ClientLoad &) = delete;
    ClientLoad &operator=(const ClientLoad &) = delete;

    void stop()
    {
        m_goOn = false;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }
    int right() const { return m_right; } // answers 200
    int wrong() const { return m_wrong; } // all others: a client that gets one stops

private:
    void ask(std::uint16_t port, const std::string &key)
    {
        HttpClient client(port, key);
        while (m_goOn) {
            const HttpReply reply = client.exchange("POST", "/v1/chat/completions", m_request);
            if (reply.status == 200) {
                ++m_right;
                continue;
            }
            ++m_wrong;
            qWarning("%d %s", reply.status, reply.body.c_str());
            return;
        }
    }

    const std::string m_request;
    std::atomic<bool> m_goOn = true;
    std::atomic<int> m_right = 0;
    std::atomic<int> m_wrong = 0;
    std::vector<std::thread> m_threads;
};

} // namespace tests
