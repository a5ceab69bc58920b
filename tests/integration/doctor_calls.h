// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/relay_child.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <string>

// A relay is brought into trouble, and its doctor asked. Reentrant.
namespace tests {

inline QJsonObject findingOf(const RelayChild &relay, const QString &name)
{
    const QJsonArray all = relay.call("GET", "/api/doctor").json()[QStringLiteral("data")].toArray();
    for (const QJsonValue finding : all)
        if (finding[QStringLiteral("name")].toString() == name)
            return finding.toObject();
    return {};
}

// What is wrong with a finding that should tell of trouble in these words; empty: nothing.
inline QString untold(const QJsonObject &finding, const QStringList &words)
{
    if (finding[QStringLiteral("result")].toString() != QStringLiteral("trouble") ||
        finding[QStringLiteral("remedy")].toString().isEmpty())
        return QString::fromUtf8(QJsonDocument(finding).toJson());
    for (const QString &word : words)
        if (!finding[QStringLiteral("evidence")].toString().contains(word))
            return word + QStringLiteral(" is not in ") + finding[QStringLiteral("evidence")].toString();
    return {};
}

inline std::string clientKey(const RelayChild &relay)
{
    const ApiAnswer token =
        relay.call("POST", "/api/token/", {{QStringLiteral("name"), QStringLiteral("t")}});
    return token.json()[QStringLiteral("data")][QStringLiteral("key")].toString().toStdString();
}

inline bool addChannel(const RelayChild &relay, const std::string &url,
                       const QString &key = QStringLiteral("k-012345"))
{
    return relay
               .call("POST", "/api/channel/",
                     {{QStringLiteral("name"), QStringLiteral("one")},
                      {QStringLiteral("type"), QStringLiteral("openai-compatible")},
                      {QStringLiteral("base_url"), QString::fromStdString(url)},
                      {QStringLiteral("key"), key},
                      {QStringLiteral("models"), QJsonArray{QStringLiteral("m")}}})
               .status == 200;
}

inline std::string chat(const std::string &key, const std::string &model, const std::string &more = {})
{
    const std::string body =
        R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Hi"}])" + more + "}";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key +
           "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Told
{
    int code = -1;
    QByteArray out;
    QByteArray error;
};

inline Told command(const QStringList &words)
{
    QProcess process;
    process.start(QStringLiteral(TRAYRELAY_BINARY), words);
    Told told;
    if (!process.waitForFinished(60'000))
        return told;
    told.code = process.exitCode();
    told.out = process.readAllStandardOutput();
    told.error = process.readAllStandardError();
    return told;
}

inline QStringList onData(const QTemporaryDir &folder, QStringList words)
{
    return QStringList{QStringLiteral("--data-dir"), folder.path()} + words;
}

} // namespace tests
