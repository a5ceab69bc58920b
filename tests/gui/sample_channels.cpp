// SPDX-License-Identifier: GPL-3.0-or-later
// Invented channels and tokens.
#include "tests/gui/sample_service.h"

#include <QDateTime>

namespace tests {

namespace {

using relay::api::HealthState;
using relay::model::Channel;
using relay::model::ChannelType;

std::int64_t nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

struct Invented
{
    const char *name;
    ChannelType type;
    int models;
    double p95Us;   // 0: no request
    double costUsd; // below 0: none
};

constexpr Invented kInvented[] = {{"OpenAI main", ChannelType::OpenAi, 12, 840'000, 0.92},
                                  {"Anthropic", ChannelType::Anthropic, 6, 1'310'000, 0.38},
                                  {"DeepSeek", ChannelType::OpenAiCompatible, 3, 2'050'000, 0.04},
                                  {"Gemini", ChannelType::Gemini, 5, 710'000, 0.02},
                                  {"SiliconFlow", ChannelType::OpenAiCompatible, 21, 0, 0},
                                  {"OpenRouter", ChannelType::OpenAiCompatible, 48, 970'000, 0},
                                  {"Ollama", ChannelType::Ollama, 4, 0, -1},
                                  {"demo", ChannelType::Demo, 1, 1'000, -1}};

constexpr std::int64_t kOpenAi = 1;
constexpr std::int64_t kDeepSeek = 3;
constexpr std::int64_t kSiliconFlow = 5;
constexpr std::int64_t kOllama = 7;
constexpr std::int64_t kDemo = 8;

Channel invented(const Invented &sample, std::int64_t id)
{
    Channel channel{.id = id, .name = sample.name, .type = sample.type};
    channel.keys = {"sk-proj-abcdefghijkl3kQ2"};
    for (int i = 0; i < sample.models; ++i)
        channel.models.push_back("model-" + std::to_string(i));
    channel.priority = 100 - int(id);
    channel.enabled = id != kOllama;
    if (id == kOpenAi) {
        channel.models = {
            "gpt-4o",       "gpt-4o-mini", "gpt-4.1", "o3",    "o4-mini",      "text-embedding-3-small",
            "gpt-4.1-mini", "gpt-4-turbo", "o1",      "tts-1", "gpt-4o-audio", "whisper-1"};
        channel.keys.push_back("sk-proj-mnopqrstuvwxp0Zw");
        channel.modelMapping = {{"gpt-4", "gpt-4o"}};
        channel.weight = 3;
    }
    if (id == kDemo)
        channel.models = {"demo-echo"};
    if (sample.type == ChannelType::OpenAiCompatible)
        channel.baseUrl = "https://llm.example/v1";
    return channel;
}

relay::api::ChannelHealth healthOf(const Channel &channel)
{
    relay::api::ChannelHealth health{.channelId = channel.id};
    if (channel.id == kDeepSeek) {
        health.state = HealthState::CoolingDown;
        health.untilMs = nowMs() + 24'000;
        health.reason = "429";
    }
    if (channel.id == kSiliconFlow) {
        health.state = HealthState::Open;
        health.reason = "401";
    }
    if (!channel.enabled)
        health.state = HealthState::Disabled;
    for (const std::string &key : channel.keys)
        health.keys.push_back({.maskedKey = key.substr(0, 8) + "****" + key.substr(key.size() - 4)});
    if (channel.id == kOpenAi) {
        health.keys.back().state = HealthState::CoolingDown;
        health.keys.back().untilMs = nowMs() + 24'000;
    }
    return health;
}

} // namespace

void SampleService::inventChannels()
{
    std::int64_t id = 0;
    for (const Invented &sample : kInvented) {
        const Channel channel = invented(sample, ++id);
        channelList.push_back(channel);
        fakeTraffic.health.push_back(healthOf(channel));
        relay::api::NamedFigures figures{.name = channel.name, .requests = 100};
        figures.total = {.count = 100, .p50Us = sample.p95Us / 2, .p95Us = sample.p95Us};
        if (sample.p95Us > 0)
            metricsNow.channels.push_back(figures);
        if (sample.costUsd >= 0)
            metricsNow.channelsToday.push_back({.channelId = id, .requests = 100, .costUsd = sample.costUsd});
    }
}

void SampleService::inventTokens()
{
    constexpr std::int64_t kDay = 24 * 3600;
    const std::int64_t now = nowMs() / 1000;
    tokenList = {{.id = 1, .name = "default", .key = "tr-0123456789abcdefghij9f3Q", .usedQuota = 410'000},
                 {.id = 2,
                  .name = "editor",
                  .key = "tr-zyxwvutsrqponmlkjihg77aB",
                  .remainQuota = 2'100'000,
                  .usedQuota = 400'000,
                  .unlimitedQuota = false,
                  .models = {"gpt-4o", "claude-sonnet-4"}},
                 {.id = 3,
                  .name = "build server",
                  .key = "tr-mmmmnnnnooooppppqqqqk2Lp",
                  .remainQuota = 120'000,
                  .usedQuota = 2'380'000,
                  .unlimitedQuota = false,
                  .expiredTime = now + kDay + 3 * 3600 + 60,
                  .subnet = "10.0.0.0/8"},
                 {.id = 4,
                  .name = "phone",
                  .key = "tr-ccccddddeeeeffffgggg8xY1",
                  .usedQuota = 15'000,
                  .expiredTime = now + 21 * kDay + 60,
                  .enabled = false},
                 {.id = 5,
                  .name = "workshop",
                  .key = "tr-hhhhiiiijjjjkkkkllllqW77",
                  .usedQuota = 500'000,
                  .unlimitedQuota = false,
                  .expiredTime = now - kDay,
                  .models = {"demo-echo"}}};
    const std::pair<std::int64_t, std::int64_t> uses[] = {{1, 9'000}, {2, 4 * 60'000}, {3, 190 * 60'000}};
    for (const auto &[token, agoMs] : uses)
        usageNow.rows.push_back(
            {.id = 100 - token, .record = {.createdAtMs = nowMs() - agoMs, .tokenId = token}});
}

} // namespace tests
