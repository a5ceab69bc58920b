// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_compare.h"

#include "relay/bench/chat_request.h"

#include <QDir>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::bench::LoadReport;
using relay::config::SettingAssignment;

const QString kModel = u"gpt-4o-mini"_s;     // has a price: quota and cost are part of an exchange
constexpr std::uint64_t kWarmRequests = 200; // at most; at least one for each client

double perRequest(std::uint64_t before, std::uint64_t after, std::uint64_t own, std::uint64_t requests)
{
    const std::uint64_t spent = after - before;
    return static_cast<double>(spent - std::min(spent, own)) / static_cast<double>(requests);
}

} // namespace

BenchCompare::BenchCompare(const ComparePlan &plan, const QString &folder, BenchPause &pause)
    : m_plan(plan)
    , m_folder(folder)
    , m_pause(pause)
    , m_load(pause, plan.background)
    , m_upstream(plan.upstream)
    , m_before{.what = plan.before, .child = {}, .lookItself = {}}
    , m_after{.what = plan.after, .child = {}, .lookItself = {}}
{
}

BenchCompare::~BenchCompare() = default;

Error BenchCompare::interrupted() const
{
    return {ErrorKind::Unavailable, u"interrupted: the comparison has left nothing behind"_s};
}

Result<std::vector<CompareRound>> BenchCompare::run()
{
    const Result<std::uint16_t> port = m_upstream.listen();
    if (!port)
        return port.error();
    m_upstreamPort = *port;
    for (auto [side, folder] : {std::pair(&m_before, u"before"_s), {&m_after, u"after"_s}}) {
        if (const Result<void> started = startSide(*side, folder); !started)
            return m_pause.endWished() ? interrupted() : started.error();
    }
    std::vector<CompareRound> rounds;
    for (int number = 0; number < m_plan.rounds; ++number) {
        Result<CompareRound> done = round(number);
        if (!done || m_pause.endWished())
            return m_pause.endWished() ? interrupted() : done.error();
        rounds.push_back(std::move(*done));
    }
    return rounds;
}

Result<void> BenchCompare::startSide(Side &side, const QString &folder)
{
    const QString path = QDir(m_folder).filePath(folder);
    if (!QDir().mkpath(path))
        return Error{ErrorKind::Storage, u"cannot make the folder "_s % path};
    std::vector<SettingAssignment> settings = side.what.settings;
    settings.insert(settings.end(), m_plan.held.begin(), m_plan.held.end());
    for (const auto &[name, value] : settings) {
        if (name == "LOG_CONSUME_ENABLED")
            side.keepsRows = value == "true";
    }
    side.child = std::make_unique<BenchChild>(path, m_pause);
    if (const Result<void> started = side.child->start(settings, m_upstreamPort, kModel); !started)
        return started.error();
    return warmUp(side);
}

// Connections, caches and memory are as they will stay, and what a look costs is known.
Result<void> BenchCompare::warmUp(Side &side)
{
    const std::uint64_t requests =
        std::max<std::uint64_t>(m_plan.concurrency, std::min(m_plan.requests / 10, kWarmRequests));
    const Result<LoadReport> warm =
        load(side.child->port(), side.child->clientKey(), requests, side.what.name % u", warming up"_s);
    if (!warm)
        return warm.error();
    side.answered += warm->answered;
    const Result<ChildFigures> first = side.child->figures();
    const Result<ChildFigures> second = first ? side.child->figures() : first;
    if (!second)
        return second.error();
    side.lookItself.reads = second->reads - first->reads;
    side.lookItself.writeTransactions = second->writeTransactions - first->writeTransactions;
    return checkTotals(side);
}

