// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/json_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

namespace relay::storage {

namespace {

QString wide(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string compact(const QJsonArray &array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

QJsonArray arrayFrom(std::string_view text)
{
    return QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size()))).array();
}

} // namespace

std::string listText(const std::vector<std::string> &list)
{
    QJsonArray array;
    for (const std::string &item : list)
        array.append(wide(item));
    return compact(array);
}

std::vector<std::string> listFrom(std::string_view text)
{
    std::vector<std::string> list;
    for (const QJsonValue item : arrayFrom(text))
        list.push_back(item.toString().toStdString());
    return list;
}

std::string pairsText(const model::StringPairs &pairs)
{
    QJsonArray array;
    for (const auto &[first, second] : pairs)
        array.append(QJsonArray{wide(first), wide(second)});
    return compact(array);
}

model::StringPairs pairsFrom(std::string_view text)
{
    model::StringPairs pairs;
    for (const QJsonValue item : arrayFrom(text)) {
        const QJsonArray pair = item.toArray();
        pairs.emplace_back(pair.at(0).toString().toStdString(), pair.at(1).toString().toStdString());
    }
    return pairs;
}

std::string attemptsText(const std::vector<model::Attempt> &attempts)
{
    QJsonArray array;
    for (const model::Attempt &a : attempts) {
        array.append(QJsonArray{static_cast<qint64>(a.channelId), a.status, static_cast<qint64>(a.elapsedUs),
                                wide(a.error)});
    }
    return compact(array);
}

std::vector<model::Attempt> attemptsFrom(std::string_view text)
{
    std::vector<model::Attempt> attempts;
    for (const QJsonValue item : arrayFrom(text)) {
        const QJsonArray fields = item.toArray();
        attempts.push_back({fields.at(0).toInteger(), fields.at(1).toInt(), fields.at(2).toInteger(),
                            fields.at(3).toString().toStdString()});
    }
    return attempts;
}

} // namespace relay::storage
