// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/logger.h>

#include <QString>

#include <cstddef>
#include <string>

// One logger per folder, one asynchronous sink set: a full queue drops the oldest line and counts it.
// Levels: error = user must act; warn = a request suffered; info = life cycle; debug = one line per
// exchange; trace = per chunk. Never a key, a token or a prompt. Thread-safe after start().
namespace relay::log {

struct Options
{
    QString directory;          // log files go here; empty: standard error alone
    std::string level = "info"; // error warn info debug trace
    std::string stderrLevel = "warn";
    std::size_t fileBytes = 20 * 1024 * 1024; // a file that has so many is rotated; three old ones stay
    bool syslogPriority = false;              // prefix lines on standard error with <3> and so on (systemd)
};

void start(const Options &options);
void stop(); // flushes; safe to call twice
void setLevel(const std::string &level);
std::size_t droppedLines(); // since start(); stop() tells of them

spdlog::logger &sys(); // life cycle; lines start with [SYS]
spdlog::logger &net();
spdlog::logger &http();
spdlog::logger &routing();
spdlog::logger &pipeline();
spdlog::logger &ledger();
spdlog::logger &storage();
spdlog::logger &admin();

} // namespace relay::log
