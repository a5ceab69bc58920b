// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/spend_view.h"

#include "ui/base/date_text.h"
#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/models/usage_text.h"
#include "ui/pages/spend_rows.h"
#include "ui/widgets/bar_chart.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/number_strip.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/table_look.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SpendBy;
using widgets::BarChart;

constexpr std::array kBys{SpendBy::Day, SpendBy::Model, SpendBy::Token, SpendBy::Channel};
constexpr std::array kSpans{7, 30, 90, 365}; // days
constexpr std::size_t kRanked = 6;           // bars that fit

enum Cell { CostCell, RequestsCell, InputCell, OutputCell, UnpricedCell };

QString counted(std::int64_t count)
{
    return models::countText(std::uint64_t(std::max<std::int64_t>(0, count)));
}

} // namespace

SpendView::SpendView(relay::api::RelayService &service)
    : m_service(service)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto *choice = new QHBoxLayout;
    m_by = new widgets::SegmentedControl({tr("Day"), tr("Model"), tr("Token"), tr("Channel")});
    m_by->setObjectName(u"by"_s);
    m_by->setAccessibleName(tr("Sums by"));
    choice->addWidget(m_by);
    choice->addStretch(1);
    m_span = new widgets::SegmentedControl({tr("7 d"), tr("30 d"), tr("90 d"), tr("1 y")});
    m_span->setObjectName(u"span"_s);
    m_span->setAccessibleName(tr("Over the last"));
    m_span->setCurrent(1);
    choice->addWidget(m_span);
    column->addLayout(choice);
    m_strip = new widgets::NumberStrip(
        {tr("Spent"), tr("Requests", "how many"), tr("Tokens in"), tr("Tokens out"), tr("Without a price")});
    m_strip->setObjectName(u"sums"_s);
    column->addWidget(m_strip);
    buildChart();
    column->addWidget(m_chartCard);
    buildTable();
    auto *card = new widgets::Card;
    card->setMargins(1, 1);
    card->column()->addWidget(m_table);
    auto *empty = new widgets::EmptyNote(tr("Nothing was spent in this time"),
                                         tr("Requests that are answered add up here, with what they cost."));
    auto *address = widgets::newButton(widgets::ButtonKind::Secondary, tr("Show address and token"));
    connect(address, &QPushButton::clicked, this, &SpendView::addressRequested);
    empty->addAction(address);
    m_stack = new QStackedLayout;
    m_stack->addWidget(card);
    m_stack->addWidget(empty);
    column->addLayout(m_stack, 1);
    for (widgets::SegmentedControl *control : {m_by, m_span})
        connect(control, &widgets::SegmentedControl::chosen, this, &SpendView::refresh);
}

void SpendView::buildChart()
{
    m_chartCard = new widgets::Card(tr("Spent"));
    m_chart = new BarChart;
    m_chart->setObjectName(u"spendChart"_s);
    m_chart->setAccessibleName(tr("Spent"));
    m_chart->setFormat([](double usd) { return models::dollarText(usd); });
    m_chart->setFixedHeight(180);
    m_chartCard->column()->addWidget(m_chart);
    auto *prices = widgets::newButton(widgets::ButtonKind::Link, tr("Prices"));
    connect(prices, &QPushButton::clicked, this, &SpendView::pricesRequested);
    m_chartCard->titleRow()->addWidget(prices);
}

void SpendView::buildTable()
{
    m_table = new QTableView;
    m_table->setObjectName(u"spend"_s);
    m_table->setAccessibleName(tr("Spend"));
    m_rows = new SpendRows(this);
    m_table->setModel(m_rows);
    widgets::dressTable(*m_table, 36);
    m_table->setMinimumHeight(widgets::scaled(150));
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(SpendRows::Name, QHeaderView::Stretch);
    const QFontMetrics metrics = m_table->fontMetrics();
    for (int column = SpendRows::Requests; column < SpendRows::kColumns; ++column)
        header->resizeSection(column, std::max(metrics.horizontalAdvance(u"1,000,000,000"_s) + 16,
                                               header->sectionSizeHint(column)));
}

void SpendView::refresh()
{
    const SpendBy by = kBys[std::size_t(std::max(0, m_by->current()))];
    const int days = kSpans[std::size_t(std::max(0, m_span->current()))];
    m_service.spendService().spend(models::spendQuery(by, QDate::currentDate(), days), this,
                                   [this, by, days, generation = ++m_generation](const auto &rows) {
                                       if (generation != m_generation)
                                           return;
                                       if (rows)
                                           show(by, days, *rows);
                                       else
                                           emit failed(models::saidText(rows.error()));
                                   });
}

void SpendView::show(SpendBy by, int days, std::vector<relay::api::SpendRow> rows)
{
    emit failed({});
    m_rows->set(by, std::move(rows));
    m_stack->setCurrentIndex(m_rows->rowCount() == 0 ? 1 : 0);
    m_chartCard->setVisible(m_rows->rowCount() > 0);
    showSums();
    showChart(days);
}

void SpendView::showSums()
{
    const relay::api::UsageStat &sums = m_rows->sums();
    const double each = sums.requests > 0 ? sums.costUsd / double(sums.requests) : 0;
    m_strip->setCell(CostCell, models::dollarText(sums.costUsd), {},
                     tr("%1 a request").arg(models::dollarText(each)));
    m_strip->setCell(RequestsCell, counted(sums.requests), {}, tr("%1 failed").arg(counted(sums.failed)));
    const auto perRequest = [&sums](std::int64_t tokens) {
        return tr("%1 a request").arg(counted(sums.requests > 0 ? tokens / sums.requests : 0));
    };
    m_strip->setCell(InputCell, counted(sums.promptTokens), {}, perRequest(sums.promptTokens));
    m_strip->setCell(OutputCell, counted(sums.completionTokens), {}, perRequest(sums.completionTokens));
    m_strip->setCell(UnpricedCell, counted(m_rows->unpriced()), {},
                     m_rows->unpriced() > 0 ? tr("not in the sum: add prices") : tr("all have one"));
}

void SpendView::showChart(int days)
{
    std::vector<BarChart::Bar> bars;
    if (m_rows->by() == SpendBy::Day) {
        const QDate today = QDate::currentDate();
        for (int back = days - 1; back >= 0; --back)
            bars.push_back({base::dayText(today.addDays(-back), today), 0});
        for (int i = 0; i < m_rows->rowCount(); ++i) {
            const QDate day = QDate::fromString(QString::fromStdString(m_rows->row(i).day), Qt::ISODate);
            const qint64 place = days - 1 - day.daysTo(today);
            if (day.isValid() && place >= 0 && place < days)
                bars[std::size_t(place)].value = m_rows->row(i).sums.costUsd;
        }
        m_chartCard->setFact(tr("per day"));
        m_chart->set(BarChart::Kind::OverTime, std::move(bars));
        return;
    }
    for (int i = 0; i < m_rows->rowCount() && bars.size() < kRanked; ++i)
        bars.push_back({m_rows->nameOf(m_rows->row(i)), m_rows->row(i).sums.costUsd});
    m_chartCard->setFact(tr("the %n largest", nullptr, int(bars.size())));
    m_chart->set(BarChart::Kind::Ranked, std::move(bars));
}

} // namespace ui::pages
