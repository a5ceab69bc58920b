// SPDX-License-Identifier: GPL-3.0-or-later
// Two ways: a console's events (Ctrl-C, a closed console, for a console program also the log-off), which come
// on a thread of the system's, and WM_ENDSESSION to any top-level window, also to one that nobody sees.
#include "app/platform/quit_signals.h"

#include <windows.h>

#include <QCoreApplication>
#include <QObject>

#include <atomic>
#include <mutex>
#include <utility>

namespace app::platform {

namespace {

constexpr wchar_t kWindowClass[] = L"TrayRelaySessionEnd";

std::atomic<bool> g_wished{false};
std::mutex g_receiverLock;
QObject *g_receiver = nullptr; // of the calls, on gui
const std::function<void()> *g_onQuit = nullptr;
const std::function<void()> *g_onSessionEnd = nullptr;

// For a closed console or a log-off the process is ended when this returns, so it waits there for the end of
// main(); after 5 s it is ended nevertheless.
BOOL WINAPI onControl(DWORD event)
{
    if (event == CTRL_C_EVENT && g_wished)
        return FALSE; // the second one ends the process at once
    g_wished = true;
    const bool sessionEnds = event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT;
    {
        const std::lock_guard lock(g_receiverLock);
        if (g_receiver)
            QMetaObject::invokeMethod(
                g_receiver, [call = sessionEnds && *g_onSessionEnd ? *g_onSessionEnd : *g_onQuit] { call(); },
                Qt::QueuedConnection);
    }
    if (sessionEnds)
        ::Sleep(INFINITE);
    return TRUE;
}

LRESULT CALLBACK onMessage(HWND window, UINT message, WPARAM word, LPARAM details)
{
    const auto *const onSessionEnd =
        reinterpret_cast<const std::function<void()> *>(::GetWindowLongPtrW(window, GWLP_USERDATA));
    if (message == WM_QUERYENDSESSION)
        return TRUE;
    if (message == WM_ENDSESSION && word && onSessionEnd && *onSessionEnd) {
        g_wished = true;
        (*onSessionEnd)(); // the process may be ended when this returns
        return 0;
    }
    return ::DefWindowProcW(window, message, word, details);
}

// Not a message-only one: those are told nothing of the session.
HWND makeHiddenWindow(const std::function<void()> *onSessionEnd)
{
    WNDCLASSW description{};
    description.lpfnWndProc = onMessage;
    description.hInstance = ::GetModuleHandleW(nullptr);
    description.lpszClassName = kWindowClass;
    ::RegisterClassW(&description); // once more does no harm
    const HWND window = ::CreateWindowExW(WS_EX_TOOLWINDOW, kWindowClass, L"TrayRelay", WS_POPUP, 0, 0, 0, 0,
                                          nullptr, nullptr, description.hInstance, nullptr);
    if (window)
        ::SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(onSessionEnd));
    return window;
}

} // namespace

struct QuitSignals::State
{
    QObject receiver;
    std::function<void()> onQuit;
    std::function<void()> onSessionEnd;
    HWND window = nullptr;
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

void QuitSignals::deliverTo(std::function<void()> onQuit, std::function<void()> onSessionEnd)
{
    m_state->onQuit = std::move(onQuit);
    m_state->onSessionEnd = std::move(onSessionEnd);
    if (!m_state->window)
        m_state->window = makeHiddenWindow(&m_state->onSessionEnd);
    {
        const std::lock_guard lock(g_receiverLock);
        g_onQuit = &m_state->onQuit;
        g_onSessionEnd = &m_state->onSessionEnd;
        g_receiver = &m_state->receiver;
    }
    if (g_wished)
        QMetaObject::invokeMethod(
            &m_state->receiver, [call = m_state->onQuit] { call(); }, Qt::QueuedConnection);
}

QuitSignals::~QuitSignals()
{
    ::SetConsoleCtrlHandler(onControl, FALSE);
    if (m_state->window)
        ::DestroyWindow(m_state->window);
    const std::lock_guard lock(g_receiverLock);
    g_receiver = nullptr;
    g_onQuit = nullptr;
    g_onSessionEnd = nullptr;
}

} // namespace app::platform
