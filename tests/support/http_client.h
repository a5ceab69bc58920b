// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_socket.h"

#include <QJsonObject>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tests {

// One answer as a client got it. A value.
struct HttpReply
{
    int status = 0;     // 0: none came
    std::string head;   // status line and fields, with the empty line
    std::string body;   // chunked coding undone
    bool whole = false; // it ended as its framing says

    bool hasField(std::string_view name) const;
    std::string field(std::string_view name) const;
    QJsonObject json() const;
    std::string errorText() const; // error.message of the body
    std::string errorCode() const;
};

// A client that writes what it is told, however wrong, and reads answers. Every wait gives up. Reentrant.
class HttpClient final
{
public:
    static constexpr std::chrono::milliseconds kPatience{20'000};

    explicit HttpClient(std::uint16_t port, std::string key = {});

    bool connected() const { return m_socket.descriptor() >= 0; }
    bool send(std::string_view bytes) { return m_socket.sendAll(bytes); }
    bool request(std::string_view method, std::string_view path, std::string_view body = {},
                 std::string_view fieldLines = {});
    bool post(std::string_view path, std::string_view body, std::string_view fieldLines = {})
    {
        return request("POST", path, body, fieldLines);
    }

    HttpReply read(std::chrono::milliseconds patience = kPatience, bool bodiless = false);
    HttpReply exchange(std::string_view method, std::string_view path, std::string_view body = {},
                       std::string_view fieldLines = {});
    // Until the text is among the bytes that no read() has taken.
    bool waitFor(std::string_view text, std::chrono::milliseconds patience = kPatience);
    bool waitClosed(std::chrono::milliseconds patience = kPatience);
    const std::string &unread() const { return m_in; }

    void halfClose();
    void reset(); // RST
    void close() { m_socket.close(); }
    LoopbackSocket &socket() { return m_socket; }

private:
    using Deadline = std::chrono::steady_clock::time_point;

    bool more(Deadline deadline);
    bool readLine(std::size_t from, std::string &line, Deadline deadline);
    void readChunked(HttpReply &reply, std::size_t from, Deadline deadline);

    LoopbackSocket m_socket;
    std::string m_key;
    std::string m_in;
    bool m_ended = false;
};

} // namespace tests
