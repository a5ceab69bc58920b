// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/steady_label.h"

#include <algorithm>

namespace ui::widgets {

SteadyLabel::SteadyLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setAlignment(Qt::AlignTop | Qt::AlignLeft);
}

void SteadyLabel::setLeastLines(int lines)
{
    m_leastLines = lines;
    updateGeometry();
}

int SteadyLabel::heightForWidth(int width) const
{
    int &highest = m_highest[width];
    highest = std::max({highest, QLabel::heightForWidth(width), m_leastLines * fontMetrics().lineSpacing()});
    return highest;
}

} // namespace ui::widgets
