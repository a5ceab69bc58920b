// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/import_service.h"

#include <QMetaObject>

#include <string>
#include <utility>

namespace tests {

// An import whose report is set by hand; replies come in a later turn. Lives on its thread.
class FakeImportService final : public relay::api::ImportService
{
public:
    relay::api::ImportReport report;
    std::string lastFile;

    void importOneApi(std::string file, bool dryRun, QObject *context,
                      relay::api::Reply<relay::api::ImportReport> reply) override
    {
        lastFile = std::move(file);
        report.dryRun = dryRun;
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), told = report] { reply(told); }, Qt::QueuedConnection);
    }
};

} // namespace tests
