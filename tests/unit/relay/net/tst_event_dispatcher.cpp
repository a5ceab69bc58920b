// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/event_dispatcher.h"
#include "relay/net/event_loop.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace std::chrono_literals;
using relay::net::EventLoop;
using relay::net::Interest;
using relay::net::Pollable;
using relay::net::Readiness;

struct Pair
{
    Pair() { made = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0; }
    ~Pair()
    {
        close(ends[0]);
        close(ends[1]);
    }
    bool made = false;
    std::array<int, 2> ends{};
};

struct Reader final : Pollable
{
    explicit Reader(int from)
        : descriptor(from)
    {
    }
    void ready(Readiness) override
    {
        char byte = 0;
        while (read(descriptor, &byte, 1) == 1)
            ++bytes;
    }
    int descriptor;
    std::atomic<int> bytes{0};
};

// A thread with the dispatcher under test, and an object that lives on it.
struct Thread
{
    Thread()
    {
        made = relay::net::makeEventDispatcher();
        if (made)
            thread.setEventDispatcher(made);
        post.moveToThread(&thread);
        thread.start();
    }
    ~Thread()
    {
        thread.quit();
        thread.wait();
    }
    template <typename Work>
    void run(Work work) // there, and waits for it
    {
        std::promise<void> done; // and not Qt's blocking call, which thread checkers do not see through
        QMetaObject::invokeMethod(
            &post,
            [&] {
                work();
                done.set_value();
            },
            Qt::QueuedConnection);
        done.get_future().wait();
    }
    QAbstractEventDispatcher *made = nullptr;
    QThread thread;
    QObject post;
};

} // namespace

class tst_event_dispatcher : public QObject
{
    Q_OBJECT

private slots:
    void queuedCallsArriveInOrder();
    void callQueuedFromTheThreadItselfRuns();
    void timerFiresAgainAndAgain();
    void timerMayEndItselfAndOthers();
    void pollerAndNotifiersShareTheLoop();
    void notifierMayGoWhileItIsTold();
    void pollerOutlivesItsThread();
    void quitEndsASleepingThread();
};

void tst_event_dispatcher::queuedCallsArriveInOrder()
{
    Thread t;
    QVERIFY(t.made);
    std::vector<int> seen;
    for (int i = 0; i < 1000; ++i)
        QMetaObject::invokeMethod(
            &t.post, [&seen, i] { seen.push_back(i); }, Qt::QueuedConnection);
    t.run([] {});
    QCOMPARE(seen.size(), std::size_t{1000});
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
}

void tst_event_dispatcher::callQueuedFromTheThreadItselfRuns()
{
    Thread t;
    std::atomic<int> depth{0};
    std::function<void()> again = [&] {
        if (++depth < 100)
            QMetaObject::invokeMethod(&t.post, again, Qt::QueuedConnection);
    };
    t.run(again);
    QTRY_COMPARE(depth.load(), 100);
}

void tst_event_dispatcher::timerFiresAgainAndAgain()
{
    Thread t;
    std::atomic<int> fired{0};
    std::atomic<qint64> tooEarly{0};
    std::unique_ptr<QTimer> timer;
    t.run([&] {
        timer = std::make_unique<QTimer>();
        auto since = std::make_shared<QElapsedTimer>();
        since->start();
        QObject::connect(timer.get(), &QTimer::timeout, timer.get(), [&, since] {
            ++fired;
            if (since->elapsed() < 20 * fired - 1)
                ++tooEarly;
        });
        timer->start(20ms);
    });
    QTRY_VERIFY(fired.load() >= 5);
    QCOMPARE(tooEarly.load(), qint64{0});
    int remaining = 0;
    t.run([&] {
        remaining = timer->remainingTime();
        timer.reset();
    });
    QVERIFY2(remaining >= 0 && remaining <= 20, qPrintable(QString::number(remaining)));
    const int stopped = fired.load();
    QTest::qWait(60);
    QCOMPARE(fired.load(), stopped);
}

void tst_event_dispatcher::timerMayEndItselfAndOthers()
{
    Thread t;
    std::atomic<int> fired{0};
    std::unique_ptr<QTimer> first;
    std::unique_ptr<QTimer> second;
    t.run([&] {
        first = std::make_unique<QTimer>();
        second = std::make_unique<QTimer>();
        for (QTimer *timer : {first.get(), second.get()}) {
            QObject::connect(timer, &QTimer::timeout, timer, [&] {
                ++fired;
                first->stop();
                second->stop();
            });
            timer->start(5ms);
        }
        QThread::msleep(10); // both are due
    });
    QTRY_COMPARE(fired.load(), 1);
    t.run([&] {
        first.reset();
        second.reset();
    });
    QCOMPARE(fired.load(), 1);
}

