// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/connection.h"

#include "relay/api/journal_mode_risk.h"
#include "relay/base/log.h"
#include "relay/base/long_path.h"
#include "relay/base/phrase.h"
#include "relay/platform/file_rights.h"
#include "relay/storage/engine_error.h"
#include "relay/storage/query.h"

#include <sqlite3.h>

#include <QSqlDriver>
#include <QSqlError>
#include <QVariant>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>

namespace relay::storage {

namespace {

constexpr std::int64_t kReaderCache = -2000; // KiB: readers look up little, and there are several

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

// SQLite reads some PRAGMAs back as numbers: their names in the order of these.
std::string inWords(std::string_view pragma, const std::string &value)
{
    static constexpr std::array<const char *, 4> kSynchronous = {"OFF", "NORMAL", "FULL", "EXTRA"};
    static constexpr std::array<const char *, 3> kTempStore = {"DEFAULT", "FILE", "MEMORY"};
    static constexpr std::array<const char *, 3> kAutoVacuum = {"NONE", "FULL", "INCREMENTAL"};
    const std::size_t index = value.size() == 1 && value[0] >= '0' && value[0] <= '9'
                                  ? static_cast<std::size_t>(value[0] - '0')
                                  : 99;
    if (pragma == "synchronous" && index < kSynchronous.size())
        return kSynchronous[index];
    if (pragma == "temp_store" && index < kTempStore.size())
        return kTempStore[index];
    if (pragma == "auto_vacuum" && index < kAutoVacuum.size())
        return kAutoVacuum[index];
    if (pragma == "foreign_keys")
        return index == 1 ? "true" : "false";
    return pragma == "journal_mode" ? upper(value) : value;
}

// Values come from the settings table, which checks them; a word that is none must still not become SQL.
std::string word(const std::string &text)
{
    const bool plain =
        std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
    return plain && !text.empty() ? text : "DEFAULT";
}

QString freshName()
{
    static std::atomic<unsigned> next{0};
    return QStringLiteral("trayrelay-") % QString::number(next.fetch_add(1));
}

} // namespace

Connection::Connection(QString name, const DatabaseOptions &options, DatabaseCounters &counters)
    : m_name(std::move(name))
    , m_options(options.effective())
    , m_counters(counters)
{
}

Connection::~Connection()
{
    m_handle = nullptr;
    if (m_database.isValid()) {
        m_database.close();
        m_database = QSqlDatabase(); // the last copy must be gone before its name is
        QSqlDatabase::removeDatabase(m_name);
    }
}

Result<std::unique_ptr<Connection>> Connection::open(const DatabaseOptions &options, Role role,
                                                     DatabaseCounters &counters)
{
    std::unique_ptr<Connection> connection(new Connection(freshName(), options, counters));
    Result<void> done = connection->openDatabase();
    if (done)
        done = connection->applyPragmas(role);
    if (!done)
        return done.error();
    return connection;
}

Result<void> Connection::openDatabase()
{
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    m_database.setDatabaseName(longPath(m_options.path));
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=") %
                                 QString::number(m_options.busyTimeoutMs));
    if (!m_database.open())
        return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "cannot open the database %1: %2"),
                                              m_options.path, m_database.lastError().text())};
    const QVariant handle = m_database.driver()->handle();
    if (!handle.isValid() || qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return Error{ErrorKind::Internal,
                     said(QT_TRANSLATE_NOOP("Phrases", "QtSql's SQLite driver gives no handle"))};
    m_handle = *static_cast<sqlite3 *const *>(handle.data());
    return platform::makePrivate(m_options.path);
}

