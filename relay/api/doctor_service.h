// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/api/settings_service.h"
#include "relay/base/phrase.h"

#include <string>
#include <vector>

namespace relay::api {

enum class Verdict {
    Fine,
    Hint,    // works, and could be better, or may fail soon
    Trouble, // requests suffer, or will
    Unknown, // could not be looked at; the evidence says why
};

// What one look found. A value.
struct Finding
{
    std::string name; // of the look: wal, memory, ...; what --fix takes
    Verdict verdict = Verdict::Unknown;
    Saying evidence;    // what was measured
    Saying remedy;      // what to do; empty: nothing
    std::string preset; // that fix() applies; empty: a person has to do it
};

// Looks for what commonly ails a relay, and says what helps. Thread-safe.
class DoctorService
{
public:
    // All looks, in the order in which they are shown. Takes seconds where something does not answer.
    virtual void examine(QObject *context, Reply<std::vector<Finding>> reply) = 0;
    // Applies the remedy preset of that look (or of that name) as one entry of the history.
    virtual void fix(std::string name, QObject *context, Reply<SettingsOutcome> reply) = 0;
    // Findings, settings, figures and the end of the log as one tar.gz, without keys, tokens and passwords.
    virtual void report(QObject *context, Reply<std::string> reply) = 0;

protected:
    ~DoctorService() = default;
};

} // namespace relay::api
