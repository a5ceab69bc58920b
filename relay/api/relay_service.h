// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"
#include "relay/api/doctor_service.h"
#include "relay/api/import_service.h"
#include "relay/api/price_service.h"
#include "relay/api/profiling_service.h"
#include "relay/api/reply.h"
#include "relay/api/secret_service.h"
#include "relay/api/settings_service.h"
#include "relay/api/snapshots.h"
#include "relay/api/spend_service.h"
#include "relay/api/traffic_service.h"
#include "relay/api/update_service.h"
#include "relay/api/watch_service.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"

#include <string>
#include <vector>

namespace relay::api {

// All that a window or an admin client can see and do. Neither can do what the other cannot.
// Thread-safe: any thread may call; nothing here waits for the network or the disk.
class RelayService
{
public:
    virtual ~RelayService() = default;

    virtual SettingsService &settingsService() = 0;
    virtual WatchService &watchService() = 0;
    virtual ProfilingService &profilingService() = 0;

    virtual StatusSnapshot status() const = 0;
    virtual MetricsSnapshot metrics() const = 0;
    virtual MetricsHistory metricsHistory(HistorySpan span) const = 0;
    virtual void resetMetrics() = 0;

    // The first enabled token's key, for people to copy; empty when there is none.
    virtual std::string clientKey() const = 0;
    virtual std::string adminKey() const = 0;

    virtual void channels(QObject *context, Reply<std::vector<model::Channel>> reply) = 0;
    virtual void saveChannel(model::Channel channel, QObject *context,
                             Reply<model::Channel> reply) = 0; // id 0: new
    // Of a channel that need not be stored: an editor tries before it saves. Masked keys are those of the
    // stored channel with its id.
    virtual void testDraft(model::Channel draft, ChannelQuestion question, QObject *context,
                           Reply<ChannelTest> reply) = 0;
    virtual void draftModels(model::Channel draft, QObject *context,
                             Reply<std::vector<std::string>> reply) = 0;
    virtual void removeChannel(std::int64_t id, QObject *context, Reply<bool> reply) = 0;
    virtual void testChannel(std::int64_t id, ChannelQuestion question, QObject *context,
                             Reply<ChannelTest> reply) = 0;
    virtual std::vector<ProviderPreset> providers() const = 0;
    virtual void upstreamModels(std::int64_t id, QObject *context, Reply<std::vector<std::string>> reply) = 0;

    virtual void tokens(QObject *context, Reply<std::vector<model::Token>> reply) = 0;
    // id 0: new; empty key: generated. Of a known token the quota is only set where the caller names it:
    // traffic spends from it meanwhile.
    virtual void saveToken(model::Token token, QuotaEdit quota, QObject *context,
                           Reply<model::Token> reply) = 0;
    virtual void removeToken(std::int64_t id, QObject *context, Reply<bool> reply) = 0;

    // Staged records are written first, so what a client has received is in the page.
    virtual void usage(UsageQuery query, QObject *context, Reply<UsagePage> reply) = 0;
    virtual void usageStat(UsageQuery query, QObject *context, Reply<UsageStat> reply) = 0;

    virtual DatabaseService &databaseService() = 0;
    virtual DoctorService &doctorService() = 0;
    virtual PriceService &priceService() = 0;
    virtual SpendService &spendService() = 0;
    virtual ImportService &importService() = 0;
    virtual TrafficService &trafficService() = 0;
    virtual SecretService &secretService() = 0;
    virtual UpdateService &updateService() = 0;
};

} // namespace relay::api
