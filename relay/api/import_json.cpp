// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/import_service.h"

#include <QJsonArray>

namespace relay::api {

namespace {

using namespace Qt::StringLiterals;

QJsonObject countsJson(const ImportCounts &counts)
{
    return {
        {u"found"_s, qint64{counts.found}},
        {u"taken"_s, qint64{counts.taken}},
        {u"known"_s, qint64{counts.known}},
        {u"refused"_s, qint64{counts.refused}},
    };
}

} // namespace

QJsonObject importJson(const ImportReport &report)
{
    QJsonObject settings;
    for (const auto &[name, value] : report.settings)
        settings[QString::fromStdString(name)] = QString::fromStdString(value);
    QJsonArray notes;
    for (const Phrase &note : report.notes)
        notes.append(QString::fromStdString(note.english()));
    return {
        {u"dry_run"_s, report.dryRun},
        {u"channels"_s, countsJson(report.channels)},
        {u"tokens"_s, countsJson(report.tokens)},
        {u"prices"_s, countsJson(report.prices)},
        {u"logs"_s, countsJson(report.logs)},
        {u"settings"_s, settings},
        {u"notes"_s, notes},
        {u"elapsed_ms"_s, report.elapsedMs},
    };
}

} // namespace relay::api
