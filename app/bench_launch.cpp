// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_launch.h"

#include "app/platform/child_process.h"

#include <QCoreApplication>
#include <QProcess>

#include <chrono>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kStartPatience = 30s;

// Its whole line has come.
bool listens(const QString &told)
{
    const qsizetype line = told.indexOf("listening on http"_L1);
    return line >= 0 && told.indexOf(u'\n', line) >= 0;
}

} // namespace

Launch launchRelay(QProcess &process, const QString &dataDir, const QString &envFile, BenchPause &pause,
                   QString &told)
{
    QStringList words{u"--headless"_s, u"--port"_s, u"0"_s, u"--data-dir"_s, dataDir};
    if (!envFile.isEmpty())
        words << u"--env-file"_s << envFile;
    process.setStandardInputFile(QProcess::nullDevice());
    platform::endWithParent(process);
    QObject::connect(&process, &QProcess::readyReadStandardOutput, pause.context(),
                     [&pause] { pause.wake(); });
    QObject::connect(&process, &QProcess::stateChanged, pause.context(), [&pause] { pause.wake(); });
    process.start(QCoreApplication::applicationFilePath(), words);
    const auto deadline = std::chrono::steady_clock::now() + kStartPatience;
    while (std::chrono::steady_clock::now() < deadline && !pause.endWished()) {
        told += QString::fromUtf8(process.readAllStandardOutput());
        if (listens(told))
            return Launch::Listens;
        if (process.state() == QProcess::NotRunning)
            return Launch::Ended;
        pause.wait(100ms);
    }
    return Launch::Silent;
}

} // namespace app
