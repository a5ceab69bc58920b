// SPDX-License-Identifier: GPL-3.0-or-later
// Base URLs of channels and URLs of proxies: what is taken has a host and a port, no byte that would break a
// request's head, and is taken again as it is written.
#include "relay/net/proxy_url.h"
#include "relay/pipeline/upstream_target.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

using fuzz::require;

namespace {

bool fitsAHead(std::string_view text)
{
    return std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7F; });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Exact exact({reinterpret_cast<const char *>(data), size});
    if (const auto base = relay::pipeline::BaseUrl::parse(exact.view())) {
        require(!base->host.empty() && base->port != 0 && !base->authority.empty());
        require(fitsAHead(base->authority) && fitsAHead(base->path) && !base->path.ends_with('/'));
        const std::string written = (base->tls ? "https://" : "http://") + base->authority + base->path;
        const auto again = relay::pipeline::BaseUrl::parse(written);
        require(again && again->host == base->host && again->port == base->port);
    }
    if (const auto proxy = relay::net::ProxyUrl::parse(exact.view())) {
        require(!proxy->host.empty() && proxy->port != 0);
        require(proxy->user.size() <= 255 && proxy->password.size() <= 255);
        require(relay::net::ProxyUrl::parse(proxy->toString()).has_value());
    }
    return 0;
}
