// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_relay.h"

#include "app/bench_launch.h"
#include "app/single_instance.h"

#include <chrono>
#include <utility>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;

constexpr auto kAnswerPatience = 2s;
constexpr int kEndPatienceMs = 20'000; // it drains, flushes and checkpoints

} // namespace

BenchRelay::BenchRelay(QString dataDir, QString envFile, BenchPause &pause)
    : m_dataDir(std::move(dataDir))
    , m_envFile(std::move(envFile))
    , m_pause(pause)
{
}

BenchRelay::~BenchRelay()
{
    m_process.disconnect();
    if (m_process.state() == QProcess::NotRunning)
        return;
    static_cast<void>(SingleInstance::ask(m_dataDir, {{u"command"_s, u"quit"_s}}, kAnswerPatience));
    if (!m_process.waitForFinished(kEndPatienceMs))
        m_process.kill();
    m_process.waitForFinished();
}

Result<void> BenchRelay::start()
{
    QString told;
    const Launch launched = launchRelay(m_process, m_dataDir, m_envFile, m_pause, told);
    if (launched == Launch::Listens)
        return {};
    if (launched == Launch::Ended)
        return Error{ErrorKind::Unavailable,
                     u"none runs with the data directory "_s % m_dataDir %
                         u", and none could be started: "_s %
                         QString::fromUtf8(m_process.readAllStandardError()).trimmed().right(2000)};
    return Error{ErrorKind::Unavailable,
                 m_pause.endWished() ? u"interrupted"_s : u"the relay that was started does not listen"_s};
}

} // namespace app
