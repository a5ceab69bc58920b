// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/json_parser.h"
#include "relay/http/server.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace relay::service {

// The upstream of the built-in channel `demo`: model demo-echo says again what it was told, at once. A real
// HTTP server on a loopback port of its own, reached through the pool like any other. Lives on relay.
class DemoUpstream final : private http::RequestHandler
{
public:
    // Answers this relay alone: who does not name its instance is another program, or a web page.
    DemoUpstream(net::EventLoop &loop, std::string instanceId);

    Result<std::uint16_t> listen(); // the port
    void close() { m_server.closeAll(); }

private:
    struct Question
    {
        std::string text; // what the user said last
        bool stream = false;
        bool includeUsage = false;
    };

    http::Refusal admit(const http::RequestHead &head, const net::HostAddress &peer) override;
    void handle(const http::RequestHead &head, std::string_view body,
                http::ServerConnection &connection) override;
    http::Refusal describe(const http::RequestHead *head, int status, std::string_view reason) override;

    bool read(std::string_view body, Question &question);
    std::string answer(const Question &question) const;
    std::string events(const Question &question) const;

    const std::string m_instanceId;
    http::Server m_server;
    dialect::JsonParser m_parser;
};

} // namespace relay::service
