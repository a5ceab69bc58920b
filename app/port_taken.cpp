// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/port_taken.h"

#include "app/platform/port_holder.h"
#include "relay/base/phrase.h"

namespace app {

using namespace Qt::StringLiterals;
using relay::said;

relay::Saying whoListens(std::uint16_t port)
{
    const std::optional<platform::PortHolder> holder = platform::portHolder(port);
    if (!holder)
        return {};
    if (!holder->name.startsWith("trayrelay"_L1))
        return said(QT_TRANSLATE_NOOP("Phrases", "%1 (process %2)"), holder->name, holder->processId);
    if (holder->dataDirectory.isEmpty())
        return said(QT_TRANSLATE_NOOP("Phrases", "another TrayRelay (process %1)"), holder->processId);
    return said(QT_TRANSLATE_NOOP("Phrases", "another TrayRelay (process %1, data directory %2)"),
                holder->processId, holder->dataDirectory);
}

bool isAboutThePort(const relay::Error &error)
{
    return error.kind == relay::ErrorKind::Conflict || error.kind == relay::ErrorKind::Forbidden;
}

relay::Phrase portTaken(const relay::Error &error, std::uint16_t port)
{
    if (error.kind == relay::ErrorKind::Forbidden)
        return said(QT_TRANSLATE_NOOP("Phrases",
                                      "%1: the system keeps port %2 for itself or for its administrator. "
                                      "Choose another one: --port N, or PORT=N in .env"),
                    error, port);
    const relay::Saying holder = whoListens(port);
    return said(
        QT_TRANSLATE_NOOP("Phrases",
                          "%1, by %2. Quit that one, or choose another port: --port N, or PORT=N in .env"),
        error,
        holder.empty() ? relay::Saying(said(QT_TRANSLATE_NOOP("Phrases", "a program of another user")))
                       : holder);
}

} // namespace app
