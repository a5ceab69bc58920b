// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace app::platform {

// Turns the system's wish that the program ends (SIGTERM, SIGINT, a closed console) into one call in
// the main thread's event loop. A second SIGINT ends the process at once. One at a time. Lives on gui.
class QuitSignals final
{
public:
    explicit QuitSignals(std::function<void()> onQuit);
    ~QuitSignals();
    QuitSignals(const QuitSignals &) = delete;
    QuitSignals &operator=(const QuitSignals &) = delete;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace app::platform
