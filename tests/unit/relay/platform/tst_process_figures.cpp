// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/descriptor_limit.h"
#include "relay/platform/process_figures.h"
#include "relay/platform/thread_priority.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <memory>
#include <vector>

using relay::platform::processFigures;

class ProcessFiguresTest final : public QObject
{
    Q_OBJECT

private slots:
    void memoryGrowsWithWhatIsUsed()
    {
        const auto before = processFigures();
        QVERIFY(before.rssBytes > 1'000'000);
        std::vector<char> large(64 << 20, 'x');
        const auto after = processFigures();
        QVERIFY(after.rssBytes > before.rssBytes + (32U << 20));
        QCOMPARE(large.back(), 'x');
    }

    void processorTimeGrows()
    {
        const auto before = processFigures();
        QTRY_VERIFY(processFigures().cpuUs > before.cpuUs);
    }

    void threadsAreCounted()
    {
        const auto before = processFigures();
        QSemaphore started;
        QSemaphore end;
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            started.release();
            end.acquire();
        }));
        thread->start();
        started.acquire();
        QCOMPARE(processFigures().threads, before.threads + 1);
        end.release();
        QVERIFY(thread->wait());
    }

    void backgroundPriorityIsForItsThreadAlone()
    {
        bool given = false;
        const std::unique_ptr<QThread> thread(
            QThread::create([&given] { given = relay::platform::setBackgroundPriority(); }));
        thread->start();
        QVERIFY(thread->wait());
        QVERIFY(given);
    }

    void theDescriptorLimitIsRaisedOnce()
    {
        const auto limit = relay::platform::raiseDescriptorLimit();
        QCOMPARE(relay::platform::raiseDescriptorLimit(), limit);
    }
};

QTEST_GUILESS_MAIN(ProcessFiguresTest)
#include "tst_process_figures.moc"