Result<CompareRound> BenchCompare::round(int number)
{
    CompareRound round;
    const QString title =
        u"round "_s % QString::number(number + 1) % u" of "_s % QString::number(m_plan.rounds) % u", "_s;
    const auto side = [&](Side &which, SideRound &into) {
        return sideRound(which, title % which.what.name, into);
    };
    const bool turned = number % 2 == 1;
    Result<void> done = turned ? side(m_after, round.after) : side(m_before, round.before);
    if (!done)
        return done.error();
    Result<LoadReport> direct =
        load(m_upstreamPort, "none", m_plan.requests, title % u"the upstream itself"_s);
    if (!direct)
        return direct.error();
    round.direct = std::move(*direct);
    done = turned ? side(m_before, round.before) : side(m_after, round.after);
    if (!done)
        return done.error();
    return round;
}

Result<void> BenchCompare::sideRound(Side &side, const QString &title, SideRound &into)
{
    const Result<ChildFigures> before = side.child->figures();
    if (!before)
        return before.error();
    const std::uint64_t asked = m_upstream.answers();
    Result<LoadReport> report = load(side.child->port(), side.child->clientKey(), m_plan.requests, title);
    if (!report)
        return report.error();
    const Result<ChildFigures> after = side.child->figures();
    if (!after)
        return after.error();
    side.answered += report->answered;
    if (const std::uint64_t calls = m_upstream.answers() - asked; calls != report->answered) {
        return Error{ErrorKind::Internal, side.what.name % u": the upstream has answered "_s %
                                              QString::number(calls) % u" times, the relay "_s %
                                              QString::number(report->answered)};
    }
    const std::uint64_t requests = report->answered;
    into.relay = std::move(*report);
    into.writeTransactionsPerRequest = perRequest(before->writeTransactions, after->writeTransactions,
                                                  side.lookItself.writeTransactions, requests);
    into.readsPerRequest = perRequest(before->reads, after->reads, side.lookItself.reads, requests);
    into.processorUsPerRequest =
        perRequest(before->processorNanos, after->processorNanos, 0, requests) / 1000;
    into.residentBytes = static_cast<double>(after->residentBytes);
    return checkTotals(side);
}

Result<LoadReport> BenchCompare::load(std::uint16_t port, const std::string &key, std::uint64_t requests,
                                      const QString &title)
{
    relay::bench::LoadPlan plan;
    plan.port = port;
    plan.request = relay::bench::ChatRequest{.port = port,
                                             .key = key,
                                             .model = kModel.toStdString(),
                                             .stream = m_plan.stream,
                                             .furtherFields = {}}
                       .text();
    plan.requests = requests;
    plan.concurrency = m_plan.concurrency;
    plan.stream = m_plan.stream;
    plan.ramp = m_plan.upstream; // else all would come at once, again and again
    plan.knownWait = m_plan.upstream;
    LoadReport report = m_load.run(plan, title);
    if (report.interrupted)
        return interrupted();
    if (report.failed > 0) {
        return Error{ErrorKind::Internal, title % u": "_s % QString::number(report.failed) % u" of "_s %
                                              QString::number(requests) % u" requests failed ("_s %
                                              QString::fromStdString(report.errors.begin()->first) % u": "_s %
                                              QString::fromStdString(report.firstError) % u')'};
    }
    return report;
}

Result<void> BenchCompare::checkTotals(Side &side)
{
    const Result<std::uint64_t> rows = side.child->ledgerRows();
    const Result<ChildFigures> figures = rows ? side.child->figures() : Result<ChildFigures>(rows.error());
    if (!figures)
        return figures.error();
    const std::uint64_t wanted = side.keepsRows ? side.answered : 0;
    if (*rows == wanted && figures->requests == side.answered)
        return {};
    return Error{ErrorKind::Internal, u"the totals are wrong. "_s % side.what.name % u" has answered "_s %
                                          QString::number(side.answered) % u" requests, its ledger has "_s %
                                          QString::number(*rows) % u" rows where "_s %
                                          QString::number(wanted) % u" are due, its metrics count "_s %
                                          QString::number(figures->requests)};
}

} // namespace app
