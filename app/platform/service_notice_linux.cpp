// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/service_notice.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace app::platform {

namespace {

void tell(std::string_view state)
{
    const char *place = std::getenv("NOTIFY_SOCKET");
    const std::string_view path = place ? place : "";
    sockaddr_un address{};
    if (path.size() < 2 || path.size() >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@'))
        return;
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    if (path[0] == '@')
        address.sun_path[0] = '\0'; // a name without a file
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    // Nothing to do about one that does not take it: the service is as ready as it is.
    [[maybe_unused]] const ssize_t sent = ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
                                                   reinterpret_cast<sockaddr *>(&address), size);
    ::close(socket);
}

} // namespace

void tellReady()
{
    tell("READY=1\nSTATUS=serving");
}

void tellStopping()
{
    tell("STOPPING=1\nSTATUS=finishing running answers");
}

} // namespace app::platform
