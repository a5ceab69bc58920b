// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/plain_server.h"

#include <array>
#include <sys/socket.h>
#include <unistd.h>
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
    while (!m_listener.isStopping()) {
        const int connection = m_listener.accept();
        if (connection < 0)
            continue;
        timeval limit{10, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (::recv(connection, ignored.data(), ignored.size(), 0) > 0)
            ::send(connection, m_answer.data(), m_answer.size(), MSG_NOSIGNAL);
        ::shutdown(connection, SHUT_WR);
        while (::recv(connection, ignored.data(), ignored.size(), 0) >
               0) // a close with unread bytes is a reset
            continue;
        ::close(connection);
    }
}

} // namespace tests
