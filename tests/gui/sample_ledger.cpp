// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/sample_ledger.h"

#include <QDateTime>

#include <array>
#include <cmath>
#include <random>

namespace tests {

namespace {

using relay::api::SpendRow;
using relay::api::UsageRow;
using relay::model::UsageRecord;

struct Kind
{
    const char *model;
    const char *sent;
    std::int64_t channelId;
    const char *channel;
    double dollarsIn; // per million tokens
    double dollarsOut;
};
constexpr std::array kKinds{Kind{"gpt-4o", "gpt-4o", 1, "OpenAI main", 2.5, 10},
                            Kind{"gpt-4", "gpt-4o", 1, "OpenAI main", 2.5, 10},
                            Kind{"claude-sonnet-4", "claude-sonnet-4", 2, "Anthropic", 3, 15},
                            Kind{"deepseek-chat", "deepseek-chat", 3, "DeepSeek", 0.27, 1.1},
                            Kind{"gemini-2.5-flash", "gemini-2.5-flash", 4, "Gemini", 0.3, 2.5},
                            Kind{"qwen3:8b", "qwen3:8b", 7, "Ollama", -1, -1}};

void fail(UsageRecord &record, int status, const char *error, bool ours)
{
    record.status = status;
    record.error = error;
    record.failed = ours;
    record.ttftUs = -1;
    record.usage = {};
    record.costUsd.reset();
}

void inventEnd(UsageRecord &record, int index)
{
    if (index % 47 == 5) {
        fail(record, 503, "no channel that has this model is ready: all of them cool down", true);
        record.attempts = {{3, 429, 310'000, "rate limit reached"}, {6, 502, 12'000, "connection refused"}};
    } else if (index % 61 == 9) {
        fail(record, 401, "the key is not one of this relay's tokens", true);
        record.channelId = 0;
        record.attempts.clear();
    } else if (index % 53 == 13) {
        fail(record, 499, "the client went away", false);
    } else if (index % 17 == 3) {
        record.attempts = {{3, 429, 310'000, "rate limit reached"}, {record.channelId, 200, 690'000, {}}};
        record.overheadUs += 400;
    }
}

UsageRow inventRow(int index, std::int64_t id, std::mt19937 &random)
{
    const Kind &kind = kKinds[std::size_t(random() % (index % 3 == 0 ? 6 : 3))];
    UsageRow row;
    row.id = id;
    row.tokenName = index % 4 == 0 ? "editor" : "default";
    row.channelName = kind.channel;
    UsageRecord &record = row.record;
    record.requestId = 0x5a3c'0000'0000'0000ULL + std::uint64_t(id);
    record.tokenId = index % 4 == 0 ? 2 : 1;
    record.channelId = kind.channelId;
    record.model = kind.model;
    record.upstreamModel = kind.sent;
    record.endpoint = kind.channelId == 2 ? "/v1/messages" : "/v1/chat/completions";
    record.stream = random() % 4 != 0;
    record.status = 200;
    record.usage = {std::int64_t(300 + random() % 9000), std::int64_t(20 + random() % 1400),
                    std::int64_t(random() % 300), 0};
    record.overheadUs = std::int64_t(500 + random() % 900);
    record.connectUs = random() % 6 == 0 ? std::int64_t(24'000 + random() % 9000) : 0;
    record.queueUs = random() % 19 == 0 ? std::int64_t(random() % 60'000) : 0;
    record.upstreamUs = std::int64_t(280'000 + random() % 700'000);
    record.ttftUs = record.overheadUs + record.connectUs + record.queueUs + record.upstreamUs;
    record.elapsedUs = record.ttftUs + (record.stream ? std::int64_t(400'000 + random() % 6'000'000) : 0);
    record.requestBytes = 4 * record.usage.prompt;
    record.responseBytes = 4 * record.usage.completion;
    if (kind.dollarsIn >= 0)
        record.costUsd = (double(record.usage.prompt) * kind.dollarsIn +
                          double(record.usage.completion) * kind.dollarsOut) /
                         1e6;
    record.attempts = {{record.channelId, 200, record.upstreamUs, {}}};
    inventEnd(record, index);
    if (record.channelId == 0)
        row.channelName.clear();
    return row;
}

void inventSpend(FakeRelayService &service)
{
    const QDate today = QDate::currentDate();
    for (int back = 0; back < 30; ++back) {
        const double weekend = today.addDays(-back).dayOfWeek() > 5 ? 0.2 : 1;
        SpendRow row;
        row.day = today.addDays(-back).toString(Qt::ISODate).toStdString();
        row.sums.requests = std::int64_t(weekend * (380 + 130 * std::sin(back * 1.7)));
        row.sums.failed = row.sums.requests / 90;
        row.sums.promptTokens = row.sums.requests * 3'700;
        row.sums.completionTokens = row.sums.requests * 610;
        row.sums.costUsd = double(row.sums.requests) * (0.0031 + 0.0008 * std::cos(back * 0.9));
        row.unpriced = back == 4 ? 12 : 0;
        service.fakeSpend.rows.push_back(row);
    }
}

void inventPrices(FakeRelayService &service)
{
    const auto add = [&service](const char *model, double in, double out, std::optional<double> cached,
                                const char *source, const char *date) {
        service.fakePrices.list.push_back({.model = model,
                                           .input = in,
                                           .output = out,
                                           .cached = cached,
                                           .reasoning = {},
                                           .source = source,
                                           .date = date});
    };
    add("claude-sonnet-4", 3, 15, 0.3, "built-in", "2025-09-01");
    add("deepseek-chat", 0.27, 1.1, 0.07, "user", "2025-10-02");
    add("gemini-2.5-flash", 0.3, 2.5, 0.075, "built-in", "2025-09-01");
    add("gpt-4o", 2.5, 10, 1.25, "built-in", "2025-09-01");
    add("gpt-4o-mini", 0.15, 0.6, 0.075, "built-in", "2025-09-01");
    add("o3", 2, 8, 0.5, "built-in", "2025-09-01");
    add("text-embedding-3-small", 0.02, 0, {}, "built-in", "2025-09-01");
    service.fakePrices.unpriced = {"qwen3:8b", "model-3"};
}

} // namespace

void inventLedger(FakeRelayService &service, int rows)
{
    std::mt19937 random(11);
    std::int64_t atMs = QDateTime::currentMSecsSinceEpoch() - 9'000;
    service.ledger.rows.clear();
    for (int i = 0; i < rows; ++i) {
        UsageRow row = inventRow(i, 100'000 + rows - i, random);
        row.record.createdAtMs = atMs;
        atMs -= 1'000 + std::int64_t(random() % 90'000);
        service.ledger.rows.push_back(std::move(row));
    }
    inventSpend(service);
    inventPrices(service);
}

void inventDatabase(FakeRelayService &service)
{
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    relay::api::DatabaseSnapshot &database = service.fakeDatabase.snapshot;
    database.path = "/home/user/.local/share/trayrelay/trayrelay.db";
    database.fileBytes = 50'541'363;
    database.walBytes = 4'299'161;
    database.journalBytes = 64LL << 20;
    database.journalUsedBytes = 220;
    database.walFrames = 537;
    database.lastCheckpointMs = now - 12 * 60'000;
    database.openConnections = 2;
    database.sqliteVersion = "3.46";
    database.atRisk = {.stagedRows = 1, .unsyncedRows = 6, .unsyncedEdits = 0, .oldestMs = now - 33'000};
    database.writer = {{"journal_mode", "WAL"}, {"synchronous", "NORMAL"}, {"page_size", "4096"}};
    service.fakeDatabase.checkpointResult = {.busy = 0, .log = 205, .checkpointed = 205, .elapsedMs = 3};
    for (int i = 0; i < 7; ++i)
        service.fakeDatabase.backupFiles.push_back(
            {.path = "/home/user/.local/share/trayrelay/backups/trayrelay-" + std::to_string(7 - i) + ".db",
             .bytes = 48'000'000 - i * 400'000,
             .changedMs = now - (i * 24 + 11) * 3'600'000LL});
}

} // namespace tests
