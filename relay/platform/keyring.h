// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

#include <memory>
#include <string>

namespace relay::platform {

// The system's place for secrets: one short text for each item. NotFound: it answers, and has no such item.
// Unavailable: it is locked, silent or not there; the message says which, for people. No call takes longer
// than two seconds. Thread-safe.
class Keyring
{
public:
    virtual ~Keyring() = default;

    virtual std::string name() const = 0; // for people
    virtual Result<void> look() = 0;      // whether it could be used now
    virtual Result<std::string> secret(const std::string &item) = 0;
    virtual Result<void> keep(const std::string &item, const std::string &secret) = 0;
    virtual Result<void> forget(const std::string &item) = 0; // fine too where there is none
};

// Of the user who runs this. `program` talks to it where that is done by a process of its own.
std::unique_ptr<Keyring> systemKeyring(const QString &program);

} // namespace relay::platform
