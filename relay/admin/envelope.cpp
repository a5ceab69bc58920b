// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/envelope.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace relay::admin {

std::string jsonText(const QJsonValue &value)
{
    // A document is an array or an object: the value goes through an array of its own.
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return array.mid(1, array.size() - 2).toStdString();
}

std::string successText(std::string_view dataJson, const QString &message)
{
    std::string text = R"({"success":true,"message":)" + jsonText(message) + R"(,"data":)";
    text.append(dataJson).append("}");
    return text;
}

std::string failureText(const QString &message, std::string_view dataJson)
{
    std::string text = R"({"success":false,"message":)" + jsonText(message) + R"(,"data":)";
    text.append(dataJson).append("}");
    return text;
}

int statusOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::BadRequest:
        return 400;
    case ErrorKind::Unauthorized:
        return 401;
    case ErrorKind::Forbidden:
    case ErrorKind::QuotaExceeded:
        return 403;
    case ErrorKind::NotFound:
        return 404;
    case ErrorKind::MethodNotAllowed:
        return 405;
    case ErrorKind::Timeout:
        return 408;
    case ErrorKind::TooLarge:
        return 413;
    case ErrorKind::Conflict:
        return 409;
    case ErrorKind::RateLimited:
        return 429;
    case ErrorKind::Transient:
    case ErrorKind::UpstreamRefused:
        return 502;
    case ErrorKind::UpstreamSilent:
        return 504;
    case ErrorKind::Unavailable:
    case ErrorKind::Paused:
        return 503;
    case ErrorKind::LoopDetected:
        return 508;
    case ErrorKind::Storage:
    case ErrorKind::Internal:
        break;
    }
    return 500;
}

} // namespace relay::admin
