// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/base/phrase.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace relay::api {

enum class UpdateVerdict {
    Unknown, // nothing that can be believed has been heard
    Current, // nothing newer is there
    Newer
};

// What is known of newer versions. A value.
struct UpdateStatus
{
    bool enabled = false; // asks by itself
    std::string address;  // that is asked, without user and password; empty: nobody is
    std::string running;  // the version of this program
    bool asking = false;
    std::int64_t askedAtMs = 0; // Unix; 0: never
    UpdateVerdict verdict = UpdateVerdict::Unknown;
    std::string version; // that was announced; empty: none was. What follows is of it:
    std::string page;    // https address, for a browser
    std::string notes;   // plain text
    std::vector<std::pair<std::string, std::string>> sha256; // of packages, by platform
    Saying trouble; // why the last answer, if any, could not be believed; for people
};

// Asks whether there is a newer version; never downloads or installs one. Thread-safe.
class UpdateService
{
public:
    virtual UpdateStatus updateStatus() const = 0;
    // Asks now, also where it is not to ask by itself; a question under way is waited for.
    virtual void checkForUpdate(QObject *context, Reply<UpdateStatus> reply) = 0;

protected:
    ~UpdateService() = default;
};

} // namespace relay::api
