// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/contended_mutex.h"
#include "tests/support/pprof_reader.h"
#include "tests/support/relay_fixture.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

using namespace tests;
using namespace std::chrono_literals;
using relay::api::ProfileCapture;
using relay::api::ProfileKind;
using relay::profiling::ContendedMutex;

namespace {

constexpr int kParked = 40;

std::atomic<bool> s_stop{false};
std::atomic<int> s_ready{0}; // threads that do what they are to be seen with

[[gnu::noinline]] void plantedBusyWork()
{
    volatile unsigned number = 1;
    while (!s_stop.load(std::memory_order_relaxed))
        number = number * 1664525U + 1013904223U;
}

[[gnu::noinline]] char *plantedAllocation()
{
    auto *const block = new char[1 << 20];
    *static_cast<volatile char *>(block) = 'x';
    return block;
}

// Some 64 MiB at any time, all of them from a moment ago.
void allocate()
{
    std::array<std::unique_ptr<char[]>, 64> live;
    for (std::size_t i = 0; !s_stop; ++i) {
        if (i == live.size())
            ++s_ready;
        live[i % live.size()].reset(plantedAllocation());
        QThread::yieldCurrentThread();
    }
}

struct Contention
{
    ContendedMutex mutex;
    QSemaphore held;
    QSemaphore arrived;
    QSemaphore passed;
};

[[gnu::noinline]] void plantedHolder(Contention &contention)
{
    contention.mutex.lock();
    contention.held.release();
    contention.arrived.acquire();
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 10)
        QThread::yieldCurrentThread();
    contention.mutex.unlock();
    contention.passed.acquire(); // locks are not fair
}

[[gnu::noinline]] void plantedWaiter(Contention &contention)
{
    contention.held.acquire();
    contention.arrived.release();
    contention.mutex.lock();
    contention.mutex.unlock();
    contention.passed.release();
}

[[gnu::noinline]] void plantedParking(QSemaphore &parked)
{
    ++s_ready;
    parked.acquire();
    QThread::yieldCurrentThread(); // no call in tail position
}

// Threads with work for as long as this lives.
class PlantedThreads final
{
public:
    explicit PlantedThreads(ProfileKind kind)
    {
        s_stop = false;
        s_ready = 0;
        if (kind == ProfileKind::Cpu) {
            start([] {
                ++s_ready;
                plantedBusyWork();
                QThread::yieldCurrentThread();
            });
        } else if (kind == ProfileKind::Heap) {
            start(allocate);
        } else if (kind == ProfileKind::Threads) {
            for (int i = 0; i < kParked; ++i)
                start([this] { plantedParking(m_parked); });
        } else {
            start([this] { contend(plantedHolder); });
            start([this] { contend(plantedWaiter); });
        }
    }
    ~PlantedThreads()
    {
        s_stop = true;
        m_parked.release(kParked);
        m_contention.held.release(); // whoever waits for the one that has seen it first
        m_contention.arrived.release();
        m_contention.passed.release();
        for (const auto &thread : m_threads)
            thread->wait();
    }
    Q_DISABLE_COPY_MOVE(PlantedThreads)

    std::size_t count() const { return m_threads.size(); }

private:
    template <typename Work>
    void start(Work work)
    {
        m_threads.emplace_back(QThread::create(work))->start();
    }
    template <typename Side>
    void contend(Side side)
    {
        ++s_ready;
        while (!s_stop)
            side(m_contention);
    }

    QSemaphore m_parked;
    Contention m_contention;
    std::vector<std::unique_ptr<QThread>> m_threads;
};

} // namespace

// What a relay captures, as go's own reader understands it.
class ProfilesWithPprofTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatWasPlantedIsTheTopEntry_data();
    void whatWasPlantedIsTheTopEntry();
    void parkedThreadsAreCounted();

private:
    void take(ProfileKind kind, ProfileCapture &capture);

    RelayFixture m_relay;
};

