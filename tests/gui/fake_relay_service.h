// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "tests/support/fake_database_service.h"
#include "tests/support/fake_doctor_service.h"
#include "tests/support/fake_import_service.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/fake_price_service.h"
#include "tests/support/fake_profiles.h"
#include "tests/support/fake_secret_service.h"
#include "tests/support/fake_settings.h"
#include "tests/support/fake_spend_service.h"
#include "tests/support/fake_traffic_service.h"
#include "tests/support/fake_update_service.h"
#include "tests/support/fake_watch.h"

#include <QTimer>

#include <algorithm>
#include <optional>
#include <utility>

namespace tests {

// A RelayService whose figures are set by hand and whose records live in memory; replies come from the
// event loop, as the real one's do. Lives on gui.
class FakeRelayService : public relay::api::RelayService
{
public:
    relay::api::SettingsService &settingsService() override { return fakeSettings; }
    tests::FakeWatch fakeWatch;
    relay::api::WatchService &watchService() override { return fakeWatch; }
    tests::FakeProfiles fakeProfiles;
    relay::api::ProfilingService &profilingService() override { return fakeProfiles; }
    tests::FakeSettings fakeSettings;
    relay::api::StatusSnapshot statusNow;
    relay::api::MetricsSnapshot metricsNow;
    relay::api::MetricsHistory historyNow;
    std::string clientKeyNow;
    std::string adminKeyNow = "admin-secret";
    std::vector<relay::model::Channel> channelList;
    std::vector<relay::model::Token> tokenList;
    relay::api::QuotaEdit quotaAsked = relay::api::QuotaEdit::Keep; // of the last token that was saved
    std::optional<relay::Error> upstreamTrouble;                    // instead of its list of models
    int testStatus = 200;                                           // what a channel's upstream answers
    std::vector<std::string> modelsUpstream{"one", "two"};
    std::vector<relay::model::Channel> savedChannels; // as they were asked to be stored, in order
    std::vector<relay::model::Channel> drafts;        // those that were tested or asked for their models
    std::optional<relay::Error> unreadable;           // instead of the list of channels
    std::optional<relay::Error> refusal;              // what storing and testing answer instead
    relay::api::ChannelQuestion questionAsked;        // of the last test
    mutable int reads = 0;                            // how often the figures were asked for

    relay::api::StatusSnapshot status() const override { return statusNow; }
    relay::api::MetricsSnapshot metrics() const override
    {
        ++reads;
        return metricsNow;
    }
    mutable relay::api::HistorySpan spanAsked = relay::api::HistorySpan::FiveMinutes;
    relay::api::MetricsHistory metricsHistory(relay::api::HistorySpan span) const override
    {
        spanAsked = span;
        return historyNow;
    }
    void resetMetrics() override { metricsNow.sinceReset = {}; }
    std::string clientKey() const override { return clientKeyNow; }
    std::string adminKey() const override { return adminKeyNow; }

