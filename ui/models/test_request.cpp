// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/test_request.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <chrono>

namespace ui::models {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kPatience = 60s;

QByteArray bodyFor(const QString &model)
{
    const QJsonObject message{{u"role"_s, u"user"_s}, {u"content"_s, u"Say hello."_s}};
    const QJsonObject body{{u"model"_s, model}, {u"max_tokens"_s, 16}, {u"messages"_s, QJsonArray{message}}};
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

// {"error":{"message":"..."}}
QString errorOf(const QByteArray &body)
{
    const QJsonValue error = QJsonDocument::fromJson(body).object().value(u"error"_s);
    return error.isString() ? error.toString() : error.toObject().value(u"message"_s).toString();
}

} // namespace

TestRequest::TestRequest()
{
    m_network.setProxy(QNetworkProxy::NoProxy); // to ourselves
}

void TestRequest::send(const QString &baseUrl, const QString &token, const QString &model)
{
    if (m_underWay)
        return;
    QNetworkRequest request(QUrl(baseUrl + u"/chat/completions"_s));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("TrayRelay/" TRAYRELAY_VERSION));
    request.setRawHeader("Authorization", "Bearer " + token.toUtf8());
    request.setTransferTimeout(int(std::chrono::milliseconds(kPatience).count()));
    m_underWay = true;
    QElapsedTimer clock;
    clock.start();
    QNetworkReply *reply = m_network.post(request, bodyFor(model));
    connect(reply, &QNetworkReply::finished, this, [this, reply, clock] {
        m_underWay = false;
        reply->deleteLater();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status > 0)
            emit answered({.status = status,
                           .elapsedMs = clock.elapsed(),
                           .error = errorOf(reply->readAll()),
                           .requestId = QString::fromLatin1(reply->rawHeader("X-Request-Id"))});
        else
            emit failed(reply->errorString());
    });
}

} // namespace ui::models
