// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_relay.h"

#include "app/platform/child_process.h"
#include "app/single_instance.h"

#include <QCoreApplication>

#include <chrono>
#include <utility>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;

constexpr auto kStartPatience = 30s;
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
    QStringList words{u"--headless"_s, u"--port"_s, u"0"_s, u"--data-dir"_s, m_dataDir};
    if (!m_envFile.isEmpty())
        words << u"--env-file"_s << m_envFile;
    m_process.setStandardInputFile(QProcess::nullDevice());
    platform::endWithParent(m_process);
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, m_pause.context(),
                     [this] { m_pause.wake(); });
    QObject::connect(&m_process, &QProcess::stateChanged, m_pause.context(), [this] { m_pause.wake(); });
    m_process.start(QCoreApplication::applicationFilePath(), words);
    const auto deadline = std::chrono::steady_clock::now() + kStartPatience;
    QByteArray said;
    while (std::chrono::steady_clock::now() < deadline && !m_pause.endWished()) {
        said += m_process.readAllStandardOutput();
        if (said.contains("listening on http"))
            return {};
        if (m_process.state() == QProcess::NotRunning)
            return Error{ErrorKind::Unavailable,
                         u"none runs with the data directory "_s % m_dataDir %
                             u", and none could be started: "_s %
                             QString::fromUtf8(m_process.readAllStandardError()).trimmed().right(2000)};
        m_pause.wait(100ms);
    }
    return Error{ErrorKind::Unavailable,
                 m_pause.endWished() ? u"interrupted"_s : u"the relay that was started does not listen"_s};
}

} // namespace app
