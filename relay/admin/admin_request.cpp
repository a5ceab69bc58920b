// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/admin_request.h"

#include "relay/admin/envelope.h"
#include "relay/admin/field_reader.h"
#include "relay/base/log.h"

#include <QJsonDocument>

namespace relay::admin {

namespace {

constexpr std::string_view kJson = "application/json";

} // namespace

AdminRequest::AdminRequest(AdminHandler &handler, http::ServerConnection &connection,
                           const http::RequestHead &head, std::string_view body, RouteMatch match)
    : m_handler(handler)
    , m_connection(&connection)
    , m_query(head.query)
    , m_body(body)
    , m_origin(head.origin)
    , m_trusted(connection.peer().isLoopback() || handler.holdsAdminKey(head))
    , m_line(std::string(head.methodText).append(" ").append(head.path))
    , m_match(std::move(match))
    , m_requestId(++handler.m_lastRequestId)
{
}

Result<QJsonObject> AdminRequest::bodyObject() const
{
    QJsonParseError failure;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(m_body.data(), static_cast<qsizetype>(m_body.size())), &failure);
    if (failure.error != QJsonParseError::NoError) {
        return Error{ErrorKind::BadRequest, QStringLiteral("the body must be a JSON object: %1 at byte %2")
                                                .arg(failure.errorString())
                                                .arg(failure.offset)};
    }
    if (!document.isObject())
        return Error{ErrorKind::BadRequest, QStringLiteral("the body must be a JSON object")};
    return document.object();
}

Result<std::int64_t> AdminRequest::editedId(const QJsonObject &body) const
{
    std::int64_t id = m_match.id.value_or(0);
    FieldReader fields(body);
    fields.integer("id", id, 1, FieldReader::kMost);
    if (id == 0)
        fields.refuse("id", QStringLiteral("given in the path or in the body"));
    else if (m_match.id && id != *m_match.id)
        fields.refuse("id", QStringLiteral("the same in the path and in the body"));
    if (const Result<void> result = fields.result(); !result)
        return result.error();
    return id;
}

void AdminRequest::inTurn(std::function<void(AdminRequest &)> work)
{
    if (m_handler.m_editing != nullptr) {
        m_handler.m_edits.emplace_back(weak_from_this(), std::move(work));
        return;
    }
    m_handler.m_editing = this;
    work(*this);
}

void AdminRequest::answer(const QJsonValue &data, const QString &message)
{
    respond(200, kJson, successText(jsonText(data), message));
}

void AdminRequest::answerJson(std::string_view dataJson)
{
    respond(200, kJson, successText(dataJson));
}

void AdminRequest::answerText(std::string_view contentType, std::string_view text)
{
    respond(200, contentType, text);
}

void AdminRequest::answerPiece(std::string_view contentType, std::string_view piece,
                               std::function<void(AdminRequest &)> more)
{
    if (!m_connection)
        return;
    const std::shared_ptr<AdminRequest> self = shared_from_this();
    if (!std::exchange(m_begun, true)) {
        const Nanos elapsed = m_handler.m_loop.now() - m_connection->requestReadAt();
        m_connection->startResponse(200, m_handler.headerLines(contentType, m_origin, m_requestId, elapsed),
                                    std::nullopt);
    }
    m_more = std::move(more);
    http::ServerConnection *const connection = m_more ? m_connection : std::exchange(m_connection, nullptr);
    connection->writeBody(std::span(&piece, 1), !m_more);
    if (!m_connection) // that was all, or the client has gone
        m_handler.release(*this);
    else if (connection->pendingBytes() == 0)
        clientDrained();
}

void AdminRequest::clientDrained()
{
    if (m_connection && m_more)
        std::exchange(m_more, {})(*this);
}

void AdminRequest::breakOff()
{
    if (http::ServerConnection *const connection = std::exchange(m_connection, nullptr))
        connection->abort();
    m_handler.release(*this);
}

void AdminRequest::fail(const Error &error)
{
    if (m_begun) {
        log::admin().warn("{} broken off: {}", m_line, error.message.toStdString());
        return breakOff();
    }
    fail(statusOf(error.kind), error.message, QJsonValue::Null);
}

void AdminRequest::fail(int status, const QString &message, const QJsonValue &data)
{
    if (m_match.route && !mayAnswer(*m_match.route, status)) // a mistake of ours: tests look for it
        log::admin().error("{} {}: its route names no such error", m_line, status);
    if (status >= 500)
        log::admin().warn("{} {}: {}", m_line, status, message.toStdString());
    respond(status, kJson, failureText(message, jsonText(data)));
}

void AdminRequest::respond(int status, std::string_view contentType, std::string_view body)
{
    http::ServerConnection *const connection = std::exchange(m_connection, nullptr);
    if (!connection)
        return m_handler.release(*this); // it was an edit's, see clientGone()
    const Nanos elapsed = m_handler.m_loop.now() - connection->requestReadAt();
    log::admin().debug("{} {} in {} us", m_line, status, elapsed.count() / 1000);
    connection->respond(status, m_handler.headerLines(contentType, m_origin, m_requestId, elapsed), body);
    m_handler.release(*this);
}

void AdminRequest::relayEnds()
{
    const auto abandon = std::exchange(m_abandon, {});
    if (!abandon)
        return;
    abandon();
    fail({ErrorKind::Unavailable, QStringLiteral("the relay is shutting down")});
}

void AdminRequest::clientGone()
{
    m_connection = nullptr;
    if (const auto abandon = std::exchange(m_abandon, {}))
        abandon();
    if (m_handler.m_editing != this) // else its change may be on its way: the next one must see it
        m_handler.release(*this);
}

} // namespace relay::admin
