// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"

#include <algorithm>
#include <set>

namespace tests {

LedgerBed::LedgerBed(QString dataDir, std::uint32_t seed)
    : relay(std::move(dataDir))
    , upstream(seed)
{
}

QString LedgerBed::setUp()
{
    if (!relay.start())
        return QStringLiteral("the relay does not start: ") + QString::fromStdString(relay.output());
    const ApiAnswer token = relay.call(
        "POST", "/api/token/",
        {{QStringLiteral("name"), QStringLiteral("limited")}, {QStringLiteral("remain_quota"), kQuota}});
    if (token.status != 200)
        return QString::fromStdString(token.body);
    key = token.json()[QStringLiteral("data")][QStringLiteral("key")].toString().toStdString();
    const ApiAnswer channel = relay.call(
        "POST", "/api/channel/",
        {{QStringLiteral("name"), QStringLiteral("priced")},
         {QStringLiteral("type"), QStringLiteral("openai")},
         {QStringLiteral("key"), QStringLiteral("upstream-key")},
         {QStringLiteral("base_url"), QStringLiteral("http://127.0.0.1:%1/v1").arg(upstream.port())},
         {QStringLiteral("models"), QJsonArray{QString::fromStdString(modelPrefix + "*")}}});
    return channel.status == 200 ? QString() : QString::fromStdString(channel.body);
}

void LedgerBed::send(int clients, std::function<bool()> goOn, std::function<void(const WholeAnswer &)> told)
{
    if (quiet())
        m_clients.clear();
    for (int i = 0; i < clients; ++i) {
        MarkedClient::Plan plan;
        plan.port = relay.port();
        plan.key = key;
        plan.modelPrefix = modelPrefix;
        plan.prompt = prompt;
        plan.nextNumber = [this, goOn] { return goOn() ? ++m_sent : -1; };
        plan.answered = [this, told](const WholeAnswer &answer) {
            m_idTwice = !m_answers.emplace(answer.requestId, answer).second || m_idTwice;
            if (told)
                told(answer);
        };
        m_clients.push_back(std::make_unique<MarkedClient>(std::move(plan)));
    }
}

bool LedgerBed::quiet() const
{
    return std::all_of(m_clients.begin(), m_clients.end(),
                       [](const auto &client) { return client->ended(); });
}

std::size_t LedgerBed::answersOf(int status) const
{
    return static_cast<std::size_t>(
        std::count_if(m_answers.begin(), m_answers.end(),
                      [status](const auto &pair) { return pair.second.status == status; }));
}

QString LedgerBed::rowDifference(const QJsonObject &row, const WholeAnswer &answer) const
{
    const QString model = row[QStringLiteral("model")].toString();
    bool same = row[QStringLiteral("status")].toInt() == answer.status;
    if (answer.status == 200) {
        const std::int64_t number = PricedUpstream::numberOf(model.toStdString());
        same =
            same && number == answer.number && row[QStringLiteral("quota")].toInteger() > 0 &&
            row[QStringLiteral("prompt_tokens")].toInteger() == PricedUpstream::promptTokens(number) &&
            row[QStringLiteral("completion_tokens")].toInteger() == PricedUpstream::completionTokens(number);
    }
    return same ? QString()
                : QStringLiteral("the row of request %1 (%2) tells another story")
                      .arg(row[QStringLiteral("request_id")].toString(), model);
}

QString LedgerBed::difference() const
{
    if (m_idTwice)
        return QStringLiteral("two answers had the same request id");
    std::set<std::string> ids;
    std::set<QString> models;
    qint64 quota = 0;
    for (const QJsonObject &row : relay.rows()) {
        const std::string id = row[QStringLiteral("request_id")].toString().toStdString();
        const QString model = row[QStringLiteral("model")].toString();
        if (!ids.insert(id).second || (!model.isEmpty() && !models.insert(model).second))
            return QStringLiteral("request %1 (%2) stands in two rows")
                .arg(QString::fromStdString(id), model);
        quota += row[QStringLiteral("quota")].toInteger();
        const auto answer = m_answers.find(id);
        const QString wrong = answer == m_answers.end() ? QString() : rowDifference(row, answer->second);
        if (!wrong.isEmpty())
            return wrong;
    }
    for (const auto &[id, answer] : m_answers) {
        if (!ids.contains(id) && answer.status != 503) // refused because nothing could be recorded
            return QStringLiteral("no row for the answer to request %1").arg(QString::fromStdString(id));
    }
    const QJsonObject token = relay.named("/api/token/", QStringLiteral("limited"));
    const qint64 used = token[QStringLiteral("used_quota")].toInteger();
    const qint64 fallen = kQuota - token[QStringLiteral("remain_quota")].toInteger();
    const qint64 channel =
        relay.named("/api/channel/", QStringLiteral("priced"))[QStringLiteral("used_quota")].toInteger();
    if (used != quota || fallen != quota || channel != quota)
        return QStringLiteral("rows %1, token used %2, quota fallen by %3, channel used %4")
            .arg(quota)
            .arg(used)
            .arg(fallen)
            .arg(channel);
    qInfo("%zu whole answers, %zu rows, quota %lld", m_answers.size(), ids.size(),
          static_cast<long long>(quota));
    return {};
}

std::optional<qint64> LedgerBed::spent() const
{
    const QJsonObject token = relay.named("/api/token/", QStringLiteral("limited"));
    const qint64 used = token[QStringLiteral("used_quota")].toInteger(-1);
    const qint64 fallen = kQuota - token[QStringLiteral("remain_quota")].toInteger();
    const qint64 channel =
        relay.named("/api/channel/", QStringLiteral("priced"))[QStringLiteral("used_quota")].toInteger();
    return used == fallen && used == channel ? std::optional(used) : std::nullopt;
}

} // namespace tests
