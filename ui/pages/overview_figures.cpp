// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_figures.h"

#include "ui/models/figure_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::countText;
using models::dash;

int narrow(std::uint64_t count)
{
    return int(std::min<std::uint64_t>(count, std::numeric_limits<int>::max()));
}

double limitOf(const OverviewFigures &figures, std::string_view name)
{
    const auto alert = std::ranges::find(figures.alerts, name, &relay::api::AlertRow::name);
    return alert == figures.alerts.end() ? 0 : alert->limit;
}

// 4.82 M: three digits that mean something.
models::FigureText largeCount(double count)
{
    const auto digits = [](double value) {
        return QLocale().toString(value, 'f', value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
    };
    if (count < 10'000)
        return {countText(std::uint64_t(count)), {}};
    if (count < 999'500)
        return {digits(count / 1e3), QCoreApplication::translate("OverviewFigures", "k")};
    return {digits(count / 1e6), QCoreApplication::translate("OverviewFigures", "M")};
}

// 4.8 M: two digits that mean something, so that two of them fit beneath a figure.
QString briefCount(double count)
{
    const auto digits = [](double value) { return QLocale().toString(value, 'f', value < 9.95 ? 1 : 0); };
    if (count < 1'000)
        return countText(std::uint64_t(count));
    if (count < 999'500)
        return digits(count / 1e3) % QChar(0x00A0) % QCoreApplication::translate("OverviewFigures", "k");
    return digits(count / 1e6) % QChar(0x00A0) % QCoreApplication::translate("OverviewFigures", "M");
}

OverviewCell successRate(const OverviewFigures &figures)
{
    const std::uint64_t all = figures.metrics.totalRequests;
    const std::uint64_t failed = figures.metrics.totalFailed;
    if (all == 0)
        return {dash(), {}, QCoreApplication::translate("OverviewFigures", "no requests")};
    QString whole = QCoreApplication::translate("OverviewFigures", "%1 of %2 failed")
                        .arg(countText(failed), countText(all));
    if (const std::uint64_t unlisted = figures.metrics.runtime.refusalsWithoutRow; unlisted > 0)
        whole +=
            u'\n' % QCoreApplication::translate("OverviewFigures",
                                                "%Ln of them came without a known key and are not listed "
                                                "under Requests",
                                                nullptr, narrow(unlisted));
    return {models::percentText(all - std::min(failed, all), all), u"%"_s,
            QCoreApplication::translate("OverviewFigures", "%1 failed").arg(countText(failed)), whole};
}

OverviewCell tokens(const OverviewFigures &figures)
{
    if (!figures.today)
        return {dash(), {}, QCoreApplication::translate("OverviewFigures", "today")};
    const auto in = double(figures.today->promptTokens);
    const auto out = double(figures.today->completionTokens);
    const models::FigureText sum = largeCount(in + out);
    if (in + out <= 0)
        return {sum.figure, {}, QCoreApplication::translate("OverviewFigures", "today")};
    const QString both = QCoreApplication::translate("OverviewFigures", "%1 in · %2 out");
    return {sum.figure, sum.unit, both.arg(briefCount(in), briefCount(out)),
            both.arg(countText(std::uint64_t(in)), countText(std::uint64_t(out)))};
}

OverviewCell cost(const OverviewFigures &figures)
{
    const double today = figures.metrics.costTodayUsd;
    const double budget = limitOf(figures, "budget");
    const QString figure = u"$"_s % models::moneyText(today);
    if (!(budget > 0))
        return {figure, {}, QCoreApplication::translate("OverviewFigures", "no budget set")};
    const QString share = QLocale().toString(int(std::lround(100 * today / budget)));
    return {
        figure,
        {},
        QCoreApplication::translate("OverviewFigures", "%1 % of $%2").arg(share, models::moneyText(budget))};
}

OverviewCell cacheHits(const OverviewFigures &figures)
{
    const std::uint64_t hits = figures.metrics.runtime.cacheHits;
    const std::uint64_t all = hits + figures.metrics.runtime.cacheMisses;
    if (all == 0)
        return {dash(), {}, QCoreApplication::translate("OverviewFigures", "needs requests")};
    const QString saved =
        QCoreApplication::translate("OverviewFigures", "%1 read(s) saved", nullptr, narrow(hits));
    return {QLocale().toString(100.0 * double(hits) / double(all), 'f', 1), u"%"_s,
            saved.arg(briefCount(double(hits))), saved.arg(countText(hits))};
}

OverviewCell writes(const OverviewFigures &figures)
{
    const double rate = figures.metrics.runtime.dbWriteTransactionsPerSecond;
    const double reads = figures.metrics.runtime.dbReadsPerSecond;
    const QString fact = rate < 0.05 && reads < 0.05
                             ? QCoreApplication::translate("OverviewFigures", "idle")
                             : QCoreApplication::translate("OverviewFigures", "%1 reads /s")
                                   .arg(QLocale().toString(reads, 'f', 1));
    return {QLocale().toString(rate, 'f', 1), QCoreApplication::translate("OverviewFigures", "/s"), fact};
}

OverviewCell log(const OverviewFigures &figures)
{
    const models::FigureText size = models::bytesText(figures.metrics.runtime.walBytes);
    if (!figures.database)
        return {size.figure, size.unit, {}};
    const auto frames = int(std::max<std::int64_t>(0, figures.database->walFrames));
    return {size.figure, size.unit,
            QCoreApplication::translate("OverviewFigures", "%Ln frame(s) wait", nullptr, frames)};
}

OverviewCell memory(const OverviewFigures &figures)
{
    const models::FigureText size = models::bytesText(figures.metrics.runtime.rssBytes);
    const double limit = limitOf(figures, "rss");
    if (!(limit > 0))
        return {size.figure, size.unit, QCoreApplication::translate("OverviewFigures", "no alert set")};
    return {size.figure, size.unit,
            QCoreApplication::translate("OverviewFigures", "alert at %1 MB")
                .arg(QLocale().toString(limit, 'f', 0))};
}

} // namespace

OverviewCell overviewCell(std::size_t index, const OverviewFigures &figures)
{
    using Cell = OverviewCell (*)(const OverviewFigures &);
    static constexpr std::array<Cell, kOverviewCells> kCells{successRate, tokens, cost,  cacheHits,
                                                             writes,      log,    memory};
    return kCells.at(index)(figures);
}

ModelChoice chooseModels(const std::vector<relay::model::Channel> &channels)
{
    const relay::model::Channel *demo = nullptr;
    const relay::model::Channel *first = nullptr;
    ModelChoice choice;
    for (const relay::model::Channel &channel : channels) {
        if (channel.models.empty())
            continue;
        if (!channel.enabled) {
            if (channel.type == relay::model::ChannelType::Demo)
                choice.idleDemo = channel;
            continue;
        }
        if (channel.type == relay::model::ChannelType::Demo)
            demo = demo ? demo : &channel;
        else if (!first || channel.priority > first->priority)
            first = &channel;
    }
    choice.isFree = demo != nullptr;
    const relay::model::Channel *toTry = demo ? demo : first;
    const relay::model::Channel *toShow = first ? first : demo;
    if (toTry)
        choice.toTry = toTry->models.front();
    if (toShow)
        choice.toShow = toShow->models.front();
    return choice;
}

} // namespace ui::pages
