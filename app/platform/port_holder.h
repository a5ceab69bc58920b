// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace app::platform {

struct PortHolder
{
    qint64 processId = 0;
    QString name;          // the program's
    QString dataDirectory; // of one of us; empty: it is none, or the system does not tell
};

// Who listens on a TCP port of this machine; nothing where the system does not tell, as of another user's
// process. Looks at every process: for an error message. Reentrant.
std::optional<PortHolder> portHolder(quint16 port);

} // namespace app::platform
