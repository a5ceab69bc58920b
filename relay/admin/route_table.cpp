// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/route_table.h"

#include "relay/admin/channel_controller.h"
#include "relay/admin/database_controller.h"
#include "relay/admin/doctor_controller.h"
#include "relay/admin/import_controller.h"
#include "relay/admin/log_controller.h"
#include "relay/admin/metrics_controller.h"
#include "relay/admin/option_controller.h"
#include "relay/admin/preset_controller.h"
#include "relay/admin/price_controller.h"
#include "relay/admin/profile_controller.h"
#include "relay/admin/secret_controller.h"
#include "relay/admin/spend_controller.h"
#include "relay/admin/status_controller.h"
#include "relay/admin/token_controller.h"
#include "relay/admin/traffic_controller.h"
#include "relay/admin/update_controller.h"
#include "relay/admin/watch_controller.h"
#include "relay/api/usage_filter.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <utility>

namespace relay::admin {

namespace {

using http::Method;

// Each with the errors that are its own: those that every route can give are told once, see isCommonError().
constexpr Route kRoutes[] = {
    {Method::Get, "/api", &StatusController::routes},
    {Method::Get, "/api/status", &StatusController::status, {}, Access::Anyone},
    {Method::Get, "/api/health", &StatusController::health, {}, Access::Anyone},

    {Method::Get, "/api/channel", &ChannelController::list},
    {Method::Post, "/api/channel", &ChannelController::create, {400, 409}},
    {Method::Put, "/api/channel", &ChannelController::update, {400, 404, 409}},
    {Method::Get, "/api/channel/providers", &ChannelController::providers},
    {Method::Get, "/api/channel/search", &ChannelController::search},
    {Method::Post, "/api/channel/test", &ChannelController::testDraft, {400, 404, 502}},
    {Method::Post, "/api/channel/models", &ChannelController::draftModels, {400, 404, 502, 504}},
    {Method::Get, "/api/channel/test/{id}", &ChannelController::test, {400, 404, 502}},
    {Method::Post, "/api/channel/test/{id}", &ChannelController::test, {400, 404, 502}},
    {Method::Get, "/api/channel/models/{id}", &ChannelController::upstreamModels, {400, 404, 502, 504}},
    {Method::Get, "/api/channel/{id}", &ChannelController::show, {404}},
    {Method::Put, "/api/channel/{id}", &ChannelController::update, {400, 404, 409}},
    {Method::Delete, "/api/channel/{id}", &ChannelController::remove, {404}},

    {Method::Get, "/api/token", &TokenController::list},
    {Method::Post, "/api/token", &TokenController::create, {400, 409}},
    {Method::Put, "/api/token", &TokenController::update, {400, 404, 409}},
    {Method::Get, "/api/token/search", &TokenController::search},
    {Method::Get, "/api/token/{id}", &TokenController::show, {404}},
    {Method::Put, "/api/token/{id}", &TokenController::update, {400, 404, 409}},
    {Method::Delete, "/api/token/{id}", &TokenController::remove, {404}},

    {Method::Get, "/api/log", &LogController::list, {400}},
    {Method::Get, "/api/log/stat", &LogController::stat, {400}},
    {Method::Get, "/api/log/spend", &SpendController::sums, {400}},
    {Method::Get, "/api/log/export", &LogController::exportCsv, {400}},

    {Method::Get, "/api/price", &PriceController::list},
    {Method::Post, "/api/price", &PriceController::change, {400}},
    {Method::Put, "/api/price", &PriceController::change, {400}},
    {Method::Get, "/api/price/{name}", &PriceController::show, {404}},
    {Method::Put, "/api/price/{name}", &PriceController::change, {400}},
    {Method::Delete, "/api/price/{name}", &PriceController::reset, {404}},

    {Method::Get, "/api/option", &OptionController::list},
    {Method::Put, "/api/option", &OptionController::update, {400, 404, 409}},
    {Method::Get, "/api/option/history", &OptionController::history},
    {Method::Post, "/api/option/undo", &OptionController::undo, {400, 404, 409}},
    {Method::Get, "/api/option/file", &OptionController::fileEdit},
    {Method::Post, "/api/option/file", &OptionController::takeFile, {400, 409}},
    {Method::Put, "/api/option/file", &OptionController::takeFile, {400, 409}},

    {Method::Get, "/api/option/guard", &WatchController::guard},
    {Method::Post, "/api/option/guard", &WatchController::keep, {400}},

    {Method::Get, "/api/preset", &PresetController::list},
    {Method::Get, "/api/preset/{name}/diff", &PresetController::difference, {404}},
    {Method::Post, "/api/preset/{name}/apply", &PresetController::apply, {404, 409}},

    {Method::Get, "/api/database", &DatabaseController::show},
    {Method::Post, "/api/database/checkpoint", &DatabaseController::checkpoint, {400}},
    {Method::Post, "/api/database/integrity_check", &DatabaseController::integrityCheck},
    {Method::Post, "/api/database/vacuum", &DatabaseController::vacuum, {409}},
    {Method::Post, "/api/database/backup", &DatabaseController::backup},
    {Method::Get, "/api/database/backup", &DatabaseController::backups},
    {Method::Post, "/api/database/restore", &DatabaseController::restore, {400, 409}},

    {Method::Get, "/api/doctor", &DoctorController::examine},
    {Method::Post, "/api/doctor/fix/{name}", &DoctorController::fix, {400, 409}},
    {Method::Get, "/api/doctor/report", &DoctorController::report},

    {Method::Get, "/api/profile/{name}", &ProfileController::capture, {400, 404, 409}},

    {Method::Get, "/api/secret", &SecretController::show},
    {Method::Post, "/api/secret", &SecretController::move, {400, 503}},

    {Method::Get, "/api/update", &UpdateController::show},
    {Method::Post, "/api/update/check", &UpdateController::check, {502, 503, 504}},

    {Method::Get, "/api/alert", &WatchController::alerts},
    {Method::Get, "/api/event", &WatchController::events, {400}},

    {Method::Get, "/api/traffic", &TrafficController::show},
    {Method::Get, "/api/traffic/route", &TrafficController::route, {400, 404, 503}},
    {Method::Post, "/api/traffic/pause", &TrafficController::pause},
    {Method::Post, "/api/traffic/resume", &TrafficController::resume},
    {Method::Post, "/api/traffic/try_listen", &TrafficController::tryListen, {400, 403, 409}},
    {Method::Post, "/api/traffic/restart", &TrafficController::restart},

    {Method::Post, "/api/import", &ImportController::oneApi, {400}},

    {Method::Get, "/api/metrics", &MetricsController::show},
    {Method::Get, "/api/metrics/history", &MetricsController::history, {400}},
    {Method::Post, "/api/metrics/reset", &MetricsController::reset},
    {Method::Get, "/metrics", &MetricsController::exposition, {}, Access::AdminKeyUnlessLoopback},
};

constexpr std::array<std::pair<Method, std::string_view>, 4> kMethodNames = {{
    {Method::Get, "GET, HEAD"},
    {Method::Post, "POST"},
    {Method::Put, "PUT"},
    {Method::Delete, "DELETE"},
}};

// Of the paths under /api/ these are Ollama's.
constexpr std::string_view kOllamaNames[] = {"chat", "generate", "embed", "embeddings",
                                             "tags", "show",     "ps",    "version"};

std::string_view withoutClosingSlash(std::string_view path)
{
    if (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

bool matchesName(std::string_view pattern, std::size_t at, std::string_view path, std::string &name)
{
    const std::string_view before = pattern.substr(0, at);
    const std::string_view after = pattern.substr(pattern.find('}') + 1);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
        return false;
    path = path.substr(before.size(), path.size() - before.size() - after.size());
    name = QByteArray::fromPercentEncoding(QByteArray(path.data(), static_cast<qsizetype>(path.size())))
               .toStdString();
    return path.find('/') == std::string_view::npos;
}

bool matches(std::string_view pattern, std::string_view path, RouteMatch &match)
{
    constexpr std::string_view kId = "{id}";
    if (const std::size_t at = pattern.find("{name}"); at != std::string_view::npos)
        return matchesName(pattern, at, path, match.name);
    if (!pattern.ends_with(kId))
        return pattern == path;
    pattern.remove_suffix(kId.size());
    if (!path.starts_with(pattern))
        return false;
    const std::optional<std::int64_t> number = api::readNumber(path.substr(pattern.size()));
    if (!number || *number < 1)
        return false;
    match.id = number;
    return true;
}

} // namespace

RouteMatch findRoute(Method method, std::string_view path)
{
    path = withoutClosingSlash(path);
    const Method wanted = method == Method::Head ? Method::Get : method;
    RouteMatch match;
    for (const Route &route : kRoutes) {
        if (!matches(route.pattern, path, match))
            continue;
        if (route.method == wanted)
            match.route = &route;
        const auto name =
            std::ranges::find(kMethodNames, route.method, &std::pair<Method, std::string_view>::first);
        match.allow.append(name->second).append(", ");
    }
    if (!match.allow.empty())
        match.allow.append("OPTIONS");
    return match;
}

bool isCommonError(int status)
{
    constexpr std::array kCommon = {401, 403, 405, 413, 500, 503};
    return std::ranges::find(kCommon, status) != kCommon.end();
}

bool mayAnswer(const Route &route, int error)
{
    return isCommonError(error) || std::ranges::find(route.errors, error) != route.errors.end();
}

std::vector<RouteName> routeNames()
{
    std::vector<RouteName> names;
    for (const Route &route : kRoutes) {
        const auto method =
            std::ranges::find(kMethodNames, route.method, &std::pair<Method, std::string_view>::first);
        names.push_back({method->second.substr(0, method->second.find(',')), route.pattern, route.errors});
    }
    return names;
}

bool isAdminPath(std::string_view path)
{
    path = withoutClosingSlash(path);
    if (path == "/metrics" || path == "/api")
        return true;
    constexpr std::string_view kApi = "/api/";
    return path.starts_with(kApi) &&
           std::ranges::find(kOllamaNames, path.substr(kApi.size())) == std::end(kOllamaNames);
}

} // namespace relay::admin
