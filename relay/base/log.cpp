// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"

#include "relay/base/long_path.h"
#include "relay/base/regular_file.h"

#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>
#include <filesystem>
#include <memory>
#include <vector>

namespace relay::log {

namespace {

constexpr std::size_t kQueueLines = 8192;
constexpr std::size_t kOldFiles = 3; // beside the one that is written

enum class Area { Sys, Net, Http, Routing, Pipeline, Ledger, Storage, Admin, Qt };
constexpr std::array<const char *, 9> kNames = {"SYS",    "net",     "http",  "routing", "pipeline",
                                                "ledger", "storage", "admin", "qt"};

// The syslog priority of a level, as systemd reads it at the start of a line.
class PriorityFlag final : public spdlog::custom_flag_formatter
{
public:
    void format(const spdlog::details::log_msg &message, const std::tm &, spdlog::memory_buf_t &out) override
    {
        const char digit = message.level >= spdlog::level::err    ? '3'
                           : message.level == spdlog::level::warn ? '4'
                           : message.level == spdlog::level::info ? '6'
                                                                  : '7';
        const std::array<char, 3> text{'<', digit, '>'};
        out.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<PriorityFlag>(); }
};

struct Loggers
{
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::array<std::shared_ptr<spdlog::logger>, kNames.size()> byArea;
};

// Process-wide on purpose: a log that had to be passed everywhere would not be written to.
Loggers &loggers()
{
    static Loggers all = [] {
        Loggers silent;
        for (std::size_t i = 0; i < kNames.size(); ++i) {
            silent.byArea[i] = std::make_shared<spdlog::logger>(kNames[i]);
            silent.byArea[i]->set_level(spdlog::level::off);
        }
        return silent;
    }();
    return all;
}

spdlog::logger &of(Area area)
{
    return *loggers().byArea[static_cast<std::size_t>(area)];
}

void fromQt(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    const auto level = type == QtDebugMsg     ? spdlog::level::debug
                       : type == QtInfoMsg    ? spdlog::level::info
                       : type == QtWarningMsg ? spdlog::level::warn
                                              : spdlog::level::err;
    of(Area::Qt).log(level, text.toStdString());
}

// Null where no file can be opened, and why: owned by root after one start as root, say.
spdlog::sink_ptr fileSink(const QString &directory, std::size_t fileBytes, std::string &trouble)
{
    const bool ours = !QDir(directory).exists(); // else its rights are its owner's
    if (!QDir().mkpath(directory)) {
        trouble = "the directory cannot be made";
        return nullptr;
    }
    if (ours)
        QFile::setPermissions(directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString path = directory + QStringLiteral("/trayrelay.log");
    if (const std::optional<Phrase> other = insteadOfFile(path)) {
        trouble = path.toStdString() + " is " + other->english();
        return nullptr;
    }
    try {
        auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            std::filesystem::path(longPath(QFileInfo(path).absoluteFilePath()).toStdU16String()).native(),
            fileBytes, kOldFiles);
        file->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ [%n] %v");
        return file;
    } catch (const spdlog::spdlog_ex &error) {
        trouble = error.what();
        return nullptr;
    }
}

} // namespace

void start(const Options &options)
{
    std::vector<spdlog::sink_ptr> sinks;
    std::string noFile;
    if (!options.directory.isEmpty()) {
        if (spdlog::sink_ptr file = fileSink(options.directory, options.fileBytes, noFile))
            sinks.push_back(std::move(file));
    }
    auto standardError = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    if (options.syslogPriority)
        formatter->add_flag<PriorityFlag>('*').set_pattern("%*[%n] %v");
    else
        formatter->set_pattern("%H:%M:%S.%e %l [%n] %v");
    standardError->set_formatter(std::move(formatter));
    standardError->set_level(spdlog::level::from_str(options.stderrLevel));
    sinks.push_back(std::move(standardError));

    Loggers &all = loggers();
    all.pool = std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1U);
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        all.byArea[i] = std::make_shared<spdlog::async_logger>(
            kNames[i], sinks.begin(), sinks.end(), all.pool, spdlog::async_overflow_policy::overrun_oldest);
        // Each that is rare enough: what was said is in the file while we run, and after we are killed.
        all.byArea[i]->flush_on(spdlog::level::info);
    }
    setLevel(options.level);
    qInstallMessageHandler(fromQt);
    if (!noFile.empty())
        sys().error("no log file: {}; going on with standard error alone. Make {} writable for this user",
                    noFile, options.directory.toStdString());
}

void stop()
{
    qInstallMessageHandler(nullptr);
    Loggers &all = loggers();
    if (const std::size_t dropped = droppedLines(); dropped > 0)
        sys().warn("{} log lines were dropped: more came than the disk took", dropped);
    for (const auto &logger : all.byArea)
        logger->flush();
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        all.byArea[i] = std::make_shared<spdlog::logger>(kNames[i]);
        all.byArea[i]->set_level(spdlog::level::off);
    }
    all.pool.reset();
}

std::size_t droppedLines()
{
    const auto &pool = loggers().pool;
    return pool ? pool->overrun_counter() : 0;
}

void setLevel(const std::string &level)
{
    for (const auto &logger : loggers().byArea)
        logger->set_level(spdlog::level::from_str(level));
}

spdlog::logger &sys()
{
    return of(Area::Sys);
}
spdlog::logger &net()
{
    return of(Area::Net);
}
spdlog::logger &http()
{
    return of(Area::Http);
}
spdlog::logger &routing()
{
    return of(Area::Routing);
}
spdlog::logger &pipeline()
{
    return of(Area::Pipeline);
}
spdlog::logger &ledger()
{
    return of(Area::Ledger);
}
spdlog::logger &storage()
{
    return of(Area::Storage);
}
spdlog::logger &admin()
{
    return of(Area::Admin);
}

} // namespace relay::log
