// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/watch_desk.h"

#include "relay/base/clock.h"
#include "relay/base/log.h"
#include "relay/model/phrase.h"
#include "relay/service/reply_delivery.h"

namespace relay::service {

void WatchDesk::look(const Look &look)
{
    std::vector<api::Event> events = m_rules.judge(look.limits, look.figures, look.now, look.unixMs);
    const std::uint64_t slow = look.slowRequests - m_slowTold;
    const bool toldLately = m_slowToldAt != SteadyTime{} && look.now - m_slowToldAt < kSlowPeriod;
    if (slow > 0 && !toldLately) {
        m_slowTold = look.slowRequests;
        m_slowToldAt = look.now;
        events.push_back(
            {.atMs = look.unixMs,
             .kind = api::EventKind::SlowRequests,
             .subject = {},
             .text = model::phrase("slow.event", slow, std::to_string(look.slowThreshold.count()))});
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_alerts = m_rules.rows();
    }
    for (api::Event &event : events)
        post(std::move(event));
}

void WatchDesk::post(api::Event event)
{
    const std::string text = event.text.english();
    if (event.subject == AlertRules::kLedger) {
        // The writer has its own lines.
    } else if (event.kind == api::EventKind::AlertRecovered)
        log::sys().info("alert {} is over: {}", event.subject, text);
    else if (event.kind == api::EventKind::DatabaseRestored || event.kind == api::EventKind::UpdateAvailable)
        log::sys().info("{}", text);
    else if (event.kind == api::EventKind::AlertRaised)
        log::sys().warn("alert {}: {}", event.subject, text);
    else if (event.kind != api::EventKind::SlowRequests) // each has its own line
        log::sys().warn("{}", text);
    std::vector<Listener> listeners;
    {
        const std::scoped_lock lock(m_mutex);
        event.id = ++m_lastId;
        m_events.push_back(event);
        if (m_events.size() > kKeptEvents)
            m_events.pop_front();
        std::erase_if(m_listeners, [](const Listener &listener) { return listener.context.isNull(); });
        listeners = m_listeners;
    }
    for (const Listener &listener : listeners)
        listener.tell(event);
}

std::vector<api::AlertRow> WatchDesk::alerts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_alerts;
}

std::vector<api::Event> WatchDesk::events(std::int64_t afterId) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<api::Event> events;
    for (const api::Event &event : m_events)
        if (event.id > afterId)
            events.push_back(event);
    return events;
}

api::GuardSnapshot WatchDesk::guard() const
{
    return m_guard ? m_guard->snapshot(Clock::system().steady()) : api::GuardSnapshot{};
}

void WatchDesk::keepChange(std::int64_t entry)
{
    if (m_guard)
        m_guard->forget(entry);
}

void WatchDesk::onEvent(QObject *context, std::function<void(const api::Event &)> told)
{
    Listener listener{.context = context,
                      .tell = onThreadOf<api::Event>(
                          context, m_relayRoot,
                          [told = std::move(told)](const Result<api::Event> &event) { told(*event); })};
    const std::scoped_lock lock(m_mutex);
    m_listeners.push_back(std::move(listener));
}

} // namespace relay::service