    void channels(QObject *context, relay::api::Reply<std::vector<relay::model::Channel>> reply) override
    {
        if (unreadable)
            QTimer::singleShot(0, context, [reply = std::move(reply), why = *unreadable] { reply(why); });
        else
            later(context, std::move(reply), channelList);
    }
    void saveChannel(relay::model::Channel channel, QObject *context,
                     relay::api::Reply<relay::model::Channel> reply) override
    {
        savedChannels.push_back(channel);
        if (refusal)
            return refuse(context, std::move(reply));
        later(context, std::move(reply), stored(channelList, std::move(channel)));
    }
    void removeChannel(std::int64_t id, QObject *context, relay::api::Reply<bool> reply) override
    {
        later(context, std::move(reply), removed(channelList, id));
    }
    void testChannel(std::int64_t id, relay::api::ChannelQuestion, QObject *context,
                     relay::api::Reply<relay::api::ChannelTest> reply) override
    {
        later(context, std::move(reply),
              relay::api::ChannelTest{
                  .status = testStatus, .elapsedUs = 12'500, .message = "channel " + std::to_string(id)});
    }
    void testDraft(relay::model::Channel draft, relay::api::ChannelQuestion question, QObject *context,
                   relay::api::Reply<relay::api::ChannelTest> reply) override
    {
        drafts.push_back(draft);
        questionAsked = question;
        if (refusal)
            return refuse(context, std::move(reply));
        relay::api::ChannelTest test{.status = testStatus, .elapsedUs = 412'000, .ttftUs = -1};
        test.model = !question.model.empty() ? question.model
                     : draft.models.empty()  ? std::string()
                                             : draft.models.front();
        if (testStatus == 200 && !question.listOnly)
            test.ttftUs = 412'000;
        if (testStatus != 200)
            test.message = "the key was refused";
        later(context, std::move(reply), std::move(test));
    }
    void draftModels(relay::model::Channel draft, QObject *context,
                     relay::api::Reply<std::vector<std::string>> reply) override
    {
        drafts.push_back(draft);
        if (upstreamTrouble)
            QTimer::singleShot(0, context,
                               [reply = std::move(reply), why = *upstreamTrouble] { reply(why); });
        else if (refusal)
            refuse(context, std::move(reply));
        else
            upstreamModels(draft.id, context, std::move(reply));
    }
    std::vector<relay::api::ProviderPreset> presets{
        {.id = "somebody", .name = "Somebody", .baseUrl = "https://llm.example/v1"}};
    std::vector<relay::api::ProviderPreset> providers() const override { return presets; }
    void upstreamModels(std::int64_t, QObject *context,
                        relay::api::Reply<std::vector<std::string>> reply) override
    {
        later(context, std::move(reply), modelsUpstream);
    }

    void tokens(QObject *context, relay::api::Reply<std::vector<relay::model::Token>> reply) override
    {
        later(context, std::move(reply), tokenList);
    }
    void saveToken(relay::model::Token token, relay::api::QuotaEdit quota, QObject *context,
                   relay::api::Reply<relay::model::Token> reply) override
    {
        quotaAsked = quota;
        if (refusal)
            return refuse(context, std::move(reply));
        if (token.key.empty())
            token.key = "generated0000000000000";
        later(context, std::move(reply), stored(tokenList, std::move(token)));
    }
    void removeToken(std::int64_t id, QObject *context, relay::api::Reply<bool> reply) override
    {
        later(context, std::move(reply), removed(tokenList, id));
    }

    FakeLedger ledger;
    relay::api::UsagePage usageNow; // what is answered while the ledger has no rows
    void usage(relay::api::UsageQuery query, QObject *context,
               relay::api::Reply<relay::api::UsagePage> reply) override
    {
        relay::api::UsagePage page = ledger.page(query);
        later(context, std::move(reply), ledger.rows.empty() ? usageNow : std::move(page));
    }
    void usageStat(relay::api::UsageQuery query, QObject *context,
                   relay::api::Reply<relay::api::UsageStat> reply) override
    {
        later(context, std::move(reply), ledger.stat(query));
    }

    FakeDatabaseService fakeDatabase;
    relay::api::DatabaseService &databaseService() override { return fakeDatabase; }
    FakeDoctorService fakeDoctor;
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

private:
    template <typename T>
    static void later(QObject *context, relay::api::Reply<T> reply, T value)
    {
        QTimer::singleShot(0, context,
                           [reply = std::move(reply), value = std::move(value)] { reply(value); });
    }
    template <typename T>
    void refuse(QObject *context, relay::api::Reply<T> reply) const
    {
        QTimer::singleShot(0, context, [reply = std::move(reply), error = *refusal] { reply(error); });
    }
    template <typename Record>
    static Record stored(std::vector<Record> &list, Record record)
    {
        const auto known = std::ranges::find(list, record.id, &Record::id);
        if (record.id != 0 && known != list.end())
            return *known = record;
        record.id = std::int64_t(list.size()) + 1;
        list.push_back(record);
        return record;
    }
    template <typename Record>
    static bool removed(std::vector<Record> &list, std::int64_t id)
    {
        return std::erase_if(list, [id](const Record &record) { return record.id == id; }) > 0;
    }
};

} // namespace tests