Result<void> Connection::applyPragmas(Role role)
{
    const DatabaseOptions &o = m_options;
    const Result<std::string> pages = pragma("page_count"); // 0: a new file, whose shape can still be chosen
    if (!pages)
        return pages.error();
    std::string sql;
    const auto set = [&sql](const char *name, const std::string &value) {
        sql.append("PRAGMA ").append(name).append(" = ").append(value).append(";");
    };
    if (*pages == "0") {
        set("page_size", std::to_string(o.pageSizeBytes));
        set("auto_vacuum", word(o.autoVacuum));
    }
    set("journal_mode", word(o.journalMode));
    set("synchronous", word(o.synchronous));
    set("cache_size", std::to_string(role == Role::Writer ? o.cacheSize : kReaderCache));
    set("mmap_size", std::to_string(o.mmapSizeBytes));
    set("temp_store", word(o.tempStore));
    set("wal_autocheckpoint", std::to_string(o.walAutoCheckpointPages));
    set("foreign_keys", o.foreignKeys ? "1" : "0");
    return execute(sql.c_str());
}

Result<void> Connection::execute(const char *sql)
{
    const auto begin = std::chrono::steady_clock::now();
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    m_counters.add(1, std::chrono::steady_clock::now() - begin);
    if (code != SQLITE_OK)
        return lastError("the database refused a statement");
    return {};
}

Result<std::string> Connection::pragma(const char *name)
{
    Query query(*this, (std::string("PRAGMA ") + name).c_str());
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    return query.next() ? query.text(0) : std::string();
}

Result<std::string> Connection::journalMode()
{
    const Result<std::string> mode = pragma("journal_mode");
    return mode ? Result<std::string>(upper(*mode)) : mode;
}

bool Connection::isInWal()
{
    if (!m_inWal) {
        sqlite3_stmt *statement = nullptr; // not by way of QtSql: commits come from several threads, in turns
        sqlite3_prepare_v2(m_handle, "PRAGMA journal_mode", -1, &statement, nullptr);
        const bool told = statement && sqlite3_step(statement) == SQLITE_ROW;
        const auto *const mode =
            told ? reinterpret_cast<const char *>(sqlite3_column_text(statement, 0)) : nullptr;
        m_inWal = mode && upper(mode) == "WAL";
        sqlite3_finalize(statement);
    }
    return *m_inWal;
}

PragmaValues Connection::pragmas()
{
    static constexpr std::array<const char *, 10> kNames = {
        "journal_mode", "synchronous",        "cache_size",   "mmap_size", "temp_store",
        "busy_timeout", "wal_autocheckpoint", "foreign_keys", "page_size", "auto_vacuum"};
    PragmaValues values;
    for (const char *name : kNames) {
        const Result<std::string> value = pragma(name);
        values.emplace_back(name, value ? inWords(name, *value) : std::string("unknown"));
    }
    return values;
}

void Connection::announce()
{
    if (m_options.optimize)
        log::sys().info("applying SQLite optimizations for single-user workload");
    else
        log::sys().info("SQLite optimizations are off");
    for (const auto &[name, value] : pragmas()) {
        log::sys().info("SQLite PRAGMA: {} = {}", name, value);
        if (name == "journal_mode" && api::breaksWhenKilled(value))
            log::sys().warn("SQLITE_JOURNAL_MODE {} {}", value, api::kBreaksWhenKilled);
        const std::string *const wanted = name == "journal_mode"  ? &m_options.journalMode
                                          : name == "synchronous" ? &m_options.synchronous
                                                                  : nullptr;
        if (wanted && *wanted != value)
            log::sys().warn("SQLite did not take {} = {}: another program may hold the database", name,
                            *wanted);
    }
}

void Connection::waitForLocks(std::chrono::milliseconds atMost)
{
    sqlite3_busy_timeout(m_handle,
                         static_cast<int>(std::min<std::int64_t>(m_options.busyTimeoutMs, atMost.count())));
}

Result<CheckpointFigures> Connection::checkpoint(const char *mode)
{
    Query query(*this, (std::string("PRAGMA wal_checkpoint(") + word(mode) + ")").c_str());
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    CheckpointFigures figures;
    if (query.next()) {
        figures.busy = query.integer(0) != 0;
        figures.logFrames = query.integer(1);
        figures.checkpointedFrames = query.integer(2);
    }
    return figures;
}

Error Connection::lastError(const char *what) const
{
    return engineError(*this, sqlite3_errcode(m_handle),
                       QString::fromUtf8(what) % QStringLiteral(": ") %
                           QString::fromUtf8(sqlite3_errmsg(m_handle)));
}

} // namespace relay::storage
