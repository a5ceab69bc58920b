// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_strip.h"

#include "ui/widgets/base_line.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace ui::widgets {

NumberStrip::NumberStrip(const QStringList &labels)
{
    auto *card = new Card;
    auto *whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(card);
    auto *row = new QHBoxLayout;
    row->setSpacing(15);
    card->column()->addLayout(row);
    for (const QString &label : labels) {
        if (!m_cells.empty()) {
            row->addWidget(new Hairline(Qt::Vertical));
        }
        row->addWidget(buildCell(label), 1);
    }
}

QWidget *NumberStrip::buildCell(const QString &label)
{
    auto *cell = new QWidget;
    auto *column = new QVBoxLayout(cell);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);

    QLabel *name = newLabel(label, TextRole::Secondary, Ink::Text2);
    auto *figure = new FigureLabel(TextRole::Title);
    QLabel *unit = newLabel({}, TextRole::Secondary, Ink::Text2);
    // One line, whatever the font: the strip's height is the same for every figure.
    auto *fact = new ElidedLabel;
    fact->setFont(fontOf(TextRole::Caption));
    setInk(fact, Ink::Text2);

    auto *value = new QHBoxLayout;
    value->setSpacing(4);
    standOnLineOf(*figure, unit);
    value->addWidget(figure, 0, Qt::AlignBottom);
    value->addWidget(unit, 0, Qt::AlignBottom);
    value->addStretch(1);
    column->addWidget(name);
    column->addLayout(value);
    column->addWidget(fact);
    m_cells.push_back({cell, figure, unit, fact});
    return cell;
}

void NumberStrip::setCell(std::size_t index, const QString &figure, const QString &unit, const QString &fact,
                          const QString &whole)
{
    const Cell &cell = m_cells.at(index);
    cell.figure->setText(figure);
    cell.unit->setText(unit);
    cell.unit->setVisible(!unit.isEmpty());
    cell.fact->setWhole(fact);
    cell.fact->setAccessibleDescription(whole);
    cell.place->setToolTip(whole);
}

} // namespace ui::widgets
