// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/import_service.h"
#include "relay/api/snapshots.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"
#include "relay/platform/aes256_gcm.h"
#include "relay/storage/imported_table.h"
#include "relay/storage/one_api_file.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace relay::service {

// Brings one-api's channels, tokens, prices and usage logs into the database, inside a transaction of the
// caller's. What each of them becomes is said at its function. On its connection's thread.
class OneApiImport final
{
public:
    // All outlive this.
    OneApiImport(storage::Connection &connection, const platform::Aes256Gcm &seal, storage::OneApiFile &file,
                 std::string adminKey, const std::vector<api::ProviderPreset> &providers);

    Result<api::ImportReport> run();

private:
    Result<void> takeChannels();
    Result<void> takeChannel(const storage::OneApiChannel &source, std::vector<model::Channel> &present);
    Result<void> takeTokens();
    Result<void> takeToken(const storage::OneApiToken &source, std::vector<model::Token> &present);
    Result<void> takePrices();
    Result<void> takeLogs();
    Result<std::int64_t> channelOf(std::int64_t sourceId);
    Result<std::int64_t> tokenOf(const std::string &name);
    void readSettings();
    std::string addressOf(const storage::OneApiChannel &source, QString &why) const;
    std::int64_t units(std::int64_t quota) const; // of one-api's as it was configured, in ours
    void refuse(api::ImportCounts &counts, const QString &what, const QString &why);

    storage::Connection &m_connection;
    const platform::Aes256Gcm &m_seal;
    storage::OneApiFile &m_file;
    const std::string m_adminKey;
    const std::vector<api::ProviderPreset> &m_providers;
    storage::ImportedTable m_imported;
    std::map<std::string, std::string> m_options;
    double m_quotaPerDollar = 0;
    std::map<std::int64_t, std::int64_t> m_channels; // one-api's id: ours
    std::map<std::string, std::int64_t> m_tokens;    // name there: id here
    api::ImportReport m_report;
    std::int64_t m_notesLeftOut = 0;
};

} // namespace relay::service
