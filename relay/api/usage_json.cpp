// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/usage_json.h"

#include "relay/base/ids.h"

#include <QJsonArray>

#include <array>

namespace relay::api {

namespace {

QString qtText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonValue number(std::int64_t value)
{
    return QJsonValue(qint64{value});
}

QJsonValue known(std::int64_t value)
{
    return value < 0 ? QJsonValue(QJsonValue::Null) : number(value);
}

QJsonValue milliseconds(std::int64_t microseconds)
{
    return static_cast<double>(microseconds) / 1000;
}

QJsonArray attemptsJson(const std::vector<model::Attempt> &attempts)
{
    QJsonArray array;
    for (const model::Attempt &attempt : attempts) {
        array.append(QJsonObject{
            {QStringLiteral("channel_id"), number(attempt.channelId)},
            {QStringLiteral("status"), attempt.status},
            {QStringLiteral("error"), qtText(attempt.error)},
            {QStringLiteral("elapsed_ms"), milliseconds(attempt.elapsedUs)},
        });
    }
    return array;
}

} // namespace

QJsonObject usageRowJson(const UsageRow &row)
{
    const model::UsageRecord &record = row.record;
    const std::array<char, 16> requestId = toHex16(record.requestId);
    return {
        {QStringLiteral("id"), number(row.id)},
        {QStringLiteral("created_at"), number(record.createdAtMs)},
        {QStringLiteral("request_id"), qtText({requestId.data(), requestId.size()})},
        {QStringLiteral("token_id"), number(record.tokenId)},
        {QStringLiteral("token_name"), qtText(row.tokenName)},
        {QStringLiteral("channel_id"), number(record.channelId)},
        {QStringLiteral("channel_name"), qtText(row.channelName)},
        {QStringLiteral("model"), qtText(record.model)},
        {QStringLiteral("upstream_model"), qtText(record.upstreamModel)},
        {QStringLiteral("endpoint"), qtText(record.endpoint)},
        {QStringLiteral("is_stream"), record.stream},
        {QStringLiteral("status"), record.status},
        {QStringLiteral("failed"), record.failed},
        {QStringLiteral("error"), qtText(record.error)},
        {QStringLiteral("prompt_tokens"), known(record.usage.prompt)},
        {QStringLiteral("completion_tokens"), known(record.usage.completion)},
        {QStringLiteral("cached_tokens"), known(record.usage.cached)},
        {QStringLiteral("reasoning_tokens"), known(record.usage.reasoning)},
        {QStringLiteral("cost_usd"),
         record.costUsd ? QJsonValue(*record.costUsd) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("quota"), number(record.quota)},
        {QStringLiteral("elapsed_ms"), milliseconds(record.elapsedUs)},
        {QStringLiteral("ttft_ms"),
         record.ttftUs < 0 ? QJsonValue(QJsonValue::Null) : milliseconds(record.ttftUs)},
        {QStringLiteral("overhead_us"), number(record.overheadUs)},
        {QStringLiteral("queue_us"), number(record.queueUs)},
        {QStringLiteral("connect_us"), number(record.connectUs)},
        {QStringLiteral("upstream_us"), number(record.upstreamUs)},
        {QStringLiteral("request_bytes"), number(record.requestBytes)},
        {QStringLiteral("response_bytes"), number(record.responseBytes)},
        {QStringLiteral("attempts"), attemptsJson(record.attempts)},
    };
}

QJsonObject usagePageJson(const UsagePage &page)
{
    QJsonArray items;
    for (const UsageRow &row : page.rows)
        items.append(usageRowJson(row));
    return {{QStringLiteral("items"), items},
            {QStringLiteral("next"), page.next == 0 ? QJsonValue(QJsonValue::Null) : number(page.next)}};
}

QJsonObject usageStatJson(const UsageStat &stat)
{
    return {
        {QStringLiteral("requests"), number(stat.requests)},
        {QStringLiteral("failed"), number(stat.failed)},
        {QStringLiteral("prompt_tokens"), number(stat.promptTokens)},
        {QStringLiteral("completion_tokens"), number(stat.completionTokens)},
        {QStringLiteral("quota"), number(stat.quota)},
        {QStringLiteral("cost_usd"), stat.costUsd},
    };
}

} // namespace relay::api
