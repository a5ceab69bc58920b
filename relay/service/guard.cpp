// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/guard.h"

#include "relay/base/log.h"
#include "relay/base/regular_file.h"
#include "relay/model/phrase.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace relay::service {

namespace {

using metrics::ExchangeTally;
using metrics::Window;
using model::Quantity;
using model::Unit;
using namespace std::chrono_literals;

double share(const ExchangeTally &tally)
{
    return static_cast<double>(tally.ownErrors.value()) /
           static_cast<double>(std::max<std::uint64_t>(tally.requests.value(), 1));
}

// In a time too short for so many, what there is of them.
int looksOf(const config::GuardSettings &settings)
{
    return static_cast<int>(std::clamp<std::int64_t>(settings.watch.count(), 1, Guard::kLooks));
}

Quantity percent(const ExchangeTally &tally)
{
    return {share(tally) * 100, Unit::Percent};
}

double milliseconds(Nanos time)
{
    return static_cast<double>(time.count()) / 1e6;
}

} // namespace

void Guard::begin(std::int64_t entry, const config::GuardSettings &settings, SteadyTime now)
{
    Watched watched{.entry = entry, .settings = settings, .begun = now};
    watched.since = std::make_unique<ExchangeTally>();
    m_metrics.collect(Window::SinceStart, now, *watched.since);
    for (const Window window : {Window::Minute, Window::Hour}) {
        auto before = std::make_unique<ExchangeTally>();
        m_metrics.collect(window, now, *before);
        if (before->requests.value() < kFewestRequests)
            continue;
        watched.before = std::move(before);
        break;
    }
    const std::scoped_lock lock(m_mutex);
    m_watched.push_back(std::move(watched));
    note();
}

void Guard::keepNoted(std::int64_t entry, const config::GuardSettings &settings, SteadyTime now)
{
    Watched watched{.entry = entry, .settings = settings, .begun = now};
    watched.since = std::make_unique<ExchangeTally>();
    const std::scoped_lock lock(m_mutex);
    m_watched.insert(m_watched.begin(), std::move(watched)); // told the latest first, noted the oldest first
    note();
}

void Guard::forget(std::int64_t entry)
{
    const std::scoped_lock lock(m_mutex);
    if (std::erase_if(m_watched, [entry](const Watched &watched) { return watched.entry == entry; }) > 0)
        note();
}

void Guard::end()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_watched.empty())
        clearNote();
    m_watched.clear();
}

// The latest change first: what an earlier one did was seen before it came.
std::optional<Guard::Verdict> Guard::judge(SteadyTime now)
{
    const std::scoped_lock lock(m_mutex);
    if (m_watched.empty())
        return std::nullopt;
    ExchangeTally all;
    m_metrics.collect(Window::SinceStart, now, all);
    std::optional<Verdict> verdict;
    for (auto watched = m_watched.rbegin(); watched != m_watched.rend() && !verdict; ++watched) {
        ExchangeTally after;
        after.merge(all);
        after.subtract(*watched->since);
        std::optional<model::Phrase> reason = worse(*watched, after);
        watched->worseLooks = reason ? watched->worseLooks + 1 : 0;
        if (watched->worseLooks >= looksOf(watched->settings))
            verdict = Verdict{watched->entry, std::move(*reason)};
    }
    if (verdict) { // the others are judged by what comes now
        std::erase_if(m_watched, [&](const Watched &watched) { return watched.entry == verdict->entry; });
        for (Watched &watched : m_watched) {
            watched.since->reset();
            watched.since->merge(all);
            watched.worseLooks = 0;
        }
    }
    const auto passed = std::erase_if(
        m_watched, [now](const Watched &watched) { return now - watched.begun >= watched.settings.watch; });
    if (verdict || passed > 0)
        note();
    return verdict;
}

std::optional<model::Phrase> Guard::worse(const Watched &watched, const ExchangeTally &after) const
{
    if (!watched.before || after.requests.value() < kFewestRequests)
        return std::nullopt;
    const ExchangeTally &before = *watched.before;
    const double factor = watched.settings.factor;
    if (after.ownErrors.value() >= kFewestErrors && share(after) > share(before) * factor) {
        return model::phrase("guard.errors", percent(before), percent(after), after.requests.value());
    }
    if (!m_metrics.enabled() || before.overhead.count() < kFewestRequests ||
        after.overhead.count() < kFewestRequests)
        return std::nullopt;
    const Nanos p95Before = before.overhead.percentile(0.95);
    const Nanos p95After = after.overhead.percentile(0.95);
    if (p95After < p95Before + kLeastWorse ||
        static_cast<double>(p95After.count()) <= static_cast<double>(p95Before.count()) * factor)
        return std::nullopt;
    return model::phrase("guard.overhead", Quantity{milliseconds(p95Before), Unit::Milliseconds},
                         Quantity{milliseconds(p95After), Unit::Milliseconds}, after.overhead.count());
}

api::GuardSnapshot Guard::snapshot(SteadyTime now) const
{
    const std::scoped_lock lock(m_mutex);
    api::GuardSnapshot told{.requestsNeeded = kFewestRequests};
    if (m_watched.empty())
        return told;
    const Watched &watched = m_watched.back();
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - watched.begun);
    told.watching = true;
    told.entry = watched.entry;
    told.seconds = static_cast<int>(watched.settings.watch.count());
    told.secondsLeft = static_cast<int>(std::max(watched.settings.watch - passed, 0s).count());
    ExchangeTally after;
    m_metrics.collect(Window::SinceStart, now, after);
    after.subtract(*watched.since);
    told.requests = after.requests.value();
    if (told.requests > 0)
        told.errorPercent = share(after) * 100;
    const bool timed = m_metrics.enabled();
    if (timed && after.overhead.count() > 0)
        told.overheadP95Us = milliseconds(after.overhead.percentile(0.95)) * 1000;
    if (!watched.before)
        return told;
    const double factor = watched.settings.factor;
    told.errorLimitPercent = share(*watched.before) * factor * 100;
    if (timed && watched.before->overhead.count() >= kFewestRequests) {
        const double before = milliseconds(watched.before->overhead.percentile(0.95)) * 1000;
        told.overheadP95LimitUs =
            std::max(before * factor, before + static_cast<double>(kLeastWorse.count()));
    }
    return told;
}

// One id a line; no file while nothing is watched.
void Guard::note() const
{
    if (m_watched.empty())
        return clearNote();
    QSaveFile file(m_notePath);
    QByteArray ids;
    for (const Watched &watched : m_watched)
        ids += QByteArray::number(qint64{watched.entry}) + '\n';
    const bool open =
        file.open(QFile::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!open || file.write(ids) != ids.size() || !file.flush() || !file.commit())
        log::sys().warn("a crash after this change would not be noticed: cannot write {}: {}",
                        m_notePath.toStdString(), file.errorString().toStdString());
}

void Guard::clearNote() const
{
    QFile::remove(m_notePath);
}

std::vector<std::int64_t> Guard::leftBehind() const
{
    std::vector<std::int64_t> ids;
    QFile file(m_notePath);
    if (!openFile(file))
        return ids;
    for (const QByteArray &line : file.read(4096).split('\n')) {
        bool ok = false;
        const qint64 id = line.trimmed().toLongLong(&ok);
        if (ok)
            ids.push_back(id);
    }
    return ids;
}

} // namespace relay::service
