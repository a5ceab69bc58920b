// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace ui::widgets {

namespace {

constexpr double kRadius = 8;

} // namespace

Card::Card(const QString &title, QWidget *parent)
    : QFrame(parent)
{
    m_column = new QVBoxLayout(this);
    m_column->setSpacing(8);
    setMargins(16, 12);
    if (title.isEmpty())
        return;
    m_titleRow = new QHBoxLayout;
    m_titleRow->setSpacing(8);
    QLabel *label = newLabel(title, TextRole::CardTitle);
    m_titleRow->addWidget(label);
    m_fact = newLabel({}, TextRole::Secondary, Ink::Text2);
    m_titleRow->addWidget(m_fact);
    m_titleRow->addStretch(1);
    m_column->addLayout(m_titleRow);
    setAccessibleName(title);
}

void Card::setFact(const QString &fact)
{
    if (m_fact)
        m_fact->setText(fact);
}

void Card::setMargins(int horizontal, int vertical)
{
    m_column->setContentsMargins(horizontal, vertical, horizontal, vertical);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colour(Ink::Line, palette()));
    painter.setBrush(colour(Ink::Card, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
}

Hairline::Hairline(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
{
    if (orientation == Qt::Horizontal)
        setFixedHeight(1);
    else
        setFixedWidth(1);
}

void Hairline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colour(Ink::Line, palette()));
}

} // namespace ui::widgets
