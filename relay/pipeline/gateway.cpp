// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/gateway.h"

#include "relay/access/credentials.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/dialect/dialect.h"
#include "relay/dialect/error_writer.h"
#include "relay/dialect/openai_chat/openai_chat_dialect.h"
#include "relay/pipeline/shown_path.h"

namespace relay::pipeline {

namespace {

constexpr std::string_view kPausedRetryLine = "Retry-After: 30\r\n";

ErrorKind kindOf(int status)
{
    switch (status) {
    case 408:
        return ErrorKind::Timeout;
    case 413:
        return ErrorKind::TooLarge;
    case 503:
        return ErrorKind::Unavailable;
    default:
        return ErrorKind::BadRequest;
    }
}

bool isPreflight(const http::RequestHead &head)
{
    return head.method == http::Method::Options &&
           head.fields.contains(http::HeaderId::AccessControlRequestMethod);
}

} // namespace

std::string corsLines(const access::HostCheck &check, std::string_view origin)
{
    std::string lines;
    for (const auto &[name, value] : check.corsHeaders(origin))
        lines.append(name).append(": ").append(value).append("\r\n");
    return lines;
}

std::string_view clientKey(const http::RequestHead &head, std::string &decoded)
{
    return access::readKey({.authorization = head.authorization,
                            .xApiKey = head.xApiKey,
                            .apiKey = head.apiKey,
                            .xGoogApiKey = head.xGoogApiKey,
                            .query = head.query},
                           decoded);
}

Result<access::Caller> identify(const Catalog &catalog, const http::RequestHead &head)
{
    std::string decoded;
    return catalog.tokens.identify(clientKey(head, decoded));
}

Gateway::Gateway(GatewayContext &context)
    : m_context(context)
    , m_strangerRows(context.loop)
{
}

Gateway::~Gateway() = default;

http::Refusal Gateway::admit(const http::RequestHead &head, const net::HostAddress &)
{
    if (const Result<void> fine = m_context.hostCheck.check(head.host, head.origin); !fine) {
        const bool hostFine = m_context.hostCheck.check(head.host, {}).has_value();
        return refuse(head, fine.error(), {}, hostFine ? KnockTrouble::Origin : KnockTrouble::Host);
    }
    if (isPreflight(head))
        return preflight(head);
    if (const http::HeaderField *via = head.fields.find(kLoopHeader);
        via && head.fields.hasToken(kLoopHeader, m_context.instanceId)) {
        return refuse(head,
                      {ErrorKind::LoopDetected,
                       said(QT_TRANSLATE_NOOP("Phrases", "this request has been here before: a channel's "
                                                         "base URL leads back to this relay; correct it"))},
                      {});
    }
    const dialect::EndpointMatch match = dialect::findEndpoint(head.path);
    if (!match && !isBillingPath(head.path)) {
        return refuse(head,
                      {ErrorKind::NotFound,
                       said(QT_TRANSLATE_NOOP(
                                "Phrases", "unknown path %1: point clients at the base URL that ends in /v1"),
                            shownPath(head.path))},
                      {});
    }
    if (head.method == http::Method::Options)
        return allowed("Allow: GET, HEAD, POST, DELETE, OPTIONS\r\n");
    if (match &&
        !match.endpoint->acceptsMethod(head.method == http::Method::Head ? "GET" : head.methodText)) {
        return refuse(
            head,
            {ErrorKind::MethodNotAllowed,
             said(QT_TRANSLATE_NOOP("Phrases", "this path does not take %1"),
                  QString::fromUtf8(head.methodText.data(), static_cast<qsizetype>(head.methodText.size())))},
            {});
    }
    // What is on its way goes on: it asks no more.
    if (m_context.paused.load(std::memory_order_relaxed))
        return refuse(
            head,
            {ErrorKind::Paused,
             said(QT_TRANSLATE_NOOP(
                 "Phrases",
                 "TrayRelay is paused: press Resume in its tray menu or window, or run trayrelay resume"))},
            {});
    const Result<access::Caller> caller = identify(*m_context.catalog, head);
    // A key that the catalog does not know may have to be looked up: see takesBody() and handle().
    std::string decoded;
    if (!caller &&
        (clientKey(head, decoded).empty() || m_context.catalogs.isFresh(m_context.loop.now(), false)))
        return refuse(head, caller.error(), {});
    return {};
}

// A stranger's body would fill the memory for nothing: it waits in the kernel until the key has been looked
// up. One that came with its head is there anyway, and handle() looks up.
bool Gateway::takesBody(const http::RequestHead &head, http::ServerConnection &connection)
{
    if (identify(*m_context.catalog, head))
        return true;
    m_pending.push_back(
        std::make_unique<PendingRequest>(*this, m_context, head, std::nullopt, connection, m_pending.size()));
    m_pending.back()->start();
    return false;
}

http::Refusal Gateway::admitFound(const http::RequestHead &head)
{
    const Result<access::Caller> caller = identify(*m_context.catalog, head);
    return caller ? http::Refusal{} : refuse(head, caller.error(), {});
}

void Gateway::handle(const http::RequestHead &head, std::string_view body, http::ServerConnection &connection)
{
    const Result<access::Caller> caller = identify(*m_context.catalog, head);
    if (m_context.catalogs.serves(connection.requestReadAt(), caller.has_value()))
        return serve(head, body, connection, caller, true);
    m_pending.push_back(
        std::make_unique<PendingRequest>(*this, m_context, head, body, connection, m_pending.size()));
    m_pending.back()->start();
}

void Gateway::serve(const http::RequestHead &head, std::string_view body, http::ServerConnection &connection,
                    const Result<access::Caller> &caller, bool patient)
{
    if (!caller) {
        // Nobody knows the key, or the token went away between the head and the end of the body.
        const http::Refusal refusal = refuse(head, caller.error(), {});
        connection.respond(refusal.status, refusal.headers, refusal.body);
        return;
    }
    const dialect::EndpointMatch match = dialect::findEndpoint(head.path);
    const bool models = match && (match.endpoint->kind == dialect::Endpoint::Kind::Models ||
                                  match.endpoint->kind == dialect::Endpoint::Kind::Model);
    if (!match || models) {
        if (const Result<void> fine = checkCaller(*caller, connection); !fine) {
            const http::Refusal refusal = refuse(head, fine.error(), *caller);
            return connection.respond(refusal.status, refusal.headers, refusal.body);
        }
        return models ? answerModels(head, match, *caller, connection)
                      : answerBilling(head, *caller, connection);
    }
    m_exchanges.emplace_back(new (m_context.blocks)
                                 Exchange(*this, m_context, connection, m_exchanges.size()));
    const Nanos authTime = m_context.loop.now() - connection.requestReadAt();
    m_exchanges.back()->patient = patient;
    m_exchanges.back()->start(head, body, match, *caller, authTime);
}

http::Refusal Gateway::describe(const http::RequestHead *head, int status, std::string_view reason)
{
    const Error error{kindOf(status),
                      QString::fromUtf8(reason.data(), static_cast<qsizetype>(reason.size()))};
    http::Refusal refusal = compose(head, error, status);
    if (head) {
        const Result<access::Caller> caller = identify(*m_context.catalog, *head);
        recordRefusal(*head, error, status, caller ? *caller : access::Caller{});
        noteKnock(*head, status, troubleOf(error.kind, true, false), error);
    }
    return refusal;
}

http::Refusal Gateway::refuse(const http::RequestHead &head, const Error &error, const access::Caller &caller)
{
    const bool namesModel = error.kind == ErrorKind::NotFound && caller.token != nullptr;
    const bool strange = error.kind == ErrorKind::Unauthorized && caller.token == nullptr;
    return refuse(head, error, caller,
                  strange ? troubleOfKey(head) : troubleOf(error.kind, true, namesModel));
}

http::Refusal Gateway::refuse(const http::RequestHead &head, const Error &error, const access::Caller &caller,
                              KnockTrouble trouble)
{
    http::Refusal refusal = compose(&head, error, dialect::statusOf(error.kind));
    if (error.kind == ErrorKind::Unauthorized)
        refusal.headers += "WWW-Authenticate: Bearer\r\n";
    if (error.kind == ErrorKind::Paused)
        refusal.headers += kPausedRetryLine;
    recordRefusal(head, error, refusal.status, caller);
    if (error.kind != ErrorKind::LoopDetected) // that is our own
        noteKnock(head, refusal.status, trouble, error);
    return refusal;
}

void Gateway::noteKnock(const http::RequestHead &head, int status, KnockTrouble trouble, const Error &error)
{
    const std::uint64_t id = m_context.nextRequestId;
    const std::string path = shownPath(head.path);
    m_context.knocks.arrived({.at = m_context.loop.now(),
                              .requestId = id,
                              .userAgent = head.userAgent,
                              .path = path,
                              .model = {}});
    m_context.knocks.ended(id, status, trouble, error.message.toStdString(), error.phrase);
}

http::Refusal Gateway::compose(const http::RequestHead *head, const Error &error, int status)
{
    http::Refusal refusal;
    refusal.status = status;
    refusal.headers = "Content-Type: application/json\r\n";
    // An origin that is refused must not be able to read why.
    if (head && !head->origin.empty() && m_context.hostCheck.check(head->host, head->origin))
        refusal.headers += corsLines(m_context.hostCheck, head->origin);
    appendTimingHeaders(refusal.headers, ++m_context.nextRequestId, {});
    refusal.body = dialectOf(head).writeError(error, status);
    count(status, error.kind == ErrorKind::Paused);
    return refusal;
}

void Gateway::recordRefusal(const http::RequestHead &head, const Error &error, int status,
                            const access::Caller &caller)
{
    if (!m_context.usage.accepting(m_exchanges.size()))
        return; // the journal's last room is for what was let in before it was full
    if (!caller.token && !identify(*m_context.catalog, head) && !m_strangerRows.take())
        return;
    model::UsageRecord record;
    record.createdAtMs = m_context.loop.clock().unixMs();
    record.requestId = m_context.nextRequestId;
    record.tokenId = caller.token ? caller.token->token.id : 0;
    record.endpoint = shownPath(head.path);
    record.status = status;
    record.failed = true;
    record.error = error.message.toStdString();
    if (const Result<void> taken = m_context.usage.take(record, nullptr); !taken)
        log::ledger().error("a usage record is lost: {}", taken.error().message.toStdString());
}

// What asks no upstream costs nothing: it may be called without quota, but not with a token that is off.
Result<void> Gateway::checkCaller(const access::Caller &caller,
                                  const http::ServerConnection &connection) const
{
    const std::string address = connection.peer().unmapped().toString();
    return access::TokenDirectory::check(*caller.token, {.model = {},
                                                         .clientAddress = address,
                                                         .nowUnix = m_context.loop.clock().unixMs() / 1000,
                                                         .remainQuota = 1});
}

// What a method may do here; no exchange, so nothing counts it.
http::Refusal Gateway::allowed(std::string headers)
{
    appendTimingHeaders(headers, ++m_context.nextRequestId, {});
    return {.status = 204, .headers = std::move(headers), .body = {}};
}

http::Refusal Gateway::preflight(const http::RequestHead &head)
{
    std::string headers;
    const bool privateNetwork = head.fields.find("access-control-request-private-network") != nullptr;
    for (const auto &[name, value] : m_context.hostCheck.preflightHeaders(
             head.origin, head.fields.value(http::HeaderId::AccessControlRequestHeaders), privateNetwork))
        headers.append(name).append(": ").append(value).append("\r\n");
    return allowed(std::move(headers));
}

const dialect::Dialect &Gateway::dialectOf(const http::RequestHead *head) const
{
    const dialect::EndpointMatch match = head ? dialect::findEndpoint(head->path) : dialect::EndpointMatch{};
    return match ? *match.endpoint->dialect : dialect::OpenAiChatDialect::instance();
}

// A pause is its user's wish: requests fail by it, but it is no fault of ours that the guard should undo.
void Gateway::count(int status, bool paused)
{
    m_context.metrics.record({.now = m_context.loop.now(),
                              .status = status,
                              .failed = true,
                              .ownError = metrics::isOwnError(status) && !paused,
                              .callersError = metrics::isCallersError(status) || paused,
                              .model = {}});
}

void Gateway::cutAll()
{
    while (!m_pending.empty())
        m_pending.back()->goOn(); // to be an exchange, or answered
    while (!m_exchanges.empty())
        m_exchanges.back()->cut();
}

void Gateway::release(Exchange &exchange)
{
    const std::size_t index = exchange.m_index;
    m_context.loop.retire(std::move(m_exchanges[index]));
    if (index + 1 != m_exchanges.size()) {
        m_exchanges[index] = std::move(m_exchanges.back());
        m_exchanges[index]->m_index = index;
    }
    m_exchanges.pop_back();
}

void Gateway::release(PendingRequest &pending)
{
    const std::size_t index = pending.m_index;
    m_context.loop.retire(std::move(m_pending[index]));
    if (index + 1 != m_pending.size()) {
        m_pending[index] = std::move(m_pending.back());
        m_pending[index]->m_index = index;
    }
    m_pending.pop_back();
}

} // namespace relay::pipeline
