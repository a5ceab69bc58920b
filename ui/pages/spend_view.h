// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QWidget>

class QStackedLayout;
class QTableView;

namespace ui::widgets {
class BarChart;
class Card;
class NumberStrip;
class SegmentedControl;
} // namespace ui::widgets

namespace ui::pages {

class SpendRows;

// What was spent, by day, model, token or channel: sums, a chart and a table. Lives on gui.
class SpendView final : public QWidget
{
    Q_OBJECT

public:
    explicit SpendView(relay::api::RelayService &service);

    void refresh();

signals:
    void failed(const QString &why);
    void pricesRequested();
    void addressRequested();

private:
    void buildChart();
    void buildTable();
    void show(relay::api::SpendBy by, int days, std::vector<relay::api::SpendRow> rows);
    void showSums();
    void showChart(int days);

    relay::api::RelayService &m_service;
    int m_generation = 0;
    SpendRows *m_rows = nullptr;
    widgets::NumberStrip *m_strip = nullptr;
    widgets::SegmentedControl *m_by = nullptr;
    widgets::SegmentedControl *m_span = nullptr;
    widgets::Card *m_chartCard = nullptr;
    widgets::BarChart *m_chart = nullptr;
    QStackedLayout *m_stack = nullptr;
    QTableView *m_table = nullptr;
};

} // namespace ui::pages
