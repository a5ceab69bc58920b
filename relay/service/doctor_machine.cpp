// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the machine: memory, clock, rights, disk, descriptors.
#include "relay/platform/descriptor_limit.h"
#include "relay/platform/process_figures.h"
#include "relay/service/doctor_looks.h"
#include "relay/storage/query.h"

#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>

#include <algorithm>
#include <cstdlib>

namespace relay::service {

namespace {

using api::Finding;
using api::Verdict;

constexpr std::int64_t kMebibyte = 1024 * 1024;
constexpr std::int64_t kUsualMemoryLimit = 1024 * kMebibyte; // where the alert is off
constexpr std::int64_t kLeastDisk = 100 * kMebibyte;
constexpr std::int64_t kWrongClockMs = 120'000; // tokens expire and certificates begin by the clock
constexpr std::int64_t kOfTheFuture = 60'000;
constexpr std::chrono::seconds kQueryPatience{5};

std::string megabytes(std::int64_t bytes)
{
    return QString::number(static_cast<double>(bytes) / static_cast<double>(kMebibyte), 'f', 0)
               .toStdString() +
           " MB";
}

// Of what was seen of the upstreams' clocks, the one in the middle: one that goes wrong says nothing.
std::optional<std::int64_t> clockAheadOfUs(const DoctorSight &sight)
{
    std::vector<std::int64_t> all;
    if (sight.upstreams)
        for (const UpstreamSight &upstream : *sight.upstreams)
            if (upstream.clockAheadMs)
                all.push_back(*upstream.clockAheadMs);
    if (all.empty())
        return std::nullopt;
    std::ranges::sort(all);
    return all[all.size() / 2];
}

std::optional<std::int64_t> newestRowMs(const DoctorSight &sight)
{
    const auto told = std::make_shared<std::promise<std::optional<std::int64_t>>>();
    std::future<std::optional<std::int64_t>> answer = told->get_future();
    const bool posted = sight.store.post(
        [told](Result<storage::Connection *> connection, const platform::Aes256Gcm &) {
            std::optional<std::int64_t> newest;
            if (connection) {
                storage::Query query(**connection, "SELECT max(created_at) FROM usage");
                if (query.run() && query.next() && !query.isNull(0))
                    newest = query.integer(0);
            }
            told->set_value(newest);
        },
        Store::Lane::Read, "the doctor");
    if (!posted || answer.wait_for(kQueryPatience) != std::future_status::ready)
        return std::nullopt;
    return answer.get();
}

struct Watched
{
    QString path;
    bool secret = false; // keys are in it
};

// Settings that are a password, or have one in them.
bool holdsSecret(const config::Settings &settings)
{
    return !settings.server.initialRootToken.empty() || !settings.server.initialRootAccessToken.empty() ||
           settings.upstream.proxy.find('@') != std::string::npos ||
           settings.metrics.otlpEndpoint.find('@') != std::string::npos;
}

// As a shell takes it for one word.
QString quoted(QString path)
{
    return u'\'' % path.replace(u'\'', QStringLiteral("'\\''")) % u'\'';
}

std::vector<Watched> watchedFiles(const DoctorSight &sight)
{
    const QDir folder(sight.dataDir);
    std::vector<Watched> files{{folder.filePath(QStringLiteral("master.key")), true},
                               {sight.store.path(), true},
                               {sight.store.path() + QStringLiteral("-wal"), true},
                               {folder.filePath(QStringLiteral("ledger.journal")), false},
                               {sight.envFile, holdsSecret(sight.values())},
                               {folder.filePath(QStringLiteral("settings-history.jsonl")), true}};
    const QDir backups(folder.filePath(QStringLiteral("backups")));
    for (const QString &name : backups.entryList({QStringLiteral("*.db")}, QDir::Files))
        files.push_back({backups.filePath(name), true});
    return files;
}

} // namespace

Finding lookAtMemory(const DoctorSight &sight)
{
    Finding finding{.name = "memory"};
    if (!sight.running()) {
        finding.evidence = "no relay runs";
        return finding;
    }
    const auto used = static_cast<std::int64_t>(platform::processFigures().rssBytes);
    const std::int64_t set = sight.values().alert.rssBytes;
    const std::int64_t limit = set > 0 ? set : kUsualMemoryLimit;
    const api::RuntimeFigures now = sight.service.metrics().runtime;
    finding.evidence = "the relay uses " + megabytes(used) + " of memory (alert at " + megabytes(limit) +
                       "), with " + std::to_string(now.liveExchanges) + " exchanges under way and " +
                       std::to_string(now.clientConnections) + " clients connected";
    finding.verdict = used > limit ? Verdict::Trouble : used * 4 > limit * 3 ? Verdict::Hint : Verdict::Fine;
    if (finding.verdict == Verdict::Fine)
        return finding;
    finding.remedy = "large bodies of exchanges under way stay in memory until they end: lower "
                     "RELAY_MAX_BODY_MB or the clients' number; the preset keeps less in caches. "
                     "What holds it, tells trayrelay profile";
    finding.preset = "Remedy: memory";
    return finding;
}

Finding lookAtClock(const DoctorSight &sight)
{
    Finding finding{.name = "clock", .verdict = Verdict::Fine};
    const std::optional<std::int64_t> ahead = clockAheadOfUs(sight);
    const std::optional<std::int64_t> newest = newestRowMs(sight);
    const std::int64_t now = Clock::system().unixMs();
    if (ahead && std::abs(*ahead) > kWrongClockMs) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = "this computer's clock is " + std::to_string(std::abs(*ahead) / 1000) +
                           (*ahead > 0 ? " s behind" : " s ahead of") +
                           (*ahead > 0 ? " what the upstreams say" : " the upstreams'");
        finding.remedy = "set the clock, and let the system keep it (timedatectl set-ntp true): certificates "
                         "and tokens are judged by it";
        return finding;
    }
    if (newest && *newest > now + kOfTheFuture) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = "the newest usage row is " + std::to_string((*newest - now) / 1000) +
                           " s in the future: the clock was set back";
        finding.remedy = "set the clock right: the ledger's days and the tokens' ends go by it";
        return finding;
    }
    finding.evidence =
        ahead ? "within " + std::to_string((std::abs(*ahead) + 999) / 1000) + " s of the upstreams' clocks"
              : std::string("no usage row is in the future; no upstream told its time");
    return finding;
}

