// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/finding_text.h"

#include "ui/models/figure_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <string_view>

namespace ui::models {

namespace {

using relay::api::Verdict;

struct Known
{
    std::string_view name;
    const char *title;
    MendingPlace place;
    bool common = false;
};

// clang-format off
constexpr auto kFindings = std::to_array<Known>({
    {"locked-database", QT_TRANSLATE_NOOP("Findings", "Locked database"), MendingPlace::Database, true},
    {"wal", QT_TRANSLATE_NOOP("Findings", "Write-ahead log"), MendingPlace::Database, true},
    {"memory", QT_TRANSLATE_NOOP("Findings", "Memory"), MendingPlace::Limits, true},
    {"slow-requests", QT_TRANSLATE_NOOP("Findings", "Slow requests"), MendingPlace::Requests, true},
    {"port", QT_TRANSLATE_NOOP("Findings", "Port"), MendingPlace::Network},
    {"upstream", QT_TRANSLATE_NOOP("Findings", "Upstreams"), MendingPlace::Channels},
    {"base-url", QT_TRANSLATE_NOOP("Findings", "Addresses that clients call"), MendingPlace::Overview},
    {"proxy", QT_TRANSLATE_NOOP("Findings", "Proxies"), MendingPlace::Network},
    {"certificate", QT_TRANSLATE_NOOP("Findings", "Certificates"), MendingPlace::Channels},
    {"clock", QT_TRANSLATE_NOOP("Findings", "Clock"), MendingPlace::Nowhere},
    {"permissions", QT_TRANSLATE_NOOP("Findings", "File permissions"), MendingPlace::Nowhere},
    {"disk-space", QT_TRANSLATE_NOOP("Findings", "Disk space"), MendingPlace::Database},
    {"descriptors", QT_TRANSLATE_NOOP("Findings", "Open files and sockets"), MendingPlace::Nowhere},
    {"ledger", QT_TRANSLATE_NOOP("Findings", "Ledger"), MendingPlace::Database},
    {"backup", QT_TRANSLATE_NOOP("Findings", "Backups"), MendingPlace::Database},
    {"master-key", QT_TRANSLATE_NOOP("Findings", "Master key"), MendingPlace::Security},
});
// clang-format on

struct KnownAlert
{
    std::string_view name;
    const char *title;
    std::string_view finding = {};              // of the look at the same thing
    MendingPlace place = MendingPlace::Nowhere; // where no look is for it
};

// clang-format off
constexpr auto kAlerts = std::to_array<KnownAlert>({
    {"p99", QT_TRANSLATE_NOOP("Alerts", "Response time p99"), "slow-requests"},
    {"error_rate", QT_TRANSLATE_NOOP("Alerts", "Failed requests"), {}, MendingPlace::Requests},
    {"wal", QT_TRANSLATE_NOOP("Alerts", "Write-ahead log"), "wal"},
    {"rss", QT_TRANSLATE_NOOP("Alerts", "Memory"), "memory"},
    {"loop_lag", QT_TRANSLATE_NOOP("Alerts", "Event loop lag"), {}, MendingPlace::Profiling},
    {"budget", QT_TRANSLATE_NOOP("Alerts", "Cost of the day"), {}, MendingPlace::Tokens},
    {"ledger", QT_TRANSLATE_NOOP("Alerts", "Ledger's journal"), "ledger"},
});
// clang-format on

const KnownAlert *knownAlert(const std::string &name)
{
    const auto found = std::ranges::find(kAlerts, name, &KnownAlert::name);
    return found == kAlerts.end() ? nullptr : &*found;
}

const Known *known(const std::string &name)
{
    const auto found = std::ranges::find(kFindings, name, &Known::name);
    return found == kFindings.end() ? nullptr : &*found;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("Findings", text);
}

} // namespace

QString findingTitle(const std::string &name)
{
    const Known *finding = known(name);
    return finding ? tr(finding->title) : QString::fromStdString(name);
}

QString verdictText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Fine:
        return QCoreApplication::translate("Findings", "fine");
    case Verdict::Hint:
        return QCoreApplication::translate("Findings", "hint");
    case Verdict::Trouble:
        return QCoreApplication::translate("Findings", "trouble");
    case Verdict::Unknown:
        return QCoreApplication::translate("Findings", "unknown");
    }
    return {};
}

