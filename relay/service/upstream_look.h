// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/client_request.h"
#include "relay/model/channel.h"
#include "relay/pipeline/gateway_context.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace relay::service {

// What one channel's upstream looks like from here. A value.
struct UpstreamSight
{
    std::string channel;
    int status = 0; // HTTP; 0: no answer came
    bool badUrl = false;
    bool noConnection = false;                // no name, no connection, no handshake
    std::string problem;                      // for people, without secrets; empty: it answers
    std::optional<std::int64_t> clockAheadMs; // of the upstream's clock, by its Date field
};

// Asks a channel's upstream for its list of models: it costs nothing, and shows whether name, route, proxy,
// certificate, key and base URL are right. One question each. Lives on relay.
class UpstreamLook final : private http::ClientRequest::Handler
{
public:
    UpstreamLook(pipeline::GatewayContext &context, const model::Channel &channel);

    void begin(std::function<void(UpstreamSight)> done);
    bool finished() const { return m_finished; }

private:
    void responseHead(const http::ResponseHead &head) override;
    void responseBody(std::span<const std::string_view> pieces, bool complete) override;
    void responseFailed(http::FailedAt at, const Error &error) override;
    void finish();

    pipeline::GatewayContext &m_context;
    http::ClientRequest m_request;
    const std::shared_ptr<const pipeline::Catalog> m_catalog; // keeps the target
    const std::int64_t m_channelId;
    std::string m_head;
    std::size_t m_bodyBytes = 0;
    UpstreamSight m_sight;
    std::function<void(UpstreamSight)> m_done;
    bool m_finished = false;
};

} // namespace relay::service
