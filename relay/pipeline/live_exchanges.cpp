// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/gateway.h"
#include "relay/pipeline/shown_path.h"

#include <spdlog/fmt/fmt.h>

namespace relay::pipeline {

std::string_view Exchange::phaseText(Phase phase)
{
    switch (phase) {
    case Phase::Reading:
        return "reading";
    case Phase::Reserving:
        return "setting quota aside";
    case Phase::Waiting:
        return "waiting for the upstream";
    case Phase::Collecting:
        return "collecting its answer";
    case Phase::Passing:
        return "passing it on";
    case Phase::Settling:
        return "waiting for its row";
    case Phase::Ended:
        return "ended";
    }
    return {};
}

std::string Gateway::liveText() const
{
    std::string text = fmt::format("exchanges in progress: {}\n", m_exchanges.size());
    const SteadyTime now = m_context.loop.now();
    for (const auto &exchange : m_exchanges) {
        const std::string_view channel =
            exchange->m_candidate ? std::string_view(exchange->m_candidate->channel->name) : "-";
        text += fmt::format("[c{} r{:x}] {} {} model {} channel {} attempt {}: {} for {:.3f} s\n",
                            exchange->m_connection.id(), exchange->m_requestId, exchange->m_methodText,
                            shownPath(exchange->m_path), exchange->m_facts.model(), channel,
                            exchange->m_attempts.size() + 1, Exchange::phaseText(exchange->m_phase),
                            std::chrono::duration<double>(now - exchange->m_startedAt).count());
    }
    return text;
}

} // namespace relay::pipeline
