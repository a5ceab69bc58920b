// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_note.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int kMargin = 24;
constexpr int kWidest = 480;

} // namespace

EmptyNote::EmptyNote(const QString &title, const QString &why, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
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

// A sentence stands in one line where it is not too long for that.
QSize EmptyNote::sizeHint() const
{
    const QSize base = QWidget::sizeHint();
    const int sentence = m_why->fontMetrics().horizontalAdvance(m_why->text()) + 2 * kMargin + 2;
    const int wide = std::max(base.width(), std::min(sentence, kWidest));
    return {wide, layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(wide) : base.height()};
}

void EmptyNote::addAction(QPushButton *button)
{
    m_actions->insertWidget(m_actions->count() - 1, button);
}

} // namespace ui::widgets
