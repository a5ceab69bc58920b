// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/model/channel.h"
#include "relay/model/usage_record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace relay::api {

// Percentiles of one quantity over one window. Microseconds; all 0 while count is 0.
struct LatencyFigures
{
    std::uint64_t count = 0;
    double averageUs = 0;
    double p50Us = 0;
    double p95Us = 0;
    double p99Us = 0;
    double maxUs = 0;
};

struct WindowFigures
{
    std::uint64_t requests = 0;
    std::uint64_t failed = 0; // see contract: our own 4xx and 5xx, an upstream's 5xx, a broken stream
    std::uint64_t streaming = 0;
    std::uint64_t slow = 0; // beyond SLOW_REQUEST_THRESHOLD_MS
    std::uint64_t promptTokens = 0;
    std::uint64_t completionTokens = 0;
    double costUsd = 0;      // of what has a price
    LatencyFigures total;    // last request byte read to answer head written
    LatencyFigures overhead; // the part of it not spent waiting for an upstream
    LatencyFigures ttft;     // streams alone
};

struct NamedFigures
{
    std::string name; // a channel's or a model's
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;
    LatencyFigures total;
    LatencyFigures overhead;
    LatencyFigures ttft;
    std::uint64_t slow = 0;
    std::uint64_t promptTokens = 0;
    std::uint64_t completionTokens = 0;
    double costUsd = 0;
};

struct DatabaseFigures
{
    std::uint64_t queries = 0;
    double averageUs = 0;
};

// What the process costs and how its parts are. Memory, processor, disk, log size and rates are those of the
// last look, once a second; the rest is as it is now.
struct RuntimeFigures
{
    std::int64_t sampledAtMs = 0; // Unix: of that look
    std::uint64_t rssBytes = 0;
    std::uint64_t cpuUs = 0;         // user and system, all threads, since start
    double cpuPercent = 0;           // of one processor, over the last seconds
    std::uint64_t diskReadBytes = 0; // really read from a disk or written to one, since start
    std::uint64_t diskWriteBytes = 0;
    std::uint32_t threads = 0;
    std::uint32_t clientConnections = 0;
    std::uint32_t upstreamConnections = 0;
    std::uint32_t upstreamIdle = 0;
    std::uint32_t upstreamWaiting = 0; // exchanges that wait for a free connection
    std::uint32_t liveExchanges = 0;
    std::uint64_t refusalsWithoutRow = 0; // since start: no known key, and more a minute than have rows
    double loopLagUs = 0;                 // how late the relay's loop came to its last timer
    double loopLagMaxUs = 0;              // the worst of the last second
    std::uint64_t journalDepth = 0;       // records staged, not yet in the database
    std::uint64_t journalBytes = 0;
    std::uint64_t journalUsedBytes = 0;
    std::uint64_t cacheHits = 0; // of look-ups of tokens and channels, since start
    std::uint64_t cacheMisses = 0;
    std::uint64_t dbQueries = 0;
    std::uint64_t dbReads = 0; // of the queries, those that answer rows
    std::uint64_t dbWriteTransactions = 0;
    double dbAverageUs = 0;
    double dbReadsPerSecond = 0; // over the last seconds
    double dbWriteTransactionsPerSecond = 0;
    double dbP50Us = 0; // of a query, over the last minute
    double dbP99Us = 0;
    std::uint64_t walBytes = 0;
    std::uint64_t databaseBytes = 0; // the file alone
};

// Spans on their way to a collector (OTEL_EXPORTER_OTLP_ENDPOINT), since start.
struct TraceFigures
{
    bool enabled = false;
    std::uint64_t exported = 0; // the collector took them
    std::uint64_t dropped = 0;  // never sent: the queue was full, or the export ended
    std::uint64_t failed = 0;   // the collector refused them, or did not answer
    std::uint64_t queued = 0;   // exchanges that wait
};

// Since midnight in the machine's time zone.
struct ChannelToday
{
    std::int64_t channelId = 0;
    std::uint64_t requests = 0;
    double costUsd = 0;
};

struct MetricsSnapshot
{
    bool enabled = true;
    std::uint64_t totalRequests = 0; // since start: never reset
    std::uint64_t totalFailed = 0;
    double sinceResetSeconds = 0; // how long that window is by now
    WindowFigures minute;
    WindowFigures hour;
    WindowFigures sinceReset;
    DatabaseFigures database;           // since reset
    std::vector<NamedFigures> channels; // since reset
    std::vector<NamedFigures> models;   // since reset
    RuntimeFigures runtime;
    TraceFigures traces;
    double costTodayUsd = 0; // since midnight in the machine's time zone; of what has a price
    std::vector<ChannelToday> channelsToday;
};

