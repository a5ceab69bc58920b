// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/exposition.h"

#include <QRegularExpression>
#include <QTest>

#include <cmath>
#include <map>
#include <set>

using relay::api::MetricsSnapshot;
using relay::metrics::exposition;
using relay::metrics::LifetimeFigures;

namespace {

// Reads the text format 0.0.4 and complains about what a scraper would: unknown lines, samples without a
// TYPE before them, a family that comes twice, a sample that comes twice.
struct Parsed
{
    std::map<std::string, double> samples; // name{label="value"} as written
    std::map<std::string, std::string> types;
    std::string trouble;
};

std::string familyOf(const std::string &name, const Parsed &parsed)
{
    for (const std::string_view suffix : {"_sum", "_count"}) {
        if (!name.ends_with(suffix))
            continue;
        const std::string family = name.substr(0, name.size() - suffix.size());
        const auto type = parsed.types.find(family);
        if (type != parsed.types.end() && type->second == "summary")
            return family;
    }
    return name;
}

Parsed parse(const std::string &text)
{
    static const QRegularExpression comment(QStringLiteral("^# (HELP|TYPE) ([a-z_]+) (.+)$"));
    static const QRegularExpression sample(
        QStringLiteral("^([a-z_]+)(\\{[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"\\})? (NaN|[0-9.e+-]+)$"));
    Parsed parsed;
    if (!text.ends_with('\n'))
        parsed.trouble = "the last line is not ended";
    const QStringList lines = QString::fromStdString(text).split(QLatin1Char('\n'));
    std::string family;
    for (const QString &line : lines.mid(0, lines.size() - 1)) {
        if (const auto found = comment.match(line); found.hasMatch()) {
            family = found.captured(2).toStdString();
            if (found.captured(1) == QStringLiteral("TYPE") &&
                !parsed.types.emplace(family, found.captured(3).toStdString()).second)
                parsed.trouble = "family twice: " + family;
            continue;
        }
        const auto found = sample.match(line);
        const std::string name = found.captured(1).toStdString();
        if (!found.hasMatch() || familyOf(name, parsed) != family || !parsed.types.contains(family))
            parsed.trouble = "misplaced: " + line.toStdString();
        const QString number = found.captured(3);
        const double value = number == QStringLiteral("NaN") ? std::nan("") : number.toDouble();
        if (!parsed.samples.emplace(name + found.captured(2).toStdString(), value).second)
            parsed.trouble = "sample twice: " + line.toStdString();
    }
    return parsed;
}

} // namespace

class ExpositionTest final : public QObject
{
    Q_OBJECT

private slots:
    void canBeParsedBack();
    void labelsAreEscaped();
    void labelsAreUtf8();
    void aSilentMinuteHasNoQuantile();
    void disabledItHasNoQuantiles();
};

