// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/spend_json.h"

#include "relay/base/phrase.h"

#include <QJsonObject>

#include <algorithm>
#include <array>
#include <utility>

namespace relay::api {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array<std::pair<SpendBy, std::string_view>, 4> kWords = {{
    {SpendBy::Day, "day"},
    {SpendBy::Model, "model"},
    {SpendBy::Token, "token"},
    {SpendBy::Channel, "channel"},
}};

QJsonValue number(std::int64_t value)
{
    return QJsonValue(qint64{value});
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

void insertKey(QJsonObject &object, const SpendRow &row, SpendBy by)
{
    switch (by) {
    case SpendBy::Day:
        object[u"day"_s] = text(row.day);
        break;
    case SpendBy::Model:
        object[u"model"_s] = text(row.model);
        break;
    case SpendBy::Token:
        object[u"token_id"_s] = number(row.tokenId);
        object[u"token_name"_s] = text(row.tokenName);
        break;
    case SpendBy::Channel:
        object[u"channel_id"_s] = number(row.channelId);
        object[u"channel_name"_s] = text(row.channelName);
        break;
    }
}

} // namespace

std::string_view spendWord(SpendBy by)
{
    return std::ranges::find(kWords, by, &std::pair<SpendBy, std::string_view>::first)->second;
}

Result<std::vector<SpendBy>> spendBy(std::string_view words)
{
    std::vector<SpendBy> by;
    for (const QString &part : text(words).split(u',', Qt::SkipEmptyParts)) {
        const std::string word = part.trimmed().toLower().toStdString();
        const auto *const found =
            std::ranges::find(kWords, word, &std::pair<SpendBy, std::string_view>::second);
        if (found == kWords.end()) {
            return Error{ErrorKind::BadRequest,
                         said(QT_TRANSLATE_NOOP(
                                  "Phrases",
                                  "by must be some of day, model, token, channel (with commas), not \"%1\""),
                              part.trimmed())};
        }
        if (std::ranges::find(by, found->first) == by.end())
            by.push_back(found->first);
    }
    return by;
}

QJsonArray spendJson(const std::vector<SpendRow> &rows, const std::vector<SpendBy> &by)
{
    QJsonArray array;
    for (const SpendRow &row : rows) {
        QJsonObject object{
            {u"requests"_s, number(row.sums.requests)},
            {u"failed"_s, number(row.sums.failed)},
            {u"prompt_tokens"_s, number(row.sums.promptTokens)},
            {u"completion_tokens"_s, number(row.sums.completionTokens)},
            {u"quota"_s, number(row.sums.quota)},
            {u"cost_usd"_s, row.sums.costUsd},
            {u"unpriced"_s, number(row.unpriced)},
        };
        for (const SpendBy one : by)
            insertKey(object, row, one);
        array.append(object);
    }
    return array;
}

} // namespace relay::api
