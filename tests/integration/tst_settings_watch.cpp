// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/captured_log.h"
#include "tests/support/held_thread.h"
#include "tests/support/settings_calls.h"
#include "tests/support/upstream_scripts.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <QThread>

#include <algorithm>

using namespace tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

int demo(RelayFixture &relay)
{
    return relay.client()
        .exchange("POST", "/v1/chat/completions",
                  R"({"model":"demo-echo","messages":[{"role":"user","content":"hi"}]})")
        .status;
}

int failing(RelayFixture &relay) // its channel has an upstream that fails
{
    return relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status;
}

// Without a request of its own: the relay may be standing still.
relay::api::AlertRow lag(RelayFixture &relay)
{
    const auto alerts = relay.core().watchService().alerts();
    const auto found = std::ranges::find(alerts, "loop_lag", &relay::api::AlertRow::name);
    return found == alerts.end() ? relay::api::AlertRow() : *found;
}

} // namespace

// Settings of what is told: the log's level and lines, alerts.
class SettingsWatchTest final : public QObject
{
    Q_OBJECT

private slots:
    void logLevel();
    void slowRequestsHaveTheirLine_data();
    void slowRequestsHaveTheirLine();
    void anAlertHasItsLines();
    void errorRate();
    void loopLag();
    void anIdleLoopIsMeasured();
};

void SettingsWatchTest::logLevel()
{
    const CapturedLog log;
    RelayFixture relay;
    const auto accessLines = [&log] {
        return log.text().count("POST /v1/chat/completions model demo-echo channel demo status 200");
    };
    QCOMPARE(demo(relay), 200); // at info: none
    QVERIFY(change(relay, "LOG_LEVEL", "debug"));
    QCOMPARE(demo(relay), 200);
    QVERIFY(change(relay, "LOG_LEVEL", "info"));
    QTRY_VERIFY(log.text().contains("setting LOG_LEVEL: debug -> info"));
    QCOMPARE(accessLines(), 1);
    QVERIFY(change(relay, "LOG_LEVEL", "error"));
    QVERIFY(change(relay, "RETRY_TIMES", "2"));
    QVERIFY(change(relay, "LOG_LEVEL", "info"));
    QVERIFY(change(relay, "RETRY_TIMES", "1"));
    QTRY_VERIFY(log.text().contains("setting RETRY_TIMES: 2 -> 1"));
    QVERIFY(!log.text().contains("setting RETRY_TIMES: 3 -> 2"));
    QCOMPARE(accessLines(), 1);
}

void SettingsWatchTest::slowRequestsHaveTheirLine_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("a whole answer") << false;
    QTest::newRow("a stream, to its first token") << true;
}

void SettingsWatchTest::slowRequestsHaveTheirLine()
{
    QFETCH(const bool, stream);
    FakeUpstream upstream([stream](UpstreamCall &call) {
        if (call.pause(30ms))
            (stream ? scripts::chatStream({"one"}) : scripts::chat())(call);
    });
    const CapturedLog log;
    RelayFixture relay;
    QVERIFY(relay.add("sluggish", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest(stream)).status, 200);
    QVERIFY(change(relay, "SLOW_REQUEST_THRESHOLD_MS", "20")); // of 10000
    QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest(stream)).status, 200);
    QTRY_VERIFY(!log.lineWith("slow request").isEmpty());
    QCOMPARE(log.text().count("slow request"), 1);
    const QRegularExpression form(
        u"\\[c\\d+ r[0-9a-f]+\\] slow request POST /v1/chat/completions model m channel sluggish (\\d+\\.\\d\\d) ms$"_s);
    const QString line = QString::fromUtf8(log.lineWith("slow request"));
    const QRegularExpressionMatch match = form.match(line);
    QVERIFY2(match.hasMatch(), qPrintable(line));
    QVERIFY2(match.captured(1).toDouble() >= 29, qPrintable(line));
    QVERIFY2(line.contains(u" warning ["_s), qPrintable(line));
}

