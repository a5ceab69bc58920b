// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/connection_pool.h"
#include "relay/storage/meta_table.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <future>
#include <semaphore>
#include <stdexcept>

using namespace relay;
using relay::storage::Connection;
using relay::storage::ConnectionPool;
using relay::storage::PoolBounds;
using Lane = ConnectionPool::Lane;

namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

// Work that lasts until it is released, and tells how much of it runs at once.
struct Gate
{
    std::counting_semaphore<> go{0};
    std::atomic<int> inside{0};
    std::atomic<int> done{0};

    ConnectionPool::Work work()
    {
        return [this](Result<Connection *> connection) {
            if (!connection)
                return;
            ++inside;
            (void)go.try_acquire_for(kPatience); // a failed check must not leave the pool waiting for ever
            --inside;
            ++done;
        };
    }
};

} // namespace

class ConnectionPoolTest final : public QObject
{
    Q_OBJECT

private slots:
    void editsAreDoneInOrderAndBeforeTheEnd()
    {
        ConnectionPool pool(options(), {}, m_counters);
        QVERIFY(pool.start());
        std::vector<int> seen;
        for (int i = 0; i < 100; ++i) {
            QVERIFY(pool.post(
                [&seen, i](Result<Connection *> connection) {
                    if (connection && storage::MetaTable(**connection).setText("last", std::to_string(i)))
                        seen.push_back(i);
                },
                Lane::Edit));
        }
        pool.stop();
        QCOMPARE(seen.size(), std::size_t{100});
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        QVERIFY(!pool.post([](Result<Connection *>) {}));
        QCOMPARE(pool.figures().open, std::size_t{0});
    }

    void longWorkKeepsNobodyFromTheOthersSettings()
    {
        Gate gate;
        ConnectionPool pool(options(), {}, m_counters);
        QVERIFY(pool.start());
        QTRY_COMPARE(pool.pragmas(kPatience).size(), std::size_t{1});
        QTRY_COMPARE(pool.figures().idle, std::size_t{1}); // else the work opens a second one
        QVERIFY(pool.post(gate.work()));
        QTRY_COMPARE(gate.inside.load(), 1);
        const auto said = pool.pragmas(kPatience); // by the one that is at work: what it said before
        QCOMPARE(gate.inside.load(), 1);
        QCOMPARE(said.size(), std::size_t{1});
        QVERIFY(!said.at(0).empty());
        QVERIFY(pool.post(gate.work()));
        QTRY_COMPARE(gate.inside.load(), 2); // and by the other: it has said nothing yet
        QCOMPARE(pool.pragmas(kPatience).size(), std::size_t{1});
        gate.go.release(2);
    }

    void fewerOpenOnesAreKeptAtOnce()
    {
        Gate gate;
        ConnectionPool pool(options(), {.maxOpen = 3, .maxIdle = 3}, m_counters);
        QVERIFY(pool.start());
        for (int i = 0; i < 3; ++i)
            QVERIFY(pool.post(gate.work()));
        QTRY_COMPARE(gate.inside.load(), 3);
        gate.go.release(3);
        QTRY_COMPARE(pool.figures().idle, std::size_t{3});
        pool.setBounds({.maxOpen = 1, .maxIdle = 3});
        QTRY_COMPARE(pool.figures().open, std::size_t{1});
        gate.go.release();
        QVERIFY(pool.post(gate.work()));
        QTRY_COMPARE(gate.done.load(), 4);
    }

    void heldEditsWaitAndReadingGoesOn()
    {
        Gate before;
        Gate edit;
        Gate read;
        ConnectionPool pool(options(), {}, m_counters);
        QVERIFY(pool.start());
        before.go.release(3);
        for (int i = 0; i < 3; ++i)
            QVERIFY(pool.post(before.work(), Lane::Edit));
        pool.holdEdits();
        QCOMPARE(before.done.load(), 3);
        edit.go.release();
        read.go.release();
        QVERIFY(pool.post(edit.work(), Lane::Edit));
        QVERIFY(pool.post(read.work()));
        QTRY_COMPARE(read.done.load(), 1);
        QCOMPARE(edit.done.load(), 0);
        pool.letEdits();
        QTRY_COMPARE(edit.done.load(), 1);
    }

    void boundsAreKept_data()
    {
        QTest::addColumn<int>("maxOpen");
        QTest::addColumn<int>("maxIdle");
        QTest::newRow("several") << 3 << 2;
        QTest::newRow("one") << 1 << 1;
        QTest::newRow("none is kept") << 2 << 0;
    }

    void boundsAreKept()
    {
        QFETCH(const int, maxOpen);
        QFETCH(const int, maxIdle);
        Gate gate;
        ConnectionPool pool(options(), {std::size_t(maxOpen), std::size_t(maxIdle)}, m_counters);
        QVERIFY(pool.start());
        for (int i = 0; i < 8; ++i)
            QVERIFY(pool.post(gate.work()));
        QTRY_COMPARE(gate.inside.load(), maxOpen);
        QTest::qWait(20);
        QCOMPARE(gate.inside.load(), maxOpen);
        QCOMPARE(pool.figures().open, std::size_t(maxOpen));
        gate.go.release(8);
        QTRY_COMPARE(gate.done.load(), 8);
        QTRY_COMPARE(pool.figures().open, std::size_t(maxIdle));
        QTRY_COMPARE(pool.figures().idle, std::size_t(maxIdle));
    }

