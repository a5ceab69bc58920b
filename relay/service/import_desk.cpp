// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/import_desk.h"

#include "relay/base/phrase.h"
#include "relay/config/setting_change.h"
#include "relay/service/answered.h"
#include "relay/service/one_api_import.h"
#include "relay/service/provider_table.h"
#include "relay/service/reply_delivery.h"
#include "relay/storage/transaction.h"

#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <span>

namespace relay::service {

namespace {

using api::ImportReport;
using std::chrono::steady_clock;

constexpr std::size_t kLogsAtOnce = 500; // a transaction of some milliseconds
constexpr std::chrono::milliseconds kRest{4};
constexpr std::chrono::milliseconds kRestForOthers{20};

bool isSameFile(const QString &one, const QString &other)
{
    std::error_code none; // a file that is not there is another one
    return std::filesystem::equivalent(QFileInfo(one).filesystemAbsoluteFilePath(),
                                       QFileInfo(other).filesystemAbsoluteFilePath(), none);
}

Result<void> check(const QString &file, const QString &database)
{
    if (QFileInfo(file).isRelative())
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP(
                         "Phrases", "file must be an absolute path on the machine that the relay runs on"))};
    if (isSameFile(file, database))
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 is the relay's own database"), file)};
    return {};
}

// What is taken stays: digests tell it at the next time.
Error brokenOff()
{
    return {ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "the import was broken off, since the relay is shutting down: "
                                              "start it again then, it takes what is missing"))};
}

// Each by itself: one that is locked or wrong keeps no other from coming.
void judgeSettings(const config::LoadedSettings &inForce, ImportReport &report)
{
    std::erase_if(report.settings, [&](const auto &setting) {
        const Result<config::ChangedSettings> changed =
            config::changedSettings(inForce, std::span(&setting, 1));
        if (!changed)
            report.notes.push_back(said(QT_TRANSLATE_NOOP("Phrases", "the setting %1 = %2 is left out: %3"),
                                        setting.first, setting.second, changed.error()));
        return !changed || changed->changes.empty();
    });
}

} // namespace

ImportDesk::ImportDesk(QObject *relayRoot, Seams seams)
    : m_relayRoot(relayRoot)
    , m_seams(std::move(seams))
{
}

ImportDesk::~ImportDesk()
{
    close();
}

void ImportDesk::open(Store &store, ledger::LedgerWriter &ledger)
{
    m_store = &store;
    m_ledger = &ledger;
    m_thread.start();
}

void ImportDesk::close()
{
    m_thread.stop();
}

// One step at a time: what it uses stands still here. Between steps others may have the file, or the ledger
// its turn; with a claim of it nobody pauses the ledger.
Result<void> ImportDesk::waitFor(const std::function<bool(Told)> &post)
{
    const auto promise = std::make_shared<std::promise<Result<void>>>();
    std::future<Result<void>> answer = promise->get_future();
    Result<void> done = brokenOff();
    {
        const auto alone = m_store->fileUse().claim();
        if (!m_thread.stopping() &&
            post([promise](const Result<void> &outcome) { promise->set_value(outcome); }))
            done = answer.get();
    }
    m_thread.rest(m_store->fileUse().wanted() ? kRestForOthers : kRest);
    return done;
}

Result<void> ImportDesk::look(const Step &step)
{
    return waitFor([&](const Told &told) {
        return m_store->post(
            [step, told](const Result<storage::Connection *> &connection, const platform::Aes256Gcm &seal) {
                told(answered([&]() -> Result<void> {
                    return connection ? step(**connection, seal) : connection.error();
                }));
            },
            Store::Lane::Read, "a look at what an import would bring");
    });
}

Result<void> ImportDesk::edit(const Step &step)
{
    return waitFor([&](const Told &told) {
        return m_store->post(
            [this, step, told](const Result<storage::Connection *> &connection,
                               const platform::Aes256Gcm &seal) {
                told(answered([&]() -> Result<void> {
                    return connection ? published(**connection, seal, step) : connection.error();
                }));
            },
            Store::Lane::Edit, "an import");
    });
}