void SettingsWatchTest::anAlertHasItsLines()
{
    const CapturedLog log;
    RelayFixture relay;
    QVERIFY(change(relay, "ALERT_RSS_MB", "1"));
    QTRY_VERIFY_WITH_TIMEOUT(!log.lineWith("alert rss: ").isEmpty(), 30'000);
    const QByteArray raised = log.lineWith("alert rss: ");
    QVERIFY2(raised.contains(" warning [SYS] alert rss: resident memory of the program: ") &&
                 raised.contains(" MB, more than 1 MB (ALERT_RSS_MB); apply the preset"),
             raised.constData());
    QVERIFY(change(relay, "ALERT_RSS_MB", "0"));
    QTRY_VERIFY_WITH_TIMEOUT(!log.lineWith("alert rss is over: ").isEmpty(), 30'000);
    const QByteArray over = log.lineWith("alert rss is over: ");
    QVERIFY2(over.contains(" info [SYS] alert rss is over: resident memory of the program: all right again"),
             over.constData());
    QCOMPARE(log.text().count("alert rss"), 2);
}

void SettingsWatchTest::errorRate()
{
    FakeUpstream broken(scripts::errorAnswer(500, "oops"));
    RelayFixture relay({{"RETRY_TIMES", "0"}, {"BREAKER_FAILURES", "1000"}});
    QVERIFY(relay.add("main", broken.baseUrl()) != 0);
    QVERIFY(change(relay, "ALERT_ERROR_RATE", "60"));
    for (int i = 0; i < 12; ++i) {
        QCOMPARE(demo(relay), 200);
        QCOMPARE(failing(relay), 502);
    }
    QVERIFY(awaitLooks(relay, 2));
    QVERIFY(!alertIsRaised(relay, u"error_rate"_s)); // at 50 %
    QVERIFY(change(relay, "ALERT_ERROR_RATE", "49.5"));
    QTRY_VERIFY_WITH_TIMEOUT(alertIsRaised(relay, u"error_rate"_s), 30'000);
    QVERIFY(change(relay, "ALERT_ERROR_RATE", "0"));
    QTRY_VERIFY_WITH_TIMEOUT(!alertIsRaised(relay, u"error_rate"_s), 30'000);
}

void SettingsWatchTest::loopLag()
{
    RelayFixture relay;
    QVERIFY(change(relay, "ALERT_LOOP_LAG_MS", "3600000"));
    QTRY_COMPARE(lag(relay).limit, 3'600'000.0);
    {
        const HeldThread held("relay");
        QVERIFY(held.holds());
        QTRY_VERIFY_WITH_TIMEOUT(lag(relay).value > 600, 30'000);
        QVERIFY(!lag(relay).raised);
    }
    QVERIFY(change(relay, "ALERT_LOOP_LAG_MS", "30")); // ten times that need not last
    {
        const HeldThread held("relay");
        QVERIFY(held.holds());
        QTRY_VERIFY_WITH_TIMEOUT(lag(relay).raised, 30'000);
        QVERIFY(lag(relay).value > 30);
    }
    QVERIFY(change(relay, "ALERT_LOOP_LAG_MS", "0"));
    QTRY_VERIFY_WITH_TIMEOUT(!lag(relay).raised, 30'000);
}

// No request, no connection: nothing but its own look tells how late it is.
void SettingsWatchTest::anIdleLoopIsMeasured()
{
    RelayFixture relay;
    QVERIFY(change(relay, "ALERT_LOOP_LAG_MS", "20"));
    QElapsedTimer patience;
    patience.start();
    double longest = 0;
    while (!lag(relay).raised && patience.elapsed() < 30'000) {
        {
            const HeldThread held("relay");
            QVERIFY(held.holds());
            QThread::msleep(80);
        }
        QThread::msleep(40);
        longest = std::max(longest, relay.core().metrics().runtime.loopLagMaxUs);
    }
    QVERIFY(lag(relay).raised);
    QVERIFY2(longest > 20'000, qPrintable(QString::number(longest)));
    // And what it was does not stand for what it is.
    QTRY_VERIFY_WITH_TIMEOUT(relay.core().metrics().runtime.loopLagUs < 20'000, 30'000);
}

QTEST_GUILESS_MAIN(SettingsWatchTest)
#include "tst_settings_watch.moc"
