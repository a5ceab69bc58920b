// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/relay_core.h"

// What is looked at once a second, on the thread `watch`.
namespace relay::service {

namespace {

constexpr std::chrono::seconds kLookPeriod{1};

} // namespace

void RelayCore::startWatch()
{
    m_probe.look(m_store->counters(), m_store->path());
    m_watch.start(kLookPeriod, [this] { lookAround(); });
}

void RelayCore::lookAround()
{
    m_probe.look(m_store->counters(), m_store->path());
}

void RelayCore::fillRuntime(api::RuntimeFigures &runtime) const
{
    m_probe.fill(runtime);
    if (QThread::currentThread() == &m_relayThread && m_loop)
        m_loop->refreshFigures();
    runtime.clientConnections = m_figures.clientConnections;
    runtime.upstreamConnections = m_figures.upstreamConnections;
    runtime.upstreamIdle = m_figures.upstreamIdle;
    runtime.upstreamWaiting = m_figures.upstreamWaiting;
    runtime.liveExchanges = m_figures.liveExchanges;
    runtime.loopLagUs = static_cast<double>(m_figures.lagNs) / 1000.0;
    runtime.loopLagMaxUs = static_cast<double>(m_figures.worstLagNs) / 1000.0;
    if (!m_ledger)
        return;
    const ledger::LedgerFigures ledger = m_ledger->figures();
    runtime.journalDepth = ledger.depth;
    runtime.journalBytes = ledger.capacityBytes;
    runtime.journalUsedBytes = ledger.usedBytes;
    const storage::DatabaseCounters &counters = m_store->counters();
    runtime.dbQueries = counters.queries;
    runtime.dbReads = counters.reads;
    runtime.dbWriteTransactions = counters.writeTransactions;
    runtime.dbAverageUs = runtime.dbQueries == 0 ? 0
                                                 : static_cast<double>(counters.nanoseconds) / 1000.0 /
                                                       static_cast<double>(runtime.dbQueries);
}

} // namespace relay::service
