// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/widgets/glyph.h"

#include <array>

namespace ui::pages {

inline constexpr std::array<PageId, 9> kPages{PageId::Overview,  PageId::Channels,      PageId::Tokens,
                                              PageId::Requests,  PageId::Optimizations, PageId::Database,
                                              PageId::Profiling, PageId::Diagnose,      PageId::Settings};

QString nameOf(PageId page);     // as the side bar has it
const char *wordOf(PageId page); // overview, channels, ...: never translated
widgets::Glyph glyphOf(PageId page);
Page *newPage(PageId page, const PageContext &context); // to be given a parent

} // namespace ui::pages
