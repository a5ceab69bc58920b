// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a proxy says, in whatever pieces: nothing is read twice or past the end, the state only moves
// forward, and the pieces do not matter. The first byte chooses proxy and piece size.
#include "relay/net/proxy_handshake.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using relay::net::ProxyHandshake;
using relay::net::ProxyUrl;
using State = ProxyHandshake::State;

namespace {

void require(bool claim)
{
    if (!claim)
        std::abort();
}

struct Outcome
{
    State state = State::NeedMore;
    std::size_t consumed = 0;
    std::string errorText;

    bool operator==(const Outcome &) const = default;
};

Outcome run(const ProxyUrl &proxy, std::string_view input, std::size_t step)
{
    ProxyHandshake handshake(proxy, "api.test", 443);
    Outcome outcome;
    while (outcome.consumed < input.size() && handshake.state() == State::NeedMore) {
        handshake.sent(handshake.toSend().size());
        const std::string_view piece = input.substr(outcome.consumed, step);
        const ProxyHandshake::Progress progress = handshake.feed(piece);
        require(progress.consumed <= piece.size());
        require(progress.state != State::NeedMore || progress.consumed == piece.size());
        outcome.consumed += progress.consumed;
    }
    outcome.state = handshake.state();
    outcome.errorText = handshake.error().english();
    require((outcome.state == State::Failed) == !outcome.errorText.empty());
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    static const ProxyUrl kProxies[] = {
        *ProxyUrl::parse("http://proxy.test"),
        *ProxyUrl::parse("http://me:secret@proxy.test"),
        *ProxyUrl::parse("socks5://proxy.test"),
        *ProxyUrl::parse("socks5://me:secret@proxy.test"),
    };
    const ProxyUrl &proxy = kProxies[data[0] & 3];
    const std::size_t step = std::max<std::size_t>(1, data[0] >> 2);
    const std::string_view input(reinterpret_cast<const char *>(data + 1), size - 1);
    require(run(proxy, input, step) == run(proxy, input, size));
    if (auto parsed = ProxyUrl::parse(input)) {
        auto again = ProxyUrl::parse(parsed->toString());
        require(again.has_value() && again->host == parsed->host && again->port == parsed->port);
    }
    return 0;
}
