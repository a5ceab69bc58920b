// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/base_line.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFontDatabase>
#include <QGlyphRun>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QRawFont>
#include <QSysInfo>
#include <QTest>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace ui::widgets;

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

// WCAG 2.1, relative luminance.
double luminance(const QColor &colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

class InkTest final : public QObject
{
    Q_OBJECT

private slots:
    void textCanBeRead_data();
    void textCanBeRead();
    void statesStandOnTheirOwnFill();
    void edgesCanBeSeen();
    void aForeignPaletteIsKept();
    void thickSignsAreDimmer();
    void whatIsDisabledIsGrey();
    void hanSignsAreChineseOnes();
    void figuresTakeEqualRoom();
    void aSmallTextStandsOnTheLineOfALargeOne();
    void aListShowsItsLongestLine();
    void cleanup() { QLocale::setDefault(QLocale(QLocale::English)); }
};

void InkTest::textCanBeRead_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<Ink>("ground");
    QTest::addColumn<QLocale>("language");
    for (const auto &[dark, language] :
         {std::pair(false, QLocale(QLocale::English)), std::pair(true, QLocale(QLocale::English)),
          std::pair(true, QLocale(QLocale::Chinese))}) {
        for (const auto &[name, ground] :
             {std::pair("card", Ink::Card), std::pair("window", Ink::Win), std::pair("side bar", Ink::Side),
              std::pair("sunken", Ink::Sunken), std::pair("selection", Ink::Selected)})
            QTest::addRow("%s, %s, on %s", qPrintable(language.bcp47Name()), dark ? "dark" : "light", name)
                << dark << ground << language;
    }
}

void InkTest::textCanBeRead()
{
    QFETCH(const bool, dark);
    QFETCH(const Ink, ground);
    QFETCH(const QLocale, language);
    QLocale::setDefault(language);
    const QPalette palette = housePalette(dark);
    for (const Ink ink : {Ink::Text, Ink::Text2, Ink::Link, Ink::Ok, Ink::Warn, Ink::Error, Ink::Neutral}) {
        const double ratio = contrast(colour(ink, palette), colour(ground, palette));
        QVERIFY2(ratio >= 4.5, qPrintable(u"ink %1: %2"_s.arg(int(ink)).arg(ratio)));
    }
}

void InkTest::statesStandOnTheirOwnFill()
{
    for (const bool dark : {false, true}) {
        const QPalette palette = housePalette(dark);
        for (const auto &[ink, soft] :
             {std::pair(Ink::Ok, Ink::OkSoft), std::pair(Ink::Warn, Ink::WarnSoft),
              std::pair(Ink::Error, Ink::ErrorSoft), std::pair(Ink::Neutral, Ink::NeutralSoft)})
            QVERIFY(contrast(colour(ink, palette), colour(soft, palette)) >= 4.5);
        QVERIFY(contrast(Qt::white, colour(Ink::Accent, palette)) >= 4.5);
    }
}

void InkTest::edgesCanBeSeen()
{
    for (const bool dark : {false, true}) {
        const QPalette palette = housePalette(dark);
        for (const Ink ink : {Ink::Field, Ink::P50, Ink::P95, Ink::P99, Ink::Ttft, Ink::Overhead,
                              Ink::Requests, Ink::Errors, Ink::Mark, Ink::Link})
            QVERIFY2(contrast(colour(ink, palette), colour(Ink::Card, palette)) >= 2.95,
                     qPrintable(QString::number(int(ink))));
    }
}

void InkTest::aForeignPaletteIsKept()
{
    QPalette highContrast(Qt::black);
    highContrast.setColor(QPalette::Window, Qt::black);
    highContrast.setColor(QPalette::Base, Qt::black);
    highContrast.setColor(QPalette::WindowText, Qt::yellow);
    QCOMPARE(colour(Ink::Card, highContrast), QColor(Qt::black));
    QCOMPARE(colour(Ink::Text2, highContrast), QColor(Qt::yellow));
    QVERIFY(isDark(highContrast));
}

// On Linux, in Chinese, on dark: and nowhere else.
void InkTest::thickSignsAreDimmer()
{
    const QPalette light = housePalette(false);
    const QPalette dark = housePalette(true);
    const QColor lightText = colour(Ink::Text, light);
    const QColor text = colour(Ink::Text, dark);
    QLocale::setDefault(QLocale(QLocale::Chinese));
    QCOMPARE(colour(Ink::Text, light), lightText);
    if (QSysInfo::kernelType() != QLatin1String("linux")) {
        QCOMPARE(colour(Ink::Text, dark), text);
        return;
    }
    QCOMPARE(colour(Ink::Text, dark), QColor(0xD5, 0xD9, 0xDF));
    QCOMPARE(colour(Ink::Text2, dark), QColor(0x9A, 0xA3, 0xAE));
    QCOMPARE(housePalette(true).color(QPalette::WindowText), QColor(0xD5, 0xD9, 0xDF));
    QVERIFY(text != colour(Ink::Text, dark));
}

void InkTest::whatIsDisabledIsGrey()
{
    for (const bool dark : {false, true}) {
        const QPalette palette = housePalette(dark);
        for (const QPalette::ColorRole role :
             {QPalette::WindowText, QPalette::PlaceholderText, QPalette::Link})
            QCOMPARE(palette.color(QPalette::Disabled, role), colour(Ink::Disabled, palette));
    }
}

