// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"

#include <QIcon>

#include <optional>

class QPainter;
class QRectF;

// The house's icons: lines of 1.5 on a grid of 20, painted in the size and for the screen that asks. Lives on
// gui.
namespace ui::widgets {

enum class Glyph {
    Overview,
    Channels,
    Tokens,
    Requests,
    Optimizations,
    Database,
    Profiling,
    Diagnose,
    Settings,
    Copy,
    Eye,
    EyeOff,
    Play,
    Pause,
    Stop,
    Plus,
    Minus,
    Close,
    Undo,
    Search,
    Flask,
    Check,
    Warning,
    Info,
    Clock,
    Half, // resting
    Ring, // off
    Dot,
    Diamond,
    Trash,
    Refresh,
    Bell,
    Shield,
    More,
    Grip,
    ArrowRight,
    ChevronDown,
    ChevronUp,
    ChevronRight,
    ChevronLeft,
    Download,
    Upload,
    Folder,
    Link,
    Lock
};

void paintGlyph(QPainter &painter, Glyph glyph, const QRectF &box, const QColor &colour);

// In the text's colour, or in `ink`; grey while disabled. Follows the palette.
QIcon icon(Glyph glyph, std::optional<Ink> ink = std::nullopt);

} // namespace ui::widgets
