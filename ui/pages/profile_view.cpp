// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profile_view.h"

#include "ui/models/flame_tree.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/flame_graph.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::CodeOrigin;
using models::FunctionTable;
using relay::api::ProfileKind;
using widgets::FlameGraph;
using widgets::Ink;
using widgets::TextRole;

constexpr int kSearchWidth = 220;

} // namespace

ProfileView::ProfileView(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(buildTools());
    m_stack = new QStackedWidget;
    m_graphPart = buildGraph();
    m_stack->addWidget(m_graphPart);
    m_table = buildTable();
    m_stack->addWidget(m_table);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(u"text"_s);
    m_text->setAccessibleName(tr("Threads and their stacks"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->setFont(fontOf(TextRole::MonoSmall));
    m_stack->addWidget(m_text);
    column->addWidget(m_stack, 1);
    m_comments = widgets::newParagraph({}, TextRole::Secondary, Ink::Text2);
    m_comments->setObjectName(u"comments"_s);
    m_comments->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_comments);
}

QHBoxLayout *ProfileView::buildTools()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_part = new widgets::SegmentedControl({tr("Graph"), tr("Table")});
    m_part->setObjectName(u"part"_s);
    m_part->setAccessibleName(tr("Shown as"));
    row->addWidget(m_part);
    m_growth = new widgets::SegmentedControl({tr("Icicle"), tr("Flame")});
    m_growth->setObjectName(u"growth"_s);
    m_growth->setAccessibleName(tr("Callers on top or at the foot"));
    row->addWidget(m_growth);
    m_form = new widgets::SegmentedControl({tr("Grouped"), tr("One by one")});
    m_form->setObjectName(u"form"_s);
    m_form->setAccessibleName(tr("Equal stacks together or one by one"));
    row->addWidget(m_form);
    m_whole = widgets::newButton(widgets::ButtonKind::Link, tr("Show all"));
    m_whole->setObjectName(u"whole"_s);
    row->addWidget(m_whole);
    row->addStretch(1);
    m_matched = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    m_matched->setObjectName(u"matched"_s);
    row->addWidget(m_matched);
    m_search = new QLineEdit;
    m_search->setObjectName(u"search"_s);
    m_search->setAccessibleName(tr("Search functions"));
    m_search->setPlaceholderText(tr("Search functions"));
    m_search->addAction(icon(widgets::Glyph::Search, Ink::Text2), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(widgets::scaled(kSearchWidth));
    row->addWidget(m_search);
    connect(m_part, &widgets::SegmentedControl::chosen, this, &ProfileView::showPart);
    connect(m_form, &widgets::SegmentedControl::chosen, this, &ProfileView::showText);
    connect(m_growth, &widgets::SegmentedControl::chosen, this, [this](int index) {
        m_graph->setGrowth(index == 0 ? FlameGraph::Growth::Down : FlameGraph::Growth::Up);
    });
    connect(m_search, &QLineEdit::textChanged, this, &ProfileView::search);
    connect(m_whole, &QPushButton::clicked, this, [this] {
        m_graph->zoomTo(0);
        m_graph->setFocus();
    });
    return row;
}

QWidget *ProfileView::buildGraph()
{
    auto *part = new QWidget;
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_graph = new FlameGraph;
    m_graph->setObjectName(u"graph"_s);
    m_graph->setFont(fontOf(TextRole::Caption));
    column->addWidget(m_graph, 1);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(16);
    m_described = new widgets::ElidedLabel;
    m_described->setObjectName(u"described"_s);
    m_described->setFont(fontOf(TextRole::Secondary));
    foot->addWidget(m_described, 1);
    const auto add = [foot](CodeOrigin origin, const QString &word) {
        foot->addWidget(new widgets::Swatch(
            [origin](const QPalette &palette) { return FlameGraph::fillOf(origin, 2, palette); }, word));
    };
    add(CodeOrigin::Ours, tr("TrayRelay"));
    add(CodeOrigin::Qt, tr("Qt"));
    add(CodeOrigin::Other, tr("libraries, kernel"));
    column->addLayout(foot);
    connect(m_graph, &FlameGraph::pointedAt, this, &ProfileView::describe);
    connect(m_graph, &FlameGraph::zoomChanged, this,
            [this](int node) { m_whole->setVisible(node != 0 && m_part->current() == 0 && !m_textual); });
    return part;
}

QTableView *ProfileView::buildTable()
{
    auto *table = new QTableView;
    table->setObjectName(u"functions"_s);
    table->setAccessibleName(tr("Functions"));
    table->setModel(&m_functions);
    widgets::dressTable(*table, 28);
    table->setSortingEnabled(true);
    table->sortByColumn(FunctionTable::Self, Qt::DescendingOrder);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(FunctionTable::Function, QHeaderView::Stretch);
    table->horizontalHeader()->setMinimumSectionSize(80);
    table->horizontalHeader()->setResizeContentsPrecision(50);
    connect(table, &QTableView::activated, this, &ProfileView::zoomToRow);
    connect(table, &QTableView::doubleClicked, this, &ProfileView::zoomToRow);
    return table;
}

void ProfileView::showProfile(const models::Profiler::Taken &taken)
{
    m_textual = taken.kind == ProfileKind::Threads;
    const std::string unit = taken.capture.flameUnit;
    const auto text = [unit](std::int64_t value) { return models::profileValueText(value, unit); };
    const auto first = taken.kind == ProfileKind::Cpu ? models::FlameTree::FirstLevel::Threads
                                                      : models::FlameTree::FirstLevel::Functions;
    models::FlameTree tree(taken.capture.flame, first);
    m_functions.set(tree.functions(), tree.total(), text);
    m_graph->set(std::move(tree), text);
    m_grouped = QString::fromStdString(taken.capture.groupedText);
    m_single = QString::fromStdString(taken.capture.singleText);
    QStringList comments;
    for (const std::string &comment : taken.capture.comments)
        comments.append(QString::fromStdString(comment));
    m_comments->setText(comments.join(u'\n'));
    m_comments->setVisible(!comments.isEmpty());
    describe(-1);
    showText();
    showPart();
    showMatched();
}

void ProfileView::showText()
{
    m_text->setPlainText(m_form->current() == 0 ? m_grouped : m_single);
}

void ProfileView::showPart()
{
    const bool graph = m_part->current() == 0;
    m_part->setVisible(!m_textual);
    m_growth->setVisible(!m_textual && graph);
    m_search->setVisible(!m_textual);
    m_matched->setVisible(!m_textual);
    m_form->setVisible(m_textual);
    m_whole->setVisible(!m_textual && graph && m_graph->zoomed() != 0);
    m_stack->setCurrentWidget(m_textual ? static_cast<QWidget *>(m_text) : graph ? m_graphPart : m_table);
}

void ProfileView::search(const QString &pattern)
{
    m_graph->search(pattern);
    m_functions.setFilter(pattern.trimmed());
    showMatched();
}

void ProfileView::showMatched()
{
    const QString percent = QLocale().toString(m_graph->matched() * 100, 'f', 1);
    m_matched->setText(m_search->text().trimmed().isEmpty() ? QString() : tr("%1 % matched").arg(percent));
}

void ProfileView::describe(int node)
{
    if (node < 0)
        m_described->setWhole(tr("Click a box to look closer, Backspace goes back."));
    else
        m_described->setWhole(m_graph->describe(node).replace(u'\n', u" · "_s));
}

void ProfileView::zoomToRow(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const int node = m_graph->tree().largest(m_functions.at(index.row()).name);
    if (node < 0)
        return;
    m_part->setCurrent(0);
    showPart();
    m_graph->zoomTo(node);
    m_graph->setFocus();
}

} // namespace ui::pages
