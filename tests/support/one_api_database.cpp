// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/one_api_database.h"

#include <sqlite3.h>

#include <QFile>

namespace tests {

namespace {

constexpr const char *kSchema = R"sql(
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT, `username` text UNIQUE, `password` text NOT NULL,
  `display_name` text, `role` integer DEFAULT 1, `status` integer DEFAULT 1, `email` text,
  `access_token` char(32), `quota` bigint DEFAULT 0, `used_quota` bigint DEFAULT 0,
  `request_count` integer DEFAULT 0, `group` varchar(32) DEFAULT "default", `aff_code` varchar(32),
  `inviter_id` integer);
CREATE TABLE `channels` (`id` integer PRIMARY KEY AUTOINCREMENT, `type` integer DEFAULT 0, `key` text,
  `status` integer DEFAULT 1, `name` text, `weight` integer DEFAULT 0, `created_time` bigint,
  `test_time` bigint, `response_time` integer, `base_url` text DEFAULT "", `other` text, `balance` real,
  `balance_updated_time` bigint, `models` text, `group` varchar(32) DEFAULT "default",
  `used_quota` bigint DEFAULT 0, `model_mapping` varchar(1024) DEFAULT "", `priority` bigint DEFAULT 0,
  `config` text, `system_prompt` text);
CREATE INDEX `idx_channels_name` ON `channels`(`name`);
CREATE TABLE `tokens` (`id` integer PRIMARY KEY AUTOINCREMENT, `user_id` integer, `key` char(48),
  `status` integer DEFAULT 1, `name` text, `created_time` bigint, `accessed_time` bigint,
  `expired_time` bigint DEFAULT -1, `remain_quota` bigint DEFAULT 0, `unlimited_quota` numeric DEFAULT false,
  `used_quota` bigint DEFAULT 0, `models` text, `subnet` text DEFAULT "");
CREATE UNIQUE INDEX `idx_tokens_key` ON `tokens`(`key`);
CREATE INDEX `idx_tokens_name` ON `tokens`(`name`);
CREATE TABLE `options` (`key` text, `value` text, PRIMARY KEY (`key`));
CREATE TABLE `redemptions` (`id` integer PRIMARY KEY AUTOINCREMENT, `user_id` integer, `key` char(32),
  `status` integer DEFAULT 1, `name` text, `quota` bigint DEFAULT 100, `created_time` bigint,
  `redeemed_time` bigint);
CREATE TABLE `abilities` (`group` varchar(32), `model` text, `channel_id` integer, `enabled` numeric,
  `priority` bigint DEFAULT 0, PRIMARY KEY (`group`,`model`,`channel_id`));
CREATE TABLE `logs` (`id` integer PRIMARY KEY AUTOINCREMENT, `user_id` integer, `created_at` bigint,
  `type` integer, `content` text, `username` text DEFAULT "", `token_name` text DEFAULT "",
  `model_name` text DEFAULT "", `quota` integer DEFAULT 0, `prompt_tokens` integer DEFAULT 0,
  `completion_tokens` integer DEFAULT 0, `channel_id` integer, `request_id` text DEFAULT "",
  `elapsed_time` integer DEFAULT 0, `is_stream` numeric DEFAULT false,
  `system_prompt_reset` numeric DEFAULT false);
CREATE INDEX `idx_created_at_type` ON `logs`(`created_at`,`type`);
CREATE INDEX `idx_logs_token_name` ON `logs`(`token_name`);
CREATE INDEX `idx_logs_channel_id` ON `logs`(`channel_id`);
INSERT INTO users(id, username, password) VALUES(1, 'root', 'a-hash');
)sql";

} // namespace

OneApiDatabase::OneApiDatabase(const QString &path)
{
    const bool fresh = !QFile::exists(path);
    if (sqlite3_open(QFile::encodeName(path).constData(), &m_handle) != SQLITE_OK)
        qFatal("no one-api database: %s", sqlite3_errmsg(m_handle));
    if (fresh)
        run(kSchema);
}

OneApiDatabase::~OneApiDatabase()
{
    sqlite3_close(m_handle);
}

void OneApiDatabase::run(const std::string &sql)
{
    if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        qFatal("one-api database: %s", sqlite3_errmsg(m_handle));
}

void OneApiDatabase::addLogs(int count, int firstId)
{
    run("WITH RECURSIVE n(i) AS (SELECT " + std::to_string(firstId) +
        " UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(firstId + count - 1) +
        ") INSERT INTO logs(id, user_id, created_at, type, username, token_name, model_name, quota, "
        "prompt_tokens, completion_tokens, channel_id, elapsed_time, is_stream) "
        "SELECT i, 1, 1700000000 + i * 60, 2, 'root', "
        "CASE i % 3 WHEN 0 THEN 'editor' WHEN 1 THEN 'agent' ELSE 'gone' END, "
        "CASE i % 2 WHEN 0 THEN 'gpt-4o' ELSE 'house-model' END, 10, 4, 2, "
        "CASE i % 4 WHEN 3 THEN 9 ELSE i % 2 + 1 END, 1500, i % 2 FROM n");
    run("INSERT INTO logs(user_id, created_at, type, content, quota) VALUES(1, 1700000000, 1, 'a top-up', "
        "5)");
}

} // namespace tests
