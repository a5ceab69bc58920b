// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

#include <algorithm>
#include <string>
#include <vector>

// Channels and tokens by the names that people give them; `what` is "channel" or "token". Reentrant.
namespace app {

relay::Error unknownName(const QString &what, const std::string &name);
relay::Error takenName(const QString &what, const std::string &name);
relay::Error severalOfName(const QString &what, const std::string &name);

template <typename Record>
bool isNamed(const std::vector<Record> &records, const std::string &name)
{
    return std::ranges::find(records, name, &Record::name) != records.end();
}

// The one of that name. NotFound, and Conflict where there are several, say what to do.
template <typename Record>
relay::Result<Record> oneNamed(const std::vector<Record> &records, const QString &what,
                               const std::string &name)
{
    const auto found = std::ranges::find(records, name, &Record::name);
    if (found == records.end())
        return unknownName(what, name);
    if (std::find_if(found + 1, records.end(), [&name](const Record &other) { return other.name == name; }) !=
        records.end())
        return severalOfName(what, name);
    return *found;
}

} // namespace app
