// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/port_taken.h"

#include "app/platform/port_holder.h"

namespace app {

using namespace Qt::StringLiterals;

QString whoListens(std::uint16_t port)
{
    const std::optional<platform::PortHolder> holder = platform::portHolder(port);
    if (!holder)
        return {};
    const QString process = u"process "_s % QString::number(holder->processId);
    if (!holder->name.startsWith("trayrelay"_L1))
        return holder->name % u" ("_s % process % u')';
    const QString place =
        holder->dataDirectory.isEmpty() ? QString() : u", data directory "_s % holder->dataDirectory;
    return u"another TrayRelay ("_s % process % place % u')';
}

bool isAboutThePort(const relay::Error &error)
{
    return error.kind == relay::ErrorKind::Conflict || error.kind == relay::ErrorKind::Forbidden;
}

QString portTaken(const relay::Error &error, std::uint16_t port)
{
    if (error.kind == relay::ErrorKind::Forbidden)
        return error.message % u": the system keeps port "_s % QString::number(port) %
               u" for itself or for its administrator. Choose another one: --port N, or PORT=N in .env"_s;
    const QString holder = whoListens(port);
    const QString who = holder.isEmpty() ? u"a program of another user"_s : holder;
    return error.message % u", by "_s % who %
           u". Quit that one, or choose another port: --port N, or PORT=N in .env"_s;
}

} // namespace app
