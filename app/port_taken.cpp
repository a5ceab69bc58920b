// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/port_taken.h"

#include "app/platform/port_holder.h"
#include "relay/base/phrase.h"
#include "relay/service/listen_trial.h"

namespace app {

using namespace Qt::StringLiterals;
using relay::said;

namespace {

constexpr std::uint16_t kLeastFree = 1024; // below, the administrator's
constexpr std::uint16_t kUsualPort = 3000;
constexpr std::uint32_t kMostPort = 65535;
constexpr std::uint32_t kTried = 50;

relay::Saying holderOf(std::uint16_t port)
{
    const relay::Saying holder = whoListens(port);
    return holder.empty() ? relay::Saying(said(QT_TRANSLATE_NOOP("Phrases", "a program of another user")))
                          : holder;
}

} // namespace

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
    return said(
        QT_TRANSLATE_NOOP("Phrases",
                          "%1, by %2. Quit that one, or choose another port: --port N, or PORT=N in .env"),
        error, holderOf(port));
}

// Without the system's own words for it, which have no translation.
relay::Phrase portTakenInWindow(const relay::Error &error, std::uint16_t port)
{
    if (error.kind == relay::ErrorKind::Forbidden)
        return said(QT_TRANSLATE_NOOP("Phrases",
                                      "TrayRelay cannot start at port %1: the system keeps it for itself or "
                                      "for its administrator."),
                    port);
    return said(QT_TRANSLATE_NOOP("Phrases",
                                  "TrayRelay cannot start at port %1: it is taken, by %2. Quit that "
                                  "one and try again, or use another port."),
                port, holderOf(port));
}

std::optional<std::uint16_t> freePortBeside(const std::string &address, std::uint16_t port)
{
    const std::uint32_t first = port < kLeastFree ? kUsualPort : port + 1U;
    for (std::uint32_t one = first; one < first + kTried && one <= kMostPort; ++one) {
        if (relay::service::tryListenOn(address, static_cast<std::uint16_t>(one), {}))
            return static_cast<std::uint16_t>(one);
    }
    return std::nullopt;
}

} // namespace app
