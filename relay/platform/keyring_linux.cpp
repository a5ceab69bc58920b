// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/child_keyring.h"

namespace relay::platform {

std::unique_ptr<Keyring> systemKeyring(const QString &program)
{
    return std::make_unique<ChildKeyring>(QT_TRANSLATE_NOOP("Phrases", "the keyring (Secret Service)"),
                                          program);
}

} // namespace relay::platform
