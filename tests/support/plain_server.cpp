// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/plain_server.h"

#include "tests/support/sockets.h"

#include <array>
#include <chrono>
#include <utility>

namespace tests {

PlainServer::PlainServer(std::string answer)
    : m_answer(std::move(answer))
{
    m_thread = std::thread([this] { run(); });
}

PlainServer::~PlainServer()
{
    m_listener.stop();
    m_thread.join();
}

void PlainServer::run() const
{
    std::array<char, 4096> ignored{};
    int connection = -1;
    const auto receives = [&] {
        return sockets::wait(connection, sockets::kReadable, std::chrono::seconds(10)) &&
               sockets::receive(connection, ignored.data(), ignored.size()) > 0;
    };
    while (!m_listener.isStopping()) {
        connection = m_listener.accept();
        if (connection < 0)
            continue;
        if (receives())
            sockets::send(connection, m_answer);
        sockets::endSending(connection);
        while (receives()) // a close with unread bytes is a reset
            continue;
        sockets::close(connection);
    }
}

} // namespace tests
