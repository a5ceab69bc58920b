// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/secret_store.h"

#include <QString>

namespace relay::platform {

// The master key as 64 hex digits in a file that its owner alone can read. Thread-safe.
class KeyFileStore final : public SecretStore
{
public:
    explicit KeyFileStore(QString path);

    Result<MasterKey> masterKey() override;

private:
    Result<void> create() const;

    const QString m_path;
};

} // namespace relay::platform
