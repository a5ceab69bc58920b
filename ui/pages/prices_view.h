// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace ui::widgets {
class Banner;
} // namespace ui::widgets

namespace ui::pages {

class PriceRows;

// What models cost, changed in place. Lives on gui.
class PricesView final : public QWidget
{
    Q_OBJECT

public:
    explicit PricesView(relay::api::RelayService &service);

    void refresh();

signals:
    void failed(const QString &why);     // a change; empty: the last one has not
    void unreadable(const QString &why); // likewise
    void said(const QString &done, const std::function<void()> &undo);

private:
    void buildTop();
    void buildTable();
    void connectRows();
    void showState();
    void addModel();
    void reset();

    relay::api::RelayService &m_service;
    PriceRows *m_rows = nullptr;
    widgets::Banner *m_unpriced = nullptr;
    QLineEdit *m_search = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_reset = nullptr;
    QTableView *m_table = nullptr;
    QLabel *m_trouble = nullptr;
};

} // namespace ui::pages
