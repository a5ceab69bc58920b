// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/plain_server.h"

#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace tests {

PlainServer::PlainServer(std::string answer)
    : m_answer(std::move(answer))
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
        ::listen(m_listener, 16) == 0 &&
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
}

PlainServer::~PlainServer()
{
    m_stopping = true;
    ::shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    ::close(m_listener);
}

void PlainServer::run() const
{
    std::array<char, 4096> ignored{};
    while (!m_stopping) {
        const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
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
