// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <QString>

#include <cstdint>
#include <functional>

namespace relay::api {
class RelayService;
}

namespace ui::models {
class Desktop;
}

namespace ui::shell {

// What the user wants of a start that failed.
enum class AfterFailure { Leave, TryAgain, UseOtherPort };

// The desktop side of the program as its composition root sees it: application object, window and tray.
// In a module of its own, so that nothing of it is loaded without a display. Lives on gui.
class Shell
{
public:
    virtual ~Shell() = default;

    virtual void useSettingsOf(const QString &dataDirectory) = 0; // language, colours: before all else
    virtual void onQuit(std::function<void()> quit) = 0;          // the user asks to leave
    virtual void onSessionEnd(std::function<void()> end) = 0;     // log-off: all is written when it returns
    virtual void attach(relay::api::RelayService &service, models::Desktop &desktop) = 0;
    virtual void announceRestart() = 0; // the service ends once answers have, and another one comes
    virtual void detach() = 0;          // before the service goes
    // The relay runs now. Minimized, or if the user wants it so: no window, where there is a tray to open it
    // from.
    virtual void start(bool minimized) = 0;
    virtual void open() = 0;  // the window, in front
    virtual void leave() = 0; // nothing of us stays on the screen, though the process still drains
    // Returns when it was answered; where nobody can see it, after a while. `otherPort`: one that would do
    // (0: none).
    virtual AfterFailure showFailure(const relay::Saying &sentence, std::uint16_t otherPort) = 0;
    virtual int exec() = 0;
};

// The module's one exported function; null if it was built for another version of the program.
using ShellFactory = Shell *(*)(int &argc, char **argv, const char *version);
constexpr const char *kShellFactoryName = "trayrelayCreateShell";

} // namespace ui::shell
