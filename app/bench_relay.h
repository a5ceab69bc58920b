// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench_pause.h"
#include "relay/base/result.h"

#include <QProcess>
#include <QString>

namespace app {

// The relay of a data directory where none runs: this same program, headless and at any port, for as long as
// a measurement takes. Lives on gui.
class BenchRelay final
{
public:
    BenchRelay(QString dataDir, QString envFile, BenchPause &pause);
    ~BenchRelay(); // has it leave, and waits
    Q_DISABLE_COPY_MOVE(BenchRelay)

    relay::Result<void> start(); // until it listens

private:
    QString m_dataDir;
    QString m_envFile; // empty: that of the data directory
    BenchPause &m_pause;
    QProcess m_process;
};

} // namespace app
