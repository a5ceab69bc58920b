// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench_pause.h"
#include "relay/bench/load_thread.h"

#include <QString>

namespace app {

// Runs loads to their end, or to the user's wish; one moving line on standard error says how far it is, where
// that is a terminal. Lives on gui.
class BenchLoad final
{
public:
    // inLines: it says so line by line, whatever reads it.
    explicit BenchLoad(BenchPause &pause, bool inLines = false);

    relay::bench::LoadReport run(const relay::bench::LoadPlan &plan, const QString &title);

private:
    void showProgress(const QString &title, std::uint64_t wanted) const;

    BenchPause &m_pause;
    relay::bench::LoadThread m_thread;
    const bool m_inLines;
    const bool m_shown;
};

// Sockets for so many at once, upstream's included; raises this process's limit. An error says what lacks.
relay::Result<void> provideDescriptors(std::uint64_t concurrency);

} // namespace app
