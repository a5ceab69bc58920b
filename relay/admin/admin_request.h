// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/admin/admin_handler.h"
#include "relay/admin/query_parameters.h"
#include "relay/admin/route_table.h"
#include "relay/api/relay_service.h"
#include "relay/base/result.h"
#include "relay/http/server_connection.h"

#include <QJsonObject>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace relay::admin {

// One admin request, alive until it is answered or its client has gone; a reply that comes later finds
// nobody. An edit that has its turn is made all the same. Controllers read body and query before the first
// reply. Lives on relay.
class AdminRequest final : public http::Responder, public std::enable_shared_from_this<AdminRequest>
{
public:
    AdminRequest(AdminHandler &handler, http::ServerConnection &connection, const http::RequestHead &head,
                 std::string_view body, RouteMatch match);

    api::RelayService &service() const { return m_handler.m_service; }
    QObject *context() const { return &m_handler.m_context; }
    const AdminOptions &options() const { return m_handler.m_options; }

    const QueryParameters &query() const { return m_query; }
    // Its sender may see what people on the network may not: it holds the admin key, or is on this machine.
    bool isTrusted() const { return m_trusted; }
    std::int64_t pathId() const { return m_match.id.value_or(0); }
    const std::string &pathName() const { return m_match.name; }
    bool hasBody() const { return !m_body.empty(); }
    Result<QJsonObject> bodyObject() const;
    // From the path, else from the body's `id`.
    Result<std::int64_t> editedId(const QJsonObject &body) const;

    // A reply that goes on with next(request, value), or answers the error.
    template <typename T, typename Next>
    api::Reply<T> then(Next next)
    {
        return [weak = weak_from_this(), next = std::move(next)](Result<T> result) {
            const std::shared_ptr<AdminRequest> self = weak.lock();
            if (!self)
                return;
            if (result)
                next(*self, result.value());
            else
                self->fail(result.error());
        };
    }
    // Runs work(request) when no other edit is under way: an edit reads, changes and saves, and two at a
    // time would undo each other's. The turn ends with the answer, also where nobody is left to read it.
    void inTurn(std::function<void(AdminRequest &)> work);

    // Nobody has to wait for the reply: `abandon` ends the work when the client goes, or the relay does.
    void waitsLong(std::function<void()> abandon) { m_abandon = std::move(abandon); }

    void answer(const QJsonValue &data, const QString &message = {}); // something to tell beside it
    void answerJson(std::string_view dataJson);
    void answerText(std::string_view contentType, std::string_view text);
    // An answer in pieces. `more(request)` is called when the client has taken the piece, perhaps at once;
    // empty: this was the last piece. The head goes out with the first one.
    void answerPiece(std::string_view contentType, std::string_view piece,
                     std::function<void(AdminRequest &)> more);
    bool begun() const { return m_begun; }
    void breakOff(); // the pieces cannot be continued: the client sees a broken answer
    void fail(const Error &error);
    void fail(int status, const QString &message, const QJsonValue &data);

private:
    friend class AdminHandler;

    void clientGone() override;
    void clientDrained() override;
    void relayEnds();
    void respond(int status, std::string_view contentType, std::string_view body);

    AdminHandler &m_handler;
    http::ServerConnection *m_connection; // null: the client has gone, or has its answer
    QueryParameters m_query;
    std::string_view m_body; // as long as there is a connection
    std::string m_origin;
    bool m_trusted;
    std::string m_line; // method and path, for the log
    RouteMatch m_match;
    std::uint64_t m_requestId;
    bool m_begun = false; // a piece has gone out
    std::function<void(AdminRequest &)> m_more;
    std::function<void()> m_abandon;
};

} // namespace relay::admin
