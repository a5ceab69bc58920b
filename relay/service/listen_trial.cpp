// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/listen_trial.h"

#include "relay/base/phrase.h"
#include "relay/net/socket.h"

namespace relay::service {

namespace {

constexpr std::uint16_t kFirstFreePort = 1024; // below it, many systems want an administrator

QString qtText(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

Error taken(const std::string &where, std::uint16_t port, const std::function<Saying(std::uint16_t)> &holder)
{
    const Saying who = holder ? holder(port) : Saying();
    return {
        ErrorKind::Conflict,
        said(QT_TRANSLATE_NOOP("Phrases", "%1 is taken by %2: quit that one, or choose another port"),
             qtText(where),
             who.empty() ? Saying(said(QT_TRANSLATE_NOOP("Phrases", "a program of another user"))) : who)};
}

Error kept(const std::string &where, std::uint16_t port)
{
    return {
        ErrorKind::Forbidden,
        port < kFirstFreePort
            ? said(QT_TRANSLATE_NOOP("Phrases",
                                     "%1: ports below %2 are the administrator's, choose one from %2 on"),
                   where, kFirstFreePort)
            : said(QT_TRANSLATE_NOOP("Phrases", "%1 is reserved by the system: choose another port"), where)};
}

} // namespace

Result<net::HostAddress> listenAddress(const std::string &address, std::uint16_t port)
{
    if (address == "localhost")
        return net::HostAddress::loopback4(port);
    if (const std::optional<net::HostAddress> parsed = net::HostAddress::parse(address, port))
        return *parsed;
    return Error{ErrorKind::BadRequest,
                 said(QT_TRANSLATE_NOOP("Phrases", "LISTEN_ADDRESS %1 is not an IP address: use 127.0.0.1, "
                                                   "or 0.0.0.0 for all of the machine's addresses"),
                      qtText(address))};
}

Result<bool> tryListenOn(const std::string &address, std::uint16_t port,
                         const std::function<Saying(std::uint16_t)> &holder)
{
    const Result<net::HostAddress> where = listenAddress(address, port);
    if (!where)
        return where.error();
    const Result<net::SocketHandle> socket = net::socket::listenOn(*where, 1);
    if (socket) {
        net::socket::close(*socket);
        return true;
    }
    switch (socket.error().kind) {
    case ErrorKind::Conflict:
        return taken(where->toStringWithPort(), port, holder);
    case ErrorKind::Forbidden:
        return kept(where->toStringWithPort(), port);
    case ErrorKind::BadRequest:
        return Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP("Phrases", "this machine has no address %1"), qtText(where->toString()))};
    default:
        return socket.error();
    }
}

} // namespace relay::service
