// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "tests/gui/sample_service.h"
#include "ui/models/measurement_store.h"

#include <QDateTime>
#include <QFile>

// A morning of changes, and what was measured of them.
namespace tests {

namespace {

using namespace Qt::StringLiterals;
using relay::config::ChangeCause;
using relay::model::Quantity;
using relay::model::Unit;

std::int64_t today(int hour, int minute)
{
    return QDateTime(QDate::currentDate(), QTime(hour, minute)).toMSecsSinceEpoch();
}

ui::models::Measurement measured(const char *setting, const char *before, const char *after, double part,
                                 bool measurable)
{
    ui::models::Measurement one{.setting = setting, .before = before, .after = after, .atMs = today(0, 1)};
    one.rounds = 5;
    one.requests = 1000;
    const auto add = [&](const QString &name, double from, double to, bool told) {
        one.figures.push_back({name, from, to, (to - from) / from * 100, told});
    };
    add(u"p50_overhead"_s, 2000, 2000 * (part * 0.9), measurable);
    add(u"p95_overhead"_s, 4100, 4100 * part, measurable);
    add(u"p99_overhead"_s, 6300, 6300 * part, measurable);
    add(u"write_transactions_per_request"_s, 3, measurable ? 0.09 : 3, measurable);
    add(u"requests_per_second"_s, 204, 207, false);
    add(u"cpu_per_request"_s, 190, 187, false);
    return one;
}

} // namespace

void SampleService::inventSettings()
{
    FakeSettings &settings = fakeSettings;
    const auto change = [&settings](int hour, int minute, const char *name, const char *value) {
        settings.nowMs = today(hour, minute);
        (void)settings.apply({{name, value}});
    };
    settings.nowMs = today(0, 2);
    (void)settings.apply({{"LOG_BATCH_ENABLED", "false"}, {"SQLITE_SYNCHRONOUS", "FULL"}},
                         {.cause = ChangeCause::Preset, .note = "Recommended"});
    change(0, 5, "LOG_BATCH_SIZE", "100");
    change(0, 20, "SQLITE_CACHE_SIZE", "-4000");
    settings.nowMs = today(0, 21);
    (void)settings.apply({{"SQLITE_CACHE_SIZE", "-128000"}},
                         {.cause = ChangeCause::Guard,
                          .note = "entry 3: p95 of overhead rose from 1.00 ms to 1.70 ms over 120 requests",
                          .undoes = {3},
                          .reason = relay::model::phrase("guard.overhead", Quantity{1.0, Unit::Milliseconds},
                                                         Quantity{1.7, Unit::Milliseconds}, 120)});
    change(0, 48, "SQLITE_SYNCHRONOUS", "NORMAL");
    settings.nowMs = QDateTime::currentMSecsSinceEpoch() - 4'000;
    (void)settings.apply({{"LOG_BATCH_ENABLED", "true"}});
    settings.engine["SQLITE_AUTO_VACUUM"] = "NONE";
    fakeWatch.guardNow = {.watching = true,
                          .entry = 6,
                          .seconds = 60,
                          .secondsLeft = 56,
                          .requests = 64,
                          .requestsNeeded = 50,
                          .errorPercent = 0.2,
                          .errorLimitPercent = 0.3,
                          .overheadP95Us = 1'600,
                          .overheadP95LimitUs = 6'200};
}

void SampleService::writeMeasurements(const QString &dataDirectory)
{
    ui::models::MeasurementStore store(dataDirectory);
    store.add(measured("SQLITE_JOURNAL_MODE", "DELETE", "WAL", 0.62, true));
    store.add(measured("SQLITE_CACHE_SIZE", "-64000", "-128000", 0.995, false));
    store.add(measured("LOG_BATCH_ENABLED", "false", "true", 0.39, true));
    QFile file(store.path());
    if (file.open(QFile::WriteOnly))
        file.write(store.content());
}

} // namespace tests
