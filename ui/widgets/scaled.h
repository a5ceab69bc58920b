// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QFontInfo>

#include <algorithm>

namespace ui::widgets {

// What stands beside letters grows with them: of icons and columns, the pixels in the drafts, where letters
// have 13. With smaller ones it stays. Lives on gui.
inline int scaled(int at13)
{
    constexpr int kBodyPx = 13;
    return (at13 * std::max(kBodyPx, QFontInfo(QApplication::font()).pixelSize()) + kBodyPx / 2) / kBodyPx;
}

} // namespace ui::widgets
