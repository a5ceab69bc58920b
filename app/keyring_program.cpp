// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keyring_program.h"

#include "app/platform/surroundings.h"

#include <QFileInfo>

namespace app {

using namespace Qt::StringLiterals;

std::shared_ptr<relay::platform::Keyring> systemKeyring()
{
    QString program = qEnvironmentVariable("TRAYRELAY_KEYRING_PROGRAM");
    if (program.isEmpty()) { // beside us in a build tree, in lib/ of an installation
        const QString here = platform::programDirectory();
        const QString beside = here % u"/trayrelay_keyring"_s;
        program = QFileInfo::exists(beside) ? beside : here % u"/../lib/trayrelay/trayrelay_keyring"_s;
    }
    return relay::platform::systemKeyring(program);
}

} // namespace app