// A sign that Japanese fonts draw otherwise, whatever the system's language is.
void InkTest::hanSignsAreChineseOnes()
{
    const QStringList installed = QFontDatabase::families();
    const auto chinese = std::ranges::find_if(installed, [](const QString &family) {
        return family.contains("CJK SC"_L1) || family.contains("YaHei"_L1);
    });
    if (chinese == installed.end())
        QSKIP("no font for simplified Chinese is installed");
    const Theme theme(*qApp);
    QTextLayout layout(u"骨"_s, fontOf(TextRole::Body));
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    QCOMPARE(layout.glyphRuns().size(), 1);
    const QString family = layout.glyphRuns().constFirst().rawFont().familyName();
    QVERIFY2(family.contains("SC"_L1, Qt::CaseInsensitive) ||
                 family.contains("YaHei"_L1, Qt::CaseInsensitive),
             qPrintable(family));
    const QFontMetricsF mono(fontOf(TextRole::Mono)); // is still one
    QCOMPARE(mono.horizontalAdvance(u'i'), mono.horizontalAdvance(u'W'));
}

// In whatever font of this system has digits of different widths.
void InkTest::figuresTakeEqualRoom()
{
    const auto isUneven = [](const QString &family) {
        const QFontMetricsF metrics(QFont(family, 20));
        return QFontDatabase::isSmoothlyScalable(family) &&
               std::abs(metrics.horizontalAdvance(u"111.1 s"_s) - metrics.horizontalAdvance(u"808.0 s"_s)) >
                   2;
    };
    const QStringList latin = QFontDatabase::families(QFontDatabase::Latin);
    const auto uneven = std::ranges::find_if(latin, isUneven);
    if (uneven == latin.end())
        QSKIP("every font here has digits of one width");
    const QFont font(*uneven, 20);
    const QFontMetricsF metrics(font);
    QCOMPARE(figuresWidth(metrics, u"111.1 s"_s), figuresWidth(metrics, u"808.0 s"_s));
    FigureLabel label(TextRole::Title);
    label.setFont(font);
    label.setText(u"111"_s);
    const QSize narrow = label.sizeHint();
    label.setText(u"808"_s);
    QCOMPARE(label.sizeHint(), narrow);
    // What does not fit is left out by the room that it takes, not by that of the font's own digits.
    const QString cost = u"111.111 of 808"_s;
    QCOMPARE(elidedFigures(metrics, cost, figuresWidth(metrics, cost)), cost);
    for (double room = figuresWidth(metrics, cost) - 1; room > figuresWidth(metrics, u"…"_s); room -= 7) {
        const QString shown = elidedFigures(metrics, cost, room);
        QVERIFY(shown.endsWith(u'…'));
        QVERIFY2(figuresWidth(metrics, shown) <= room, qPrintable(shown));
        const QString more = cost.left(shown.size()) % u'…'; // one sign more
        QVERIFY2(figuresWidth(metrics, more) > room, qPrintable(shown));
    }
    // What follows the digits is painted at one place.
    const auto endOf = [&font](const QString &text) {
        QImage image(400, 60, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.setFont(font);
        drawFigures(painter, image.rect(), Qt::AlignLeft | Qt::AlignVCenter, text);
        painter.end();
        for (int x = image.width() - 1; x > 0; --x) {
            for (int y = 0; y < image.height(); ++y) {
                if (qGray(image.pixel(x, y)) < 128)
                    return x;
            }
        }
        return 0;
    };
    QVERIFY(endOf(u"111 |"_s) > 0);
    QVERIFY(std::abs(endOf(u"111 |"_s) - endOf(u"808 |"_s)) <= 1);
}

void InkTest::aSmallTextStandsOnTheLineOfALargeOne()
{
    QWidget window;
    auto *row = new QHBoxLayout(&window);
    QLabel *large = newLabel(u"EEE"_s, TextRole::Title);
    QLabel *small = newLabel(u"EEE"_s, TextRole::Caption);
    standOnLineOf(*large, small);
    row->addWidget(large, 0, Qt::AlignBottom);
    row->addWidget(small, 0, Qt::AlignBottom);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const QImage image = window.grab().toImage();
    const QRgb ground = image.pixel(0, 0);
    const auto lineOf = [&](const QLabel &label) {
        for (int y = image.height() - 1; y > 0; --y) {
            for (int x = label.x(); x < label.geometry().right(); ++x) {
                if (qGray(image.pixel(x, y)) < qGray(ground) / 2)
                    return y;
            }
        }
        return 0;
    };
    QVERIFY(lineOf(*large) > 0);
    QVERIFY(std::abs(lineOf(*small) - lineOf(*large)) <= 1); // of rounding
}

void InkTest::aListShowsItsLongestLine()
{
    const Theme theme(*qApp);
    QComboBox combo;
    const QString longest = u"llama.cpp on this machine, a long name"_s;
    combo.addItems({u"a"_s, longest});
    combo.resize(60, 32);
    combo.show();
    QVERIFY(QTest::qWaitForWindowExposed(&combo));
    combo.showPopup();
    QTRY_VERIFY(combo.view()->isVisible());
    QVERIFY(combo.view()->viewport()->width() >= combo.view()->fontMetrics().horizontalAdvance(longest));
    combo.hidePopup();
}

QTEST_MAIN(InkTest)
#include "tst_ink.moc"
