// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/chat_request.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace relay::bench {

namespace {

using namespace Qt::StringLiterals;

const QString kQuestion =
    u"In one or two sentences: why does a program that waits for the network need no processor meanwhile, "
    "and what does it keep in memory for each of those it waits for?"_s;

} // namespace

std::string ChatRequest::text() const
{
    QJsonObject body{
        {u"model"_s, QString::fromStdString(model)},
        {u"messages"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, kQuestion}}}}};
    if (stream) {
        body[u"stream"_s] = true;
        body[u"stream_options"_s] = QJsonObject{{u"include_usage"_s, true}};
    }
    const std::string json = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return "POST " + basePath + "/chat/completions HTTP/1.1\r\nHost: " + name + ":" + std::to_string(port) +
           "\r\nUser-Agent: trayrelay-bench\r\nAccept: */*\r\nAuthorization: Bearer " + key +
           "\r\nContent-Type: application/json\r\n" + furtherFields +
           "Content-Length: " + std::to_string(json.size()) + "\r\n\r\n" + json;
}

} // namespace relay::bench
