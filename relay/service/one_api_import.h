// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/import_service.h"
#include "relay/api/snapshots.h"
#include "relay/base/phrase.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"
#include "relay/model/usage_record.h"
#include "relay/platform/aes256_gcm.h"
#include "relay/storage/imported_table.h"
#include "relay/storage/one_api_file.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace relay::service {

// Brings one-api's channels, tokens, prices and usage logs into the database, a step at a time, each inside a
// transaction of the caller's; or looks what it would bring, and only reads. What each of them becomes is
// said at its function. One step at a time, each on its connection's thread.
class OneApiImport final
{
public:
    enum class Mode { Look, Take };

    // All outlive this.
    OneApiImport(storage::OneApiFile &file, std::string adminKey,
                 const std::vector<api::ProviderPreset> &providers, Mode mode, int retentionDays);

    // Channels, tokens and prices: first, and once.
    Result<void> takeRecords(storage::Connection &connection, const platform::Aes256Gcm &seal);
    // The next of them, in their order.
    Result<void> takeLogs(storage::Connection &connection, const platform::Aes256Gcm &seal,
                          std::span<const storage::OneApiLog> logs);
    api::ImportReport report() const;

private:
    // Where a step takes place.
    struct Place
    {
        storage::Connection &connection;
        const platform::Aes256Gcm &seal;
        storage::ImportedTable imported{connection};
    };

    bool looks() const { return m_mode == Mode::Look; }
    Result<void> takeChannels(Place &at);
    Result<void> takeChannel(Place &at, const storage::OneApiChannel &source,
                             std::vector<model::Channel> &present);
    Result<model::Channel> keep(Place &at, model::Channel channel);
    Result<void> takeTokens(Place &at);
    Result<void> takeToken(Place &at, const storage::OneApiToken &source, std::vector<model::Token> &present);
    Result<model::Token> keep(Place &at, model::Token token);
    Result<void> put(Place &at, std::int64_t digest, std::int64_t id);
    Result<void> takePrices(Place &at);
    Result<std::optional<model::UsageRecord>> recordOf(Place &at, const storage::OneApiLog &log);
    Result<std::int64_t> channelOf(Place &at, std::int64_t sourceId);
    Result<std::int64_t> tokenOf(Place &at, const std::string &name);
    void readSettings();
    void noteLosses(const Phrase &what, const storage::OneApiChannel &source);
    Result<void> noteRest(Place &);
    void note(Phrase text);
    std::string addressOf(const storage::OneApiChannel &source, std::optional<Phrase> &why) const;
    std::int64_t units(std::int64_t quota) const; // of one-api's as it was configured, in ours
    void refuse(api::ImportCounts &counts, const Phrase &what, const Phrase &why);

    storage::OneApiFile &m_file;
    const std::string m_adminKey;
    const std::vector<api::ProviderPreset> &m_providers;
    const Mode m_mode;
    const int m_retentionDays;
    const std::int64_t m_keptFromMs; // older rows go soon
    std::int64_t m_tooOld = 0;
    std::optional<Phrase> m_rest;  // what else stays there
    std::int64_t m_lastMadeUp = 0; // id of what is only looked at
    std::optional<std::int64_t> m_nextUsageId;
    std::map<std::string, std::string> m_options;
    double m_quotaPerDollar = 0;
    std::map<std::int64_t, std::int64_t> m_channels; // one-api's id: ours
    std::map<std::string, std::int64_t> m_tokens;    // name there: id here
    api::ImportReport m_report;
    std::int64_t m_notesLeftOut = 0;
};

} // namespace relay::service
