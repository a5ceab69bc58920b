// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/request_head.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::admin {

class AdminRequest;

// Statuses, each once; 0: none.
using RouteErrors = std::array<int, 4>;

enum class Access { AdminKey, AdminKeyUnlessLoopback, Anyone };

struct Route
{
    http::Method method;
    std::string_view pattern; // {id}: a positive number, at the end; {name}: one segment, percent-encoded
    void (*run)(AdminRequest &request);
    RouteErrors errors = {}; // that are its own; API.md has an example of each
    Access access = Access::AdminKey;
};

struct RouteMatch
{
    const Route *route = nullptr;   // null: see allow
    std::optional<std::int64_t> id; // of the path
    std::string name;               // likewise, decoded
    std::string allow;              // the methods that this path takes; empty: no such path
};

// HEAD is served where GET is; a closing slash makes no difference. Thread-safe.
RouteMatch findRoute(http::Method method, std::string_view path);

struct RouteName
{
    std::string_view method;
    std::string_view pattern;
    RouteErrors errors; // see Route
};

// Of those that any route can give: no token, a stranger, a wrong method, a body that is too large, a disk
// that fails, a database that is held.
bool isCommonError(int status);
bool mayAnswer(const Route &route, int error);

// All there are, in the order of the table.
std::vector<RouteName> routeNames();

// See AdminHandler::takes().
bool isAdminPath(std::string_view path);

} // namespace relay::admin
