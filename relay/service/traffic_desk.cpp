// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/traffic_desk.h"

#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/service/listen_trial.h"
#include "relay/service/relay_loop.h"
#include "relay/service/reply_delivery.h"

#include <utility>

namespace relay::service {

using namespace Qt::StringLiterals;

TrafficDesk::TrafficDesk(Parts parts)
    : m_parts(std::move(parts))
    , m_paused(m_parts.paused)
{
}

void TrafficDesk::setPaused(bool paused)
{
    if (m_paused.exchange(paused) != paused)
        log::sys().info(paused ? "paused: clients are answered 503" : "resumed");
}

std::optional<api::Knock> TrafficDesk::lastKnock() const
{
    const std::optional<pipeline::KnockSlot::Seen> seen = m_knocks.latest();
    if (!seen)
        return std::nullopt;
    const Clock &clock = Clock::system();
    const auto ago = std::chrono::duration_cast<std::chrono::milliseconds>(clock.steady() - seen->at);
    return knockOf(*seen, clock.unixMs() - ago.count(), m_parts.facts);
}

template <typename T>
void TrafficDesk::ask(QObject *context, api::Reply<T> reply, std::function<Result<T>(RelayLoop &)> question)
{
    const api::Reply<T> told = onThreadOf(context, m_parts.relayRoot, std::move(reply));
    if (!m_parts.onLoop([told, question = std::move(question)](RelayLoop &loop) { told(question(loop)); }))
        told(Error{ErrorKind::Unavailable,
                   said(QT_TRANSLATE_NOOP("Phrases", "this needs a running relay: start trayrelay first"))});
}

void TrafficDesk::channelHealth(QObject *context, api::Reply<std::vector<api::ChannelHealth>> reply)
{
    using All = std::vector<api::ChannelHealth>;
    ask<All>(context, std::move(reply),
             [](const RelayLoop &loop) -> Result<All> { return loop.channelHealth(); });
}

void TrafficDesk::route(std::string model, QObject *context, api::Reply<api::Route> reply)
{
    ask<api::Route>(context, std::move(reply),
                    [model = std::move(model)](const RelayLoop &loop) { return loop.route(model); });
}

// Where we listen ourselves another address of ours is free once we have left: nobody else can have it.
bool TrafficDesk::isOurs(std::uint16_t port) const
{
    return port != 0 && port == m_parts.facts().port;
}

void TrafficDesk::tryListen(std::string address, std::uint16_t port, QObject *context, api::Reply<bool> reply)
{
    const api::Reply<bool> told = onThreadOf(context, m_parts.relayRoot, std::move(reply));
    const auto trial = [this, told, address = std::move(address), port] {
        if (!isOurs(port))
            return told(tryListenOn(address, port, m_parts.portHolder));
        const Result<net::HostAddress> where = listenAddress(address, port);
        told(where ? Result<bool>(true) : where.error());
    };
    if (!m_parts.aside(trial))
        told(Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))});
}

Result<void> TrafficDesk::restart()
{
    if (!m_parts.beginAnew)
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "no relay runs that could begin anew"))};
    m_parts.beginAnew();
    return {};
}

} // namespace relay::service
