// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/admin_handler.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/envelope.h"
#include "relay/admin/qt_text.h"
#include "relay/admin/route_table.h"
#include "relay/base/ids.h"
#include "relay/base/log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace relay::admin {

namespace {

constexpr std::size_t kMaxBodyBytes = 1024 * 1024; // QJsonDocument takes 20 ms for it, on the relay's loop
constexpr std::size_t kMaxShownPathBytes = 200;

bool isPreflight(const http::RequestHead &head)
{
    return head.method == http::Method::Options &&
           head.fields.contains(http::HeaderId::AccessControlRequestMethod);
}

std::string lines(const access::HostCheck::Headers &headers)
{
    std::string text;
    for (const auto &[name, value] : headers)
        text.append(name).append(": ").append(value).append("\r\n");
    return text;
}

// Nothing of an admin answer waits for an upstream: all of its time is the relay's own.
std::string timingLines(std::uint64_t requestId, Nanos elapsed)
{
    std::array<char, 32> digits; // printf would follow the locale
    const double ms = static_cast<double>(std::max(elapsed, Nanos{0}).count()) / 1e6;
    const char *const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), ms, std::chars_format::fixed, 2).ptr;
    const std::string_view time(digits.data(), static_cast<std::size_t>(end - digits.data()));
    const std::array<char, 16> id = toHex16(requestId);
    std::string text("X-Response-Time-Ms: ");
    text.append(time).append("\r\nX-Request-Id: ").append(id.data(), id.size());
    text.append("\r\nServer-Timing: queue;dur=0.00, auth;dur=0.00, connect;dur=0.00, upstream;dur=0.00, "
                "relay;dur=");
    return text.append(time).append("\r\n");
}

QString tooLarge()
{
    return QStringLiteral("the body may have at most 1 MiB");
}

} // namespace

AdminHandler::AdminHandler(net::EventLoop &loop, api::RelayService &service,
                           const access::HostCheck &hostCheck, AdminOptions options)
    : m_loop(loop)
    , m_service(service)
    , m_hostCheck(hostCheck)
    , m_options(std::move(options))
    , m_lastRequestId(randomId())
{
}

AdminHandler::~AdminHandler() = default;

bool AdminHandler::takes(std::string_view path)
{
    return isAdminPath(path);
}

http::Refusal AdminHandler::admit(const http::RequestHead &head, const net::HostAddress &peer)
{
    if (const Result<void> fine = m_hostCheck.check(head.host, head.origin); !fine) {
        log::admin().warn("refused a request: {}", fine.error().message.toStdString());
        return refuse(nullptr, statusOf(fine.error().kind), fine.error().message);
    }
    if (isPreflight(head))
        return preflight(head);
    const RouteMatch match = findRoute(head.method, head.path);
    if (match.allow.empty())
        return refuse(&head, 404,
                      QStringLiteral("unknown path %1: GET /api/ lists those there are")
                          .arg(qtText(head.path.substr(0, kMaxShownPathBytes))));
    const std::string allow = "Allow: " + match.allow + "\r\n";
    if (!match.route && head.method == http::Method::Options)
        return {204, allow + headerLines({}, head.origin, ++m_lastRequestId, {}), {}};
    if (!match.route) {
        http::Refusal refusal =
            refuse(&head, 405, QStringLiteral("this path takes %1").arg(qtText(match.allow)));
        refusal.headers += allow;
        return refusal;
    }
    const bool open = match.route->access == Access::Anyone ||
                      (match.route->access == Access::AdminKeyUnlessLoopback && peer.isLoopback());
    if (!open && !holdsAdminKey(head)) {
        http::Refusal refusal =
            refuse(&head, 401,
                   QStringLiteral("the admin token is needed: send \"Authorization: Bearer ADMIN_TOKEN\" "
                                  "(`trayrelay token show admin` prints it)"));
        refusal.headers += "WWW-Authenticate: Bearer\r\n";
        return refusal;
    }
    if (head.framing == http::BodyFraming::Length && head.contentLength > kMaxBodyBytes)
        return refuse(&head, 413, tooLarge());
    return {};
}

void AdminHandler::handle(const http::RequestHead &head, std::string_view body,
                          http::ServerConnection &connection)
{
    const RouteMatch match = findRoute(head.method, head.path);
    const auto request = std::make_shared<AdminRequest>(*this, connection, head, body, match);
    m_live.emplace(request.get(), request);
    connection.setResponder(request.get());
    if (body.size() > kMaxBodyBytes) // chunked: its length was not known before
        request->fail({ErrorKind::TooLarge, tooLarge()});
    else if (!match.route)
        request->fail({ErrorKind::NotFound, QStringLiteral("unknown path")});
    else
        match.route->run(*request);
}

void AdminHandler::drain()
{
    std::vector<std::shared_ptr<AdminRequest>> all;
    for (const auto &[key, request] : m_live)
        all.push_back(request);
    for (const auto &request : all)
        request->relayEnds();
}

http::Refusal AdminHandler::describe(const http::RequestHead *head, int status, std::string_view reason)
{
    // Not admitted yet: an origin that is not listed may not read this either.
    const bool known = head && m_hostCheck.check(head->host, head->origin);
    return refuse(known ? head : nullptr, status, qtText(reason));
}

http::Refusal AdminHandler::refuse(const http::RequestHead *head, int status, const QString &message)
{
    const std::string_view origin = head ? head->origin : std::string_view();
    return {status, headerLines("application/json", origin, ++m_lastRequestId, {}), failureText(message)};
}

http::Refusal AdminHandler::preflight(const http::RequestHead &head)
{
    const bool privateNetwork = head.fields.find("access-control-request-private-network") != nullptr;
    const std::string_view asked = head.fields.value(http::HeaderId::AccessControlRequestHeaders);
    return {204,
            timingLines(++m_lastRequestId, {}) +
                lines(m_hostCheck.preflightHeaders(head.origin, asked, privateNetwork)),
            {}};
}

bool AdminHandler::holdsAdminKey(const http::RequestHead &head) const
{
    constexpr std::string_view kBearer = "Bearer ";
    std::string_view shown = head.authorization;
    if (shown.size() >= kBearer.size() && http::equalsIgnoreCase(shown.substr(0, kBearer.size()), kBearer))
        shown.remove_prefix(kBearer.size());
    while (shown.starts_with(' '))
        shown.remove_prefix(1);
    const std::string key = m_service.adminKey();
    return !key.empty() && equalInConstantTime(shown, key);
}

std::string AdminHandler::headerLines(std::string_view contentType, std::string_view origin,
                                      std::uint64_t requestId, Nanos elapsed) const
{
    std::string text = timingLines(requestId, elapsed);
    if (!contentType.empty())
        text.append("Content-Type: ").append(contentType).append("\r\n");
    text += "Cache-Control: no-store\r\n"; // some answers hold a key
    text += lines(m_hostCheck.corsHeaders(origin));
    return text;
}

void AdminHandler::release(AdminRequest &request)
{
    const bool wasEditing = m_editing == &request;
    m_live.erase(&request);
    if (!wasEditing)
        return;
    m_editing = nullptr;
    while (m_editing == nullptr && !m_edits.empty()) {
        const auto [weak, work] = std::move(m_edits.front());
        m_edits.pop_front();
        if (const std::shared_ptr<AdminRequest> next = weak.lock())
            next->inTurn(work);
    }
}

} // namespace relay::admin
