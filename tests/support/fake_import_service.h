// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/import_service.h"

#include <QMetaObject>

#include <optional>
#include <string>
#include <utility>

namespace tests {

// An import whose report is set by hand; replies come in a later turn. Lives on its thread.
class FakeImportService final : public relay::api::ImportService
{
public:
    relay::api::ImportReport report;
    std::string lastFile;
    std::optional<relay::Error> trouble; // instead of the report
    bool answers = true;

    void importOneApi(std::string file, bool dryRun, QObject *context,
                      relay::api::Reply<relay::api::ImportReport> reply) override
    {
        lastFile = std::move(file);
        report.dryRun = dryRun;
        if (!answers)
            return;
        relay::Result<relay::api::ImportReport> told(report);
        if (trouble)
            told = *trouble;
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), told = std::move(told)] { reply(told); },
            Qt::QueuedConnection);
    }
};

} // namespace tests
