// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_note.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::widgets {

EmptyNote::EmptyNote(const QString &title, const QString &why, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(10);
    column->addStretch(1);
    m_title = newLabel({}, TextRole::PanelTitle);
    m_title->setAlignment(Qt::AlignHCenter);
    column->addWidget(m_title);
    m_why = newLabel({}, TextRole::Body, Ink::Text2);
    m_why->setAlignment(Qt::AlignHCenter);
    m_why->setWordWrap(true);
    column->addWidget(m_why);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(8);
    m_actions->addStretch(1);
    m_actions->addStretch(1);
    column->addLayout(m_actions);
    column->addStretch(1);
    set(title, why);
}

void EmptyNote::set(const QString &title, const QString &why)
{
    m_title->setText(title);
    m_why->setText(why);
}

void EmptyNote::addAction(QPushButton *button)
{
    m_actions->insertWidget(m_actions->count() - 1, button);
}

} // namespace ui::widgets
