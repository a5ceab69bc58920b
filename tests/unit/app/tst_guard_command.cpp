// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_commands.h"
#include "app/control_report.h"
#include "tests/gui/fake_relay_service.h"

#include <QJsonArray>
#include <QTest>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

// trayrelay guard and guard keep.
class GuardCommandTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void tellsWhatIsWatched();
    void tellsThatACrashAloneUndoes();
    void tellsTheLastVerdict();
    void aChangeIsKept();
    void nothingIsKeptWhereNothingIsWatched();
    void onlyARunningRelayHasOne_data();
    void onlyARunningRelayHasOne();

private:
    QJsonObject run(const QString &command);
    void watch();

    std::unique_ptr<tests::FakeRelayService> m_service;
    std::unique_ptr<app::ControlCommands> m_commands;
};

void GuardCommandTest::init()
{
    m_service = std::make_unique<tests::FakeRelayService>();
    m_service->statusNow.port = 3000;
    m_commands = std::make_unique<app::ControlCommands>(*m_service);
}

QJsonObject GuardCommandTest::run(const QString &command)
{
    std::optional<QJsonObject> answer;
    m_commands->run({{u"command"_s, command}}, [&answer](const QJsonObject &result) { answer = result; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }))
        return {{u"error"_s, u"no answer came"_s}};
    return *answer;
}

void GuardCommandTest::watch()
{
    const auto changed = m_service->fakeSettings.apply({{"LOG_BATCH_SIZE", "17"}});
    QVERIFY(changed && changed->entry);
    m_service->fakeWatch.guardNow = {.watching = true,
                                     .entry = changed->entry->id,
                                     .seconds = 60,
                                     .secondsLeft = 42,
                                     .requests = 31,
                                     .requestsNeeded = 50,
                                     .errorPercent = 0.5,
                                     .errorLimitPercent = 3.75,
                                     .overheadP95Us = 120,
                                     .overheadP95LimitUs = 1350};
}

void GuardCommandTest::tellsWhatIsWatched()
{
    watch();
    const QJsonValue data = run(u"guard"_s)[u"data"_s];
    QCOMPARE(data[u"watching"_s], true);
    QCOMPARE(data[u"seconds_left"_s], 42);
    QCOMPARE(data[u"change"_s][u"id"_s], data[u"entry"_s]);
    QCOMPARE(data[u"change"_s][u"changes"_s][0][u"to"_s], u"17"_s);
    QCOMPARE(data[u"last_verdict"_s], QJsonValue::Null);
    const QString text = app::controlReport(u"guard"_s, data);
    for (const QString &words :
         {u"watches entry 1 of the history, since 20"_s, u"  LOG_BATCH_SIZE: 50 -> 17\n"_s,
          u"for 42 of 60 s more; 31 requests since, it judges from 50 on\n"_s,
          u"making: 0.50 %, undone past 3.75 %\n"_s, u"p95 of overhead: 0.12 ms, undone past 1.35 ms\n"_s})
        QVERIFY2(text.contains(words), qPrintable(text));
    QVERIFY2(!text.contains(u"crash"_s), qPrintable(text));
}

void GuardCommandTest::tellsThatACrashAloneUndoes()
{
    watch();
    m_service->fakeWatch.guardNow.errorLimitPercent.reset();
    m_service->fakeWatch.guardNow.overheadP95Us.reset();
    m_service->fakeWatch.guardNow.overheadP95LimitUs.reset();
    const QString text = app::controlReport(u"guard"_s, run(u"guard"_s)[u"data"_s]);
    QVERIFY2(text.contains(u"p95 of overhead: not known yet\n"_s), qPrintable(text));
    QVERIFY2(text.contains(u"only a crash undoes it"_s), qPrintable(text));
}

void GuardCommandTest::tellsTheLastVerdict()
{
    using relay::api::EventKind;
    m_service->fakeWatch.eventsNow = {{.id = 1, .kind = EventKind::GuardUndid, .text = "the first"},
                                      {.id = 2, .kind = EventKind::GuardUndid, .text = "it got worse"},
                                      {.id = 3, .kind = EventKind::AlertRaised, .text = "an alert"}};
    const QJsonValue data = run(u"guard"_s)[u"data"_s];
    QCOMPARE(data[u"watching"_s], false);
    QCOMPARE(data[u"change"_s], QJsonValue::Null);
    QCOMPARE(data[u"last_verdict"_s][u"id"_s], 2);
    const QString text = app::controlReport(u"guard"_s, data);
    QVERIFY2(text.startsWith(u"no change is watched now\nlast verdict, "_s), qPrintable(text));
    QVERIFY2(text.endsWith(u": it got worse\n"_s), qPrintable(text));
}

void GuardCommandTest::aChangeIsKept()
{
    watch();
    const QJsonValue data = run(u"guard.keep"_s)[u"data"_s];
    QVERIFY(!m_service->fakeWatch.guardNow.watching);
    QCOMPARE(data[u"kept"_s], 1);
    QCOMPARE(data[u"watching"_s], false);
    QCOMPARE(app::controlReport(u"guard.keep"_s, data), u"entry 1 stays, whatever follows\n"_s);
}

void GuardCommandTest::nothingIsKeptWhereNothingIsWatched()
{
    QCOMPARE(run(u"guard.keep"_s)[u"error"_s][u"kind"_s], u"conflict"_s);
}

void GuardCommandTest::onlyARunningRelayHasOne_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("guard") << u"guard"_s;
    QTest::newRow("guard keep") << u"guard.keep"_s;
}

void GuardCommandTest::onlyARunningRelayHasOne()
{
    QFETCH(const QString, command);
    m_service->statusNow.port = 0;
    QCOMPARE(run(command)[u"error"_s][u"kind"_s], u"unavailable"_s);
}

QTEST_GUILESS_MAIN(GuardCommandTest)

#include "tst_guard_command.moc"