    void newBoundsCountAtOnce()
    {
        Gate gate;
        ConnectionPool pool(options(), {1, 1}, m_counters);
        QVERIFY(pool.start());
        for (int i = 0; i < 4; ++i)
            QVERIFY(pool.post(gate.work()));
        QTRY_COMPARE(gate.inside.load(), 1);
        pool.setBounds({4, 4});
        gate.go.release(1);
        QTRY_COMPARE(gate.done.load(), 1);
        QTRY_COMPARE(gate.inside.load() + gate.done.load(), 4);
        gate.go.release(3);
        QTRY_COMPARE(gate.done.load(), 4);
        pool.setBounds({4, 1});
        QTRY_COMPARE(pool.figures().open, std::size_t{1});
    }

    void readsGoOnBesideAnEdit()
    {
        Gate edit;
        Gate read;
        ConnectionPool pool(options(), {3, 3}, m_counters);
        QVERIFY(pool.start());
        QVERIFY(pool.post(edit.work(), Lane::Edit));
        QVERIFY(pool.post(edit.work(), Lane::Edit));
        QVERIFY(pool.post(read.work()));
        read.go.release();
        QTRY_COMPARE(read.done.load(), 1);
        QCOMPARE(edit.inside.load(), 1);
        edit.go.release(2);
        QTRY_COMPARE(edit.done.load(), 2);
    }

    void nothingIsOpenWhileItIsReopened()
    {
        ConnectionPool pool(options(), {3, 3}, m_counters);
        QVERIFY(pool.start());
        storage::DatabaseOptions changed = options();
        changed.synchronous = "FULL";
        const Result<void> done = pool.reopen(changed, [&]() -> Result<void> {
            if (pool.figures().open != 0)
                return Error{ErrorKind::Internal, QStringLiteral("something is open")};
            pool.post([](Result<Connection *>) {}); // waits
            return {};
        });
        QVERIFY(done);
        QTRY_COMPARE(pool.pragmas(kPatience).size(), std::size_t{1});
        const storage::PragmaValues values = pool.pragmas(kPatience).at(0);
        const auto found =
            std::ranges::find(values, "synchronous", &std::pair<std::string, std::string>::first);
        QCOMPARE(found->second, std::string("FULL"));
        const Result<void> refused = pool.reopen(options(), [] {
            return Result<void>(Error{ErrorKind::Conflict, QStringLiteral("no")});
        });
        QVERIFY(!refused);
        const storage::PragmaValues kept = [&] {
            std::promise<storage::PragmaValues> read;
            pool.post([&](Result<Connection *> connection) { read.set_value((*connection)->pragmas()); });
            return read.get_future().get();
        }();
        QCOMPARE(std::ranges::find(kept, "synchronous", &std::pair<std::string, std::string>::first)->second,
                 std::string("FULL"));
    }

    // However many edits stand before it: none is answered much later than SQLITE_BUSY_TIMEOUT.
    void anEditThatIsLateWaitsLessForLocks()
    {
        ConnectionPool pool(options(), {1, 1}, m_counters); // one connection for all
        QVERIFY(pool.start());
        const int whole = options().busyTimeoutMs;
        QVERIFY(whole > 3000);
        const auto patience = [&pool](Lane lane, std::chrono::milliseconds late) {
            std::promise<int> told;
            std::future<int> answer = told.get_future();
            pool.post(
                [&told](Result<Connection *> connection) {
                    told.set_value(std::stoi(*(*connection)->pragma("busy_timeout")));
                },
                lane, "a look", std::chrono::steady_clock::now() - late);
            return answer.get();
        };
        const int fresh = patience(Lane::Edit, std::chrono::milliseconds(0));
        QVERIFY2(fresh > whole / 2 && fresh <= whole, qPrintable(QString::number(fresh)));
        const int later = patience(Lane::Edit, std::chrono::milliseconds(whole - 1000));
        QVERIFY2(later >= 100 && later <= 1000, qPrintable(QString::number(later)));
        QCOMPARE(patience(Lane::Edit, std::chrono::hours(1)), 100);
        QCOMPARE(patience(Lane::Read, std::chrono::hours(1)), whole);
    }

    void workThatThrowsDoesNotEndThePool()
    {
        ConnectionPool pool(options(), {1, 1}, m_counters);
        QVERIFY(pool.start());
        std::atomic<bool> reached{false};
        QVERIFY(pool.post([](Result<Connection *>) { throw std::runtime_error("no"); }, Lane::Edit));
        QVERIFY(pool.post([&reached](Result<Connection *>) { reached = true; }, Lane::Edit));
        QTRY_VERIFY(reached.load());
    }

    void aDatabaseThatCannotBeOpenedIsTold()
    {
        storage::DatabaseOptions nowhere;
        nowhere.path = QStringLiteral("/nonexistent/folder/a.db");
        ConnectionPool pool(nowhere, {}, m_counters);
        QVERIFY(!pool.start());
        QVERIFY(!pool.post([](Result<Connection *>) {}));
    }

private:
    storage::DatabaseOptions options() const
    {
        storage::DatabaseOptions options;
        options.path = m_folder.filePath(QStringLiteral("a.db"));
        return options;
    }

    QTemporaryDir m_folder;
    storage::DatabaseCounters m_counters;
};

QTEST_GUILESS_MAIN(ConnectionPoolTest)
#include "tst_connection_pool.moc"
