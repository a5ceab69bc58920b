// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ink.h"

#include <QLabel>
#include <QLocale>
#include <QSysInfo>

#include <array>
#include <cmath>
#include <cstddef>

namespace ui::widgets {

namespace {

struct Pair
{
    QRgb light;
    QRgb dark;
};

// In the order of Ink. Contrasts are computed in the tests.
constexpr std::array<Pair, 30> kColours{{
    {0xFFF4F5F7, 0xFF17191D}, // Win
    {0xFFE9ECF0, 0xFF111316}, // Side
    {0xFFFFFFFF, 0xFF1F2227}, // Card
    {0xFFF1F3F6, 0xFF282C32}, // Sunken
    {0xFFE2E5EA, 0xFF30353C}, // Line
    {0xFFC3C9D2, 0xFF4A515B}, // Border
    {0xFF858E9B, 0xFF6B747F}, // Field
    {0xFF1A1E24, 0xFFE7EAEE}, // Text
    {0xFF545D69, 0xFFA6AEB9}, // Text2
    {0xFF8B94A0, 0xFF69727D}, // Disabled
    {0xFF2A5FCC, 0xFF3B6FDB}, // Accent
    {0xFF2456BD, 0xFF8FB2FF}, // Link
    {0xFFE5ECFA, 0xFF243250}, // Selected
    {0xFF1B7340, 0xFF66C893}, // Ok
    {0xFFE2F2E8, 0xFF1B3628}, // OkSoft
    {0xFF7F5200, 0xFFE2B252}, // Warn
    {0xFFFAEFD6, 0xFF3A2F16}, // WarnSoft
    {0xFFB3261E, 0xFFF3938B}, // Error
    {0xFFFBE6E4, 0xFF462523}, // ErrorSoft
    {0xFF4A535F, 0xFFB4BCC7}, // Neutral
    {0xFFECEFF3, 0xFF2C3138}, // NeutralSoft
    {0xFF6A93E6, 0xFF5D80C8}, // P50
    {0xFF2A5FCC, 0xFF7BA4FF}, // P95
    {0xFF15336F, 0xFFC3D4FC}, // P99
    {0xFF6C7683, 0xFF98A1AD}, // Ttft
    {0xFF0B7A72, 0xFF4DBDB3}, // Overhead
    {0xFF8593A6, 0xFF76849A}, // Requests
    {0xFFC5352B, 0xFFEE7B71}, // Errors
    {0xFFE8EBEF, 0xFF2A2E35}, // Grid
    {0xFF3C4550, 0xFFC4CBD4}  // Mark
}};

constexpr QRgb kThickText = 0xFFD5D9DF;
constexpr QRgb kThickText2 = 0xFF9AA3AE;

// Qt on Linux paints the outlines of Noto CJK, a CFF font, too thick where they are light: dimmer there.
bool isThick()
{
    static const bool linux = QSysInfo::kernelType() == QLatin1String("linux");
    return linux && QLocale().language() == QLocale::Chinese;
}

QColor ours(Ink ink, bool dark)
{
    if (dark && (ink == Ink::Text || ink == Ink::Text2) && isThick())
        return QColor::fromRgb(ink == Ink::Text ? kThickText : kThickText2);
    const Pair &pair = kColours.at(std::size_t(ink));
    return QColor::fromRgb(dark ? pair.dark : pair.light);
}

// A palette that is not ours: the user has asked for high contrast.
QColor ofSystem(Ink ink, const QPalette &palette)
{
    switch (ink) {
    case Ink::Win:
    case Ink::Side:
        return palette.color(QPalette::Window);
    case Ink::Card:
    case Ink::Sunken:
    case Ink::OkSoft:
    case Ink::WarnSoft:
    case Ink::ErrorSoft:
    case Ink::NeutralSoft:
        return palette.color(QPalette::Base);
    case Ink::Accent:
    case Ink::Selected:
        return palette.color(QPalette::Highlight);
    case Ink::Link:
        return palette.color(QPalette::Link);
    case Ink::Disabled:
        return palette.color(QPalette::Disabled, QPalette::WindowText);
    default:
        return palette.color(QPalette::WindowText);
    }
}

// What QLabel can be told to write with, so that it follows the palette by itself. The last three have no
// other use in the house.
QPalette::ColorRole roleOf(Ink ink)
{
    switch (ink) {
    case Ink::Text2:
    case Ink::Disabled:
        return QPalette::PlaceholderText;
    case Ink::Link:
        return QPalette::Link;
    case Ink::Ok:
        return QPalette::Midlight;
    case Ink::Warn:
        return QPalette::LinkVisited;
    case Ink::Error:
        return QPalette::BrightText;
    default:
        return QPalette::WindowText;
    }
}

} // namespace

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QColor colour(Ink ink, const QPalette &palette)
{
    const bool dark = isDark(palette);
    const bool house = palette.color(QPalette::Active, QPalette::Window) == ours(Ink::Win, dark);
    return house ? ours(ink, dark) : ofSystem(ink, palette);
}

QPalette housePalette(bool dark)
{
    const auto of = [dark](Ink ink) { return ours(ink, dark); };
    QPalette palette(of(Ink::Card), of(Ink::Win));
    palette.setColor(QPalette::Base, of(Ink::Card));
    palette.setColor(QPalette::AlternateBase, of(Ink::Sunken));
    palette.setColor(QPalette::PlaceholderText, of(Ink::Text2));
    palette.setColor(QPalette::ToolTipBase, of(Ink::Card));
    palette.setColor(QPalette::ToolTipText, of(Ink::Text));
    palette.setColor(QPalette::Highlight, of(Ink::Accent));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, of(Ink::Link));
    palette.setColor(QPalette::LinkVisited, of(Ink::Warn));
    palette.setColor(QPalette::BrightText, of(Ink::Error));
    palette.setColor(QPalette::Midlight, of(Ink::Ok));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(role, of(Ink::Text));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText,
                                           QPalette::PlaceholderText, QPalette::Link})
        palette.setColor(QPalette::Disabled, role, of(Ink::Disabled));
    return palette;
}

void setInk(QLabel *label, Ink ink)
{
    label->setForegroundRole(roleOf(ink));
}

QColor mixed(const QColor &under, const QColor &over, double share)
{
    const auto part = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
    return QColor(part(under.red(), over.red()), part(under.green(), over.green()),
                  part(under.blue(), over.blue()));
}

} // namespace ui::widgets
