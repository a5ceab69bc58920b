// SPDX-License-Identifier: GPL-3.0-or-later
// A Host and an Origin, a line each, and both as addresses: only names that nobody else can own are let in.
#include "relay/access/host_check.h"
#include "relay/access/ip_address.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

using namespace relay::access;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const HostCheck check({"desk"}, {"https://app.example"});
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const std::size_t half = std::min(text.find('\n'), text.size());
    const fuzz::Exact host(text.substr(0, half));
    const fuzz::Exact origin(text.substr(std::min(half + 1, text.size())));
    if (check.check(host.view(), origin.view())) {
        (void)check.corsHeaders(origin.view());
        for (const auto &[name, value] : check.preflightHeaders(origin.view(), host.view(), true))
            require(!name.empty());
    }
    require(!check.check(std::string(host.view()) + ".evil.example", {}));
    require(!check.check("localhost", "https://" + std::string(host.view()) + ".evil.example"));

    for (const std::string_view part : {host.view(), origin.view()}) {
        const auto address = IpAddress::parse(part);
        if (const auto subnet = Subnet::parse(part)) {
            require(subnet->prefixBits >= 0 && subnet->prefixBits <= 128 && subnet->contains(subnet->base));
            require(!address || subnet->contains(*address));
        }
        if (const auto subnets = parseSubnets(part)) {
            for (const Subnet &subnet : *subnets)
                require(subnet.contains(subnet.base));
        }
    }
    return 0;
}
