// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/admin/admin_handler.h"
#include "relay/http/server.h"
#include "relay/net/event_loop.h"
#include "tests/unit/relay/admin/fake_service.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QTcpSocket>

#include <memory>

struct Answer
{
    int status = 0; // 0: none came in time
    QByteArray head;
    QByteArray body;
    QJsonObject json; // of the body

    QByteArray header(const char *name) const; // empty when absent
    QJsonValue data() const { return json.value(QLatin1String("data")); }
    QString message() const { return json.value(QLatin1String("message")).toString(); }
    bool success() const { return json.value(QLatin1String("success")).toBool(); }
};

// The admin API behind a real server on a loopback port, over a fake service; and a client of it.
class AdminClient final
{
public:
    AdminClient();

    // One request on a connection of its own, with the admin token unless `headers` has its own.
    Answer call(const char *method, const QByteArray &path, const QByteArray &body = {},
                const QByteArray &headers = kWithKey);
    Answer get(const QByteArray &path) { return call("GET", path); }
    Answer send(const QByteArray &raw);
    std::unique_ptr<QTcpSocket> open(const QByteArray &raw); // sent, nothing read
    Answer read(QTcpSocket &socket, bool toHead = false);
    static QByteArray requestText(const char *method, const QByteArray &path, const QByteArray &body,
                                  const QByteArray &headers = kWithKey);

    static const QByteArray kWithKey;

    relay::net::EventLoop loop;
    FakeService service;
    relay::admin::AdminHandler handler;
    relay::http::Server server;
};
