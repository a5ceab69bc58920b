// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/base/result.h"
#include "relay/config/settings.h"
#include "relay/model/channel.h"
#include "relay/model/price.h"
#include "relay/model/token.h"
#include "relay/platform/aes256_gcm.h"
#include "relay/platform/secret_keeper.h"
#include "relay/service/file_use.h"
#include "relay/storage/connection_pool.h"
#include "relay/storage/database_counters.h"
#include "relay/storage/meta_table.h"

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
storage::PoolBounds poolBounds(const config::SqliteSettings &settings);

// The data directory's files: master key, database, and what a first start puts into them. Thread-safe.
class Store final
{
public:
    Store(const config::Settings &settings, QString dataDir, std::shared_ptr<platform::Keyring> keyring = {});
    ~Store();
    Q_DISABLE_COPY_MOVE(Store)

    // Opens, migrates, fills at a first start, reads. Waits for the disk: not on gui or relay.
    Result<StoredState> open();
    void close();

    // On a storage thread; nothing waits. The connection, or why there is none. False: closed.
    using Work = std::function<void(Result<storage::Connection *>, const platform::Aes256Gcm &)>;
    using Lane = storage::ConnectionPool::Lane;
    bool post(Work work, Lane lane = Lane::Read, const char *name = "a query",
              SteadyTime arrived = std::chrono::steady_clock::now()); // see ConnectionPool::post()

    storage::DatabaseCounters &counters() { return m_counters; }
    // These two and reopen() are for the thread that changes settings.
    const storage::DatabaseOptions &options() const { return m_options; }
    storage::ConnectionPool &pool() { return *m_pool; }
    FileUse &fileUse() { return m_fileUse; }
    // Closes all connections, has SQLite take `options`, opens again. Conflict: another program holds the
    // file, and nothing has changed. Nobody else of the process may have it open.
    Result<void> reopen(const storage::DatabaseOptions &options);
    const QString &path() const { return m_path; }
    platform::SecretKeeper &secrets() { return m_secrets; }
    const platform::Aes256Gcm &seal() const { return *m_seal; } // while open

private:
    Error heldByAnother(const Phrase &what) const;
    Result<StoredState> load(storage::Connection &connection) const;
    Result<void> fillAtFirstStart(storage::Connection &connection) const;

    const config::ServerSettings m_serverSettings;
    const QString m_dataDir;
    const storage::PoolBounds m_bounds;
    storage::DatabaseOptions m_options;
    const QString m_path; // of the database
    storage::DatabaseCounters m_counters;
    FileUse m_fileUse;
    platform::SecretKeeper m_secrets;
    std::unique_ptr<platform::Aes256Gcm> m_seal;
    std::unique_ptr<storage::ConnectionPool> m_pool;
};

} // namespace relay::service
