// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/measurement_table.h"

#include "ui/models/setting_words.h"
#include "ui/pages/setting_columns.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QPainter>

#include <algorithm>
#include <array>

namespace ui::pages {

namespace {

using models::Verdict;
using widgets::colour;
using widgets::Ink;
using widgets::TextRole;

constexpr std::array kColumns{98, 66, 66, 72}; // name, before, after, change: at 13 px

} // namespace

MeasurementTable::MeasurementTable(QWidget *parent)
    : QWidget(parent)
{
    setFont(widgets::fontOf(TextRole::Secondary));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void MeasurementTable::show(const relay::api::SettingRow &row, const models::Measurement &measurement)
{
    m_before = models::valueText(row, measurement.before);
    m_after = models::valueText(row, measurement.after);
    m_plan = models::planText(measurement, QDateTime::currentMSecsSinceEpoch());
    m_rows = models::tableOf(measurement);
    QString all = m_plan;
    for (const models::MeasuredRow &line : m_rows)
        all += QChar(u'\n') +
               tr("%1: %2 before, %3 after, %4").arg(line.name, line.before, line.after, line.change);
    setAccessibleName(tr("Last measurement"));
    setAccessibleDescription(all);
    updateGeometry();
    update();
}

int MeasurementTable::rowHeight() const
{
    return std::max(widgets::scaled(22), fontMetrics().height() + 5);
}

QSize MeasurementTable::sizeHint() const
{
    int width = 0;
    for (const int column : kColumns)
        width += widgets::scaled(column);
    const int plan = QFontMetrics(widgets::fontOf(TextRole::Caption)).height() + 6;
    return {width, rowHeight() * (int(m_rows.size()) + 1) + plan};
}

void MeasurementTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int height = rowHeight();
    const auto line = [&](int index, const std::array<QString, 4> &texts, Ink ink, Ink changeInk, bool bold) {
        int left = 0;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const int width = widgets::scaled(kColumns[i]);
            QFont cell = font();
            cell.setWeight(i == 3 && bold ? QFont::DemiBold : QFont::Normal);
            painter.setFont(cell);
            painter.setPen(colour(i == 0 ? Ink::Text2 : i == 3 ? changeInk : ink, palette()));
            const QRect box(left, index * height, width, height);
            painter.drawText(box, Qt::AlignVCenter | (i == 0 ? Qt::AlignLeft : Qt::AlignRight),
                             painter.fontMetrics().elidedText(texts[i], Qt::ElideRight, width));
            left += width;
        }
    };
    line(0, {QString(), m_before, m_after, tr("change")}, Ink::Text2, Ink::Text2, false);
    for (int i = 0; i < int(m_rows.size()); ++i) {
        const models::MeasuredRow &row = m_rows[std::size_t(i)];
        painter.fillRect(QRect(0, (i + 1) * height, width(), 1), colour(Ink::Line, palette()));
        const Ink ink = row.verdict == Verdict::Better  ? Ink::Ok
                        : row.verdict == Verdict::Worse ? Ink::Warn
                                                        : Ink::Text2;
        line(i + 1, {row.name, row.before, row.after, row.change}, Ink::Text, ink,
             row.verdict != Verdict::NoChange);
    }
    painter.setFont(widgets::fontOf(TextRole::Caption));
    painter.setPen(colour(Ink::Text2, palette()));
    const int top = (int(m_rows.size()) + 1) * height;
    const QRect plan(0, top, width(), this->height() - top);
    painter.drawText(plan, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_plan, Qt::ElideRight, plan.width()));
}

} // namespace ui::pages
