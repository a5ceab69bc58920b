// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/badge.h"

// How the end of an exchange is shown. Reentrant.
namespace ui::pages {

inline widgets::Tone toneOf(int status, bool failed)
{
    return failed ? widgets::Tone::Error : status >= 400 ? widgets::Tone::Warn : widgets::Tone::Neutral;
}

inline widgets::Glyph glyphOf(int status, bool failed)
{
    return failed ? widgets::Glyph::Close : status >= 400 ? widgets::Glyph::Warning : widgets::Glyph::Check;
}

} // namespace ui::pages
