// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/quit_signals.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace app::platform {

namespace {

// The handler may do nothing but write to this pipe, so it must reach it without an object.
std::atomic<int> g_writeEnd{-1};
std::atomic<bool> g_wished{false};

void onSignal(int)
{
    g_wished.store(true, std::memory_order_relaxed);
    const char byte = 1;
    const ssize_t written = ::write(g_writeEnd.load(std::memory_order_relaxed), &byte, 1);
    static_cast<void>(written); // full: a request to quit is in it already
}

void install(int number, int flags)
{
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART | flags;
    ::sigaction(number, &action, nullptr);
}

} // namespace

struct QuitSignals::State
{
    std::array<int, 2> ends{-1, -1};
    std::unique_ptr<QSocketNotifier> notifier;
};

QuitSignals::QuitSignals()
    : m_state(std::make_unique<State>())
{
    ::signal(SIGPIPE, SIG_IGN);
    if (::pipe2(m_state->ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // the signals keep their default: the process ends, the journal keeps the records
    g_wished = false;
    g_writeEnd = m_state->ends[1];
    install(SIGTERM, 0);
    struct sigaction present = {};
    if (::sigaction(SIGHUP, nullptr, &present) == 0 && present.sa_handler != SIG_IGN) // nohup
        install(SIGHUP, 0);
    install(SIGINT, int(SA_RESETHAND));
}

bool QuitSignals::wished() const
{
    return g_wished.load(std::memory_order_relaxed);
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): the second is for Windows
void QuitSignals::deliverTo(std::function<void()> onQuit, std::function<void()>)
{
    const int readEnd = m_state->ends[0];
    if (readEnd < 0)
        return;
    m_state->notifier = std::make_unique<QSocketNotifier>(readEnd, QSocketNotifier::Read);
    QObject::connect(m_state->notifier.get(), &QSocketNotifier::activated, m_state->notifier.get(),
                     [readEnd, onQuit = std::move(onQuit)] {
                         std::array<char, 16> bytes{};
                         while (::read(readEnd, bytes.data(), bytes.size()) > 0) {
                         }
                         onQuit();
                     });
}

QuitSignals::~QuitSignals()
{
    if (m_state->ends[0] < 0)
        return;
    for (const int number : {SIGTERM, SIGHUP, SIGINT})
        ::signal(number, SIG_DFL);
    g_writeEnd = -1;
    m_state->notifier.reset();
    ::close(m_state->ends[0]);
    ::close(m_state->ends[1]);
}

} // namespace app::platform
