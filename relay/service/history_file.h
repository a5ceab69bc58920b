// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/change_history.h"

#include <QString>

#include <vector>

namespace relay::service {

// The history of settings, one JSON object a line, readable by its owner alone. A file of its own, so that a
// change against trouble with the database can be kept too. Reentrant; one writer at a time.
class HistoryFile final
{
public:
    static constexpr std::size_t kMostEntries = 1000; // older ones go

    explicit HistoryFile(QString path)
        : m_path(std::move(path))
    {
    }

    // Oldest first, marked as undone where they are. Lines that are none are told and passed over: what a
    // power cut left of the last one.
    std::vector<config::HistoryEntry> read() const;
    // On the disk when it returns. A file that is there and cannot be read stays as it is: Storage.
    Result<void> append(const config::HistoryEntry &entry) const;

private:
    const QString m_path;
};

} // namespace relay::service
