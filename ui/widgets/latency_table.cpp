// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/latency_table.h"

#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace ui::widgets {

namespace {

using namespace Qt::StringLiterals;

constexpr int kFirstRow = 2;
constexpr int kGapColumn = 4; // between the two windows
constexpr int kRowHeight = 28;

int columnOf(int cell)
{
    return cell < 3 ? 1 + cell : kGapColumn + 1 + (cell - 3);
}

QLabel *headline(const QString &text, TextRole role)
{
    auto *label = new QLabel(text);
    label->setFont(fontOf(role));
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setLook(label, "secondary");
    return label;
}

} // namespace

LatencyTable::LatencyTable(const QStringList &quantities)
{
    setLook(this, "card");
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(16, 12, 16, 12);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(0, 2);
    grid->setColumnMinimumWidth(kGapColumn, 16);

    m_note = new QLabel;
    m_note->setFont(fontOf(TextRole::Secondary));
    setLook(m_note, "secondary");
    grid->addWidget(m_note, 0, 0);
    grid->addWidget(headline(tr("Last minute"), TextRole::CardTitle), 0, 1, 1, 3);
    grid->addWidget(headline(tr("Last hour"), TextRole::CardTitle), 0, kGapColumn + 1, 1, 3);
    grid->setRowMinimumHeight(0, kRowHeight);
    grid->setRowMinimumHeight(1, kRowHeight);
    static constexpr std::array kNames{"p50", "p95", "p99"};
    for (int cell = 0; cell < 6; ++cell) {
        grid->addWidget(headline(QString::fromLatin1(kNames[std::size_t(cell % 3)]), TextRole::Secondary), 1,
                        columnOf(cell));
        grid->setColumnStretch(columnOf(cell), 1);
    }
    for (const QString &quantity : quantities) {
        const int row = kFirstRow + int(m_rows.size());
        grid->setRowMinimumHeight(row, kRowHeight);
        grid->addWidget(new QLabel(quantity), row, 0);
        std::array<QLabel *, 6> cells{};
        for (int cell = 0; cell < 6; ++cell) {
            auto *label = new QLabel(u"–"_s);
            label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            grid->addWidget(label, row, columnOf(cell));
            cells[std::size_t(cell)] = label;
        }
        m_rows.push_back(cells);
    }
}

void LatencyTable::setRow(std::size_t index, const Row &row)
{
    const std::array<QLabel *, 6> &cells = m_rows.at(index);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const QString &text = i < 3 ? row.minute[i] : row.hour[i - 3];
        cells[i]->setText(text.isEmpty() ? u"–"_s : text);
    }
}

void LatencyTable::setNote(const QString &note)
{
    m_note->setText(note);
}

} // namespace ui::widgets