// A relay that runs has the key already: it is the next start that would fail.
Finding lookAtMasterKey(const DoctorSight &sight)
{
    Finding finding{.name = "master-key", .verdict = Verdict::Fine};
    const api::SecretKeeping keeping = sight.secrets.keepingNow();
    if (keeping.place == api::SecretPlace::KeyFile) {
        finding.evidence = "the key that seals all others is in " + keeping.keyFile;
        return finding;
    }
    finding.evidence = "the key that seals all others is in " + keeping.keyringName;
    if (keeping.trouble.empty())
        return finding;
    finding.verdict = Verdict::Trouble;
    finding.evidence += ", which does not give it: " + keeping.trouble;
    finding.remedy = "unlock the keyring before the next start. For starts without anybody logged in the key "
                     "belongs into its file: trayrelay secrets move file, once the keyring is unlocked";
    return finding;
}

Finding lookAtPermissions(const DoctorSight &sight)
{
    Finding finding{.name = "permissions", .verdict = Verdict::Fine};
    const auto worse = [&finding](Verdict verdict, const std::string &text) {
        finding.verdict = finding.verdict == Verdict::Trouble ? Verdict::Trouble : verdict;
        finding.evidence += (finding.evidence.empty() ? "" : "; ") + text;
    };
    QStringList open;
    for (const Watched &file : watchedFiles(sight)) {
        const QFileInfo info(file.path);
        if (!info.exists())
            continue;
        const auto others = info.permissions() &
                            (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther);
        if (others != QFile::Permissions()) {
            worse(file.secret ? Verdict::Trouble : Verdict::Hint,
                  "other users may read or change " + file.path.toStdString());
            open.append(quoted(file.path));
        }
        if (!info.isWritable())
            worse(Verdict::Trouble, file.path.toStdString() + " cannot be written");
    }
    if (!QFileInfo(sight.dataDir).isWritable())
        worse(Verdict::Trouble, "the data directory " + sight.dataDir.toStdString() + " cannot be written");
    if (finding.verdict == Verdict::Fine)
        finding.evidence = "the files in " + sight.dataDir.toStdString() + " are this user's alone";
    else
        finding.remedy = open.isEmpty() ? "give this user the right to write there"
                                        : "chmod 600 " + open.join(u' ').toStdString();
    return finding;
}

Finding lookAtDiskSpace(const DoctorSight &sight)
{
    Finding finding{.name = "disk-space"};
    const QStorageInfo disk(QFileInfo(sight.store.path()).absolutePath());
    if (!disk.isValid() || disk.bytesAvailable() < 0) {
        finding.evidence = "the system does not tell";
        return finding;
    }
    const std::int64_t free = disk.bytesAvailable();
    const std::int64_t database = QFileInfo(sight.store.path()).size();
    finding.evidence = megabytes(free) + " free on " + disk.rootPath().toStdString() + ", the database has " +
                       megabytes(database);
    finding.verdict = free < kLeastDisk                  ? Verdict::Trouble
                      : free < kLeastDisk + 2 * database ? Verdict::Hint
                                                         : Verdict::Fine;
    if (finding.verdict == Verdict::Trouble)
        finding.remedy = "free some space: when the disk is full, records wait in the journal, and when that "
                         "is full, requests are refused";
    else if (finding.verdict == Verdict::Hint)
        finding.remedy = "a backup needs the database's size, VACUUM twice that: free some space, lower "
                         "LOG_RETENTION_DAYS or BACKUP_KEEP";
    return finding;
}

Finding lookAtDescriptors(const DoctorSight &)
{
    Finding finding{.name = "descriptors"};
    const platform::DescriptorUse use = platform::descriptorUse();
    if (use.open == 0 || use.limit == 0) {
        finding.verdict = use.open == 0 ? Verdict::Unknown : Verdict::Fine;
        finding.evidence =
            use.open == 0 ? "the system does not tell" : std::to_string(use.open) + " open, without a limit";
        return finding;
    }
    finding.evidence =
        std::to_string(use.open) + " of " + std::to_string(use.limit) + " descriptors are open";
    finding.verdict = use.open * 10 > use.limit * 8 ? Verdict::Trouble
                      : use.limit < 1024            ? Verdict::Hint
                                                    : Verdict::Fine;
    if (finding.verdict != Verdict::Fine)
        finding.remedy =
            "each client and upstream connection takes one: raise the hard limit (ulimit -Hn, or "
            "LimitNOFILE= of the systemd unit) and start again";
    return finding;
}

} // namespace relay::service
