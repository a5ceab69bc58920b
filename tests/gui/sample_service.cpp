// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/sample_service.h"

#include "relay/model/phrase.h"
#include "tests/gui/sample_findings.h"
#include "tests/gui/sample_ledger.h"
#include "tests/gui/sample_profile.h"

#include <QDateTime>

#include <cmath>
#include <random>

namespace tests {

namespace {

std::int64_t nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

SampleService::SampleService()
{
    statusNow.version = "0.1.0";
    statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    statusNow.port = 3000;
    statusNow.startedAtMs = nowMs() - (17 * 60 + 18) * 60'000;
    statusNow.alerts = {"the write-ahead log is larger than 64 MB"};
    clientKeyNow = "sk-tr-0123456789abcdefghij9f3Q";
    inventMetrics();
    inventHistory();
    inventChannels();
    inventTokens();
    inventTraffic();
    inventLedger(*this, 3000);
    inventDatabase(*this);
    fakeProfiles.next = sampleProfile();
    fakeDoctor.findings = sampleFindings();
    fakeWatch.alertsNow = sampleAlerts();
    fakeWatch.eventsNow = sampleEvents();
    fakeSecrets.keeping.keyringAvailable = true;
    fakeSecrets.keeping.keyringName = "Secret Service";
    inventSettings();
}

// The hour is invented; five minutes go by faster, a day more slowly.
relay::api::MetricsHistory SampleService::metricsHistory(relay::api::HistorySpan span) const
{
    relay::api::MetricsHistory history = historyNow;
    const double pace = span == relay::api::HistorySpan::FiveMinutes ? 1.0 / 12
                        : span == relay::api::HistorySpan::Day       ? 10
                                                                     : 1;
    history.periodSeconds *= pace;
    history.spanSeconds *= pace;
    const std::int64_t now = nowMs();
    for (relay::api::HistoryPoint &point : history.points) {
        point.startMs = now - std::int64_t(double(now - point.startMs) * pace);
        point.seconds *= pace;
    }
    return history;
}

void SampleService::inventMetrics()
{
    metricsNow.totalRequests = 12'450;
    metricsNow.totalFailed = 23;
    metricsNow.costTodayUsd = 1.36;
    relay::api::WindowFigures &minute = metricsNow.minute;
    minute.requests = 12;
    minute.total = {
        .count = 12, .averageUs = 500'000, .p50Us = 420'000, .p95Us = 830'000, .p99Us = 1'170'000};
    minute.overhead = {.count = 12, .averageUs = 800, .p50Us = 800, .p95Us = 1'500, .p99Us = 2'100};
    minute.ttft = {.count = 8, .averageUs = 270'000, .p50Us = 270'000, .p95Us = 410'000, .p99Us = 500'000};
    metricsNow.hour = minute;
    metricsNow.hour.requests = 731;
    metricsNow.sinceReset = metricsNow.hour;
    metricsNow.sinceReset.requests = 12'450;
    metricsNow.sinceReset.failed = 23;
    metricsNow.sinceReset.promptTokens = 3'910'000;
    metricsNow.sinceReset.completionTokens = 910'000;
    relay::api::RuntimeFigures &runtime = metricsNow.runtime;
    runtime.rssBytes = 61ULL << 20;
    runtime.threads = 9;
    runtime.clientConnections = 4;
    runtime.cacheHits = 35'184;
    runtime.cacheMisses = 2'160;
    runtime.dbWriteTransactionsPerSecond = 0.4;
    runtime.walBytes = 4'299'161;
    runtime.databaseBytes = 50'541'363;
    runtime.journalDepth = 1;
    runtime.journalBytes = 64ULL << 20;
    runtime.journalUsedBytes = 220;
}

void SampleService::inventHistory()
{
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 1);
    historyNow.periodSeconds = 30;
    historyNow.spanSeconds = 3600;
    double wander = 0;
    constexpr int kPoints = 120;
    for (int i = 0; i < kPoints; ++i) {
        wander = 0.9 * wander + 0.1 * noise(random);
        const double hump = std::exp(-std::pow((i - 104) / 6.0, 2));
        relay::api::HistoryPoint point;
        point.startMs = nowMs() - (kPoints - i) * 30'000;
        point.seconds = 30;
        point.requests = std::uint64_t(6 + 2 * std::sin(i / 9.0) + std::abs(noise(random)));
        point.failed = i > 100 && i < 106 ? 2 : i == 34 ? 1 : 0;
        const double middle = 430'000 + 60'000 * wander + 15'000 * noise(random);
        point.total = {.count = point.requests,
                       .p50Us = middle,
                       .p95Us = middle * 1.95 + 260'000 * hump,
                       .p99Us = middle * 2.8 + 40'000 * noise(random) + 500'000 * hump};
        const bool batched = i > 62;
        const double overhead = (batched ? 750 : 2'400) + 80 * noise(random);
        point.overhead = {.count = point.requests,
                          .p50Us = overhead,
                          .p95Us = overhead * 1.9 + 60 * noise(random),
                          .p99Us = overhead * 2.6};
        point.ttft = {.count = point.requests / 2, .p50Us = middle * 0.65, .p95Us = middle, .p99Us = middle};
        point.dbWriteTransactions = batched ? 12 : 40;
        point.rssBytes = (60ULL << 20) + std::uint64_t(i) * 9'000;
        point.walBytes = std::uint64_t(4.1e6);
        point.databaseBytes = 49'900'000 + std::uint64_t(i) * 6'000;
        historyNow.points.push_back(point);
    }
}

void SampleService::inventTraffic()
{
    fakeTraffic.knock = relay::api::Knock{.atMs = nowMs() - 8'000,
                                          .requestId = 17,
                                          .client = "Cursor 1.4",
                                          .endpoint = "/v1/chat/completions",
                                          .model = "gpt-4o",
                                          .status = 401,
                                          .error = "wrong key",
                                          .remedy = relay::model::phrase("knock.provider-key.remedy")};
    fakeTraffic.routeNow = {.model = "gpt-4o",
                            .candidates = {{.channelId = 1, .channelName = "OpenAI main", .weight = 3},
                                           {.channelId = 6, .channelName = "OpenRouter", .weight = 1}},
                            .attempts = 2};
}

} // namespace tests
