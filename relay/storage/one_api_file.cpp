// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/one_api_file.h"

#include "relay/base/long_path.h"
#include "relay/base/phrase.h"

#include <sqlite3.h>

#include <QFileInfo>

#include <algorithm>

namespace relay::storage {

namespace {

constexpr int kBusyMs = 5000;
constexpr int kInstructionsPerLook = 10'000; // of SQLite's machine; some 100 us

std::string text(sqlite3_stmt *row, int column)
{
    const auto *const bytes = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
    return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)))
                 : std::string();
}

// The columns that the table has, and what stands for those that it has not.
std::string selection(const std::set<std::string> &columns,
                      std::initializer_list<std::pair<const char *, const char *>> wanted)
{
    std::string list;
    for (const auto &[name, otherwise] : wanted) {
        list.append(list.empty() ? "" : ", ");
        if (columns.contains(name))
            list.append("\"").append(name).append("\"");
        else
            list.append(otherwise);
    }
    return list;
}

} // namespace

OneApiFile::OneApiFile(QString path, std::function<bool()> broken)
    : m_path(std::move(path))
    , m_broken(std::move(broken))
{
}

OneApiFile::~OneApiFile()
{
    sqlite3_close(m_handle);
}

Error OneApiFile::lastError() const
{
    if (m_broken && m_broken())
        return {ErrorKind::Unavailable,
                said(QT_TRANSLATE_NOOP("Phrases", "reading %1 was broken off"), m_path)};
    return {ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 cannot be read: %2; nothing was imported"), m_path,
                 QString::fromUtf8(sqlite3_errmsg(m_handle)))};
}

Result<std::unique_ptr<OneApiFile>> OneApiFile::open(const QString &path, std::function<bool()> broken)
{
    if (!QFileInfo(path).isFile())
        return Error{ErrorKind::BadRequest, said(QT_TRANSLATE_NOOP("Phrases", "there is no file %1"), path)};
    std::unique_ptr<OneApiFile> file(new OneApiFile(path, std::move(broken)));
    if (const Result<void> opened = file->openFile(); !opened)
        return opened.error();
    for (const char *table : {"channels", "tokens", "logs", "options", "abilities"}) {
        const Result<std::set<std::string>> columns = file->columns(table);
        if (!columns)
            return columns.error();
        if (columns->empty()) {
            return Error{
                ErrorKind::BadRequest,
                said(QT_TRANSLATE_NOOP("Phrases", "%1 is no database of one-api: it has no table %2"), path,
                     QString::fromLatin1(table))};
        }
    }
    return file;
}

Result<void> OneApiFile::openFile()
{
    const int opened =
        sqlite3_open_v2(longPath(m_path).toUtf8().constData(), &m_handle, SQLITE_OPEN_READONLY, nullptr);
    if (opened != SQLITE_OK)
        return lastError();
    sqlite3_busy_timeout(m_handle, kBusyMs);
    if (m_broken) {
        sqlite3_progress_handler(
            m_handle, kInstructionsPerLook,
            [](void *file) { return static_cast<const OneApiFile *>(file)->m_broken() ? 1 : 0; }, this);
    }
    // One state for all that is read, whatever one-api writes meanwhile.
    if (sqlite3_exec(m_handle, "BEGIN; SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr) !=
        SQLITE_OK)
        return lastError();
    std::string verdict;
    Result<void> checked = each("PRAGMA quick_check(1)", [&verdict](sqlite3_stmt *row) {
        verdict = text(row, 0);
        return Result<void>();
    });
    if (!checked)
        return checked;
    if (verdict != "ok")
        return Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 is broken: %2; nothing was imported"), m_path, verdict)};
    return {};
}

Result<void> OneApiFile::each(const std::string &sql, const std::function<Result<void>(sqlite3_stmt *)> &take)
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_handle, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
        return lastError();
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(statement, &sqlite3_finalize);
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        if (Result<void> taken = take(statement); !taken)
            return taken;
    }
    if (code != SQLITE_DONE)
        return lastError();
    return {};
}

Result<std::set<std::string>> OneApiFile::columns(const char *table)
{
    std::set<std::string> names;
    const Result<void> read =
        each(std::string("PRAGMA table_info(") + table + ")", [&names](sqlite3_stmt *row) {
            names.insert(text(row, 1));
            return Result<void>();
        });
    if (!read)
        return read.error();
    return names;
}

Result<std::vector<OneApiChannel>> OneApiFile::channels()
{
    const Result<std::set<std::string>> known = columns("channels");
    if (!known)
        return known.error();
    const std::string sql = "SELECT " +
                            selection(*known, {{"id", "0"},
                                               {"type", "0"},
                                               {"key", "''"},
                                               {"status", "1"},
                                               {"name", "''"},
                                               {"weight", "0"},
                                               {"created_time", "0"},
                                               {"base_url", "''"},
                                               {"models", "''"},
                                               {"model_mapping", "''"},
                                               {"priority", "0"},
                                               {"used_quota", "0"},
                                               {"system_prompt", "''"},
                                               {"config", "''"},
                                               {"other", "''"},
                                               {"group", "''"}}) +
                            " FROM channels ORDER BY id";
    std::vector<OneApiChannel> all;
    const Result<void> read = each(sql, [&all](sqlite3_stmt *row) {
        OneApiChannel c;
        c.id = sqlite3_column_int64(row, 0);
        c.type = sqlite3_column_int64(row, 1);
        c.key = text(row, 2);
        c.status = sqlite3_column_int64(row, 3);
        c.name = text(row, 4);
        c.weight = sqlite3_column_int64(row, 5);
        c.createdTime = sqlite3_column_int64(row, 6);
        c.baseUrl = text(row, 7);
        c.models = text(row, 8);
        c.modelMapping = text(row, 9);
        c.priority = sqlite3_column_int64(row, 10);
        c.usedQuota = sqlite3_column_int64(row, 11);
        c.systemPrompt = text(row, 12);
        c.config = text(row, 13);
        c.other = text(row, 14);
        c.group = text(row, 15);
        all.push_back(std::move(c));
        return Result<void>();
    });
    if (!read)
        return read.error();
    return all;
}

