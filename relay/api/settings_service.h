// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/base/phrase.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relay::api {

enum class SettingKind { Switch, Choice, Integer, Decimal, Text, Secret };

// One setting as people see it. Secrets are masked.
struct SettingRow
{
    std::string name;
    SettingKind kind = SettingKind::Text;
    std::vector<std::string> choices; // of Choice
    std::int64_t least = 0;           // of Integer and Decimal, inclusive
    std::int64_t most = 0;
    std::string value;
    std::string defaultValue;
    std::optional<std::string> inFile; // what an edit by hand would make of it: see SettingsFileEdit
    // In force now, in the setting's words: read back from the database where it is a matter of that, of the
    // start where a change waits for the next one. None: the database does not answer.
    std::optional<std::string> effective;
    std::string source;  // default, file, environment, commandline, user
    bool locked = false; // by the environment or the command line
    std::string group;   // Phase A, ...
    std::string unit;
    std::string takesEffect; // at once, at the next connection, at the next VACUUM, at restart
    std::string allowed;
    std::string textEnglish;
    std::string textChinese;
};

struct SettingEdit
{
    std::string name;
    std::string from;
    std::string to;
    bool locked = false; // would change, were it not locked
};

struct SettingsHistoryRow
{
    std::int64_t id = 0;
    std::int64_t atMs = 0;        // Unix
    std::string cause;            // user, preset, guard, file, undo
    std::string note;             // of a preset its name; else English
    std::optional<Phrase> reason; // of the guard; none in entries of older versions
    std::vector<SettingEdit> changes;
    bool undone = false;
};

// What a change came to. Without changes there is no entry: everything was so already.
struct SettingsOutcome
{
    std::optional<SettingsHistoryRow> entry;
    std::vector<SettingEdit> skipped;   // locked
    std::vector<std::string> kept;      // undo: a later change stands
    std::vector<std::string> atRestart; // names that take effect then
    std::vector<std::string> atVacuum;  // likewise, at the next VACUUM
    std::vector<Phrase> warnings;       // what did not come with it, and why
};

struct PresetRow
{
    std::string name;
    std::string chineseName;
    std::string kind; // tuning, rollback, remedy
    std::string textEnglish;
    std::string textChinese;
};

// The settings file was edited by hand while the relay ran: nothing of it is in force until it is taken.
struct SettingsFileEdit
{
    bool edited = false;
    std::string path;
    std::int64_t seenAtMs = 0; // Unix
    std::vector<SettingEdit> changes;
    std::vector<std::string> warnings; // what is wrong in it
};

// Settings, their history and presets. A change is all or nothing: the engine has taken it, .env and history
// have it, or nothing is different and the error says why. Conflict: locked, .env edited by hand meanwhile,
// or another program holds the database. Thread-safe.
class SettingsService
{
public:
    virtual void settings(QObject *context, Reply<std::vector<SettingRow>> reply) = 0;
    virtual void changeSettings(std::vector<std::pair<std::string, std::string>> values, QObject *context,
                                Reply<SettingsOutcome> reply) = 0;
    virtual void history(QObject *context, Reply<std::vector<SettingsHistoryRow>> reply) = 0; // newest first
    // One entry (none: the last), or back to what was set when that entry had been applied.
    virtual void undo(std::optional<std::int64_t> entry, QObject *context, Reply<SettingsOutcome> reply) = 0;
    virtual void undoBackTo(std::int64_t entry, QObject *context, Reply<SettingsOutcome> reply) = 0;

    virtual void fileEdit(QObject *context, Reply<SettingsFileEdit> reply) = 0; // as it is right now
    // Takes the file as it is right now: one entry of cause `file`.
    virtual void takeFile(QObject *context, Reply<SettingsOutcome> reply) = 0;

    virtual std::vector<PresetRow> presets() const = 0;
    virtual void presetDifference(std::string name, QObject *context,
                                  Reply<std::vector<SettingEdit>> reply) = 0;
    virtual void applyPreset(std::string name, QObject *context, Reply<SettingsOutcome> reply) = 0;

protected:
    ~SettingsService() = default;
};

} // namespace relay::api
