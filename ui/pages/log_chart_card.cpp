// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_chart_card.h"

#include "ui/models/database_text.h"
#include "ui/models/figure_text.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/time_chart.h"

#include <QDateTime>
#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <chrono>

namespace ui::pages {

namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using relay::api::CheckpointMode;
using relay::api::HistorySpan;

constexpr auto kEvery = 2s;
constexpr std::array kSpans{HistorySpan::Hour, HistorySpan::Day, HistorySpan::Month};
constexpr std::size_t kMostSamples = 43'200; // a day of looking, every 2 s
constexpr qsizetype kMostMarks = 100;
constexpr std::int64_t kByHandMs = 3000; // a checkpoint that ended so near to ours is ours

QString wordOf(CheckpointMode mode)
{
    switch (mode) {
    case CheckpointMode::Passive:
        return u"PASSIVE"_s;
    case CheckpointMode::Full:
        return u"FULL"_s;
    case CheckpointMode::Restart:
        return u"RESTART"_s;
    case CheckpointMode::Truncate:
        return u"TRUNCATE"_s;
    }
    return {};
}

} // namespace

LogChartCard::LogChartCard(relay::api::RelayService &service, models::UiSettings &ui)
    : m_service(service)
    , m_ui(ui)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card;
    whole->addWidget(card);
    m_chart = new widgets::TimeChart(tr("Sizes of the log, the journal and the file over time"));
    m_chart->setObjectName(u"logChart"_s);
    m_chart->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // takes what the page has left
    m_chart->setEmptyNote(
        new widgets::EmptyNote(tr("Nothing watched yet"),
                               tr("Sizes are drawn from the relay's start on, a point every few seconds.")));
    m_span = new widgets::SegmentedControl({tr("1 h"), tr("24 h"), tr("30 d")});
    m_span->setObjectName(u"span"_s);
    m_span->setAccessibleName(tr("Time shown"));
    m_span->setCurrent(std::clamp(ui.memory(u"database/span"_s, 0).toInt(), 0, int(kSpans.size()) - 1));
    auto *grid = new QGridLayout; // the choice stands on the line of the chart's first title
    grid->addWidget(m_chart, 0, 0);
    grid->addWidget(m_span, 0, 0, Qt::AlignTop | Qt::AlignRight);
    m_chart->setCorner(m_span);
    card->column()->addLayout(grid, 1);
    connect(m_span, &widgets::SegmentedControl::chosen, this, [this](int index) {
        m_ui.remember(u"database/span"_s, index);
        refresh();
    });
    m_clock.setInterval(kEvery);
    connect(&m_clock, &QTimer::timeout, this, &LogChartCard::refresh);
}

HistorySpan LogChartCard::span() const
{
    return kSpans.at(std::size_t(m_span->current()));
}

void LogChartCard::setActive(bool active)
{
    if (!active) {
        m_clock.stop();
        return;
    }
    measureGrowth();
    refresh();
    m_clock.start();
}

void LogChartCard::refresh()
{
    m_chart->setContent(LogChartContent::of(m_service.metricsHistory(span()), m_waiting, m_marks,
                                            QDateTime::currentMSecsSinceEpoch()));
    m_chart->setMinimumHeight(m_chart->minimumSizeHint().height()); // which is of what is in it
}

void LogChartCard::take(const relay::api::DatabaseSnapshot &database)
{
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    m_fileBytes = database.fileBytes;
    if (models::hasLog(database))
        m_waiting.push_back({now, models::waitingBytes(database), database.walBytes});
    if (m_waiting.size() > kMostSamples)
        m_waiting.erase(m_waiting.begin(), m_waiting.begin() + std::ptrdiff_t(kMostSamples / 2));
    if (m_waiting.size() == 1)
        refresh();
    if (database.lastCheckpointMs == m_lastCheckpointMs)
        return;
    m_lastCheckpointMs = database.lastCheckpointMs;
    const bool ours = std::ranges::any_of(m_marks, [this](const widgets::ChartMark &mark) {
        return std::abs(mark.atMs - m_lastCheckpointMs) < kByHandMs;
    });
    if (!ours && m_lastCheckpointMs != 0)
        m_marks.append( // by itself, or from wherever: nobody has said
            {.atMs = m_lastCheckpointMs, .title = tr("Checkpoint"), .detail = {}, .label = {}});
    if (m_marks.size() > kMostMarks)
        m_marks.removeFirst();
    refresh();
}

void LogChartCard::mark(CheckpointMode mode, bool whole)
{
    m_marks.append({.atMs = QDateTime::currentMSecsSinceEpoch(),
                    .title = tr("Checkpoint %1").arg(wordOf(mode)),
                    .detail = whole ? tr("by you") : tr("by you; it could not copy all"),
                    .label = wordOf(mode)});
    refresh();
}

void LogChartCard::measureGrowth()
{
    const relay::api::MetricsHistory day = m_service.metricsHistory(HistorySpan::Day);
    const std::int64_t midnight = QDate::currentDate().startOfDay().toMSecsSinceEpoch();
    const auto first = std::ranges::find_if(day.points, [midnight](const relay::api::HistoryPoint &point) {
        return point.startMs >= midnight && point.databaseBytes > 0;
    });
    m_fileThen = first == day.points.end() ? -1 : std::int64_t(first->databaseBytes);
    m_sinceMidnight = first != day.points.end() && first != day.points.begin();
}

QString LogChartCard::growthText() const
{
    if (m_fileThen < 0 || m_fileBytes == 0)
        return {};
    const std::int64_t grown = m_fileBytes - m_fileThen;
    const QString size = models::bytesText(std::uint64_t(std::abs(grown))).whole();
    const QString signedSize = QString(QChar(grown < 0 ? 0x2212 : 0x2B)) % size;
    return m_sinceMidnight ? tr("%1 today").arg(signedSize) : tr("%1 since the start").arg(signedSize);
}

} // namespace ui::pages
