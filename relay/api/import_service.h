// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/base/phrase.h"

#include <QJsonObject>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace relay::api {

struct ImportCounts
{
    std::int64_t found = 0;
    std::int64_t taken = 0;   // or would be
    std::int64_t known = 0;   // are here already
    std::int64_t refused = 0; // see notes
};

// What an import came to, or would come to. No key, ever.
struct ImportReport
{
    bool dryRun = false;
    ImportCounts channels;
    ImportCounts tokens;
    ImportCounts prices;
    ImportCounts logs;
    std::vector<std::pair<std::string, std::string>> settings; // that differ from those in force
    std::vector<Phrase> notes;                                 // for people: what did not come, and why
    double elapsedMs = 0;
};

QJsonObject importJson(const ImportReport &report);

class ImportService
{
public:
    // A database of one-api's, by its absolute path. All of it or nothing; a second time only what is new.
    virtual void importOneApi(std::string file, bool dryRun, QObject *context, Reply<ImportReport> reply) = 0;

protected:
    ~ImportService() = default;
};

} // namespace relay::api
