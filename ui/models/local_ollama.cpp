// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/local_ollama.h"

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

constexpr auto kPatience = 2s;
constexpr int kMostModels = 200;

} // namespace

LocalOllama::LocalOllama(const QString &address)
    : m_address(address)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

void LocalOllama::look()
{
    QNetworkRequest request(QUrl(m_address + u"/api/tags"_s));
    request.setTransferTimeout(int(std::chrono::milliseconds(kPatience).count()));
    QNetworkReply *reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        const QJsonDocument answer = QJsonDocument::fromJson(reply->readAll());
        if (reply->error() != QNetworkReply::NoError || !answer.object().contains("models"_L1))
            return;
        QStringList models;
        for (const QJsonValue &model : answer.object().value("models"_L1).toArray()) {
            const QString name = model.toObject().value("name"_L1).toString();
            if (!name.isEmpty() && models.size() < kMostModels)
                models.append(name);
        }
        emit found(models);
    });
}

} // namespace ui::models