void ExpositionTest::canBeParsedBack()
{
    MetricsSnapshot snapshot;
    snapshot.minute.total = {10, 100, 120'000, 380'000, 650'000, 700'000};
    snapshot.runtime.rssBytes = 12'345'678'901;
    snapshot.runtime.cpuUs = 1'500'000;
    snapshot.runtime.loopLagUs = 250;
    LifetimeFigures lifetime;
    lifetime.requests = 12;
    lifetime.failed = 2;
    lifetime.byStatusClass = {0, 0, 10, 0, 1, 1};
    lifetime.total = {12, 1.25};
    lifetime.channels = {{"main", 9, 2}, {"spare", 3, 0}};
    lifetime.models = {{"gpt-4o", 12, 2}};
    lifetime.promptTokens = 77;
    lifetime.channels[0].total = {9, 4.5};
    lifetime.channels[0].costUsd = 0.25;
    snapshot.runtime.dbP99Us = 2'000;
    snapshot.runtime.diskReadBytes = 512;

    lifetime.channels[0].overhead = {9, 0.5};
    lifetime.models[0].ttft = {3, 0.75};
    lifetime.models[0].slow = 2;
    snapshot.costTodayUsd = 1.25;
    const std::vector<relay::api::AlertRow> alerts = {{.name = "wal", .raised = true}, {.name = "rss"}};

    const Parsed parsed = parse(exposition(snapshot, lifetime, alerts));
    QCOMPARE(parsed.trouble, std::string());
    const auto value = [&](const char *name) { return parsed.samples.at(name); };
    QCOMPARE(value("trayrelay_requests_total{code=\"2xx\"}"), 10.0);
    QCOMPARE(value("trayrelay_requests_total{code=\"5xx\"}"), 1.0);
    QCOMPARE(value("trayrelay_requests_failed_total"), 2.0);
    QCOMPARE(value("trayrelay_request_duration_seconds{quantile=\"0.5\"}"), 0.12);
    QCOMPARE(value("trayrelay_request_duration_seconds{quantile=\"0.99\"}"), 0.65);
    QCOMPARE(value("trayrelay_request_duration_seconds_sum"), 1.25);
    QCOMPARE(value("trayrelay_request_duration_seconds_count"), 12.0);
    QCOMPARE(value("trayrelay_channel_requests_total{channel=\"spare\"}"), 3.0);
    QCOMPARE(value("trayrelay_model_requests_failed_total{model=\"gpt-4o\"}"), 2.0);
    QCOMPARE(value("trayrelay_tokens_total{kind=\"prompt\"}"), 77.0);
    QCOMPARE(value("trayrelay_channel_request_duration_seconds_sum{channel=\"main\"}"), 4.5);
    QCOMPARE(value("trayrelay_channel_cost_dollars_total{channel=\"main\"}"), 0.25);
    QCOMPARE(value("trayrelay_channel_request_overhead_seconds_sum{channel=\"main\"}"), 0.5);
    QCOMPARE(value("trayrelay_channel_request_overhead_seconds_count{channel=\"main\"}"), 9.0);
    QCOMPARE(value("trayrelay_model_ttft_seconds_sum{model=\"gpt-4o\"}"), 0.75);
    QCOMPARE(value("trayrelay_model_ttft_seconds_count{model=\"gpt-4o\"}"), 3.0);
    QCOMPARE(value("trayrelay_model_slow_requests_total{model=\"gpt-4o\"}"), 2.0);
    QCOMPARE(value("trayrelay_cost_today_dollars"), 1.25);
    QCOMPARE(value("trayrelay_alert_raised{name=\"wal\"}"), 1.0);
    QCOMPARE(value("trayrelay_alert_raised{name=\"rss\"}"), 0.0);
    QCOMPARE(value("trayrelay_db_query_seconds{quantile=\"0.99\"}"), 0.002);
    QCOMPARE(value("trayrelay_disk_read_bytes_total"), 512.0);
    QCOMPARE(value("trayrelay_resident_memory_bytes"), 12'345'678'901.0);
    QCOMPARE(value("trayrelay_cpu_seconds_total"), 1.5);
    QCOMPARE(value("trayrelay_loop_lag_seconds"), 0.00025);
    QCOMPARE(parsed.types.at("trayrelay_request_overhead_seconds"), std::string("summary"));
    QCOMPARE(parsed.types.at("trayrelay_threads"), std::string("gauge"));
}

void ExpositionTest::labelsAreEscaped()
{
    LifetimeFigures lifetime;
    lifetime.channels = {{"a \"quoted\\ name\nin two lines", 1, 0}};
    const std::string text = exposition({}, lifetime);
    QCOMPARE(parse(text).trouble, std::string());
    QVERIFY(text.find("{channel=\"a \\\"quoted\\\\ name\\nin two lines\"} 1\n") != std::string::npos);
}

void ExpositionTest::labelsAreUtf8()
{
    LifetimeFigures lifetime;
    lifetime.models.push_back({.name = "bad\xFFname", .requests = 1});
    const std::string text = exposition(MetricsSnapshot{}, lifetime);
    QVERIFY(QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8());
    QVERIFY(text.find("model=\"bad\xEF\xBF\xBDname\"") != std::string::npos);
}

void ExpositionTest::aSilentMinuteHasNoQuantile()
{
    const Parsed parsed = parse(exposition({}, {}));
    QCOMPARE(parsed.trouble, std::string());
    QVERIFY(std::isnan(parsed.samples.at("trayrelay_request_duration_seconds{quantile=\"0.95\"}")));
    QCOMPARE(parsed.samples.at("trayrelay_request_duration_seconds_count"), 0.0);
}

void ExpositionTest::disabledItHasNoQuantiles()
{
    MetricsSnapshot snapshot;
    snapshot.enabled = false;
    LifetimeFigures lifetime;
    lifetime.failed = 3;
    const std::string text = exposition(snapshot, lifetime);
    QCOMPARE(parse(text).trouble, std::string());
    QVERIFY(text.find("quantile=") == std::string::npos);
    QCOMPARE(parse(text).samples.at("trayrelay_requests_failed_total"), 3.0);
}

QTEST_GUILESS_MAIN(ExpositionTest)
#include "tst_exposition.moc"
