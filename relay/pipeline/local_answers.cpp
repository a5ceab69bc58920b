// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/base/text.h"
#include "relay/dialect/dialect.h"
#include "relay/dialect/error_writer.h"
#include "relay/pipeline/gateway.h"
#include "relay/pipeline/shown_path.h"

#include <array>
#include <charconv>

namespace relay::pipeline {

namespace {

constexpr std::string_view kJson = "Content-Type: application/json\r\n";

double dollars(std::int64_t quota)
{
    return static_cast<double>(quota) / static_cast<double>(model::kQuotaPerDollar);
}

// Not snprintf: a desktop's locale would put a comma into the JSON.
std::string number(double value)
{
    std::array<char, 48> text;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 6).ptr;
    return {text.data(), end};
}

void appendModel(std::string &body, const routing::ListedModel &model)
{
    body += R"({"id":)";
    dialect::appendJsonString(model.id, body);
    body += R"(,"object":"model","created":1700000000,"owned_by":)";
    dialect::appendJsonString(model.ownedBy, body);
    body += '}';
}

} // namespace

bool isBillingPath(std::string_view path)
{
    return path.ends_with("/dashboard/billing/subscription") || path.ends_with("/dashboard/billing/usage");
}

void Gateway::answerModels(const http::RequestHead &head, const dialect::EndpointMatch &match,
                           const access::Caller &caller, http::ServerConnection &connection)
{
    const routing::RoutingTable &routes = m_context.catalog->routes;
    std::string body;
    if (match.endpoint->kind == dialect::Endpoint::Kind::Model) {
        const routing::ListedModel *const found = routes.findModel(percentDecoded(match.rest));
        if (!found || !access::TokenDirectory::allowsModel(*caller.token, found->id)) {
            const Error error{
                ErrorKind::NotFound,
                said(QT_TRANSLATE_NOOP(
                    "Phrases", "no channel serves this model: GET /v1/models lists those that are served"))};
            const http::Refusal refusal = refuse(head, error, caller);
            return connection.respond(refusal.status, refusal.headers, refusal.body);
        }
        appendModel(body, *found);
    } else {
        body = R"({"object":"list","data":[)";
        bool first = true;
        for (const routing::ListedModel &model : routes.models()) {
            if (!access::TokenDirectory::allowsModel(*caller.token, model.id))
                continue;
            if (!std::exchange(first, false))
                body += ',';
            appendModel(body, model);
        }
        body += "]}";
    }
    answerLocally(head, body, connection);
}

// As one-api answers them: dollars in the one, cents in the other.
void Gateway::answerBilling(const http::RequestHead &head, const access::Caller &caller,
                            http::ServerConnection &connection)
{
    const model::Token &token = caller.token->token;
    const std::int64_t remaining = m_context.quota.unspent(token.id);
    const std::int64_t used = m_context.quota.used(token.id);
    std::string body;
    if (head.path.ends_with("/usage")) {
        body = R"({"object":"list","total_usage":)" + number(dollars(used) * 100) + "}";
    } else {
        constexpr double kUnlimited = 100'000'000; // what one-api says of a token without a limit
        const std::string limit = number(token.unlimitedQuota ? kUnlimited : dollars(remaining + used));
        body = R"({"object":"billing_subscription","has_payment_method":true,"soft_limit_usd":)" + limit +
               R"(,"hard_limit_usd":)" + limit + R"(,"system_hard_limit_usd":)" + limit +
               R"(,"access_until":)" + std::to_string(token.expiredTime < 0 ? 0 : token.expiredTime) + "}";
    }
    answerLocally(head, body, connection);
}

void Gateway::answerLocally(const http::RequestHead &head, std::string_view body,
                            http::ServerConnection &connection)
{
    std::string headers(kJson);
    if (!head.origin.empty())
        headers += corsLines(m_context.hostCheck, head.origin);
    StageTimes times;
    times.total = m_context.loop.now() - connection.requestReadAt();
    const std::uint64_t id = ++m_context.nextRequestId;
    appendTimingHeaders(headers, id, times);
    const std::string path = shownPath(head.path);
    m_context.knocks.arrived({.at = connection.requestReadAt(),
                              .requestId = id,
                              .userAgent = head.userAgent,
                              .path = path,
                              .model = {}});
    m_context.knocks.ended(id, 200, KnockTrouble::None, {});
    connection.respond(200, headers, body);
}

} // namespace relay::pipeline
