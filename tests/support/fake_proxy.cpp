// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_proxy.h"

#include "tests/support/loopback_socket.h"

#include <array>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

namespace {

constexpr int kStepMs = 100; // how often a waiting thread looks whether the test has ended

bool sendAll(int socket, std::string_view bytes)
{
    return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::string receiveExactly(int socket, std::size_t count)
{
    std::string bytes(count, '\0');
    return ::recv(socket, bytes.data(), count, MSG_WAITALL) == static_cast<ssize_t>(count) ? bytes
                                                                                           : std::string();
}

unsigned byteAt(const std::string &text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

// False: one side has ended.
bool pump(int from, int to)
{
    std::array<char, 16 * 1024> buffer;
    const ssize_t count = ::recv(from, buffer.data(), buffer.size(), 0);
    return count > 0 && sendAll(to, {buffer.data(), static_cast<std::size_t>(count)});
}

} // namespace

FakeProxy::FakeProxy(Kind kind, std::uint16_t leadsTo)
    : m_kind(kind)
    , m_leadsTo(leadsTo)
{
    m_thread = std::thread([this] { run(); });
}

FakeProxy::~FakeProxy()
{
    m_listener.stop();
    m_thread.join();
    for (std::thread &thread : m_threads)
        thread.join();
}

std::vector<std::string> FakeProxy::targets() const
{
    const std::lock_guard lock(m_mutex);
    return m_targets;
}

std::vector<std::string> FakeProxy::credentials() const
{
    const std::lock_guard lock(m_mutex);
    return m_credentials;
}

void FakeProxy::note(std::vector<std::string> &list, std::string text)
{
    const std::lock_guard lock(m_mutex);
    list.push_back(std::move(text));
}

void FakeProxy::run()
{
    while (!m_listener.isStopping()) {
        const int client = m_listener.accept();
        if (client < 0)
            continue;
        m_threads.emplace_back([this, client] {
            serve(client);
            ::close(client);
        });
    }
}

void FakeProxy::serve(int client)
{
    if (!(m_kind == Kind::Http ? shakeHttp(client) : shakeSocks(client)))
        return;
    const LoopbackSocket upstream(m_leadsTo);
    if (upstream.descriptor() < 0)
        return;
    std::array<pollfd, 2> waited{{{client, POLLIN, 0}, {upstream.descriptor(), POLLIN, 0}}};
    while (!m_listener.isStopping()) {
        if (::poll(waited.data(), waited.size(), kStepMs) <= 0)
            continue;
        if (waited[0].revents != 0 && !pump(client, upstream.descriptor()))
            return;
        if (waited[1].revents != 0 && !pump(upstream.descriptor(), client))
            return;
    }
}

bool FakeProxy::shakeHttp(int client)
{
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
        const std::string byte = receiveExactly(client, 1);
        if (byte.empty())
            return false;
        head += byte;
    }
    if (!head.starts_with("CONNECT "))
        return false;
    note(m_targets, head.substr(8, head.find(' ', 8) - 8));
    constexpr std::string_view kField = "Proxy-Authorization: ";
    const std::size_t at = head.find(kField);
    if (at != std::string::npos)
        note(m_credentials, head.substr(at + kField.size(), head.find("\r\n", at) - at - kField.size()));
    return sendAll(client, "HTTP/1.1 200 Connection established\r\n\r\n");
}

// RFC 1928, with the user and password of RFC 1929 where the client offers them; names alone.
bool FakeProxy::shakeSocks(int client)
{
    const std::string greeting = receiveExactly(client, 2);
    if (greeting.empty() || greeting[0] != 5)
        return false;
    const std::string methods = receiveExactly(client, byteAt(greeting, 1));
    const bool withPassword = methods.find('\x02') != std::string::npos;
    if (!sendAll(client, withPassword ? std::string_view("\x05\x02", 2) : std::string_view("\x05\x00", 2)))
        return false;
    if (withPassword) {
        const std::string user = receiveExactly(client, byteAt(receiveExactly(client, 2), 1));
        const std::string password = receiveExactly(client, byteAt(receiveExactly(client, 1), 0));
        note(m_credentials, user + ":" + password);
        if (!sendAll(client, std::string_view("\x01\x00", 2)))
            return false;
    }
    const std::string request = receiveExactly(client, 4);
    if (request.empty() || request[1] != 1 || request[3] != 3)
        return false;
    const std::string host = receiveExactly(client, byteAt(receiveExactly(client, 1), 0));
    const std::string port = receiveExactly(client, 2);
    note(m_targets, host + ":" + std::to_string(byteAt(port, 0) * 256 + byteAt(port, 1)));
    return sendAll(client, std::string_view("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00", 10));
}

} // namespace tests
