// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "tests/support/fake_database_service.h"
#include "tests/support/fake_doctor_service.h"
#include "tests/support/fake_import_service.h"
#include "tests/support/fake_price_service.h"
#include "tests/support/fake_profiles.h"
#include "tests/support/fake_secret_service.h"
#include "tests/support/fake_spend_service.h"
#include "tests/support/fake_traffic_service.h"
#include "tests/support/fake_update_service.h"
#include "tests/support/fake_watch.h"
#include "tests/support/no_settings.h"

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// A RelayService that keeps all in memory, and refuses the edits that the real one refuses. Replies come in
// a later turn, as the real one's do; while `holding` they wait for release(). Lives on its thread.
class FakeService final : public relay::api::RelayService
{
public:
    relay::api::SettingsService &settingsService() override { return noSettings; }
    tests::FakeWatch fakeWatch;
    relay::api::WatchService &watchService() override { return fakeWatch; }
    tests::FakeProfiles fakeProfiles;
    relay::api::ProfilingService &profilingService() override { return fakeProfiles; }
    relay::api::StatusSnapshot status() const override { return statusNow; }
    relay::api::MetricsSnapshot metrics() const override { return metricsNow; }
    relay::api::MetricsHistory metricsHistory(relay::api::HistorySpan span) const override
    {
        spanAsked = span;
        return historyNow;
    }
    void resetMetrics() override { ++resets; }
    std::string clientKey() const override { return tokenList.empty() ? std::string() : tokenList[0].key; }
    std::string adminKey() const override { return key; }

    void channels(QObject *context, relay::api::Reply<std::vector<relay::model::Channel>> reply) override;
    void saveChannel(relay::model::Channel channel, QObject *context,
                     relay::api::Reply<relay::model::Channel> reply) override;
    void removeChannel(std::int64_t id, QObject *context, relay::api::Reply<bool> reply) override;
    void testChannel(std::int64_t id, relay::api::ChannelQuestion question, QObject *context,
                     relay::api::Reply<relay::api::ChannelTest> reply) override;
    void upstreamModels(std::int64_t id, QObject *context,
                        relay::api::Reply<std::vector<std::string>> reply) override;
    void tokens(QObject *context, relay::api::Reply<std::vector<relay::model::Token>> reply) override;
    void saveToken(relay::model::Token token, relay::api::QuotaEdit quota, QObject *context,
                   relay::api::Reply<relay::model::Token> reply) override;
    void removeToken(std::int64_t id, QObject *context, relay::api::Reply<bool> reply) override;
    void usage(relay::api::UsageQuery query, QObject *context,
               relay::api::Reply<relay::api::UsagePage> reply) override;
    void usageStat(relay::api::UsageQuery query, QObject *context,
                   relay::api::Reply<relay::api::UsageStat> reply) override;

    tests::FakeDatabaseService fakeDatabase;
    relay::api::DatabaseService &databaseService() override { return fakeDatabase; }
    tests::FakeDoctorService fakeDoctor;
    relay::api::DoctorService &doctorService() override { return fakeDoctor; }
    tests::FakePriceService fakePrices;
    relay::api::PriceService &priceService() override { return fakePrices; }
    tests::FakeSpendService fakeSpend;
    relay::api::SpendService &spendService() override { return fakeSpend; }
    tests::FakeImportService fakeImport;
    relay::api::ImportService &importService() override { return fakeImport; }
    tests::FakeTrafficService fakeTraffic;
    relay::api::TrafficService &trafficService() override { return fakeTraffic; }
    tests::FakeSecretService fakeSecrets;
    relay::api::SecretService &secretService() override { return fakeSecrets; }
    tests::FakeUpdateService fakeUpdates;
    relay::api::UpdateService &updateService() override { return fakeUpdates; }
    void testDraft(relay::model::Channel draft, relay::api::ChannelQuestion asked, QObject *context,
                   relay::api::Reply<relay::api::ChannelTest> reply) override
    {
        testChannel(draft.id, std::move(asked), context, std::move(reply));
    }
    void draftModels(relay::model::Channel draft, QObject *context,
                     relay::api::Reply<std::vector<std::string>> reply) override
    {
        upstreamModels(draft.id, context, std::move(reply));
    }

    void release(); // the replies held so far

    std::string key = "admin-key-of-the-test";
    relay::api::StatusSnapshot statusNow;
    relay::api::MetricsSnapshot metricsNow;
    relay::api::MetricsHistory historyNow;
    mutable std::optional<relay::api::HistorySpan> spanAsked;
    std::vector<relay::model::Channel> channelList;
    std::vector<relay::model::Token> tokenList;
    std::vector<std::string> upstreamNames;
    relay::api::ChannelTest testResult;
    relay::api::UsagePage page;
    relay::api::UsageStat sums;

    std::optional<relay::Error> failure; // what every reply says instead
    bool holding = false;
    int resets = 0;
    relay::api::ChannelQuestion question;
    std::vector<relay::api::ProviderPreset> providers() const override
    {
        return {{.id = "somebody", .name = "Somebody", .baseUrl = "https://llm.example/v1"}};
    }
    tests::NoSettings noSettings;
    relay::api::UsageQuery lastQuery;
    relay::api::QuotaEdit lastQuotaEdit = relay::api::QuotaEdit::Keep;
    std::vector<std::function<void()>> held;

private:
    template <typename T>
    void send(QObject *context, relay::api::Reply<T> reply, std::type_identity_t<relay::Result<T>> result);

    std::int64_t m_lastId = 0;
};
