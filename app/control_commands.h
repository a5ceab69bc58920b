// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QJsonObject>

#include <functional>

namespace app {

// What sub-commands do, on any RelayService: the running one's, behind the control socket, or one that
// has only the files open. A request is {"command": "token.add", ...}, the answer {"data": ...} or
// {"error": {"kind", "message"}}. Lives on gui.
class ControlCommands final : public QObject
{
public:
    using Answer = std::function<void(QJsonObject)>;

    explicit ControlCommands(relay::api::RelayService &service);

    // Answers once, in this thread's event loop or before this returns.
    void run(const QJsonObject &request, Answer answer);

    static QJsonObject failure(const relay::Error &error);

private:
    void status(const Answer &answer);
    void listTokens(Answer answer);
    void showToken(const std::string &name, Answer answer);
    void addToken(const QJsonObject &request, Answer answer);
    void listChannels(Answer answer);
    void addChannel(const QJsonObject &request, Answer answer);
    void testChannel(const QJsonObject &request, Answer answer);

    relay::api::RelayService &m_service;
};

} // namespace app
