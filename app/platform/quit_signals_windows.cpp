// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/quit_signals.h"

#include <windows.h>

#include <QCoreApplication>
#include <QObject>

#include <atomic>

namespace app::platform {

namespace {

std::atomic<bool> g_wished{false};
std::atomic<QObject *> g_receiver{nullptr};
std::atomic<std::function<void()> *> g_onQuit{nullptr};

// Called by the system on a thread of its own. For a closed console or a log-off the process is ended
// when this returns, so it waits there; the drain takes at most 10 s.
BOOL WINAPI onControl(DWORD event)
{
    g_wished = true;
    QObject *receiver = g_receiver.load();
    std::function<void()> *onQuit = g_onQuit.load();
    if (receiver && onQuit)
        QMetaObject::invokeMethod(
            receiver, [call = *onQuit] { call(); }, Qt::QueuedConnection);
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        ::Sleep(INFINITE);
    return TRUE;
}

} // namespace

struct QuitSignals::State
{
    QObject receiver;
    std::function<void()> onQuit;
};

QuitSignals::QuitSignals()
    : m_state(std::make_unique<State>())
{
    g_wished = false;
    ::SetConsoleCtrlHandler(onControl, TRUE);
}

bool QuitSignals::wished() const
{
    return g_wished;
}

void QuitSignals::deliverTo(std::function<void()> onQuit)
{
    m_state->onQuit = std::move(onQuit);
    g_onQuit = &m_state->onQuit;
    g_receiver = &m_state->receiver;
    if (g_wished)
        QMetaObject::invokeMethod(
            &m_state->receiver, [call = m_state->onQuit] { call(); }, Qt::QueuedConnection);
}

QuitSignals::~QuitSignals()
{
    ::SetConsoleCtrlHandler(onControl, FALSE);
    g_receiver = nullptr;
    g_onQuit = nullptr;
}

} // namespace app::platform
