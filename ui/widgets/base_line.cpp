// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/base_line.h"

#include <QLabel>

#include <algorithm>

namespace ui::widgets {

void standOnLineOf(const QLabel &larger, QLabel *smaller)
{
    const int above = larger.fontMetrics().descent() - smaller->fontMetrics().descent();
    smaller->setContentsMargins(0, 0, 0, std::max(0, above));
}

} // namespace ui::widgets
