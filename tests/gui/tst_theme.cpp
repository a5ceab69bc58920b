// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/accessible.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toggle_switch.h"

#include <QApplication>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ui::widgets;

// Colours, icons and the size of letters, as the desktop has them.
class ThemeTest final : public QObject
{
    Q_OBJECT

private slots:
    void iconsFollowTheColours();
    void coloursFollowTheDesktop();
    void primaryWordsAreInTheMiddle();
    void largeTextGrowsTheControls();
    void iconsGrowWithTheText_data();
    void iconsGrowWithTheText();
    void lettersTooSmallAreRaised();

private:
    Theme m_theme{*qApp};
};

void ThemeTest::iconsFollowTheColours()
{
    m_theme.choose(Theme::Choice::Light);
    Banner banner;
    banner.say(Tone::Warn, u"The log is large"_s);
    auto *icon = banner.findChild<GlyphLabel *>();
    QVERIFY(icon);
    const QImage light = icon->grab().toImage();
    m_theme.choose(Theme::Choice::Dark);
    QTRY_COMPARE(icon->palette(), QApplication::palette());
    const QImage dark = icon->grab().toImage();
    m_theme.choose(Theme::Choice::System);
    QVERIFY(light != dark);
    std::set<QRgb> colours; // something is painted
    for (int y = 0; y < dark.height(); ++y) {
        for (int x = 0; x < dark.width(); ++x)
            colours.insert(dark.pixel(x, y));
    }
    QVERIFY(colours.size() > 2);
}

void ThemeTest::coloursFollowTheDesktop()
{
    m_theme.choose(Theme::Choice::System);
    QSignalSpy changed(&m_theme, &Theme::systemChanged);
    m_theme.takeSystem(true);
    QCOMPARE(QApplication::palette().color(QPalette::Window), housePalette(true).color(QPalette::Window));
    QVERIFY(m_theme.systemIsDark());
    m_theme.takeSystem(false);
    QCOMPARE(QApplication::palette().color(QPalette::Window), housePalette(false).color(QPalette::Window));
    QCOMPARE(changed.size(), 2);
    m_theme.choose(Theme::Choice::Light);
    m_theme.takeSystem(true); // who has chosen is not asked
    QCOMPARE(QApplication::palette().color(QPalette::Window), housePalette(false).color(QPalette::Window));
    m_theme.takeSystem(std::nullopt);
    m_theme.choose(Theme::Choice::System);
}

void ThemeTest::primaryWordsAreInTheMiddle()
{
    m_theme.choose(Theme::Choice::Light);
    const std::unique_ptr<QPushButton> button(newButton(ButtonKind::Primary, u"IIIIIIIIIIIIIIII"_s));
    button->resize(button->sizeHint());
    const QImage image = button->grab().toImage();
    int left = image.width();
    int right = 0;
    for (int x = 0; x < image.width(); ++x) {
        if (qGreen(image.pixel(x, image.height() / 2)) < 0xC0)
            continue; // the fill, and not what is white on it
        left = std::min(left, x);
        right = std::max(right, x);
    }
    m_theme.choose(Theme::Choice::System);
    QVERIFY(left < right);
    const int leftSpace = left;
    const int rightSpace = image.width() - 1 - right;
    QVERIFY2(std::abs(leftSpace - rightSpace) <= 3, qPrintable(u"%1, %2"_s.arg(leftSpace).arg(rightSpace)));
}

void ThemeTest::largeTextGrowsTheControls()
{
    const QFont before = QApplication::font();
    QFont large = before;
    large.setPixelSize(26);
    QApplication::setFont(large);
    const std::unique_ptr<QPushButton> button(newButton(ButtonKind::Primary, u"Save"_s));
    QComboBox combo;
    combo.addItem(u"INCREMENTAL"_s);
    const int line = QFontMetrics(large).height();
    QVERIFY(button->sizeHint().height() >= line + 4);
    QVERIFY(combo.sizeHint().height() >= line + 4);
    QVERIFY(combo.sizeHint().width() > QFontMetrics(large).horizontalAdvance(u"INCREMENTAL"_s));
    QApplication::setFont(before);
}

void ThemeTest::iconsGrowWithTheText_data()
{
    QTest::addColumn<int>("letters");
    QTest::addColumn<int>("icon"); // of 16 pixels in the drafts
    QTest::newRow("as drawn") << 13 << 16;
    QTest::newRow("twice as large") << 26 << 32;
    QTest::newRow("no smaller ones") << 11 << 16;
}

void ThemeTest::iconsGrowWithTheText()
{
    QFETCH(const int, letters);
    QFETCH(const int, icon);
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPixelSize(letters);
    QApplication::setFont(font);
    const QSize size(icon, icon);
    const GlyphLabel label(16);
    const std::unique_ptr<QPushButton> button(newIconButton(Glyph::Copy, u"Copy"_s));
    const QSize labelSize = label.sizeHint();
    const QSize inButton = button->iconSize();
    const int inField = QApplication::style()->pixelMetric(QStyle::PM_SmallIconSize);
    const int track = ToggleSwitch::painted().width();
    QApplication::setFont(before);
    QCOMPARE(labelSize, size);
    QCOMPARE(inButton, size);
    QCOMPARE(inField, icon);
    QCOMPARE(track, 36 * icon / 16);
}

// Else the words beside them, which have a least size, would be larger than the body.
void ThemeTest::lettersTooSmallAreRaised()
{
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPixelSize(9);
    QApplication::setFont(font);
    m_theme.choose(Theme::Choice::Light);
    const int body = QFontInfo(QApplication::font()).pixelSize();
    const int secondary = fontOf(TextRole::Secondary).pixelSize();
    QApplication::setFont(before);
    QCOMPARE(body, 11);
    QCOMPARE(secondary, 11);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ThemeTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_theme.moc"