void tst_event_dispatcher::pollerAndNotifiersShareTheLoop()
{
    Thread t;
    Pair polled;
    Pair notified;
    QVERIFY(polled.made && notified.made);
    Reader reader(polled.ends[0]);
    std::atomic<int> readable{0};
    std::atomic<int> writable{0};
    std::unique_ptr<EventLoop> loop;
    std::unique_ptr<EventLoop> another; // finds the set taken, and watches one of its own
    Reader anotherReader(notified.ends[1]);
    std::unique_ptr<QSocketNotifier> in;
    std::unique_ptr<QSocketNotifier> out;
    t.run([&] {
        loop = std::make_unique<EventLoop>();
        another = std::make_unique<EventLoop>();
        QVERIFY(loop->poller().add(polled.ends[0], reader, {.read = true}));
        QVERIFY(another->poller().add(notified.ends[1], anotherReader, {.read = true}));
        in = std::make_unique<QSocketNotifier>(notified.ends[0], QSocketNotifier::Read);
        out = std::make_unique<QSocketNotifier>(notified.ends[0], QSocketNotifier::Write);
        QObject::connect(in.get(), &QSocketNotifier::activated, in.get(), [&] {
            char byte = 0;
            readable += static_cast<int>(read(notified.ends[0], &byte, 1));
        });
        QObject::connect(out.get(), &QSocketNotifier::activated, out.get(), [&] {
            ++writable;
            out->setEnabled(false);
        });
    });
    QCOMPARE(write(polled.ends[1], "ab", 2), ssize_t{2});
    QCOMPARE(write(notified.ends[1], "c", 1), ssize_t{1});
    QCOMPARE(write(notified.ends[0], "def", 3), ssize_t{3});
    QTRY_COMPARE(reader.bytes.load(), 2);
    QTRY_COMPARE(readable.load(), 1);
    QTRY_COMPARE(writable.load(), 1);
    QTRY_COMPARE(anotherReader.bytes.load(), 3);
    t.run([&] {
        in.reset();
        out.reset();
        loop->poller().remove(polled.ends[0]);
        another->poller().remove(notified.ends[1]);
        loop.reset();
        another.reset();
    });
}

void tst_event_dispatcher::notifierMayGoWhileItIsTold()
{
    Thread t;
    Pair first;
    Pair second;
    std::atomic<int> told{0};
    std::unique_ptr<QSocketNotifier> one;
    std::unique_ptr<QSocketNotifier> two;
    QCOMPARE(write(first.ends[1], "x", 1), ssize_t{1});
    QCOMPARE(write(second.ends[1], "x", 1), ssize_t{1});
    t.run([&] {
        one = std::make_unique<QSocketNotifier>(first.ends[0], QSocketNotifier::Read);
        two = std::make_unique<QSocketNotifier>(second.ends[0], QSocketNotifier::Read);
        for (QSocketNotifier *notifier : {one.get(), two.get()}) {
            QObject::connect(notifier, &QSocketNotifier::activated, &t.post, [&, notifier] {
                ++told;
                (notifier == one.get() ? two : one).reset(); // whose event is in the same batch
                notifier->setEnabled(false);
            });
        }
    });
    QTRY_VERIFY(told.load() > 0);
    t.run([&] {
        one.reset();
        two.reset();
    });
    QCOMPARE(told.load(), 1);
}

void tst_event_dispatcher::pollerOutlivesItsThread()
{
    std::unique_ptr<EventLoop> loop;
    Pair pair;
    Reader reader(pair.ends[0]);
    {
        Thread t;
        t.run([&] {
            loop = std::make_unique<EventLoop>();
            QVERIFY(loop->poller().add(pair.ends[0], reader, {.read = true}));
        });
    }
    loop->poller().remove(pair.ends[0]);
    loop.reset();
    QCOMPARE(reader.bytes.load(), 0);
}

void tst_event_dispatcher::quitEndsASleepingThread()
{
    for (int i = 0; i < 50; ++i) {
        Thread t;
        t.thread.quit();
        QVERIFY(t.thread.wait(5000));
    }
}

QTEST_GUILESS_MAIN(tst_event_dispatcher)
#include "tst_event_dispatcher.moc"
