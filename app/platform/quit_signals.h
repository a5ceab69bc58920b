// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace app::platform {

// Keeps the system's wish that the program ends (SIGTERM, SIGINT, a closed console) from the moment that it
// is made, and turns it into one call in the main thread's event loop, once there is one. A second SIGINT
// ends the process at once. Where the system kills whoever has heard of the session's end and goes on for
// some seconds, onSessionEnd is called, and all is done when it returns. One at a time. Lives on gui.
class QuitSignals final
{
public:
    QuitSignals();
    ~QuitSignals();
    QuitSignals(const QuitSignals &) = delete;
    QuitSignals &operator=(const QuitSignals &) = delete;

    bool wished() const;
    // Also a wish from before; wants an application object.
    void deliverTo(std::function<void()> onQuit, std::function<void()> onSessionEnd = {});

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace app::platform
