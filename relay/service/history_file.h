// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/change_history.h"
#include "relay/platform/aes256_gcm.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace relay::service {

// The history of settings, one JSON object a line, readable by its owner alone. A file of its own, so that a
// change against trouble with the database can be kept too. Values that nobody is shown are sealed in it.
// Reentrant; one writer at a time.
class HistoryFile final
{
public:
    static constexpr std::size_t kMostEntries = 1000; // older ones go

    // Asked for where a value is to be sealed or opened. None: such a value is kept, and read, as it is
    // shown.
    using Seal = std::function<std::optional<platform::Aes256Gcm>()>;

    explicit HistoryFile(QString path, Seal seal = {})
        : m_path(std::move(path))
        , m_seal(std::move(seal))
    {
    }

    // Oldest first, marked as undone where they are. Lines that are none are told and passed over: what a
    // power cut left of the last one.
    std::vector<config::HistoryEntry> read() const;
    // On the disk when it returns. A file that is there and cannot be read stays as it is: Storage.
    Result<void> append(const config::HistoryEntry &entry) const;
    // What older versions left in clear text.
    Result<void> sealClearText() const;

private:
    Result<void> replace(const QByteArray &bytes) const;

    const QString m_path;
    const Seal m_seal;
};

} // namespace relay::service
