// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ink.h"

#include <QLocale>
#include <QSysInfo>
#include <QTest>

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

QTEST_MAIN(InkTest)
#include "tst_ink.moc"
