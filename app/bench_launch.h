// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench_pause.h"

#include <QString>

class QProcess;

namespace app {

enum class Launch {
    Listens,
    Ended,
    Silent, // not in time, or somebody wished the end
};

// Starts this same program in `process`: headless, at any port, ending with this one. Waits until it listens;
// `told` is then what it wrote. `envFile` empty: that of the data directory. For the gui thread.
Launch launchRelay(QProcess &process, const QString &dataDir, const QString &envFile, BenchPause &pause,
                   QString &told);

} // namespace app