Result<std::vector<OneApiToken>> OneApiFile::tokens()
{
    const Result<std::set<std::string>> known = columns("tokens");
    if (!known)
        return known.error();
    // In the versions that mark removed rows, those are gone.
    const std::string alive = known->contains("deleted_at") ? " WHERE deleted_at IS NULL" : "";
    const std::string sql = "SELECT " +
                            selection(*known, {{"id", "0"},
                                               {"key", "''"},
                                               {"status", "1"},
                                               {"name", "''"},
                                               {"created_time", "0"},
                                               {"expired_time", "-1"},
                                               {"remain_quota", "0"},
                                               {"unlimited_quota", "0"},
                                               {"used_quota", "0"},
                                               {"models", "''"},
                                               {"subnet", "''"}}) +
                            " FROM tokens" + alive + " ORDER BY id";
    std::vector<OneApiToken> all;
    const Result<void> read = each(sql, [&all](sqlite3_stmt *row) {
        OneApiToken t;
        t.id = sqlite3_column_int64(row, 0);
        t.key = text(row, 1);
        t.status = sqlite3_column_int64(row, 2);
        t.name = text(row, 3);
        t.createdTime = sqlite3_column_int64(row, 4);
        t.expiredTime = sqlite3_column_int64(row, 5);
        t.remainQuota = sqlite3_column_int64(row, 6);
        t.unlimitedQuota = sqlite3_column_int64(row, 7) != 0;
        t.usedQuota = sqlite3_column_int64(row, 8);
        t.models = text(row, 9);
        t.subnet = text(row, 10);
        all.push_back(std::move(t));
        return Result<void>();
    });
    if (!read)
        return read.error();
    return all;
}

Result<std::map<std::string, std::string>> OneApiFile::options()
{
    std::map<std::string, std::string> all;
    const Result<void> read = each("SELECT \"key\", \"value\" FROM options", [&all](sqlite3_stmt *row) {
        all.insert_or_assign(text(row, 0), text(row, 1));
        return Result<void>();
    });
    if (!read)
        return read.error();
    return all;
}

Result<std::string> OneApiFile::rootGroup()
{
    std::string group = "default";
    const Result<std::set<std::string>> known = columns("users");
    if (!known)
        return known.error();
    if (!known->contains("group"))
        return group;
    const Result<void> read =
        each("SELECT \"group\" FROM users ORDER BY id LIMIT 1", [&group](sqlite3_stmt *row) {
            if (const std::string own = text(row, 0); !own.empty())
                group = own;
            return Result<void>();
        });
    if (!read)
        return read.error();
    return group;
}

Result<std::int64_t> OneApiFile::count(const char *table, const char *where)
{
    const Result<std::set<std::string>> known = columns(table);
    if (!known)
        return known.error();
    std::int64_t count = 0;
    if (known->empty())
        return count;
    const Result<void> read =
        each(std::string("SELECT count(*) FROM ") + table + where, [&count](sqlite3_stmt *row) {
            count = sqlite3_column_int64(row, 0);
            return Result<void>();
        });
    if (!read)
        return read.error();
    return count;
}

Result<std::int64_t> OneApiFile::logCount()
{
    return count("logs", " WHERE type = 2");
}

Result<OneApiRest> OneApiFile::rest()
{
    const Result<std::int64_t> redemptions = count("redemptions", "");
    const Result<std::int64_t> users = count("users", "");
    const Result<std::int64_t> otherLogs = count("logs", " WHERE type IS NOT 2");
    for (const Result<std::int64_t> *each : {&redemptions, &users, &otherLogs})
        if (!*each)
            return each->error();
    return OneApiRest{*redemptions, std::max<std::int64_t>(*users - 1, 0), *otherLogs};
}

Result<void> OneApiFile::eachLog(const std::function<Result<void>(const OneApiLog &)> &take)
{
    const Result<std::set<std::string>> known = columns("logs");
    if (!known)
        return known.error();
    // Two of its descendants count whole seconds, or milliseconds under another name.
    const char *const elapsed = known->contains("use_time")       ? "use_time * 1000"
                                : known->contains("request_time") ? "request_time"
                                                                  : "0";
    const std::string sql = "SELECT " +
                            selection(*known, {{"id", "0"},
                                               {"created_at", "0"},
                                               {"token_name", "''"},
                                               {"model_name", "''"},
                                               {"quota", "0"},
                                               {"prompt_tokens", "0"},
                                               {"completion_tokens", "0"},
                                               {"channel_id", "0"},
                                               {"elapsed_time", elapsed},
                                               {"is_stream", "0"}}) +
                            " FROM logs WHERE type = 2 ORDER BY id";
    OneApiLog log;
    return each(sql, [&log, &take](sqlite3_stmt *row) {
        log.id = sqlite3_column_int64(row, 0);
        log.createdAt = sqlite3_column_int64(row, 1);
        log.tokenName = text(row, 2);
        log.model = text(row, 3);
        log.quota = sqlite3_column_int64(row, 4);
        log.promptTokens = sqlite3_column_int64(row, 5);
        log.completionTokens = sqlite3_column_int64(row, 6);
        log.channelId = sqlite3_column_int64(row, 7);
        log.elapsedMs = sqlite3_column_int64(row, 8);
        log.stream = sqlite3_column_int64(row, 9) != 0;
        return take(log);
    });
}

} // namespace relay::storage
