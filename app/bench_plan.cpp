// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_plan.h"

#include "relay/config/presets.h"
#include "relay/config/setting_value.h"

#include <QJsonArray>
#include <QStringList>

#include <algorithm>
#include <map>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::config::SettingAssignment;
using relay::config::SettingGroup;
using relay::config::SettingSpec;

constexpr std::size_t kPlentifulConnections = 65535;

Error wrong(const QString &message)
{
    return {ErrorKind::BadRequest, message};
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

Result<qint64> number(const QJsonObject &request, const QString &field, const QString &option, qint64 usual,
                      qint64 least, qint64 most)
{
    const qint64 given = request[field].toInteger(usual);
    if (given < least || given > most)
        return wrong(option % u" needs a number from "_s % QString::number(least) % u" to "_s %
                     QString::number(most));
    return given;
}

// Addresses, secrets and files belong to the comparison itself.
bool isFixed(const SettingSpec &spec)
{
    static const QStringList kFixed{u"PPROF_PORT"_s, u"RELAY_PROXY"_s, u"SQLITE_PATH"_s};
    return spec.group == SettingGroup::Network || spec.group == SettingGroup::Security ||
           spec.type == relay::config::SettingType::Secret || kFixed.contains(text(spec.name));
}

Result<SettingAssignment> assignment(const QString &name, const QString &value)
{
    const std::string wanted = name.trimmed().toStdString();
    const auto index = relay::config::findSetting(wanted);
    if (!index) {
        const std::string_view nearest = relay::config::nearestSetting(wanted);
        return Error{ErrorKind::NotFound,
                     u"there is no setting "_s % name %
                         (nearest.empty() ? u"; trayrelay config list shows them"_s
                                          : u"; did you mean "_s % text(nearest) % u"?"_s)};
    }
    const SettingSpec &spec = relay::config::settingsTable()[*index];
    if (isFixed(spec))
        return wrong(text(spec.name) %
                     u" is the comparison's own to set: there is nothing to measure in it"_s);
    Result<std::string> checked = relay::config::checkedValue(spec, value.trimmed().toStdString());
    if (!checked)
        return wrong(text(spec.name) % u": "_s % checked.error().message);
    return SettingAssignment{spec.name, std::move(*checked)};
}

Result<CompareSide> settingSide(const QString &name, const QString &value)
{
    Result<SettingAssignment> one = assignment(name, value);
    if (!one)
        return one.error();
    return CompareSide{text(one->first) % u'=' % text(one->second), {std::move(*one)}};
}

Result<CompareSide> presetSide(const QString &name)
{
    const Result<const relay::config::Preset *> preset =
        relay::config::findPreset(name.trimmed().toStdString());
    if (!preset)
        return Error{preset.error().kind, u"\""_s % name.trimmed() % u"\": "_s % preset.error().message};
    return CompareSide{text((*preset)->name), relay::config::assignmentsOf(**preset)};
}

Result<void> readSides(const QString &compared, ComparePlan &plan)
{
    const qsizetype equals = compared.indexOf(u'=');
    const QStringList pair = compared.mid(equals + 1).split(u',');
    if (pair.size() != 2)
        return wrong(u"--compare needs SETTING=a,b or two presets, \"PRESET A,PRESET B\", not \""_s %
                     compared % u"\""_s);
    const auto side = [&](const QString &word) {
        return equals < 0 ? presetSide(word) : settingSide(compared.left(equals), word);
    };
    Result<CompareSide> before = side(pair[0]);
    if (!before)
        return before.error();
    Result<CompareSide> after = side(pair[1]);
    if (!after)
        return after.error();
    plan.before = std::move(*before);
    plan.after = std::move(*after);
    if (differencesOf(plan).empty())
        return wrong(u"--compare: "_s % plan.before.name % u" and "_s % plan.after.name %
                     u" are the same: there is nothing to compare"_s);
    return {};
}

Result<void> readHeld(const QJsonObject &request, ComparePlan &plan)
{
    const std::vector<relay::config::SettingChange> compared = differencesOf(plan);
    const auto isCompared = [&](const std::string &name) {
        return std::ranges::find(compared, name, &relay::config::SettingChange::name) != compared.end();
    };
    for (const QJsonValue &pair : request[u"with"_s].toArray()) {
        Result<SettingAssignment> held = assignment(pair[0].toString(), pair[1].toString());
        if (!held)
            return held.error();
        if (isCompared(held->first))
            return wrong(u"--with "_s % text(held->first) % u": it is what is compared"_s);
        plan.held.push_back(std::move(*held));
    }
    // Else both sides would queue for a connection, and the queue hide what differs between them.
    const std::string kConnections = "HTTP_MAX_CONNS_PER_HOST";
    const auto held = std::ranges::find(plan.held, kConnections, &SettingAssignment::first);
    if (held == plan.held.end() && !isCompared(kConnections) &&
        plan.concurrency > relay::config::defaultSettings().upstream.maxConnectionsPerHost)
        plan.held.emplace_back(
            kConnections, std::to_string(std::min<std::size_t>(plan.concurrency, kPlentifulConnections)));
    return {};
}

Result<ComparePlan> comparePlan(const QJsonObject &request)
{
    for (const auto &[field, option] :
         {std::pair(u"model"_s, u"--model"_s), {u"channel"_s, u"--channel"_s}}) {
        if (request.contains(field))
            return wrong(option % u" does not go with --compare, which has an upstream of its own"_s);
    }
    ComparePlan plan;
    const Result<qint64> requests =
        number(request, u"requests"_s, u"--requests"_s, qint64(plan.requests), 10, 1'000'000);
    const Result<qint64> concurrency =
        number(request, u"concurrency"_s, u"--concurrency"_s, plan.concurrency, 1, 10'000);
    const Result<qint64> rounds = number(request, u"rounds"_s, u"--rounds"_s, plan.rounds, 2, 100);
    const Result<qint64> upstream = number(request, u"upstream_ms"_s, u"--upstream-ms"_s, 0, 0, 60'000);
    for (const Result<qint64> *one : {&requests, &concurrency, &rounds, &upstream}) {
        if (!*one)
            return one->error();
    }
    plan.requests = std::uint64_t(*requests);
    plan.concurrency = std::uint32_t(*concurrency);
    plan.rounds = int(*rounds);
    plan.upstream = std::chrono::milliseconds(*upstream);
    plan.stream = request[u"stream"_s].toBool();
    plan.background = request[u"background"_s].toBool();
    if (const Result<void> read = readSides(request[u"compare"_s].toString(), plan); !read)
        return read.error();
    if (const Result<void> read = readHeld(request, plan); !read)
        return read.error();
    return plan;
}

Result<BenchPlan> benchPlan(const QJsonObject &request)
{
    for (const auto &[field, option] : {std::pair(u"rounds"_s, u"--rounds"_s),
                                        {u"upstream_ms"_s, u"--upstream-ms"_s},
                                        {u"with"_s, u"--with"_s},
                                        {u"background"_s, u"--background"_s}}) {
        if (request.contains(field))
            return wrong(option % u" goes with --compare alone"_s);
    }
    const bool counted = request.contains("requests"_L1);
    const Result<qint64> requests =
        number(request, u"requests"_s, u"--requests"_s, counted ? 0 : 1, 1, 10'000'000);
    const bool crowded = request.contains("concurrency"_L1);
    const Result<qint64> concurrency =
        number(request, u"concurrency"_s, u"--concurrency"_s, crowded ? 0 : 1, 1, 10'000);
    if (!requests || !concurrency)
        return (requests ? concurrency : requests).error();
    BenchPlan plan;
    plan.requests = counted ? std::uint64_t(*requests) : 0;
    plan.concurrency = crowded ? std::uint32_t(*concurrency) : 0;
    plan.stream = request[u"stream"_s].toBool();
    plan.model = request[u"model"_s].toString();
    plan.channel = request[u"channel"_s].toString();
    return plan;
}

} // namespace

Result<std::variant<BenchPlan, ComparePlan>> benchPlanOf(const QJsonObject &request)
{
    using Plan = std::variant<BenchPlan, ComparePlan>;
    if (request.contains("compare"_L1)) {
        Result<ComparePlan> plan = comparePlan(request);
        return plan ? Result<Plan>(Plan(std::move(*plan))) : Result<Plan>(plan.error());
    }
    Result<BenchPlan> plan = benchPlan(request);
    return plan ? Result<Plan>(Plan(std::move(*plan))) : Result<Plan>(plan.error());
}

std::vector<relay::config::SettingChange> differencesOf(const ComparePlan &plan)
{
    const auto valueOn = [](const CompareSide &side, const SettingSpec &spec) {
        const auto set = std::ranges::find(side.settings, spec.name, &SettingAssignment::first);
        return set == side.settings.end() ? std::string(spec.defaultText) : set->second;
    };
    std::vector<relay::config::SettingChange> differences;
    for (const SettingSpec &spec : relay::config::settingsTable()) {
        std::string before = valueOn(plan.before, spec);
        std::string after = valueOn(plan.after, spec);
        if (before != after)
            differences.push_back({std::string(spec.name), std::move(before), std::move(after)});
    }
    return differences;
}

} // namespace app
