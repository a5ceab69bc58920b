// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_notes.h"
#include "ui/widgets/chart_scale.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/time_chart.h"

#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QTest>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace ui::widgets;

namespace {

constexpr std::int64_t kStartMs = 1'700'000'000'000;
constexpr std::int64_t kPeriodMs = 30'000;
constexpr int kPoints = 120;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

ChartContent hour()
{
    ChartContent content;
    content.startMs = kStartMs;
    content.endMs = kStartMs + kPoints * kPeriodMs;
    ChartRect rect{.title = u"Response time"_s, .unit = ChartUnit::Microseconds, .periodMs = kPeriodMs};
    ChartSeries p95{.name = u"p95"_s, .ink = Ink::P95, .width = 2};
    ChartSeries p50{.name = u"p50"_s, .ink = Ink::P50};
    for (int i = 0; i < kPoints; ++i) {
        rect.timesMs.append(kStartMs + i * kPeriodMs);
        p95.values.append(800'000 + 100'000 * std::sin(i / 5.0));
        p50.values.append(400'000);
    }
    p95.fillTo = 1;
    rect.series = {p95, p50};
    content.rects = {rect};
    return content;
}

} // namespace

class TimeChartTest final : public QObject
{
    Q_OBJECT

private slots:
    void scaleIsRound_data();
    void scaleIsRound();
    void scaleHoldsTheValueOfNow();
    void endsHaveRoomForLongNames();
    void nothingIsPaintedBeneathTheCorner();
    void theFirstTitleHasRoomBesideTheCorner();
    void wordsOfALowAxisDoNotTouch();
    void timesAreRound();
    void wordsOfAMarkStayInThePlot();
    void equalContentPaintsNothing();
    void otherContentWaitsForASecond();
    void anotherSpanIsShownAtOnce();
    void keyboardReadsValues();
    void mouseReadsValuesAndMarks();
    void hoverPaintsNoPlot();
    void gapsAreNotRead();
    void emptyShowsItsNote();
    void saysItsValues();
    void followsThePalette();

private:
    static std::unique_ptr<TimeChart> shown(const ChartContent &content)
    {
        auto chart = std::make_unique<TimeChart>(u"Chart"_s);
        chart->resize(900, 400);
        chart->setContent(content);
        chart->show();
        (void)QTest::qWaitForWindowExposed(chart.get());
        return chart;
    }
};

void TimeChartTest::scaleIsRound_data()
{
    QTest::addColumn<int>("unit");
    QTest::addColumn<double>("most");
    QTest::addColumn<QStringList>("texts");
    const auto row = [](const char *claim, ChartUnit unit, double most, const QStringList &texts) {
        QTest::newRow(claim) << int(unit) << most << texts;
    };
    row("seconds", ChartUnit::Microseconds, 1.8e6, {u"0 s"_s, u"0.5 s"_s, u"1 s"_s, u"1.5 s"_s, u"2 s"_s});
    row("milliseconds", ChartUnit::Microseconds, 5'500, {u"0 ms"_s, u"2 ms"_s, u"4 ms"_s, u"6 ms"_s});
    row("less than a millisecond", ChartUnit::Microseconds, 90,
        {u"0 ms"_s, u"0.025 ms"_s, u"0.05 ms"_s, u"0.075 ms"_s, u"0.1 ms"_s});
    row("whole megabytes", ChartUnit::Bytes, 4.1 * 1048576, {u"0 MB"_s, u"2 MB"_s, u"4 MB"_s, u"6 MB"_s});
    row("counts are whole", ChartUnit::Count, 3, {u"0"_s, u"1"_s, u"2"_s, u"3"_s});
    row("nothing has a scale as well", ChartUnit::Count, 0, {u"0"_s, u"1"_s, u"2"_s});
}

void TimeChartTest::scaleIsRound()
{
    QFETCH(const int, unit);
    QFETCH(const double, most);
    QFETCH(const QStringList, texts);
    const ChartScale scale = valueScale(ChartUnit(unit), 0, most, true, 5);
    QStringList said;
    for (const ChartTick &tick : scale.ticks)
        said << QString(tick.text).replace(QChar(0x00A0), u' ');
    QCOMPARE(said, texts);
    QVERIFY(scale.most >= most);
    QVERIFY(scale.ticks.size() <= 5);
}

void TimeChartTest::scaleHoldsTheValueOfNow()
{
    ChartRect rect = hour().rects[0];
    QVERIFY(valueScale(rect).most < 3'000'000);
    rect.series[0].now = 3'200'000;
    QVERIFY(valueScale(rect).most >= 3'200'000);
}

void TimeChartTest::endsHaveRoomForLongNames()
{
    ChartContent content = hour();
    const int usual = endsWidth(content);
    content.rects[0].series[0].name = u"waits, not yet copied"_s;
    content.rects[0].valueText = [](double) { return u"1,024.5 MB"_s; };
    const QFont caption = fontOf(TextRole::Caption);
    const int both = QFontMetrics(bold(caption)).horizontalAdvance(content.rects[0].series[0].name) +
                     QFontMetrics(caption).horizontalAdvance(u"1,024.5 MB"_s);
    QVERIFY(endsWidth(content) > both);
    QVERIFY(usual < both);
    const auto chart = shown(content);
    // The plot ends where the mouse finds no value any more.
    int end = chart->width();
    while (end > 0 && !chart->hoveredMs())
        QTest::mouseMove(chart.get(), QPoint(--end, 200));
    QVERIFY(end > chart->width() / 2);
    QVERIFY2(chart->width() - end > both, qPrintable(QString::number(chart->width() - end)));
}

void TimeChartTest::nothingIsPaintedBeneathTheCorner()
{
    ChartContent content = hour();
    content.rects[0].series[0].values.fill(1'000'000); // at the very top
    content.marks = {{content.endMs, u"Batch usage rows: off → on"_s, u"by you"_s, u"TRUNCATE"_s}};
    QWidget corner;
    QVBoxLayout column(&corner);
    column.addWidget(new QLabel(u"5 min"_s));
    TimeChart chart(u"Chart"_s);
    chart.setCorner(&corner);
    chart.setPalette(housePalette(false));
    chart.resize(900, 400);
    chart.setContent(content);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    const QImage image = chart.grab().toImage();
    const QRgb ground = colour(Ink::Card, chart.palette()).rgb();
    constexpr int kRing = 8; // of who has the focus, with its round corners
    for (int y = kRing; y < corner.sizeHint().height(); ++y) {
        for (int x = image.width() / 2; x < image.width() - kRing; ++x)
            QCOMPARE(image.pixel(x, y), ground);
    }
}

void TimeChartTest::theFirstTitleHasRoomBesideTheCorner()
{
    ChartContent content = hour();
    content.rects[0].title = u"A title that is rather long for what it says"_s;
    QLabel corner(u"1 h   24 h   30 d"_s);
    TimeChart chart(u"Chart"_s);
    chart.setCorner(&corner);
    chart.setContent(content);
    const QFontMetrics title(fontOf(TextRole::CardTitle));
    QVERIFY(chart.minimumSizeHint().width() >=
            title.horizontalAdvance(content.rects[0].title) + corner.sizeHint().width());
}

// By the rows of pixels with something in them, left of the plot.
void TimeChartTest::wordsOfALowAxisDoNotTouch()
{
    const auto blocksOf = [](int height) {
        TimeChart chart(u"Chart"_s);
        chart.setPalette(housePalette(false));
        chart.resize(600, height);
        chart.setContent(hour());
        chart.show();
        (void)QTest::qWaitForWindowExposed(&chart);
        const QImage image = chart.grab().toImage();
        const QRgb ground = colour(Ink::Card, chart.palette()).rgb();
        int blocks = 0;
        int rows = 0; // of the one that is looked at
        int highest = 0;
        for (int y = 30; y < image.height() - 20; ++y) { // between the title and the times
            bool marked = false;
            for (int x = 20; x < 46; ++x)
                marked = marked || image.pixel(x, y) != ground;
            blocks += marked && rows == 0 ? 1 : 0;
            rows = marked ? rows + 1 : 0;
            highest = std::max(highest, rows);
        }
        return std::pair(blocks, highest);
    };
    const auto [many, oneWord] = blocksOf(400);
    const auto [few, lowWord] = blocksOf(100);
    QVERIFY(many >= 3);
    QVERIFY(few >= 1);
    QVERIFY(lowWord <= oneWord);
}

void TimeChartTest::timesAreRound()
{
    const QList<ChartTick> ticks = timeTicks(kStartMs, kStartMs + 3'600'000, 7);
    QVERIFY(ticks.size() >= 3 && ticks.size() <= 8);
    for (const ChartTick &tick : ticks) {
        QVERIFY2(tick.text.endsWith(u'0'), qPrintable(tick.text));
        QVERIFY(tick.at >= double(kStartMs) && tick.at <= double(kStartMs + 3'600'000));
    }
    const QList<ChartTick> back = backwardTicks(kStartMs, kStartMs + 300'000, 8);
    QCOMPARE(back.size(), 6);
    QCOMPARE(back.first().text, u"\u22125 min"_s);
    QCOMPARE(back.last().text, u"now"_s);
}

void TimeChartTest::wordsOfAMarkStayInThePlot()
{
    const QRect plot(40, 20, 500, 200);
    const QSizeF words(70, 14);
    QCOMPARE(markText({100, 8}, words, plot), QRectF(109, 1, 70, 14));
    QCOMPARE(markText({500, 8}, words, plot), QRectF(421, 1, 70, 14)); // beside it, on the left
}

void TimeChartTest::equalContentPaintsNothing()
{
    ChartContent content = hour();
    content.rects[0].series[0].values[7] = kUnknown;
    const auto chart = shown(content);
    QCOMPARE(chart->replots(), 1);
    chart->setContent(content);
    QCOMPARE(chart->replots(), 1);
}

void TimeChartTest::otherContentWaitsForASecond()
{
    ChartContent content = hour();
    const auto chart = shown(content);
    for (int i = 0; i < 3; ++i) {
        content.rects[0].series[0].values[i] += 1;
        chart->setContent(content);
    }
    QTRY_COMPARE(chart->replots(), 2); // all three in one
    QCOMPARE(chart->content(), content);
}

void TimeChartTest::anotherSpanIsShownAtOnce()
{
    ChartContent content = hour();
    const auto chart = shown(content);
    content.startMs += 1'800'000;
    chart->setContent(content);
    QCOMPARE(chart->replots(), 2);
}

void TimeChartTest::keyboardReadsValues()
{
    const auto chart = shown(hour());
    chart->setFocus();
    QTest::keyClick(chart.get(), Qt::Key_Home);
    QCOMPARE(chart->hoveredMs(), std::optional(kStartMs));
    QTest::keyClick(chart.get(), Qt::Key_Right);
    QCOMPARE(chart->hoveredMs(), std::optional(kStartMs + kPeriodMs));
    QTest::keyClick(chart.get(), Qt::Key_Left);
    QCOMPARE(QString(chart->hoverLines().at(1)).replace(QChar(0x00A0), u' '), u"p95: 800 ms"_s);
    QTest::keyClick(chart.get(), Qt::Key_Escape);
    QVERIFY(!chart->hoveredMs());
}

void TimeChartTest::mouseReadsValuesAndMarks()
{
    ChartContent content = hour();
    content.marks = {{content.startMs + 40 * kPeriodMs, u"Batch usage rows: off → on"_s, u"by you"_s, {}}};
    const auto chart = shown(content);
    bool valueSeen = false;
    bool markSeen = false;
    for (int x = 60; x < 800; x += 3) {
        QTest::mouseMove(chart.get(), QPoint(x, 200));
        QApplication::processEvents();
        valueSeen = valueSeen || chart->hoverLines().size() == 3;
        markSeen = markSeen || chart->hoverLines().contains(u"Batch usage rows: off → on"_s);
    }
    QVERIFY(valueSeen);
    QVERIFY(markSeen);
}

void TimeChartTest::hoverPaintsNoPlot()
{
    const auto chart = shown(hour());
    chart->setFocus();
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(chart.get(), Qt::Key_Left);
    QVERIFY(chart->hoveredMs());
    QCOMPARE(chart->replots(), 1);
}

void TimeChartTest::gapsAreNotRead()
{
    ChartContent content = hour();
    for (ChartSeries &series : content.rects[0].series) {
        for (int i = 0; i < 10; ++i)
            series.values[i] = kUnknown;
    }
    const auto chart = shown(content);
    chart->setFocus();
    QTest::keyClick(chart.get(), Qt::Key_Home);
    QCOMPARE(chart->hoveredMs(), std::optional(kStartMs + 10 * kPeriodMs));
}

void TimeChartTest::emptyShowsItsNote()
{
    ChartContent content = hour();
    content.empty = true;
    const auto chart = shown(content);
    auto *note = new QLabel(u"Nothing yet"_s);
    chart->setEmptyNote(note);
    QVERIFY(note->isVisible());
    QVERIFY(chart->rect().contains(note->geometry()));
    chart->setFocus();
    QTest::keyClick(chart.get(), Qt::Key_Home);
    QVERIFY(!chart->hoveredMs());
    chart->setContent(hour());
    QVERIFY(!note->isVisible());
}

void TimeChartTest::saysItsValues()
{
    ChartContent content = hour();
    const auto chart = shown(content);
    QVERIFY(chart->accessibleDescription().contains(u"p50"_s));
    content.rects[0].note = u"3 requests so far"_s;
    content.endMs += 1; // another span
    chart->setContent(content);
    QVERIFY(chart->accessibleDescription().contains(u"3 requests so far"_s));
    QVERIFY(!chart->accessibleDescription().contains(u"p50"_s));
}

void TimeChartTest::followsThePalette()
{
    const auto chart = shown(hour());
    chart->setPalette(housePalette(true));
    const QColor dark = chart->grab().toImage().pixelColor(2, 200);
    QCOMPARE(dark, colour(Ink::Card, housePalette(true)));
    chart->setPalette(housePalette(false));
    const QColor light = chart->grab().toImage().pixelColor(2, 200);
    QCOMPARE(light, colour(Ink::Card, housePalette(false)));
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    TimeChartTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_time_chart.moc"