void ProfilesWithPprofTest::take(ProfileKind kind, ProfileCapture &capture)
{
    const PlantedThreads planted(kind);
    QTRY_COMPARE_WITH_TIMEOUT(s_ready.load(), static_cast<int>(planted.count()), 60'000);
    std::optional<relay::Result<ProfileCapture>> taken;
    m_relay.core().profilingService().capture({.kind = kind, .duration = 1s}, this,
                                              [&taken](const auto &result) { taken = result; });
    QVERIFY(QTest::qWaitFor([&taken] { return taken.has_value(); }, 60'000));
    if (!*taken && taken->error().kind == relay::ErrorKind::Unavailable)
        QSKIP("this system or build cannot take it");
    QVERIFY2(taken->has_value(), qPrintable(taken->has_value() ? QString() : taken->error().message));
    for (const std::string &comment : (*taken)->comments)
        if (comment.find("not sampled") != std::string::npos)
            QSKIP("a build with a sanitizer has a malloc of its own");
    capture = **taken;
}

void ProfilesWithPprofTest::whatWasPlantedIsTheTopEntry_data()
{
    QTest::addColumn<ProfileKind>("kind");
    QTest::addColumn<QString>("sampleIndex"); // empty: the profile's usual one
    QTest::addColumn<QString>("planted");
    const QString usual;
    const QString allocation = QStringLiteral("plantedAllocation");
    QTest::newRow("processor time") << ProfileKind::Cpu << usual << QStringLiteral("plantedBusyWork");
    QTest::newRow("live memory") << ProfileKind::Heap << QStringLiteral("inuse_space") << allocation;
    QTest::newRow("allocated memory") << ProfileKind::Heap << QStringLiteral("alloc_space") << allocation;
    QTest::newRow("waits for a lock") << ProfileKind::Block << usual << QStringLiteral("plantedWaiter");
    QTest::newRow("who made them wait") << ProfileKind::Mutex << usual << QStringLiteral("plantedHolder");
}

void ProfilesWithPprofTest::whatWasPlantedIsTheTopEntry()
{
    QFETCH(const ProfileKind, kind);
    QFETCH(const QString, sampleIndex);
    QFETCH(const QString, planted);
    if (!PprofReader::isInstalled())
        QSKIP("go (Debian: golang-go), whose `go tool pprof` reads profiles, is not installed");
    ProfileCapture capture;
    take(kind, capture);
    if (QTest::currentTestFailed() || capture.proto.empty())
        return;
    QStringList options;
    if (!sampleIndex.isEmpty())
        options.append(QStringLiteral("-sample_index=") + sampleIndex);
    PprofReader pprof;
    const std::vector<PprofReader::Entry> entries = pprof.topOf(capture.proto, options);
    QVERIFY2(!entries.empty(), pprof.trouble().constData());
    QVERIFY2(entries.front().function.endsWith(planted), pprof.trouble().constData());
    QVERIFY(entries.front().flat > 0);
}

// Where each stands is inside the C library, all alike: they are found by who called it.
void ProfilesWithPprofTest::parkedThreadsAreCounted()
{
    if (!PprofReader::isInstalled())
        QSKIP("go (Debian: golang-go), whose `go tool pprof` reads profiles, is not installed");
    ProfileCapture capture;
    take(ProfileKind::Threads, capture);
    if (QTest::currentTestFailed() || capture.proto.empty())
        return;
    PprofReader pprof;
    const auto entries = pprof.topOf(capture.proto, {QStringLiteral("-cum")});
    QVERIFY2(!entries.empty(), pprof.trouble().constData());
    const auto planted = std::find_if(entries.begin(), entries.end(), [](const PprofReader::Entry &entry) {
        return entry.function.endsWith(QStringLiteral("plantedParking"));
    });
    QVERIFY2(planted != entries.end(), pprof.trouble().constData());
    QCOMPARE(planted->cumulative, double(kParked));
}

QTEST_GUILESS_MAIN(ProfilesWithPprofTest)
#include "tst_profiles_with_pprof.moc"
