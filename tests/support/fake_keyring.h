// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/keyring.h"

#include <functional>
#include <map>
#include <string>

namespace tests {

// A keyring in memory that refuses when it is told to. For one thread at a time.
class FakeKeyring final : public relay::platform::Keyring
{
public:
    using Error = relay::Error;

    std::map<std::string, std::string> items;
    bool locked = false;
    bool refusesToKeep = false;
    bool garbles = false;                         // gives back something else than it was given
    std::function<void(const char *call)> before; // each call

    std::string name() const override { return "the test's keyring"; }

    relay::Result<void> look() override { return usable("look"); }

    relay::Result<std::string> secret(const std::string &item) override
    {
        if (const relay::Result<void> may = usable("secret"); !may)
            return may.error();
        const auto found = items.find(item);
        if (found == items.end())
            return Error{relay::ErrorKind::NotFound, QStringLiteral("no such entry")};
        return garbles ? std::string(found->second.size(), '7') : found->second;
    }

    relay::Result<void> keep(const std::string &item, const std::string &secret) override
    {
        if (const relay::Result<void> may = usable("keep"); !may)
            return may;
        if (refusesToKeep)
            return Error{relay::ErrorKind::Unavailable, QStringLiteral("it takes nothing")};
        items[item] = secret;
        return {};
    }

    relay::Result<void> forget(const std::string &item) override
    {
        if (const relay::Result<void> may = usable("forget"); !may)
            return may;
        items.erase(item);
        return {};
    }

private:
    relay::Result<void> usable(const char *call) const
    {
        if (before)
            before(call);
        if (locked)
            return Error{relay::ErrorKind::Unavailable, QStringLiteral("the test's keyring is locked")};
        return {};
    }
};

} // namespace tests
