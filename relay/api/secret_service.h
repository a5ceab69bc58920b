// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/base/phrase.h"

#include <string>

namespace relay::api {

enum class SecretPlace { KeyFile, Keyring };

struct SecretKeeping
{
    SecretPlace place = SecretPlace::KeyFile;
    std::string keyFile;           // its path, whether it is in use or not
    bool keyringAvailable = false; // the system has one, and it answers
    std::string keyringName;       // for people: Secret Service, Windows Credential Manager
    Saying trouble;                // for people: why the keyring cannot be used; empty: it can
};

// Where the master key lives that seals all other secrets at rest. Thread-safe; nothing waits longer than
// two seconds for a keyring.
class SecretService
{
public:
    virtual void secretKeeping(QObject *context, Reply<SecretKeeping> reply) = 0;
    // The key is in its new place, and was read back from there, before it leaves the old one.
    virtual void moveSecrets(SecretPlace to, QObject *context, Reply<SecretKeeping> reply) = 0;

protected:
    ~SecretService() = default;
};

} // namespace relay::api
