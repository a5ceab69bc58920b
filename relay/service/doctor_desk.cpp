// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/doctor_desk.h"

#include "relay/api/database_json.h"
#include "relay/api/doctor_json.h"
#include "relay/api/record_json.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/config/presets.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"
#include "relay/service/answered.h"
#include "relay/service/history_file.h"
#include "relay/service/redaction.h"
#include "relay/service/reply_delivery.h"
#include "relay/service/report_archive.h"

#include <sqlite3.h>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSysInfo>

#include <algorithm>
#include <array>
#include <future>

namespace relay::service {

namespace {

constexpr std::chrono::seconds kUpstreamPatience{20}; // a dial, a handshake and an answer
constexpr qint64 kLogTailBytes = 512 * 1024;

// What fix() knows: a look's name and the preset that it names.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFixes = {{
    {"locked-database", "Remedy: locked database"},
    {"wal", "Remedy: WAL too large"},
    {"memory", "Remedy: memory"},
}};

std::string text(const QJsonDocument &json)
{
    return json.toJson().toStdString();
}

std::string systemText()
{
    return "TrayRelay " TRAYRELAY_VERSION "\n" + QSysInfo::prettyProductName().toStdString() + ", kernel " +
           QSysInfo::kernelVersion().toStdString() + ", " + QSysInfo::currentCpuArchitecture().toStdString() +
           "\nQt " + qVersion() + "\nSQLite " + sqlite3_libversion() + "\nnow " +
           QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString() + "\n";
}

// Secrets masked, as everywhere that settings are shown.
std::string settingsText(const config::LoadedSettings &settings)
{
    std::string lines;
    const auto table = config::settingsTable();
    for (std::size_t i = 0; i < table.size(); ++i)
        lines += std::string(table[i].name) + "=" + config::shownValue(table[i], settings.texts[i]) + "  # " +
                 std::string(config::sourceName(settings.sources[i])) + "\n";
    for (const std::string &warning : settings.warnings)
        lines += "# " + warning + "\n";
    return lines;
}

std::string historyText(const QString &path)
{
    std::string lines;
    for (const config::HistoryEntry &entry : HistoryFile(path).read()) {
        lines += QDateTime::fromMSecsSinceEpoch(entry.atMs, Qt::UTC).toString(Qt::ISODate).toStdString() +
                 " " + std::string(config::causeName(entry.cause)) + " " + entry.note + "\n";
        for (const config::SettingChange &change : entry.changes) {
            const std::optional<std::size_t> index = config::findSetting(change.name);
            const auto shown = [&](const std::string &value) {
                return index ? config::shownValue(config::settingsTable()[*index], value)
                             : std::string("***");
            };
            lines += "    " + change.name + ": " + shown(change.from) + " -> " + shown(change.to) + "\n";
        }
    }
    return lines;
}

std::string latencyText(const char *name, const api::LatencyFigures &figures)
{
    const auto ms = [](double us) { return QString::number(us / 1000, 'f', 2).toStdString(); };
    return std::string(name) + ": " + std::to_string(figures.count) + " requests, p50 " + ms(figures.p50Us) +
           ", p95 " + ms(figures.p95Us) + ", p99 " + ms(figures.p99Us) + ", most " + ms(figures.maxUs) +
           " ms\n";
}

std::string metricsText(const api::MetricsSnapshot &metrics)
{
    const api::RuntimeFigures &now = metrics.runtime;
    std::string lines = "requests since start: " + std::to_string(metrics.totalRequests) + ", failed " +
                        std::to_string(metrics.totalFailed) + "\n";
    lines += latencyText("last hour, whole", metrics.hour.total);
    lines += latencyText("last hour, overhead", metrics.hour.overhead);
    lines += latencyText("last hour, streams to their first token", metrics.hour.ttft);
    for (const api::NamedFigures &channel : metrics.channels)
        lines += latencyText(("channel " + channel.name).c_str(), channel.total);
    lines += "threads " + std::to_string(now.threads) + ", clients " + std::to_string(now.clientConnections) +
             ", upstream connections " + std::to_string(now.upstreamConnections) + " (" +
             std::to_string(now.upstreamIdle) + " idle, " + std::to_string(now.upstreamWaiting) +
             " exchanges wait), loop lag " + std::to_string(now.loopLagUs) + " us\n";
    return lines;
}

std::string logTail(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        return {};
    const bool cut = file.size() > kLogTailBytes;
    if (cut) {
        file.seek(file.size() - kLogTailBytes);
        file.readLine(); // the first one is cut
    }
    return file.readAll().toStdString();
}

} // namespace

DoctorDesk::DoctorDesk(QObject *relayRoot)
    : m_relayRoot(relayRoot)
{
}

DoctorDesk::~DoctorDesk()
{
    close();
}

void DoctorDesk::open(Parts parts)
{
    m_parts = std::make_unique<Parts>(std::move(parts));
    m_thread.start();
}

void DoctorDesk::close()
{
    m_thread.stop();
}

template <typename T>
void DoctorDesk::on(QObject *context, api::Reply<T> reply, std::function<Result<T>()> work)
{
    const api::Reply<T> told = onThreadOf(context, m_relayRoot, std::move(reply));
    const Error closed{ErrorKind::Unavailable,
                       said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))};
    const bool posted = m_thread.post([this, told, closed, work = std::move(work)] {
        told(answered([&] { return m_thread.stopping() ? Result<T>(closed) : work(); }));
    });
    if (!posted)
        told(closed);
}

