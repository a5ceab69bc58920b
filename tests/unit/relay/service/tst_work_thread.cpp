// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/answered.h"
#include "relay/service/work_thread.h"

#include <QSemaphore>
#include <QTest>

#include <atomic>
#include <stdexcept>

using namespace std::chrono_literals;
using relay::ErrorKind;
using relay::Result;
using relay::service::answered;
using relay::service::WorkThread;

class WorkThreadTest final : public QObject
{
    Q_OBJECT

private slots:
    void whoHurriesNeedNotWait()
    {
        WorkThread thread(QStringLiteral("work"));
        thread.start();
        QSemaphore waits;
        std::promise<int> never;
        const std::future<int> answer = never.get_future();
        std::atomic<int> came = -1;
        QVERIFY(thread.post([&] {
            waits.release();
            came = thread.awaits(answer, 1h) ? 1 : 0;
        }));
        QVERIFY(waits.tryAcquire(1, 20'000));
        thread.hurry();
        QTRY_COMPARE(came.load(), 0);
        QVERIFY(!thread.post([] {}));
        thread.stop();
    }

    void anAnswerIsWaitedFor()
    {
        WorkThread thread(QStringLiteral("work"));
        thread.start();
        std::promise<int> soon;
        const std::future<int> answer = soon.get_future();
        std::atomic<int> came = -1;
        QVERIFY(thread.post([&] { came = thread.awaits(answer, 1h) ? 1 : 0; }));
        soon.set_value(7);
        QTRY_COMPARE(came.load(), 1);
        std::promise<int> never;
        const std::future<int> none = never.get_future();
        QVERIFY(thread.post([&] { came = thread.awaits(none, 20ms) ? 3 : 2; }));
        QTRY_COMPARE(came.load(), 2);
    }

    void whatThrowsIsAnsweredToo()
    {
        const auto outcome = answered([]() -> Result<int> { throw std::runtime_error("out of it"); });
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Internal);
        QCOMPARE(outcome.error().message, QStringLiteral("out of it"));
        QCOMPARE(*answered([] { return Result<int>(7); }), 7);
    }
};

QTEST_GUILESS_MAIN(WorkThreadTest)
#include "tst_work_thread.moc"
