// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/store.h"

#include "relay/base/clock.h"
#include "relay/base/ids.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/platform/file_rights.h"
#include "relay/storage/backup_folder.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/lock_report.h"
#include "relay/storage/online_backup.h"
#include "relay/storage/price_table.h"
#include "relay/storage/reservation_table.h"
#include "relay/storage/token_table.h"
#include "relay/storage/usage_table.h"

#include <QDir>

#include <exception>
#include <future>

namespace relay::service {

namespace {

constexpr std::string_view kInitialised = "initialised";
constexpr std::string_view kAdminKey = "admin_key";
constexpr std::size_t kKeyBytes = 24;

std::string withoutPrefix(std::string_view key)
{
    if (key.starts_with("sk-"))
        key.remove_prefix(3);
    return std::string(key);
}

} // namespace

storage::DatabaseOptions databaseOptions(const config::Settings &settings, const QString &dataDir)
{
    const config::SqliteSettings &sqlite = settings.sqlite;
    return {.path = QDir(dataDir).absoluteFilePath(QString::fromStdString(sqlite.path)),
            .optimize = sqlite.optimizeEnabled,
            .journalMode = sqlite.journalMode,
            .synchronous = sqlite.synchronous,
            .cacheSize = sqlite.cacheSize,
            .mmapSizeBytes = sqlite.mmapBytes,
            .tempStore = sqlite.tempStore,
            .busyTimeoutMs = static_cast<int>(sqlite.busyTimeout.count()),
            .walAutoCheckpointPages = sqlite.walAutoCheckpointPages,
            .foreignKeys = sqlite.foreignKeys,
            .pageSizeBytes = sqlite.pageBytes,
            .autoVacuum = sqlite.autoVacuum};
}

storage::PoolBounds poolBounds(const config::SqliteSettings &settings)
{
    return {.maxOpen = static_cast<std::size_t>(settings.maxOpenConnections),
            .maxIdle = static_cast<std::size_t>(settings.maxIdleConnections)};
}

Store::Store(const config::Settings &settings, QString dataDir, std::shared_ptr<platform::Keyring> keyring)
    : m_serverSettings(settings.server)
    , m_dataDir(std::move(dataDir))
    , m_bounds(poolBounds(settings.sqlite))
    , m_options(databaseOptions(settings, m_dataDir))
    , m_path(m_options.path)
    , m_secrets(m_dataDir, std::move(keyring))
{
}

Store::~Store()
{
    close();
}

Result<StoredState> Store::open()
{
    // A directory that was there may be shared: its rights are its owner's. The files are private anyway.
    const bool ours = !QDir(m_dataDir).exists();
    if (!QDir().mkpath(m_dataDir))
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot make the data directory %1"), m_dataDir)};
    if (const Result<void> own = ours ? platform::makePrivate(m_dataDir) : Result<void>(); !own)
        return own.error();
    const Result<platform::MasterKey> key = m_secrets.masterKey();
    if (!key)
        return key.error();
    m_seal = std::make_unique<platform::Aes256Gcm>(*key);
    m_pool = std::make_unique<storage::ConnectionPool>(m_options, m_bounds, m_counters);
    const auto keep = [this](storage::Connection &connection, int format) -> Result<void> {
        const storage::BackupFolder folder(QDir(m_dataDir).filePath(QStringLiteral("backups")));
        const Result<QString> path =
            folder.freshPath(Clock::system().unixMs(), QStringLiteral("before-format-%1").arg(format + 1));
        if (!path)
            return path.error();
        const auto copied = storage::OnlineBackup(connection).copyTo(*path, [] { return true; });
        if (!copied)
            return Error{ErrorKind::Storage,
                         said(QT_TRANSLATE_NOOP("Phrases", "the database must be brought to a newer format, "
                                                           "and no backup of it can be made first: %1"),
                              copied.error())};
        log::storage().info("the database as it was before its new format: {}", path->toStdString());
        return {};
    };
    if (const Result<void> started = m_pool->start(keep); !started)
        return started.error();
    std::promise<Result<StoredState>> promise;
    m_pool->post(
        [&](Result<storage::Connection *> connection) {
            try {
                promise.set_value(connection ? load(**connection) : connection.error());
            } catch (const std::exception &thrown) { // QtSql allocates
                promise.set_value(Error{ErrorKind::Storage, QString::fromUtf8(thrown.what())});
            }
        },
        Lane::Edit);
    return promise.get_future().get();
}

void Store::close()
{
    if (m_pool)
        m_pool->stop();
    m_pool.reset();
}

bool Store::post(Work work, Lane lane, const char *name, SteadyTime arrived)
{
    if (m_pool && (lane == Lane::Edit || !m_fileUse.readable())) {
        if (const Result<void> may = m_fileUse.notRewriting(); !may) {
            work(may.error(), *m_seal);
            return true;
        }
    }
    return m_pool && m_pool->post(
                         [this, work = std::move(work)](Result<storage::Connection *> connection) {
                             work(std::move(connection), *m_seal);
                         },
                         lane, name, arrived);
}

// To switch the file takes having it alone: who only has it open is in the way as well.
Error Store::heldByAnother(const Phrase &what) const
{
    const std::string who = storage::foreignUser(m_path);
    return {ErrorKind::Conflict,
            said(QT_TRANSLATE_NOOP("Phrases",
                                   "%1: %2 has the database open, close it first; nothing was changed"),
                 what,
                 who.empty() ? said(QT_TRANSLATE_NOOP("Phrases", "another program")) : untranslated(who))};
}

Result<void> Store::reopen(const storage::DatabaseOptions &options)
{
    Result<void> taken = m_pool->reopen(options, [&]() -> Result<void> {
        const auto opened = storage::Connection::open(options, storage::Role::Writer, m_counters);
        if (!opened && opened.error().kind == ErrorKind::Unavailable)
            return heldByAnother(said(QT_TRANSLATE_NOOP("Phrases", "SQLite did not take the change")));
        if (!opened)
            return opened.error();
        const std::string wanted = options.effective().journalMode;
        const Result<std::string> mode = (*opened)->journalMode();
        if (!mode)
            return mode.error();
        if (*mode != wanted)
            return heldByAnother(said(QT_TRANSLATE_NOOP("Phrases", "the journal mode stays %1"), *mode));
        (*opened)->announce();
        return {};
    });
    if (taken)
        m_options = options;
    return taken;
}

Result<StoredState> Store::load(storage::Connection &connection) const
{
    storage::MetaTable meta(connection);
    if (const Result<void> proven = meta.proveMasterKey(*m_seal); !proven)
        return proven.error();
    const Result<std::optional<std::string>> initialised = meta.text(kInitialised);
    if (!initialised)
        return initialised.error();
    if (!*initialised) {
        if (const Result<void> filled = fillAtFirstStart(connection); !filled)
            return filled.error();
    }
    // A killed process may have left some: what it had set aside is there again. Nobody counts them.
    if (const Result<void> freed = storage::ReservationTable(connection).removeAll(); !freed)
        log::storage().warn("reservations of an earlier process stay: {}",
                            freed.error().message.toStdString());
    Result<std::vector<model::Channel>> channels = storage::ChannelTable(connection, *m_seal).all();
    if (!channels)
        return channels.error();
    Result<std::vector<model::Token>> tokens = storage::TokenTable(connection, *m_seal).all();
    if (!tokens)
        return tokens.error();
    Result<std::vector<model::Price>> prices = storage::PriceTable(connection).all();
    if (!prices)
        return prices.error();
    const Result<std::optional<std::string>> admin = meta.secret(kAdminKey, *m_seal);
    if (!admin)
        return admin.error();
    Result<storage::JournalWatermarks> marks = meta.watermarks();
    if (!marks)
        return marks.error();
    const Result<std::uint64_t> database = meta.databaseId();
    if (!database)
        return database.error();
    marks->database = *database;
    const Result<std::uint64_t> largest = storage::UsageTable(connection).largestId();
    if (!largest)
        return largest.error();
    return StoredState{std::move(*channels),
                       std::move(*tokens),
                       std::move(*prices),
                       admin->value_or(std::string()),
                       *marks,
                       *largest};
}

// The last step marks the start as done: one that was cut short is done again, in part or whole.
Result<void> Store::fillAtFirstStart(storage::Connection &connection) const
{
    storage::MetaTable meta(connection);
    const std::string &given = m_serverSettings.initialRootAccessToken;
    if (const Result<void> set =
            meta.setSecret(kAdminKey, given.empty() ? randomHex(kKeyBytes) : given, *m_seal);
        !set)
        return set.error();
    storage::TokenTable tokens(connection, *m_seal);
    const Result<std::vector<model::Token>> before = tokens.all();
    if (!before)
        return before.error();
    if (before->empty()) {
        model::Token token;
        token.name = "default";
        const std::string &key = m_serverSettings.initialRootToken;
        token.key = key.empty() ? randomHex(kKeyBytes) : withoutPrefix(key);
        if (const Result<model::Token> saved = tokens.save(token); !saved)
            return saved.error();
    }
    storage::ChannelTable channels(connection, *m_seal);
    const Result<std::vector<model::Channel>> channelsBefore = channels.all();
    if (!channelsBefore)
        return channelsBefore.error();
    if (channelsBefore->empty()) {
        model::Channel demo;
        demo.name = "demo";
        demo.type = model::ChannelType::Demo;
        demo.models = {"demo-echo"};
        if (const Result<model::Channel> saved = channels.save(demo); !saved)
            return saved.error();
    }
    return meta.setText(kInitialised, "1");
}

} // namespace relay::service
