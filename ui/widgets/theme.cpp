// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QStyle>
#include <QWidget>

#include <array>
#include <string_view>

namespace ui::widgets {

namespace {

using namespace Qt::StringLiterals;

constexpr double kBodyPx = 13; // what the other sizes are proportions of

// One row per role: the name that the style sheet uses, the colour in light, in dark.
struct Role
{
    std::string_view name;
    const char *light;
    const char *dark;
};

constexpr std::array<Role, 17> kRoles{{{"win", "#F4F5F7", "#17191D"},
                                       {"card", "#FFFFFF", "#1F2227"},
                                       {"sunken", "#F1F3F6", "#282C32"},
                                       {"line", "#E2E5EA", "#30353C"},
                                       {"border", "#C3C9D2", "#4A515B"},
                                       {"text", "#1A1E24", "#E7EAEE"},
                                       {"text2", "#545D69", "#A6AEB9"},
                                       {"disabled", "#8B94A0", "#69727D"},
                                       {"accent", "#2A5FCC", "#3B6FDB"},
                                       {"accentHover", "#3667CF", "#4778DD"}, // 6 % white over it
                                       {"link", "#2456BD", "#8FB2FF"},
                                       {"selected", "#E5ECFA", "#243250"},
                                       {"hover", "#F1F2F2", "#2B2E33"}, // 6 % of the text's colour over card
                                       {"ok", "#1B7340", "#66C893"},
                                       {"okSoft", "#E2F2E8", "#1B3628"},
                                       {"error", "#B3261E", "#F3938B"},
                                       {"errorSoft", "#FBE6E4", "#462523"}}};

constexpr const char *kSheet = R"(
[look="card"] { background: @card; border: 1px solid @line; border-radius: 8px; }
[look="hairline"] { background: @line; border: none; }
[look="secondary"] { color: @text2; }
[look="okBadge"], [look="errorBadge"] { border-radius: 4px; padding: 3px 8px; }
[look="okBadge"] { background: @okSoft; color: @ok; }
[look="errorBadge"] { background: @errorSoft; color: @error; }
[look="errorBanner"] { background: @errorSoft; color: @error; border-radius: 8px; padding: 8px 12px; }
QLineEdit { background: @sunken; border: 1px solid @line; border-radius: 6px; padding: 0 8px; }
QLineEdit:focus { border: 2px solid @link; padding: 0 7px; }
QPushButton { background: @card; color: @text; border: 1px solid @border; border-radius: 6px; padding: 0 13px;
    min-height: 30px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @sunken; }
QPushButton:focus { border: 2px solid @link; padding: 0 12px; min-height: 28px; }
QPushButton:disabled { color: @disabled; border-color: @line; }
QPushButton[look="primary"] { background: @accent; color: white; border-color: @accent; }
QPushButton[look="primary"]:hover { background: @accentHover; }
QPushButton[look="primary"]:focus { border: 2px solid @link; }
QPushButton[look="primary"]:disabled { background: @sunken; color: @disabled; border-color: @line; }
)";

QColor colour(std::string_view name, bool dark)
{
    for (const Role &role : kRoles) {
        if (role.name == name)
            return QColor(QLatin1String(dark ? role.dark : role.light));
    }
    Q_UNREACHABLE();
}

QPalette paletteOf(bool dark)
{
    const auto of = [dark](std::string_view name) { return colour(name, dark); };
    QPalette palette(of("card"), of("win"));
    palette.setColor(QPalette::Base, of("card"));
    palette.setColor(QPalette::AlternateBase, of("sunken"));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(role, of("text"));
    palette.setColor(QPalette::PlaceholderText, of("text2"));
    palette.setColor(QPalette::ToolTipBase, of("card"));
    palette.setColor(QPalette::ToolTipText, of("text"));
    palette.setColor(QPalette::Highlight, of("accent"));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, of("link"));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, of("disabled"));
    return palette;
}

QString sheetOf(bool dark)
{
    // With the character behind it, as one name may begin another (@ok, @okSoft).
    QString sheet = QString::fromLatin1(kSheet);
    for (const Role &role : kRoles) {
        const QString name = u'@' % QLatin1String(role.name.data(), qsizetype(role.name.size()));
        for (const QChar end : {u';', u' '})
            sheet.replace(name % end, colour(role.name, dark).name() % end);
    }
    return sheet;
}

} // namespace

QFont fontOf(TextRole role)
{
    QFont font =
        role == TextRole::Mono ? QFontDatabase::systemFont(QFontDatabase::FixedFont) : QApplication::font();
    const double scale = QFontInfo(QApplication::font()).pixelSize() / kBodyPx;
    const double px = role == TextRole::Title       ? 20
                      : role == TextRole::Secondary ? 12
                      : role == TextRole::Caption   ? 11
                                                    : kBodyPx;
    font.setPixelSize(qRound(px * scale));
    if (role == TextRole::Title || role == TextRole::CardTitle)
        font.setWeight(QFont::DemiBold);
    return font;
}

void setLook(QWidget *widget, const char *look)
{
    const QString word = QString::fromLatin1(look);
    if (widget->property("look").toString() == word)
        return;
    widget->setProperty("look", word);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    QEvent changed(QEvent::StyleChange); // padding is part of a look: a frame measures itself again
    QCoreApplication::sendEvent(widget, &changed);
}

Theme::Theme(QApplication &application)
    : m_application(application)
{
    QApplication::setStyle(u"Fusion"_s);
    followSystem();
    m_application.installEventFilter(this);
}

void Theme::apply(bool dark)
{
    QApplication::setPalette(paletteOf(dark));
    m_application.setStyleSheet(sheetOf(dark));
}

void Theme::followSystem()
{
    QApplication::setPalette(QPalette()); // what the system would have, were it not for us
    const QPalette system = QApplication::palette();
    apply(system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness());
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // Every window is told; one time is enough.
    if (event->type() == QEvent::ThemeChange && !m_applying) {
        m_applying = true;
        followSystem();
        m_applying = false;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ui::widgets
