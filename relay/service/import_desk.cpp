// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/import_desk.h"

#include "relay/service/one_api_import.h"
#include "relay/service/provider_table.h"
#include "relay/service/reply_delivery.h"
#include "relay/storage/transaction.h"

#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace relay::service {

namespace {

using api::ImportReport;
using std::chrono::steady_clock;

bool isSameFile(const QString &one, const QString &other)
{
    std::error_code none; // a file that is not there is another one
    return std::filesystem::equivalent(one.toStdString(), other.toStdString(), none);
}

Result<void> check(const QString &file, const QString &database)
{
    if (QFileInfo(file).isRelative())
        return Error{ErrorKind::BadRequest,
                     QStringLiteral("file must be an absolute path on the machine that the relay runs on")};
    if (isSameFile(file, database))
        return Error{ErrorKind::BadRequest, QStringLiteral("%1 is the relay's own database").arg(file)};
    return {};
}

void dropUnchanged(ImportReport &report, const std::vector<api::SettingRow> &inForce)
{
    std::erase_if(report.settings, [&inForce](const auto &setting) {
        const auto row = std::ranges::find(inForce, setting.first, &api::SettingRow::name);
        return row == inForce.end() || row->value == setting.second;
    });
}

} // namespace

ImportDesk::ImportDesk(QObject *relayRoot, Seams seams)
    : m_relayRoot(relayRoot)
    , m_seams(std::move(seams))
{
}

Result<ImportReport> ImportDesk::import(storage::Connection &connection, const platform::Aes256Gcm &seal,
                                        const std::string &file, bool dryRun) const
{
    const auto begin = steady_clock::now();
    const QString path = QString::fromStdString(file);
    if (const Result<void> fine = check(path, m_store->path()); !fine)
        return fine.error();
    const Result<std::unique_ptr<storage::OneApiFile>> source = storage::OneApiFile::open(path);
    if (!source)
        return source.error();
    storage::Transaction transaction(connection); // of a dry run it is rolled back
    if (!transaction.begun())
        return transaction.begun().error();
    const std::vector<api::ProviderPreset> providers = providerTable();
    Result<ImportReport> report =
        OneApiImport(connection, seal, **source, m_seams.adminKey(), providers).run();
    if (!report)
        return report;
    report->dryRun = dryRun;
    if (!dryRun) {
        if (const Result<void> committed = transaction.commit(); !committed)
            return committed.error();
        if (const Result<void> published = m_seams.publish(connection, seal); !published)
            return published.error();
    }
    report->elapsedMs = std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count();
    return report;
}

void ImportDesk::importOneApi(std::string file, bool dryRun, QObject *context, api::Reply<ImportReport> reply)
{
    const api::Reply<ImportReport> told = onThreadOf<ImportReport>(
        context, m_relayRoot, [this, context, reply = std::move(reply)](const Result<ImportReport> &report) {
            if (report && !report->settings.empty())
                finish(*report, context, reply);
            else
                reply(report);
        });
    const bool posted =
        m_store && m_store->post(
                       [this, told, file = std::move(file), dryRun](Result<storage::Connection *> connection,
                                                                    const platform::Aes256Gcm &seal) {
                           told(connection ? import(**connection, seal, file, dryRun)
                                           : Result<ImportReport>(connection.error()));
                       },
                       Store::Lane::Edit, "an import");
    if (!posted)
        told(Error{ErrorKind::Unavailable, QStringLiteral("the relay is shutting down")});
}

// Settings stand in a file of their own, and come last: the records are here already.
void ImportDesk::finish(const ImportReport &report, QObject *context,
                        const api::Reply<ImportReport> &reply) const
{
    m_seams.settings().settings(
        context, [this, report, context, reply](const Result<std::vector<api::SettingRow>> &inForce) {
            ImportReport known = report;
            if (inForce)
                dropUnchanged(known, *inForce);
            if (known.dryRun || known.settings.empty())
                return reply(known);
            m_seams.settings().changeSettings(
                known.settings, context, [known, reply](const Result<api::SettingsOutcome> &outcome) {
                    ImportReport whole = known;
                    if (!outcome) {
                        whole.settings.clear();
                        whole.notes.push_back("the settings stay as they are: " +
                                              outcome.error().message.toStdString());
                    }
                    reply(whole);
                });
        });
}

} // namespace relay::service
