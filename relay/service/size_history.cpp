// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/size_history.h"

#include "relay/base/log.h"

#include <QFile>
#include <QSaveFile>

#include <array>
#include <optional>

namespace relay::service {

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr qint64 kMostBytes = 256 * 1024; // a file that is larger is none of ours

std::optional<api::HistoryPoint> pointOf(const QByteArray &line)
{
    const QList<QByteArray> words = line.trimmed().split(' ');
    std::array<std::int64_t, 4> numbers{};
    if (words.size() != qsizetype(numbers.size()))
        return std::nullopt;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        bool ok = false;
        numbers[i] = words[qsizetype(i)].toLongLong(&ok);
        if (!ok || numbers[i] < 0)
            return std::nullopt;
    }
    api::HistoryPoint point;
    point.startMs = numbers[0];
    point.walBytes = std::uint64_t(numbers[1]);
    point.databaseBytes = std::uint64_t(numbers[2]);
    point.journalUsedBytes = std::uint64_t(numbers[3]);
    return point;
}

} // namespace

void SizeHistory::load()
{
    QFile file(m_path);
    if (!file.open(QFile::ReadOnly))
        return;
    const std::scoped_lock lock(m_mutex);
    m_points.clear();
    for (const QByteArray &line : file.read(kMostBytes).split('\n')) {
        const std::optional<api::HistoryPoint> point = pointOf(line);
        if (point && (m_points.empty() || m_points.back().startMs < point->startMs))
            m_points.push_back(*point);
    }
    while (m_points.size() > kMostPoints)
        m_points.pop_front();
}

// A clock that was turned back: what seems to come later has no place any more.
void SizeHistory::drop(std::int64_t startMs)
{
    while (!m_points.empty() && m_points.back().startMs > startMs)
        m_points.pop_back();
    const std::int64_t first = startMs - std::int64_t(kMostPoints - 1) * kHourMs;
    while (!m_points.empty() && m_points.front().startMs < first)
        m_points.pop_front();
}

void SizeHistory::look(std::int64_t unixMs, const api::RuntimeFigures &runtime)
{
    const std::int64_t startMs = unixMs - unixMs % kHourMs;
    bool hourIsOver = false;
    {
        const std::scoped_lock lock(m_mutex);
        drop(startMs);
        if (m_points.empty() || m_points.back().startMs != startMs) {
            hourIsOver = !m_points.empty();
            m_points.emplace_back().startMs = startMs;
        }
        api::HistoryPoint &point = m_points.back();
        point.seconds = double(unixMs - startMs) / 1000;
        point.walBytes = runtime.walBytes;
        point.databaseBytes = runtime.databaseBytes;
        point.journalUsedBytes = runtime.journalUsedBytes;
    }
    if (hourIsOver)
        save();
}

void SizeHistory::save()
{
    QByteArray lines;
    {
        const std::scoped_lock lock(m_mutex);
        for (const api::HistoryPoint &point : m_points)
            lines += QByteArray::number(qint64{point.startMs}) + ' ' + QByteArray::number(point.walBytes) +
                     ' ' + QByteArray::number(point.databaseBytes) + ' ' +
                     QByteArray::number(point.journalUsedBytes) + '\n';
    }
    if (lines.isEmpty())
        return;
    QSaveFile file(m_path);
    const bool kept =
        file.open(QFile::WriteOnly) && file.write(lines) == lines.size() && file.flush() && file.commit();
    if (!kept && !m_warned)
        log::sys().warn("the sizes of the last hours are not kept: cannot write {}: {}", m_path.toStdString(),
                        file.errorString().toStdString());
    m_warned = !kept;
}

api::MetricsHistory SizeHistory::history() const
{
    api::MetricsHistory history;
    history.periodSeconds = double(kHourMs) / 1000;
    history.spanSeconds = history.periodSeconds * double(kMostPoints - 1);
    const std::scoped_lock lock(m_mutex);
    history.points.assign(m_points.begin(), m_points.end());
    return history;
}

} // namespace relay::service
