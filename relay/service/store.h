// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/settings.h"
#include "relay/model/channel.h"
#include "relay/model/price.h"
#include "relay/model/token.h"
#include "relay/platform/aes256_gcm.h"
#include "relay/storage/database_counters.h"
#include "relay/storage/meta_table.h"
#include "relay/storage/storage_thread.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace relay::service {

// What a start finds in the data directory. A value.
struct StoredState
{
    std::vector<model::Channel> channels;
    std::vector<model::Token> tokens;
    std::vector<model::Price> prices; // the user's own
    std::string adminKey;
    storage::JournalWatermarks watermarks;
    std::uint64_t largestUsageId = 0;
};

storage::DatabaseOptions databaseOptions(const config::Settings &settings, const QString &dataDir);

// The data directory's files: master key, database, and what a first start puts into them. Thread-safe.
class Store final
{
public:
    Store(const config::Settings &settings, QString dataDir);
    ~Store();
    Q_DISABLE_COPY_MOVE(Store)

    // Opens, migrates, fills at a first start, reads. Waits for the disk: not on gui or relay.
    Result<StoredState> open();
    void close();

    // On the storage thread; nothing waits. False: closed.
    using Work = std::function<void(storage::Connection &, const platform::Aes256Gcm &)>;
    bool post(Work work);

    storage::DatabaseCounters &counters() { return m_counters; }
    const storage::DatabaseOptions &options() const { return m_options; }

private:
    Result<StoredState> load(storage::Connection &connection) const;
    Result<void> fillAtFirstStart(storage::Connection &connection) const;

    const config::ServerSettings m_serverSettings;
    const QString m_dataDir;
    const storage::DatabaseOptions m_options;
    storage::DatabaseCounters m_counters;
    std::unique_ptr<platform::Aes256Gcm> m_seal;
    std::unique_ptr<storage::StorageThread> m_thread;
};

} // namespace relay::service