Result<void> ImportDesk::published(storage::Connection &connection, const platform::Aes256Gcm &seal,
                                   const Step &step) const
{
    storage::Transaction transaction(connection);
    if (!transaction.begun())
        return transaction.begun();
    if (Result<void> done = step(connection, seal); !done)
        return done;
    const Result<std::function<void()>> publish = m_seams.publication(connection, seal);
    if (!publish)
        return publish.error();
    transaction.carries(0, 1);
    if (Result<void> stored = transaction.commit(); !stored)
        return stored;
    (*publish)();
    return {};
}

// With the ledger's own connection: nobody finds the database locked for it.
Result<void> ImportDesk::write(const Step &step)
{
    const auto inTransaction = [this, step](storage::Connection &connection) -> Result<void> {
        storage::Transaction transaction(connection);
        if (!transaction.begun())
            return transaction.begun();
        const Result<void> done = step(connection, m_store->seal());
        return done ? transaction.commit() : done;
    };
    return waitFor([&](const Told &told) {
        return m_ledger->withConnection(
            [inTransaction, told](const Result<storage::Connection *> &connection) {
                told(answered([&]() -> Result<void> {
                    return connection ? inTransaction(**connection) : connection.error();
                }));
            });
    });
}

Result<ImportReport> ImportDesk::import(const std::string &file, bool dryRun)
{
    const auto begin = steady_clock::now();
    const QString path = QString::fromStdString(file);
    if (const Result<void> fine = check(path, m_store->path()); !fine)
        return fine.error();
    const Result<std::unique_ptr<storage::OneApiFile>> source =
        storage::OneApiFile::open(path, [this] { return m_thread.stopping(); });
    if (!source)
        return m_thread.stopping() ? brokenOff() : source.error();
    const std::vector<api::ProviderPreset> providers = providerTable();
    using Mode = OneApiImport::Mode;
    const std::shared_ptr<const config::LoadedSettings> inForce = m_seams.inForce();
    OneApiImport taken(**source, m_seams.adminKey(), providers, dryRun ? Mode::Look : Mode::Take,
                       inForce->values.ledger.retentionDays);
    const Step records = [&](storage::Connection &connection, const platform::Aes256Gcm &seal) {
        return taken.takeRecords(connection, seal);
    };
    Result<void> done = dryRun ? look(records) : edit(records);
    std::vector<storage::OneApiLog> logs;
    const Step some = [&](storage::Connection &connection, const platform::Aes256Gcm &seal) {
        return taken.takeLogs(connection, seal, logs);
    };
    const auto takeSome = [&] {
        Result<void> written = dryRun ? look(some) : write(some);
        logs.clear();
        return written;
    };
    if (done) {
        done = (*source)->eachLog([&](const storage::OneApiLog &log) {
            logs.push_back(log);
            return logs.size() < kLogsAtOnce ? Result<void>() : takeSome();
        });
    }
    if (done && !logs.empty())
        done = takeSome();
    if (!done)
        return m_thread.stopping() ? brokenOff() : done.error();
    ImportReport report = taken.report();
    judgeSettings(*inForce, report);
    report.dryRun = dryRun;
    report.elapsedMs = std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count();
    return report;
}

void ImportDesk::importOneApi(std::string file, bool dryRun, QObject *context, api::Reply<ImportReport> reply)
{
    const api::Reply<ImportReport> told = onThreadOf<ImportReport>(
        context, m_relayRoot, [this, context, reply = std::move(reply)](const Result<ImportReport> &report) {
            if (report && !report->dryRun && !report->settings.empty())
                finish(*report, context, reply);
            else
                reply(report);
        });
    const bool posted = m_thread.post([this, told, file = std::move(file), dryRun] {
        told(answered([&] { return m_thread.stopping() ? brokenOff() : import(file, dryRun); }));
    });
    if (!posted)
        told(Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))});
}

// Settings stand in a file of their own, and come last: the records are here already.
void ImportDesk::finish(const ImportReport &report, QObject *context,
                        const api::Reply<ImportReport> &reply) const
{
    m_seams.settings().changeSettings(
        report.settings, context, [report, reply](const Result<api::SettingsOutcome> &outcome) {
            ImportReport whole = report;
            if (!outcome) {
                whole.settings.clear();
                whole.notes.push_back(
                    said(QT_TRANSLATE_NOOP("Phrases", "the settings stay as they are: %1"), outcome.error()));
            }
            reply(whole);
        });
}

} // namespace relay::service
