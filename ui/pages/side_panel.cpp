// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/side_panel.h"

#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

constexpr int kLeastHeight = 420;

} // namespace

SidePanel::SidePanel(QWidget *parent)
    : QWidget(parent)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card;
    card->setMargins(1, 1);
    whole->addWidget(card);
    QVBoxLayout *column = card->column();
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(new widgets::Hairline);
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_scroll, 1);
    m_strips = new QVBoxLayout;
    m_strips->setContentsMargins(15, 4, 15, 12);
    m_strips->setSpacing(8);
    column->addLayout(m_strips);
    column->addWidget(new widgets::Hairline);
    m_foot = new QHBoxLayout;
    m_foot->setContentsMargins(15, 11, 15, 11);
    m_foot->setSpacing(8);
    column->addLayout(m_foot);
    setMinimumHeight(kLeastHeight);
    auto *leave = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    leave->setContext(Qt::WidgetWithChildrenShortcut);
    connect(leave, &QShortcut::activated, this, &SidePanel::closeRequested);
}

QWidget *SidePanel::buildHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(15, 7, 7, 7);
    m_title = new widgets::ElidedLabel;
    m_title->setFont(widgets::fontOf(widgets::TextRole::PanelTitle));
    m_title->setObjectName(u"panelTitle"_s);
    row->addWidget(m_title, 1);
    auto *close = widgets::newIconButton(widgets::Glyph::Close, tr("Close"));
    close->setObjectName(u"close"_s);
    widgets::setInRow(close);
    row->addWidget(close);
    connect(close, &QPushButton::clicked, this, &SidePanel::closeRequested);
    return head;
}

void SidePanel::setPanelTitle(const QString &title)
{
    m_title->setWhole(title);
}

bool SidePanel::hasKeyboard() const
{
    const QWidget *focus = window()->focusWidget();
    return focus && m_scroll->isAncestorOf(focus);
}

void SidePanel::setFormEnabled(bool enabled)
{
    QWidget *form = m_scroll->widget();
    if (enabled == form->isEnabled())
        return;
    QWidget *focus = window()->focusWidget();
    if (!enabled)
        m_focus = focus && isAncestorOf(focus) ? focus : nullptr;
    form->setEnabled(enabled);
    if (enabled && m_focus && (!focus || isAncestorOf(focus)))
        m_focus->setFocus();
    if (enabled)
        m_focus = nullptr;
}

// Both its window and its fields show the card through.
void SidePanel::setForm(QWidget *form)
{
    m_scroll->setWidget(form);
    m_scroll->viewport()->setAutoFillBackground(false);
    form->setAutoFillBackground(false);
    form->setMinimumHeight(1); // its hint is of its least width: the height for its real one counts
}

} // namespace ui::pages
