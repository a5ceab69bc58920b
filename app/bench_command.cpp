// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_command.h"

#include "app/bench_folder.h"
#include "app/bench_relay.h"
#include "app/bench_report.h"
#include "app/bench_target.h"
#include "app/platform/child_process.h"
#include "app/terminal.h"
#include "relay/base/log.h"
#include "relay/bench/chat_request.h"

#include <QJsonDocument>

#include <optional>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::bench::ChatRequest;
using relay::bench::LoadPlan;

constexpr std::uint64_t kUsualRequests = 2000;
constexpr std::uint32_t kUsualConcurrency = 20;
// Of a provider that somebody pays for.
constexpr std::uint64_t kDearRequests = 20;
constexpr std::uint32_t kDearConcurrency = 2;
constexpr const char *kLoopField = "X-TrayRelay-Via: "; // the demo upstream answers its own relay alone

int fail(const Error &error)
{
    const bool usage = error.kind == ErrorKind::BadRequest || error.kind == ErrorKind::NotFound;
    return app::fail(error.message, usage ? kExitUsage : kExitFailure);
}

void print(const CommandLine &commandLine, const QJsonObject &json, const QString &text)
{
    say(commandLine.json ? QString::fromUtf8(QJsonDocument(json).toJson()) : text);
}

LoadPlan loadPlan(const BenchPlan &plan, const ChatRequest &request)
{
    LoadPlan load;
    load.host = request.host;
    load.port = request.port;
    load.request = request.text();
    load.requests = plan.requests;
    load.concurrency = plan.concurrency;
    load.stream = plan.stream;
    return load;
}

int benchRelay(const CommandLine &commandLine, const QString &dataDir, BenchPlan plan)
{
    BenchPause pause; // first: from here on an end is an orderly one
    std::optional<BenchRelay> ours;
    if (!relayRuns(dataDir)) {
        complain(u"no relay runs: one is started for as long as this takes"_s);
        const Result<void> started = ours.emplace(dataDir, commandLine.envFile, pause).start();
        if (!started)
            return fail(started.error());
    }
    const Result<BenchTarget> target = findBenchTarget(plan, dataDir);
    if (!target)
        return fail(target.error());
    if (plan.requests == 0)
        plan.requests = target->demo ? kUsualRequests : kDearRequests;
    if (plan.concurrency == 0)
        plan.concurrency = target->demo ? kUsualConcurrency : kDearConcurrency;
    plan.model = target->model;
    if (!target->demo)
        complain(u"%1 real requests, which the provider of %2 may charge for"_s.arg(plan.requests)
                     .arg(plan.model));
    if (const Result<void> enough = provideDescriptors(plan.concurrency); !enough)
        return fail(enough.error());

    BenchLoad load(pause);
    ChatRequest request{.host = target->host,
                        .port = target->port,
                        .basePath = target->basePath,
                        .key = target->key,
                        .model = target->model.toStdString(),
                        .stream = plan.stream,
                        .furtherFields = {}};
    BenchOutcome outcome{.plan = plan, .address = target->address, .relay = {}, .direct = {}};
    outcome.relay = load.run(loadPlan(plan, request), u"through the relay"_s);
    if (target->demo && target->demoPort != 0 && !pause.endWished()) {
        request.host = "127.0.0.1";
        request.port = target->demoPort;
        request.basePath = "/v1";
        request.key = "none";
        request.furtherFields = kLoopField + target->instanceId + "\r\n";
        outcome.direct = load.run(loadPlan(plan, request), u"the upstream itself"_s);
    }
    print(commandLine, benchJson(outcome), benchText(outcome));
    return outcome.relay.answered > 0 ? kExitFine : kExitFailure;
}

int benchCompare(const CommandLine &commandLine, const QString &dataDir, const ComparePlan &plan)
{
    if (const Result<void> enough = provideDescriptors(plan.concurrency); !enough)
        return fail(enough.error());
    if (plan.background)
        platform::giveWay();
    BenchPause pause; // first: from here on an end is an orderly one
    Result<BenchFolder> folder = BenchFolder::make(dataDir);
    if (!folder)
        return fail(folder.error());
    const Result<std::vector<CompareRound>> rounds = BenchCompare(plan, folder->path(), pause).run();
    if (!rounds)
        return app::fail(rounds.error().message); // whatever it was: the command was well-formed
    print(commandLine, compareJson(plan, *rounds), compareText(plan, *rounds));
    return kExitFine;
}

} // namespace

int runBench(const CommandLine &commandLine, const QString &dataDir)
{
    const auto plan = benchPlanOf(commandLine.request);
    if (!plan)
        return fail(plan.error());
    relay::log::Options options; // warnings and errors on standard error alone
    relay::log::start(options);
    const int code = std::holds_alternative<BenchPlan>(*plan)
                         ? benchRelay(commandLine, dataDir, std::get<BenchPlan>(*plan))
                         : benchCompare(commandLine, dataDir, std::get<ComparePlan>(*plan));
    relay::log::stop();
    return code;
}

} // namespace app
