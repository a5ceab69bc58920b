// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include "ui/widgets/house_style.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/list_keys.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QFocusEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLabel>
#include <QLocale>
#include <QRawFont>
#include <QScrollArea>
#include <QWheelEvent>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr double kBodyPx = 13;      // what the other sizes are proportions of
constexpr int kLeastPx = 11;        // of any text
constexpr int kLeastChinesePx = 12; // likewise, where its signs need it
constexpr int kHighContrast = 235;  // of lightness between text and window; ours have less

double sizeOf(TextRole role)
{
    switch (role) {
    case TextRole::Title:
        return 20;
    case TextRole::PanelTitle:
        return 14;
    case TextRole::Secondary:
        return 12;
    case TextRole::Caption:
    case TextRole::MonoSmall:
        return 11;
    default:
        return kBodyPx;
    }
}

bool isHighContrast(const QPalette &palette)
{
    return std::abs(palette.color(QPalette::Window).lightness() -
                    palette.color(QPalette::WindowText).lightness()) >= kHighContrast &&
           palette.color(QPalette::Window) == palette.color(QPalette::Base);
}

// Han signs look otherwise in Japanese, and a system that is not told may take those: the other language of
// the house is Chinese.
void preferChineseSigns()
{
    static const QStringList kChinese{
        QStringLiteral("Noto Sans CJK SC"),   QStringLiteral("Noto Sans SC"),
        QStringLiteral("Source Han Sans SC"), QStringLiteral("Source Han Sans CN"),
        QStringLiteral("Microsoft YaHei UI"), QStringLiteral("Microsoft YaHei"),
        QStringLiteral("WenQuanYi Micro Hei")};
    const QStringList installed = QFontDatabase::families();
    const auto found =
        std::ranges::find_if(kChinese, [&](const QString &one) { return installed.contains(one); });
    if (found == kChinese.end())
        return;
    for (const QFont &font : {QApplication::font(), QFontDatabase::systemFont(QFontDatabase::FixedFont)}) {
        const QString real = QRawFont::fromFont(font).familyName(); // of a name for whatever the system has
        for (const QString &family : font.families()) {
            if (!real.isEmpty() && !QFont::substitutes(family).contains(*found))
                QFont::insertSubstitutions(family, {real, *found});
        }
    }
}

int leastPx()
{
    return QLocale().language() == QLocale::Chinese ? kLeastChinesePx : kLeastPx;
}

// The body's letters are the system's own: where these are smaller than the least, the words beside them
// would be larger than the body.
void raiseSmallLetters()
{
    QFont font = QApplication::font();
    if (QFontInfo(font).pixelSize() >= leastPx())
        return;
    font.setPixelSize(leastPx());
    QApplication::setFont(font);
}

bool isByKeyboard(Qt::FocusReason reason)
{
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
           reason == Qt::ShortcutFocusReason;
}

void scrollTo(QWidget &widget)
{
    for (QWidget *around = widget.parentWidget(); around && !widget.isWindow();
         around = around->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(around))
            area->ensureWidgetVisible(&widget);
    }
}

// A wheel changes its value.
bool isWheeled(const QObject *field)
{
    return qobject_cast<const QAbstractSpinBox *>(field) || qobject_cast<const QComboBox *>(field);
}

} // namespace

QFont fontOf(TextRole role)
{
    const bool mono = role == TextRole::Mono || role == TextRole::MonoSmall;
    QFont font = mono ? QFontDatabase::systemFont(QFontDatabase::FixedFont) : QApplication::font();
    const double scale = QFontInfo(QApplication::font()).pixelSize() / kBodyPx;
    font.setPixelSize(std::max(leastPx(), qRound(sizeOf(role) * scale)));
    if (role == TextRole::Title || role == TextRole::CardTitle || role == TextRole::PanelTitle)
        font.setWeight(QFont::DemiBold);
    return font;
}

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

Theme::Theme(QApplication &application)
    : m_application(application)
{
    preferChineseSigns();
    apply();
    m_application.installEventFilter(this);
    m_application.installEventFilter(new ListKeys(this));
}

void Theme::choose(Choice choice)
{
    m_choice = choice;
    apply();
}

void Theme::apply()
{
    m_applying = true;
    raiseSmallLetters();
    QApplication::setPalette(QPalette()); // what the system would have, were it not for us
    const QPalette system = QApplication::palette();
    const bool wasDark = m_systemIsDark;
    m_systemIsDark = m_said.value_or(isDark(system));
    if (isHighContrast(system) && m_choice == Choice::System) {
        QApplication::setStyle(QStringLiteral("Fusion"));
        m_house.reset();
    } else {
        if (!qobject_cast<HouseStyle *>(QApplication::style()))
            QApplication::setStyle(new HouseStyle); // the application owns it
        const bool dark = m_choice == Choice::System ? m_systemIsDark : m_choice == Choice::Dark;
        QApplication::setPalette(housePalette(dark));
        m_house = dark;
    }
    m_applying = false;
    if (m_systemIsDark != wasDark)
        emit systemChanged();
}

void Theme::takeSystem(std::optional<bool> dark)
{
    if (dark == m_said)
        return;
    m_said = dark;
    apply();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // Every window is told; one time is enough.
    if (event->type() == QEvent::ThemeChange && !m_applying)
        apply();
    // Another language may need larger letters, and other inks.
    if (event->type() == QEvent::LanguageChange && watched == &m_application)
        raiseSmallLetters();
    if (event->type() == QEvent::LanguageChange && watched == &m_application && m_house &&
        QApplication::palette() != housePalette(*m_house))
        QApplication::setPalette(housePalette(*m_house));
    // Nor does a wheel take anybody into a field: Qt would give it the focus first, and the value after it.
    if (event->type() == QEvent::Polish) {
        auto *field = qobject_cast<QWidget *>(watched);
        if (field && field->focusPolicy() == Qt::WheelFocus && isWheeled(field))
            field->setFocusPolicy(Qt::StrongFocus);
    }
    // A text is shown as it is, in tool tips too: what others have written may look like markup. A label that
    // wants to be rich says so.
    if (event->type() == QEvent::Polish) {
        auto *label = qobject_cast<QLabel *>(watched);
        if (label && label->textFormat() == Qt::AutoText)
            label->setTextFormat(Qt::PlainText);
    }
    // Escape is of the list or menu that is open: a combo box closes its list so early that the key would go
    // on to what is beneath.
    if (event->type() == QEvent::ShortcutOverride && QApplication::activePopupWidget() &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Cancel)) {
        event->accept(); // it comes as a key, then
        return true;
    }
    // Who clicks sees where: a ring is for the keyboard.
    if (event->type() == QEvent::MouseButtonPress) {
        auto *widget = qobject_cast<QWidget *>(watched);
        QWidget *focus = widget ? widget->window()->focusWidget() : nullptr;
        if (widget)
            widget->window()->setAttribute(Qt::WA_KeyboardFocusChange, false);
        if (focus)
            focus->update(); // without its ring
    }
    // Who comes by the keyboard sees where: Qt scrolls only within the area that the focus was in before.
    if (event->type() == QEvent::FocusIn && isByKeyboard(static_cast<QFocusEvent *>(event)->reason())) {
        if (auto *widget = qobject_cast<QWidget *>(watched))
            scrollTo(*widget);
    }
    // A wheel over a field that nobody is in scrolls the page, and changes no value.
    if (event->type() == QEvent::Wheel) {
        auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && !widget->hasFocus() && isWheeled(widget)) {
            event->ignore();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ui::widgets
