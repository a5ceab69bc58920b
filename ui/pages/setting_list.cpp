// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_list.h"

#include "ui/models/setting_words.h"
#include "ui/models/settings_model.h"
#include "ui/pages/setting_columns.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::SettingSection;
using relay::api::SettingRow;
using widgets::Ink;
using widgets::TextRole;

constexpr int kHeadHeight = 32;
constexpr int kScrollBar = 10;
constexpr qsizetype kMostNamed = 3; // of what is elsewhere

} // namespace

SettingList::SettingList(models::SettingsModel &model, const std::vector<SettingSection> &sections,
                         const SettingSectionView::StateOf &stateOf, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 2);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(new widgets::Hairline);
    m_scroll = new QScrollArea;
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // columns do not move when it comes
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *body = new QWidget;
    body->setAutoFillBackground(false);
    auto *groups = new QVBoxLayout(body);
    groups->setContentsMargins(0, 0, 0, 0);
    groups->setSpacing(0);
    for (const SettingSection section : sections) {
        auto *view = new SettingSectionView(section, stateOf);
        connect(view, &SettingSectionView::rowMade, this, &SettingList::take);
        groups->addWidget(view);
        m_sections.emplace_back(section, view);
    }
    setMinimumWidth(SettingColumns::ofFont().least() + kScrollBar + 2);
    m_nothing = new widgets::EmptyNote(tr("No such setting"), {});
    m_elsewhere =
        widgets::newButton(widgets::ButtonKind::Secondary, tr("Open Settings"), widgets::Glyph::ArrowRight);
    m_elsewhere->setObjectName(u"elsewhere"_s);
    m_nothing->addAction(m_elsewhere);
    connect(m_elsewhere, &QPushButton::clicked, this, &SettingList::elsewhereRequested);
    m_nothing->hide();
    groups->addWidget(m_nothing);
    groups->addStretch(1);
    m_scroll->setWidget(body);
    body->setAutoFillBackground(false); // the scroll area has turned it on
    column->addWidget(m_scroll, 1);
    connect(&m_model, &models::SettingsModel::rowsChanged, this, &SettingList::refresh);
    connect(&m_model, &models::SettingsModel::refused, this, [this](const QString &name, const QString &why) {
        if (SettingRowView *row = this->view(name.toStdString()))
            row->refuse(why);
    });
}

QWidget *SettingList::buildHead()
{
    const SettingColumns columns = SettingColumns::ofFont();
    auto *head = new QWidget;
    head->setMinimumHeight(kHeadHeight);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(columns.margin, 0, kScrollBar, 0);
    row->setSpacing(0);
    const auto add = [row](const QString &text, int width) {
        QLabel *label = widgets::newLabel(text, TextRole::Secondary, Ink::Text2);
        if (width > 0)
            label->setFixedWidth(width);
        row->addWidget(label, width > 0 ? 0 : 1);
    };
    add(tr("Setting"), 0);
    row->addSpacing(columns.gap);
    add(tr("Value"), columns.value + columns.undo);
    add(tr("Engine says"), columns.says + SettingColumns::kAfterSays);
    add(tr("Takes effect"), columns.takesEffect + SettingColumns::kAfterEffect);
    add(tr("Measured"), columns.measured);
    return head;
}

void SettingList::take(SettingRowView *row)
{
    connect(row, &SettingRowView::changeRequested, this, [this](const QString &name, const QString &value) {
        m_model.change(name.toStdString(), value.toStdString());
    });
    connect(row, &SettingRowView::resetRequested, this,
            [this](const QString &name) { m_model.reset(name.toStdString()); });
    connect(row, &SettingRowView::measureRequested, this, &SettingList::measureRequested);
    connect(row, &SettingRowView::cancelRequested, this, &SettingList::cancelRequested);
    connect(row, &SettingRowView::restartRequested, this, &SettingList::restartRequested);
    connect(row, &SettingRowView::copied, this, &SettingList::copied);
}

void SettingList::refresh()
{
    for (const auto &[section, view] : m_sections) {
        std::vector<const SettingRow *> rows;
        for (const SettingRow &row : m_model.rows()) {
            if (models::sectionOf(row) == section)
                rows.push_back(&row);
        }
        view->show(rows);
    }
}

void SettingList::filter(const QString &words)
{
    for (const auto &[section, view] : m_sections)
        view->filter(words);
    const bool nothing = !words.trimmed().isEmpty() && std::ranges::all_of(m_sections, [](const auto &one) {
        return one.second->isEmptyNow();
    });
    if (nothing)
        sayNothing(words.trimmed());
    m_nothing->setVisible(nothing);
    m_scroll->verticalScrollBar()->setValue(0);
}

QStringList SettingList::findsElsewhere(const QString &words) const
{
    QStringList titles;
    for (const SettingRow &row : m_model.rows()) {
        const SettingSection section = models::sectionOf(row);
        const bool here =
            std::ranges::any_of(m_sections, [section](const auto &one) { return one.first == section; });
        if (!here && models::matches(row, words))
            titles.append(models::titleOf(row.name));
    }
    return titles;
}

void SettingList::sayNothing(const QString &words)
{
    const QStringList elsewhere = findsElsewhere(words);
    m_elsewhere->setVisible(!elsewhere.isEmpty());
    if (elsewhere.isEmpty())
        return m_nothing->set(tr("No such setting"), tr("Nothing here is called or says “%1”.").arg(words));
    m_nothing->set(tr("Not among the optimizations"),
                   tr("The Settings page has it: %1.").arg(elsewhere.mid(0, kMostNamed).join(tr(", "))));
}

SettingRowView *SettingList::view(const std::string &name) const
{
    for (const auto &[section, view] : m_sections) {
        if (SettingRowView *row = view->view(name))
            return row;
    }
    return nullptr;
}

void SettingList::reveal(const std::string &name)
{
    for (const auto &[section, view] : m_sections) {
        SettingRowView *row = view->reveal(name);
        if (!row)
            continue;
        row->setOpen(true);
        m_scroll->widget()->adjustSize();
        m_scroll->ensureWidgetVisible(row);
        return;
    }
}

void SettingList::setUnfolded(SettingSection section, bool unfolded)
{
    const auto found = std::ranges::find(m_sections, section, [](const auto &one) { return one.first; });
    if (found != m_sections.end())
        found->second->setUnfolded(unfolded);
}

void SettingList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(widgets::colour(Ink::Line, palette()));
    painter.setBrush(widgets::colour(Ink::Card, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace ui::pages
