// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/http/client_pool.h"
#include "relay/model/channel.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace relay::pipeline {

// How to reach one channel: worked out once per snapshot, so that a request only appends. A value.
struct UpstreamTarget
{
    std::shared_ptr<http::Upstream> upstream; // null: the base URL is unusable, see problem
    std::string pathPrefix;                   // ends without a slash, usually in /v1
    std::string azureQuery;            // "api-version=..." for Azure's deployment paths; empty: not Azure
    std::vector<std::string> keyLines; // per key: Host, the key and the channel's own headers, as lines
    std::vector<std::string>
        ownHeaders; // lower-case names of the channel's own headers: they replace a client's
    std::vector<std::string> secrets; // values of those headers that no error may show
    std::optional<Error> problem;
};

// Why no request can be sent to it.
Error problemOf(const UpstreamTarget *target);

// The parts of a base URL. Without a version in its path, /v1 is added. Reentrant.
struct BaseUrl
{
    bool tls = true;
    std::string host; // no brackets
    std::uint16_t port = 443;
    std::string authority; // as in the Host header
    std::string path;      // without a closing slash

    static Result<BaseUrl> parse(std::string_view text);
};

// All channels' targets. Lives on relay.
class UpstreamTargets final
{
public:
    // `demoPort`: where the built-in upstream listens. `defaultProxy`: RELAY_PROXY, may be empty.
    void rebuild(const std::vector<model::Channel> &channels, http::ClientPool &pool, std::uint16_t demoPort,
                 const std::string &defaultProxy);
    const UpstreamTarget *find(std::int64_t channelId) const;

private:
    std::unordered_map<std::int64_t, UpstreamTarget> m_targets;
};

} // namespace relay::pipeline
