// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ui_module.h"

#include "app/platform/surroundings.h"

#include <QLibrary>

namespace app {

using namespace Qt::StringLiterals;

relay::Result<std::unique_ptr<ui::shell::Shell>> loadShell(int &argc, char **argv)
{
    const QString here = platform::programDirectory();
    QString trouble;
    // Beside the program in a build tree and on Windows, in lib/ of an installation.
    for (const QString &place : {u"/trayrelay_ui"_s, u"/../lib/trayrelay/trayrelay_ui"_s}) {
        const QString path = here % place;
        QLibrary library(path);
        if (!library.load()) {
            if (trouble.isEmpty() || !library.errorString().contains("No such file"_L1))
                trouble = library.errorString();
            continue;
        }
        // QFunctionPointer to the declared type: the one conversion that a plug-in interface needs.
        const auto factory =
            reinterpret_cast<ui::shell::ShellFactory>(library.resolve(ui::shell::kShellFactoryName));
        ui::shell::Shell *shell = factory ? factory(argc, argv, TRAYRELAY_VERSION) : nullptr;
        if (shell)
            return std::unique_ptr<ui::shell::Shell>(shell);
        trouble = path % u" belongs to another version"_s;
    }
    return relay::Error{relay::ErrorKind::Internal, u"the window cannot be loaded ("_s % trouble %
                                                        u"); trayrelay --headless runs without it"_s};
}

} // namespace app
