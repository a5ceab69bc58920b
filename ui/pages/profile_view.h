// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/function_table.h"
#include "ui/models/profiler.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace ui::widgets {
class ElidedLabel;
class FlameGraph;
class SegmentedControl;
} // namespace ui::widgets

namespace ui::pages {

// One profile: as a flame graph, as a table of functions, or as text where that is all there is. Lives on
// gui.
class ProfileView final : public QWidget
{
    Q_OBJECT

public:
    explicit ProfileView(QWidget *parent = nullptr);

    void showProfile(const models::Profiler::Taken &taken);

private:
    QHBoxLayout *buildTools();
    QWidget *buildGraph();
    QTableView *buildTable();
    void showText();
    void showPart();
    void search(const QString &pattern);
    void showMatched();
    void describe(int node);
    void zoomToRow(const QModelIndex &index);

    models::FunctionTable m_functions;
    QString m_grouped;
    QString m_single;
    bool m_textual = false;

    widgets::SegmentedControl *m_part = nullptr;   // graph, table
    widgets::SegmentedControl *m_growth = nullptr; // icicle, flame
    widgets::SegmentedControl *m_form = nullptr;   // grouped, one by one
    QLineEdit *m_search = nullptr;
    QLabel *m_matched = nullptr;
    QPushButton *m_whole = nullptr;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_graphPart = nullptr;
    widgets::FlameGraph *m_graph = nullptr;
    widgets::ElidedLabel *m_described = nullptr;
    QTableView *m_table = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QLabel *m_comments = nullptr;
};

} // namespace ui::pages
