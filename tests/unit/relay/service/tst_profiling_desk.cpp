// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/heap_profile.h"
#include "relay/service/profiling_desk.h"

#include <QTest>

#include <chrono>
#include <optional>
#include <vector>

using relay::Result;
using relay::api::ProfileCapture;
using relay::api::ProfileKind;
using relay::service::ProfilingDesk;
using namespace std::chrono_literals;

// Profiles without a relay: what tells its exchanges is the test.
class ProfilingDeskTest final : public QObject
{
    Q_OBJECT

private slots:
    void aStuckRelayHasItsThreadsTold();
    void memoryIsSampledForTheTimeOfACapture();
    void whatIsAbandonedEndsAtOnce();

private:
    using Told = std::optional<Result<ProfileCapture>>;
    static Told taken(ProfilingDesk &desk, ProfileKind kind, std::chrono::milliseconds duration)
    {
        QObject context;
        Told told;
        desk.capture({.kind = kind, .duration = duration}, &context,
                     [&told](const Result<ProfileCapture> &capture) { told = capture; });
        (void)QTest::qWaitFor([&told] { return told.has_value(); }, 60'000);
        return told;
    }
};

void ProfilingDeskTest::aStuckRelayHasItsThreadsTold()
{
    QObject root;
    ProfilingDesk desk(&root, [](const auto &) {}); // tells nothing, as a loop that stands
    desk.open();
    const Told threads = taken(desk, ProfileKind::Threads, 1s);
    QVERIFY(threads && *threads);
    QVERIFY2((*threads)->singleText.find("the relay's loop does not answer") != std::string::npos,
             (*threads)->singleText.c_str());
    QVERIFY((*threads)->singleText.find("\"profiles\"") != std::string::npos);
    const Told next = taken(desk, ProfileKind::Cpu, 50ms); // nobody is in its way
    QVERIFY(next && *next);
}

void ProfilingDeskTest::memoryIsSampledForTheTimeOfACapture()
{
    if (const auto can = relay::profiling::heap::start(); !can)
        QSKIP(qPrintable(can.error().message));
    relay::profiling::heap::stop();
    QObject root;
    ProfilingDesk desk(&root, [](const auto &told) { told({}); });
    desk.open();
    QObject context;
    Told told;
    desk.capture({.kind = ProfileKind::Heap, .duration = 2s}, &context,
                 [&told](const Result<ProfileCapture> &capture) { told = capture; });
    std::vector<std::unique_ptr<std::string>> live;
    QVERIFY(QTest::qWaitFor(
        [&] {
            live.push_back(std::make_unique<std::string>(1024 * 1024, 'x'));
            return told.has_value();
        },
        60'000));
    QVERIFY(*told);
    QVERIFY2((*told)->flame.total > 0, "no sample of what was allocated meanwhile");
}

void ProfilingDeskTest::whatIsAbandonedEndsAtOnce()
{
    QObject root;
    ProfilingDesk desk(&root, [](const auto &told) { told({}); });
    desk.open();
    QObject context;
    const auto id = desk.capture({.kind = ProfileKind::Mutex, .duration = 1h}, &context, [](const auto &) {});
    desk.abandon(id);
    const auto next = [&] { return taken(desk, ProfileKind::Threads, 1s); };
    QTRY_VERIFY(next().value().has_value()); // Conflict until the other one has ended
}

QTEST_GUILESS_MAIN(ProfilingDeskTest)
#include "tst_profiling_desk.moc"
