// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace relay::storage {

// Rows of one-api's tables, as they stand there. What a version of it did not have yet is empty or 0.
struct OneApiChannel
{
    std::int64_t id = 0;
    std::int64_t type = 0; // see model::channelTypeOfOneApi()
    std::string key;
    std::int64_t status = 1; // 1: on
    std::string name;
    std::int64_t weight = 0;
    std::int64_t createdTime = 0; // Unix seconds
    std::string baseUrl;
    std::string models;       // with commas
    std::string modelMapping; // a JSON object
    std::int64_t priority = 0;
    std::int64_t usedQuota = 0;
    std::string systemPrompt;
    std::string config; // a JSON object, which may hold keys
    std::string other;  // what a type needs beside: Azure's API version, say
    std::string group;
};

struct OneApiToken
{
    std::int64_t id = 0;
    std::string key;         // without sk-
    std::int64_t status = 1; // 1: on, 2: off, 3: expired, 4: nothing left
    std::string name;
    std::int64_t createdTime = 0;
    std::int64_t expiredTime = -1; // Unix seconds
    std::int64_t remainQuota = 0;
    bool unlimitedQuota = false;
    std::int64_t usedQuota = 0;
    std::string models; // with commas
    std::string subnet;
};

// One that consumed something.
struct OneApiLog
{
    std::int64_t id = 0;
    std::int64_t createdAt = 0; // Unix seconds
    std::string tokenName;
    std::string model;
    std::int64_t quota = 0;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::int64_t channelId = 0;
    std::int64_t elapsedMs = 0;
    bool stream = false;
};

// How many there are of what has no place here.
struct OneApiRest
{
    std::int64_t redemptions = 0;
    std::int64_t otherUsers = 0; // than the first
    std::int64_t otherLogs = 0;  // top-ups, sign-ins and the like
};

// A database of one-api's, read only, in one state from the first question to the last. Not for a file that
// this process has open otherwise: closing it drops the other's locks. Reentrant.
class OneApiFile final
{
public:
    // BadRequest: no such database. It is checked as a whole first.
    // Whatever is asked of it ends with Unavailable once `broken` says so; that outlives it.
    static Result<std::unique_ptr<OneApiFile>> open(const QString &path, std::function<bool()> broken = {});
    ~OneApiFile();
    Q_DISABLE_COPY_MOVE(OneApiFile)

    Result<std::vector<OneApiChannel>> channels();
    Result<std::vector<OneApiToken>> tokens();
    Result<std::map<std::string, std::string>> options();
    Result<std::string> rootGroup(); // of its first user; "default" without one
    Result<std::int64_t> logCount();
    Result<OneApiRest> rest();
    // In the order of their ids, until one is refused.
    Result<void> eachLog(const std::function<Result<void>(const OneApiLog &)> &take);

private:
    OneApiFile(QString path, std::function<bool()> broken);
    Result<void> openFile();
    Result<std::set<std::string>> columns(const char *table);
    Result<void> each(const std::string &sql, const std::function<Result<void>(sqlite3_stmt *)> &take);
    Result<std::int64_t> count(const char *table, const char *where); // 0: it has no such table
    Error lastError() const;

    const QString m_path;
    const std::function<bool()> m_broken;
    sqlite3 *m_handle = nullptr;
};

} // namespace relay::storage