// Percentiles of one quantity in one period of a history. Microseconds; all 0 while count is 0.
struct LatencyPoint
{
    std::uint64_t count = 0;
    double p50Us = 0;
    double p95Us = 0;
    double p99Us = 0;
};

// One period of a history. Counts are of that period alone.
struct HistoryPoint
{
    std::int64_t startMs = 0; // Unix
    double seconds = 0;       // how long it was watched: the newest is still growing
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;
    LatencyPoint total; // as in WindowFigures
    LatencyPoint overhead;
    LatencyPoint ttft;
    std::uint64_t dbReads = 0;
    std::uint64_t dbWriteTransactions = 0;
    std::uint64_t cpuUs = 0;
    double loopLagMaxUs = 0;
    std::uint64_t rssBytes = 0; // this and what follows: as at its end
    std::uint64_t walBytes = 0;
    std::uint64_t databaseBytes = 0;
    std::uint64_t journalUsedBytes = 0;
};

enum class HistorySpan {
    FiveMinutes,
    Hour,
    Day,
    Month // 30 days, also of former runs; of sizes alone: wal, database and journal. Other figures are 0
};

// The relay's figures over time, since start at most. Periods in which nothing was watched are missing.
struct MetricsHistory
{
    bool enabled = true;      // false: no percentiles are kept
    double periodSeconds = 0; // of a point
    double spanSeconds = 0;
    std::vector<HistoryPoint> points; // the oldest first
};

struct StatusSnapshot
{
    std::string version;
    std::string instanceId;
    std::string dataDirectory;
    bool paused = false;
    std::int64_t startedAtMs = 0; // Unix ms
    std::string baseUrl;          // http://127.0.0.1:3000/v1; empty until listening
    std::string listenAddress;    // as it is set: 0.0.0.0 where others can call too; empty until listening
    std::uint16_t port = 0;
    std::uint16_t demoPort = 0; // on loopback, of the demo channel's upstream
    bool ledgerHealthy = true;
    Saying ledgerTrouble;            // for people; empty while healthy
    std::vector<std::string> alerts; // those that are raised, for people
};

// Filter of the ledger; what is not set does not filter. Times are Unix ms, end exclusive. With both an id
// and a name the id counts if there is or was such a token or channel, else the name.
struct UsageQuery
{
    int limit = 50; // 1 to 1000
    std::int64_t cursor =
        0; // rows with a smaller id than this (imported ones are below 0); 0: from the newest
    std::int64_t startMs = 0;
    std::int64_t endMs = 0; // 0: no end
    std::string model;
    std::optional<std::int64_t> tokenId;
    std::string tokenName;
    std::optional<std::int64_t> channelId;
    std::string channelName;
    std::optional<int> status;      // 1 to 5: all of that hundred; 0: what has failed
    std::int64_t slowerThanUs = -1; // not faster than this: a stream to its first token, others in all
};

struct UsageRow
{
    std::int64_t id = 0;
    model::UsageRecord record;
    std::string tokenName;
    std::string channelName;
};

struct UsagePage
{
    std::vector<UsageRow> rows; // newest first
    std::int64_t next = 0;      // cursor of the next page; 0: this was the last
};

struct UsageStat
{
    std::int64_t requests = 0;
    std::int64_t failed = 0;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::int64_t quota = 0;
    double costUsd = 0;
};

enum class QuotaEdit { Keep, Set };

// What a channel's test asks.
struct ChannelQuestion
{
    std::string model;     // empty: the first that the channel lists
    bool listOnly = false; // the list of models alone: costs nothing, proves address and key
};

struct ChannelTest
{
    int status = 0; // HTTP status; 0: none came
    std::int64_t elapsedUs = 0;
    Saying message;           // for people: what the upstream said or why there was no answer
    std::int64_t ttftUs = -1; // to the first byte of the answer's body; -1: there was none
    std::string model;        // as sent; empty: only the list was asked for
    model::TokenUsage usage;  // what the test itself has used, as far as the upstream says
};

// A well-known provider, for those who add a channel.
struct ProviderPreset
{
    std::string id;
    std::string name;
    model::ChannelType type = model::ChannelType::OpenAiCompatible;
    std::string baseUrl;
    bool local = false; // on this machine: no key
    std::int64_t oneApiType = 0;
};

} // namespace relay::api
