// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/edit_checks.h"
#include "relay/base/phrase.h"
#include "relay/ledger/price_book.h"
#include "relay/service/one_api_import.h"
#include "relay/storage/price_table.h"
#include "relay/storage/query.h"
#include "relay/storage/usage_writer.h"

#include <QDate>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>

// Prices and usage logs of one-api's.
namespace relay::service {

namespace {

using model::Price;

QJsonObject jsonOf(const std::map<std::string, std::string> &options, const char *name)
{
    const auto found = options.find(name);
    return found == options.end()
               ? QJsonObject()
               : QJsonDocument::fromJson(QByteArray::fromStdString(found->second)).object();
}

bool same(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

std::string identity(const storage::OneApiLog &log)
{
    std::string text = log.tokenName + "\n" + log.model;
    for (const std::int64_t number :
         {log.id, log.createdAt, log.quota, log.promptTokens, log.completionTokens, log.channelId})
        text.append("\n").append(std::to_string(number));
    return text;
}

Result<std::int64_t> smallestId(storage::Connection &connection)
{
    storage::Query query(connection, "SELECT min(id) FROM usage");
    if (const Result<void> done = query.run(); !done)
        return done.error();
    return query.next() ? query.integer(0) : 0;
}

} // namespace

// A ratio of 1 takes one unit of quota a token; a completion token takes so many times that. Prices that are
// right already, or that the user has set here, stay.
Result<void> OneApiImport::takePrices(Place &at)
{
    const Result<std::string> group = m_file.rootGroup();
    if (!group)
        return group.error();
    const Result<std::vector<Price>> own = storage::PriceTable(at.connection).all();
    if (!own)
        return own.error();
    const ledger::PriceBook book = ledger::PriceBook::standard(*own);
    const QJsonObject ratios = jsonOf(m_options, "ModelRatio");
    const QJsonObject completions = jsonOf(m_options, "CompletionRatio");
    const double ofGroup =
        jsonOf(m_options, "GroupRatio").value(QString::fromStdString(*group)).toDouble(1.0);
    std::int64_t guessed = 0;
    for (auto ratio = ratios.constBegin(); ratio != ratios.constEnd(); ++ratio) {
        ++m_report.prices.found;
        Price price;
        price.model = ratio.key().toStdString();
        const Price *const before = book.exact(price.model);
        const Price *const near = before ? before : book.find(price.model);
        const bool told = completions.value(ratio.key()).isDouble();
        const double otherwise = near && near->input > 0 ? near->output / near->input : 1.0;
        price.input = ratio.value().toDouble() * 1e6 / m_quotaPerDollar * ofGroup;
        price.output = price.input * (told ? completions.value(ratio.key()).toDouble() : otherwise);
        price.date = QDate::currentDate().toString(Qt::ISODate).toStdString();
        price.source = "user";
        if (before && (before->source == "user" ||
                       (same(before->input, price.input) && same(before->output, price.output)))) {
            ++m_report.prices.known;
            continue;
        }
        if (const Result<void> right = access::checkEdit(price); !right || !ratio.value().isDouble()) {
            refuse(m_report.prices, said(QT_TRANSLATE_NOOP("Phrases", "the price of \"%1\""), ratio.key()),
                   right ? said(QT_TRANSLATE_NOOP("Phrases", "its ratio is no number"))
                         : phraseOf(right.error()));
            continue;
        }
        guessed += told ? 0 : 1;
        ++m_report.prices.taken;
        if (looks())
            continue;
        if (Result<void> saved = storage::PriceTable(at.connection).save(price); !saved)
            return saved;
    }
    if (ratios.isEmpty())
        m_report.notes.push_back(said(QT_TRANSLATE_NOOP(
            "Phrases", "the file holds no prices of its own (ModelRatio): those here count")));
    if (guessed > 0)
        m_report.notes.push_back(
            said(QT_TRANSLATE_NOOP("Phrases", "%1 models have no CompletionRatio in the file: their output "
                                              "costs so many times the input as it does here, or the same"),
                 guessed));
    return {};
}

// None: it is here already.
Result<std::optional<model::UsageRecord>> OneApiImport::recordOf(Place &at, const storage::OneApiLog &log)
{
    using Record = std::optional<model::UsageRecord>;
    const std::int64_t digest = storage::ImportedTable::digest("log", identity(log));
    const Result<std::optional<std::int64_t>> known = at.imported.find(digest);
    if (!known)
        return known.error();
    if (*known)
        return Record();
    const Result<std::int64_t> channel = channelOf(at, log.channelId);
    const Result<std::int64_t> token = tokenOf(at, log.tokenName);
    if (!channel || !token)
        return channel ? token.error() : channel.error();
    model::UsageRecord record;
    record.createdAtMs = std::clamp<std::int64_t>(log.createdAt, 0, 253'402'300'799) * 1000;
    record.requestId = static_cast<std::uint64_t>(digest);
    record.tokenId = *token;
    record.channelId = *channel;
    record.model = record.upstreamModel = log.model;
    record.stream = log.stream;
    record.status = 200;
    record.usage = {std::clamp<std::int64_t>(log.promptTokens, 0, model::kMostTokens),
                    std::clamp<std::int64_t>(log.completionTokens, 0, model::kMostTokens), -1, -1};
    record.quota = std::clamp<std::int64_t>(units(log.quota), 0, model::kMostQuotaOfOne);
    record.costUsd = double(record.quota) / double(model::kQuotaPerDollar);
    record.elapsedUs = std::clamp<std::int64_t>(log.elapsedMs, 0, 86'400'000) * 1000;
    if (*channel != 0)
        record.attempts = {{*channel, 200, 0, {}}};
    return Record(std::move(record));
}

// Their ids are below all others, in the old order: the journal goes on numbering above.
Result<void> OneApiImport::takeLogs(storage::Connection &connection, const platform::Aes256Gcm &seal,
                                    std::span<const storage::OneApiLog> logs)
{
    if (!m_nextUsageId) {
        const Result<std::int64_t> count = m_file.logCount();
        const Result<std::int64_t> smallest = smallestId(connection);
        if (!count || !smallest)
            return count ? smallest.error() : count.error();
        m_nextUsageId = std::min<std::int64_t>(*smallest, 0) - *count;
    }
    Place at{.connection = connection, .seal = seal};
    std::vector<model::UsageRecord> records;
    for (const storage::OneApiLog &log : logs) {
        ++m_report.logs.found;
        Result<std::optional<model::UsageRecord>> record = recordOf(at, log);
        if (!record)
            return record.error();
        if (!*record) {
            ++m_report.logs.known;
            continue;
        }
        ++m_report.logs.taken;
        m_tooOld += (**record).createdAtMs < m_keptFromMs ? 1 : 0;
        const std::int64_t id = (*m_nextUsageId)++;
        const auto digest = static_cast<std::int64_t>((**record).requestId);
        (**record).sequence = static_cast<std::uint64_t>(id);
        if (Result<void> kept = put(at, digest, id); !kept)
            return kept;
        records.push_back(std::move(**record));
    }
    if (looks() || records.empty())
        return {};
    return storage::UsageWriter(connection, "imported_usage").insert(records);
}

// One line for all of it, with counts.
Result<void> OneApiImport::noteRest(Place &)
{
    static constexpr std::array<const char *, 6> kKnown = {
        "QuotaPerUnit", "ModelRatio", "CompletionRatio", "GroupRatio", "LogConsumeEnabled", "RetryTimes"};
    const Result<storage::OneApiRest> rest = m_file.rest();
    if (!rest)
        return rest.error();
    const auto known =
        std::ranges::count_if(kKnown, [this](const char *name) { return m_options.contains(name); });
    const std::pair<const char *, std::int64_t> counts[] = {
        {QT_TRANSLATE_NOOP("Phrases", "redemption codes (%1)"), rest->redemptions},
        {QT_TRANSLATE_NOOP("Phrases", "other users (%1)"), rest->otherUsers},
        {QT_TRANSLATE_NOOP("Phrases", "options (%1)"), static_cast<std::int64_t>(m_options.size()) - known},
        {QT_TRANSLATE_NOOP("Phrases", "logs that tell of no use (%1)"), rest->otherLogs}};
    for (const auto &[name, count] : counts)
        if (count > 0)
            m_rest = m_rest ? said(QT_TRANSLATE_NOOP("Phrases", "%1, %2"), *m_rest, said(name, count))
                            : said(QT_TRANSLATE_NOOP("Phrases", "stays behind: %1"), said(name, count));
    return {};
}

// What a setting of ours means as well. Whether it differs is for who knows those in force.
void OneApiImport::readSettings()
{
    if (const auto logs = m_options.find("LogConsumeEnabled"); logs != m_options.end())
        m_report.settings.emplace_back("LOG_CONSUME_ENABLED", logs->second == "true" ? "true" : "false");
    if (const auto retries = m_options.find("RetryTimes"); retries != m_options.end())
        m_report.settings.emplace_back("RETRY_TIMES", retries->second);
}

} // namespace relay::service
