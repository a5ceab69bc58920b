// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the machine: memory, clock, rights, disk, descriptors.
#include "relay/model/phrase.h"
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
using model::phrase;
using model::Quantity;
using model::Unit;

constexpr std::int64_t kMebibyte = 1024 * 1024;
constexpr std::int64_t kUsualMemoryLimit = 1024 * kMebibyte; // where the alert is off
constexpr std::int64_t kLeastDisk = 100 * kMebibyte;
constexpr std::int64_t kWrongClockMs = 120'000; // tokens expire and certificates begin by the clock
constexpr std::int64_t kOfTheFuture = 60'000;
constexpr std::chrono::seconds kQueryPatience{5};

Quantity ofBytes(std::int64_t bytes)
{
    return {static_cast<double>(bytes), Unit::Bytes};
}

Quantity ofSeconds(std::int64_t seconds)
{
    return {static_cast<double>(seconds), Unit::Seconds};
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
        finding.evidence = phrase("no-relay");
        return finding;
    }
    const auto used = static_cast<std::int64_t>(platform::processFigures().rssBytes);
    const std::int64_t set = sight.values().alert.rssBytes;
    const std::int64_t limit = set > 0 ? set : kUsualMemoryLimit;
    const api::RuntimeFigures now = sight.service.metrics().runtime;
    finding.evidence = phrase("memory.used", ofBytes(used), ofBytes(limit));
    finding.evidence += phrase("memory.exchanges", now.liveExchanges);
    finding.evidence += phrase("memory.clients", now.clientConnections);
    finding.verdict = used > limit ? Verdict::Trouble : used * 4 > limit * 3 ? Verdict::Hint : Verdict::Fine;
    if (finding.verdict == Verdict::Fine)
        return finding;
    finding.remedy = phrase("memory.remedy");
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
        const Quantity wrong = ofSeconds(std::abs(*ahead) / 1000);
        finding.evidence = *ahead > 0 ? phrase("clock.behind", wrong) : phrase("clock.ahead", wrong);
        finding.remedy = phrase("clock.remedy");
        return finding;
    }
    if (newest && *newest > now + kOfTheFuture) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = phrase("clock.row", ofSeconds((*newest - now) / 1000));
        finding.remedy = phrase("clock.row.remedy");
        return finding;
    }
    finding.evidence =
        ahead ? phrase("clock.right", ofSeconds((std::abs(*ahead) + 999) / 1000)) : phrase("clock.unknown");
    return finding;
}

// A relay that runs has the key already: it is the next start that would fail.
Finding lookAtMasterKey(const DoctorSight &sight)
{
    Finding finding{.name = "master-key", .verdict = Verdict::Fine};
    const api::SecretKeeping keeping = sight.secrets.keepingNow();
    if (keeping.place == api::SecretPlace::KeyFile) {
        finding.evidence = phrase("key.file", keeping.keyFile);
        return finding;
    }
    if (keeping.trouble.empty()) {
        finding.evidence = phrase("key.file", keeping.keyringName);
        return finding;
    }
    finding.verdict = Verdict::Trouble;
    finding.evidence = phrase("key.withheld", keeping.keyringName, keeping.trouble);
    finding.remedy = phrase("key.withheld.remedy");
    return finding;
}

Finding lookAtPermissions(const DoctorSight &sight)
{
    Finding finding{.name = "permissions", .verdict = Verdict::Fine};
    const auto worse = [&finding](Verdict verdict, model::Phrase what) {
        finding.verdict = finding.verdict == Verdict::Trouble ? Verdict::Trouble : verdict;
        finding.evidence += std::move(what);
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
                  phrase("rights.open", file.path.toStdString()));
            open.append(quoted(file.path));
        }
        if (!info.isWritable())
            worse(Verdict::Trouble, phrase("rights.unwritable", file.path.toStdString()));
    }
    if (!QFileInfo(sight.dataDir).isWritable())
        worse(Verdict::Trouble, phrase("rights.folder", sight.dataDir.toStdString()));
    if (finding.verdict == Verdict::Fine)
        finding.evidence = phrase("rights.fine", sight.dataDir.toStdString());
    else
        finding.remedy = open.isEmpty()
                             ? phrase("rights.remedy")
                             : phrase("rights.open.remedy", "chmod 600 " + open.join(u' ').toStdString());
    return finding;
}

Finding lookAtDiskSpace(const DoctorSight &sight)
{
    Finding finding{.name = "disk-space"};
    const QStorageInfo disk(QFileInfo(sight.store.path()).absolutePath());
    if (!disk.isValid() || disk.bytesAvailable() < 0) {
        finding.evidence = phrase("system.silent");
        return finding;
    }
    const std::int64_t free = disk.bytesAvailable();
    const std::int64_t database = QFileInfo(sight.store.path()).size();
    finding.evidence = phrase("disk.free", ofBytes(free), disk.rootPath().toStdString(), ofBytes(database));
    finding.verdict = free < kLeastDisk                  ? Verdict::Trouble
                      : free < kLeastDisk + 2 * database ? Verdict::Hint
                                                         : Verdict::Fine;
    if (finding.verdict == Verdict::Trouble)
        finding.remedy = phrase("disk.full.remedy");
    else if (finding.verdict == Verdict::Hint)
        finding.remedy = phrase("disk.scarce.remedy");
    return finding;
}

Finding lookAtDescriptors(const DoctorSight &)
{
    Finding finding{.name = "descriptors"};
    const platform::DescriptorUse use = platform::descriptorUse();
    if (use.open == 0 || use.limit == 0) {
        finding.verdict = use.open == 0 ? Verdict::Unknown : Verdict::Fine;
        finding.evidence =
            use.open == 0 ? phrase("system.silent") : phrase("descriptors.unlimited", use.open);
        return finding;
    }
    finding.evidence = phrase("descriptors.open", use.open, use.limit);
    finding.verdict = use.open * 10 > use.limit * 8 ? Verdict::Trouble
                      : use.limit < 1024            ? Verdict::Hint
                                                    : Verdict::Fine;
    if (finding.verdict != Verdict::Fine)
        finding.remedy = phrase("descriptors.remedy");
    return finding;
}

} // namespace relay::service