bool isCommonTrouble(const std::string &name)
{
    const Known *finding = known(name);
    return finding && finding->common;
}

std::vector<relay::api::Finding> sorted(std::vector<relay::api::Finding> findings)
{
    std::stable_partition(findings.begin(), findings.end(),
                          [](const relay::api::Finding &finding) { return isCommonTrouble(finding.name); });
    return findings;
}

MendingPlace mendingPlace(const std::string &name)
{
    const Known *finding = known(name);
    return finding ? finding->place : MendingPlace::Nowhere;
}

QString mendingVerb(MendingPlace place)
{
    switch (place) {
    case MendingPlace::Nowhere:
        return {};
    case MendingPlace::Overview:
        return QCoreApplication::translate("Findings", "Show the address");
    case MendingPlace::Channels:
        return QCoreApplication::translate("Findings", "Open Channels");
    case MendingPlace::Tokens:
        return QCoreApplication::translate("Findings", "Open Tokens");
    case MendingPlace::Requests:
        return QCoreApplication::translate("Findings", "Open Requests");
    case MendingPlace::Database:
        return QCoreApplication::translate("Findings", "Open Database");
    case MendingPlace::Profiling:
        return QCoreApplication::translate("Findings", "Open Profiling");
    case MendingPlace::Network:
    case MendingPlace::Limits:
    case MendingPlace::Security:
        return QCoreApplication::translate("Findings", "Open Settings");
    }
    return {};
}

MendingPlace placeOfAlert(const std::string &name)
{
    const KnownAlert *alert = knownAlert(name);
    if (!alert)
        return MendingPlace::Nowhere;
    return alert->finding.empty() ? alert->place : mendingPlace(std::string(alert->finding));
}

std::string findingOfAlert(const std::string &name)
{
    const KnownAlert *alert = knownAlert(name);
    return alert ? std::string(alert->finding) : std::string();
}

Troubles troublesOf(const std::vector<relay::api::Finding> &findings)
{
    Troubles found;
    for (const relay::api::Finding &finding : findings) {
        if (finding.verdict == Verdict::Trouble)
            found.insert(finding.name);
    }
    return found;
}

Troubles troublesOf(const std::vector<relay::api::AlertRow> &alerts, Troubles found)
{
    for (const relay::api::AlertRow &alert : alerts) {
        if (!alert.raised)
            continue;
        const std::string finding = findingOfAlert(alert.name);
        found.insert(finding.empty() ? alert.name : finding);
    }
    return found;
}

bool isGoodNews(relay::api::EventKind kind)
{
    using relay::api::EventKind;
    return kind == EventKind::AlertRecovered || kind == EventKind::DatabaseRestored ||
           kind == EventKind::GuardUndid || kind == EventKind::Restarted ||
           kind == EventKind::UpdateAvailable;
}

QString alertTitle(const std::string &name)
{
    const KnownAlert *alert = knownAlert(name);
    return alert ? QCoreApplication::translate("Alerts", alert->title) : QString::fromStdString(name);
}

QString alertValueText(const relay::api::AlertRow &alert)
{
    if (!alert.known)
        return QCoreApplication::translate("Alerts", "too little to tell");
    const int decimals = alert.value < 10 ? 2 : alert.value < 100 ? 1 : 0;
    if (alert.unit == "$")
        return u'$' % moneyText(alert.value);
    return numberText(alert.value, decimals) % QChar(0x00A0) % QString::fromStdString(alert.unit);
}

} // namespace ui::models