void DoctorDesk::examine(QObject *context, api::Reply<std::vector<api::Finding>> reply)
{
    on<std::vector<api::Finding>>(context, std::move(reply), [this] { return findings(); });
}

void DoctorDesk::report(QObject *context, api::Reply<std::string> reply)
{
    on<std::string>(context, std::move(reply), [this]() -> Result<std::string> {
        std::string packed = pack();
        if (packed.empty())
            return Error{ErrorKind::Internal,
                         said(QT_TRANSLATE_NOOP("Phrases", "no memory is left for the report"))};
        return packed;
    });
}

void DoctorDesk::fix(std::string name, QObject *context, api::Reply<api::SettingsOutcome> reply)
{
    const auto known = std::ranges::find_if(
        kFixes, [&name](const auto &fix) { return fix.first == name || fix.second == name; });
    if (known == kFixes.end()) {
        QStringList names;
        for (const auto &fix : kFixes)
            names.append(QString::fromLatin1(fix.first.data(), static_cast<qsizetype>(fix.first.size())));
        onThreadOf(context, m_relayRoot, std::move(reply))(Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP(
                     "Phrases", "no setting mends \"%1\": do what its remedy says. Presets there are for %2"),
                 name, names.join(QStringLiteral(", ")))});
        return;
    }
    m_parts->service.settingsService().applyPreset(std::string(known->second), context, std::move(reply));
}

DoctorSight DoctorDesk::sight()
{
    std::optional<std::vector<UpstreamSight>> upstreams;
    const auto told = std::make_shared<std::promise<std::vector<UpstreamSight>>>();
    std::future<std::vector<UpstreamSight>> answer = told->get_future();
    const bool asked =
        m_parts->lookAtUpstreams([told](std::vector<UpstreamSight> all) { told->set_value(std::move(all)); });
    // A relay that stops drops the question, and with it the promise: the future is ready then as well.
    const auto until = std::chrono::steady_clock::now() + kUpstreamPatience;
    while (asked && std::chrono::steady_clock::now() < until && !m_thread.stopping()) {
        if (answer.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready)
            continue;
        try {
            upstreams = answer.get();
        } catch (const std::future_error &) { // dropped
        }
        break;
    }
    return DoctorSight{.service = m_parts->service,
                       .settings = m_parts->settings(),
                       .dataDir = m_parts->dataDir,
                       .envFile = m_parts->envFile,
                       .store = m_parts->store,
                       .ledger = m_parts->ledger,
                       .database = m_parts->database,
                       .secrets = m_parts->secrets,
                       .thread = m_thread,
                       .portHolder = m_parts->portHolder,
                       .channels = m_parts->channels(),
                       .upstreams = std::move(upstreams)};
}

std::vector<api::Finding> DoctorDesk::findings()
{
    using Look = api::Finding (*)(const DoctorSight &);
    static constexpr std::array<Look, 16> kLooks = {
        lookAtLock,         lookAtWal,       lookAtMemory,      lookAtSlowRequests,
        lookAtPort,         lookAtUpstreams, lookAtClientUrls,  lookAtProxies,
        lookAtCertificates, lookAtClock,     lookAtPermissions, lookAtDiskSpace,
        lookAtDescriptors,  lookAtLedger,    lookAtBackups,     lookAtMasterKey};
    const DoctorSight seen = sight();
    writeStaged(seen);
    std::vector<api::Finding> all;
    for (const Look look : kLooks) {
        if (m_thread.stopping())
            break;
        all.push_back(look(seen));
    }
    return all;
}

std::string DoctorDesk::pack()
{
    log::sys().flush(); // by the log's own thread: done long before its file is read
    Redaction redaction;
    const std::vector<model::Channel> channels = m_parts->channels();
    const std::shared_ptr<const config::LoadedSettings> settings = m_parts->settings();
    redaction.addSecret(m_parts->service.adminKey());
    redaction.addChannels(channels);
    redaction.addTokens(m_parts->tokens());
    redaction.addPasswordOf(settings->values.upstream.proxy);
    redaction.addSecret(settings->values.server.initialRootToken);
    redaction.addSecret(settings->values.server.initialRootAccessToken);

    const std::int64_t now = Clock::system().unixMs();
    ReportArchive archive("trayrelay-report", now);
    const auto add = [&](const char *name, const std::string &content) {
        archive.add(name, redaction.of(content));
    };
    add("findings.json", text(QJsonDocument(api::findingsJson(findings()))));
    add("system.txt", systemText());
    add("settings.txt", settingsText(*settings));
    add("metrics.txt", metricsText(m_parts->service.metrics()));
    if (const Result<api::DatabaseSnapshot> database = m_parts->database.databaseNow())
        add("database.json", text(QJsonDocument(api::databaseJson(*database))));
    QJsonArray shown;
    for (const model::Channel &channel : channels)
        shown.append(api::channelJson(channel));
    add("channels.json", text(QJsonDocument(shown)));
    add("settings-history.txt",
        historyText(QDir(m_parts->dataDir).filePath(QStringLiteral("settings-history.jsonl"))));
    const QDir logs(QDir(m_parts->dataDir).filePath(QStringLiteral("logs")));
    for (const QString &name : logs.entryList({QStringLiteral("*.log")}, QDir::Files, QDir::Time).mid(0, 2))
        add(("logs/" + name.toStdString()).c_str(), logTail(logs.filePath(name)));
    return archive.packed();
}

} // namespace relay::service
