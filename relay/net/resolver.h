// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/base/result.h"
#include "relay/net/host_address.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace relay::net {

// Asks the system for a name's addresses. Lives on relay.
class NameLookup
{
public:
    using Answer = std::function<void(Result<std::vector<HostAddress>>)>;

    virtual ~NameLookup() = default;
    virtual int start(const std::string &name, Answer answer) = 0; // answers later, never inside the call
    virtual void abort(int lookup) = 0;

    static std::unique_ptr<NameLookup> system(); // QHostInfo: its threads do the waiting
};

// Finds the addresses of a host, in the order in which they are to be tried: the system's, but with the two
// families in turn, so that a broken IPv6 costs one attempt. Waiters for one name share its lookup. Lives on
// relay.
class Resolver final
{
public:
    static constexpr std::chrono::seconds kLifetime{30}; // QHostInfo hides the record's own

    using Request = std::uint64_t; // 0: nothing is under way
    using Callback = NameLookup::Answer;

    explicit Resolver(const Clock &clock = Clock::system(),
                      std::unique_ptr<NameLookup> lookup = NameLookup::system());
    ~Resolver(); // calls nobody back
    Resolver(const Resolver &) = delete;
    Resolver &operator=(const Resolver &) = delete;

    // Addresses come with port 0. Literals, localhost and names found in the last kLifetime are answered
    // inside the call, which then returns 0; otherwise the callback comes from the event loop.
    Request resolve(std::string_view host, Callback callback);
    void cancel(Request request); // its callback does not come any more

private:
    struct Waiter
    {
        Request request;
        Callback callback;
    };
    struct Lookup
    {
        int id = 0;
        SteadyTime started;
        std::vector<Waiter> waiters;
    };
    struct Entry
    {
        std::vector<HostAddress> addresses;
        SteadyTime found;
    };

    void finish(const std::string &name, const Result<std::vector<HostAddress>> &answer);
    void dropOld(SteadyTime now);

    const Clock &m_clock;
    std::unique_ptr<NameLookup> m_lookup;
    std::unordered_map<std::string, Lookup> m_running;
    std::unordered_map<std::string, Entry> m_cache;
    std::vector<Waiter> m_answering; // here, not on the stack, so that a callback can cancel one of them
    Request m_lastRequest = 0;
};

} // namespace relay::net
