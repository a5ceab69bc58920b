// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/resolver.h"

#include "relay/base/phrase.h"

#include <algorithm>
#include <utility>

namespace relay::net {

namespace {

using Addresses = std::vector<HostAddress>;

constexpr std::size_t kMaxCachedNames = 256; // upstreams are a handful

std::string normalized(std::string_view host)
{
    if (host.ends_with('.'))
        host.remove_suffix(1);
    std::string result(host);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

// RFC 6761 6.3: names under localhost are the loopback too.
bool isLocalhost(std::string_view name)
{
    return name == "localhost" || name.ends_with(".localhost");
}

// RFC 8305 section 4: the families in turn, beginning with the one that the system put first.
Addresses interleaved(const Addresses &addresses)
{
    Addresses first;
    Addresses second;
    for (const HostAddress &address : addresses)
        (address.isV4() == addresses.front().isV4() ? first : second).push_back(address);
    Addresses result;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size())
            result.push_back(first[i]);
        if (i < second.size())
            result.push_back(second[i]);
    }
    return result;
}

} // namespace

Resolver::Resolver(const Clock &clock, std::unique_ptr<NameLookup> lookup)
    : m_clock(clock)
    , m_lookup(std::move(lookup))
{
}

Resolver::~Resolver()
{
    for (const auto &[name, lookup] : m_running)
        m_lookup->abort(lookup.id);
}

Resolver::Request Resolver::resolve(std::string_view host, Callback callback)
{
    if (const auto literal = HostAddress::parse(host)) {
        callback(Addresses{*literal});
        return 0;
    }
    const std::string name = normalized(host);
    if (name.empty()) {
        callback(Error{ErrorKind::Transient,
                       said(QT_TRANSLATE_NOOP("Phrases", "The host name is empty; check the base URL."))});
        return 0;
    }
    if (isLocalhost(name)) {
        callback(Addresses{HostAddress::loopback4(), HostAddress::loopback6()});
        return 0;
    }
    const SteadyTime now = m_clock.steady();
    if (const auto known = m_cache.find(name);
        known != m_cache.end() && now - known->second.found < kLifetime) {
        const Addresses addresses =
            known->second.addresses; // the callback may come back in and drop the entry
        callback(addresses);
        return 0;
    }
    const Request request = ++m_lastRequest;
    const auto [running, isNew] = m_running.try_emplace(name);
    running->second.waiters.push_back({request, std::move(callback)});
    if (isNew) {
        dropOld(now);
        running->second.started = now;
        running->second.id =
            m_lookup->start(name, [this, name](const Result<Addresses> &answer) { finish(name, answer); });
    }
    return request;
}

void Resolver::cancel(Request request)
{
    if (request == 0)
        return;
    const auto isWanted = [request](const Waiter &waiter) { return waiter.request == request; };
    if (std::erase_if(m_answering, isWanted) > 0)
        return;
    for (auto running = m_running.begin(); running != m_running.end(); ++running) {
        auto &waiters = running->second.waiters;
        if (std::erase_if(waiters, isWanted) == 0)
            continue;
        if (waiters.empty()) {
            m_lookup->abort(running->second.id);
            m_running.erase(running);
        }
        return;
    }
}

void Resolver::finish(const std::string &name, const Result<Addresses> &answer)
{
    const auto running = m_running.find(name);
    if (running == m_running.end())
        return;
    Result<Addresses> result = answer;
    if (result && result->empty())
        result = Error{ErrorKind::Transient, said(QT_TRANSLATE_NOOP("Phrases", "%1 has no address."), name)};
    if (result) {
        result = interleaved(*result);
        m_cache.insert_or_assign(name, Entry{*result, running->second.started});
    }
    m_answering = std::move(running->second.waiters);
    m_running.erase(running);
    while (!m_answering.empty()) {
        const Waiter waiter = std::move(m_answering.front());
        m_answering.erase(m_answering.begin());
        waiter.callback(result);
    }
}

void Resolver::dropOld(SteadyTime now)
{
    std::erase_if(m_cache, [now](const auto &item) { return now - item.second.found >= kLifetime; });
    if (m_cache.size() >= kMaxCachedNames)
        m_cache.clear();
}

} // namespace relay::net
