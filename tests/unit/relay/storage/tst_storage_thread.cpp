// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/meta_table.h"
#include "relay/storage/storage_thread.h"

#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <stdexcept>
#include <vector>

using relay::storage::Connection;
using relay::storage::DatabaseCounters;
using relay::storage::DatabaseOptions;
using relay::storage::MetaTable;
using relay::storage::Role;
using relay::storage::StorageThread;

class StorageThreadTest final : public QObject
{
    Q_OBJECT

private slots:
    void workIsDoneInOrderAndBeforeTheEnd()
    {
        const QTemporaryDir folder;
        DatabaseCounters counters;
        StorageThread thread(optionsIn(folder), Role::Writer, counters);
        QVERIFY(thread.start());
        std::vector<int> seen;
        std::atomic<const QThread *> where{nullptr};
        for (int i = 0; i < 100; ++i) {
            QVERIFY(thread.post([&seen, &where, i](Connection &connection) {
                where = QThread::currentThread();
                if (MetaTable(connection).setText("last", std::to_string(i)))
                    seen.push_back(i);
            }));
        }
        thread.stop();
        QCOMPARE(seen.size(), std::size_t{100});
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        QVERIFY(where.load() != QThread::currentThread());
        QVERIFY(!thread.post([](Connection &) {}));
    }

    void workThatThrowsDoesNotEndTheThread()
    {
        const QTemporaryDir folder;
        DatabaseCounters counters;
        StorageThread thread(optionsIn(folder), Role::Writer, counters);
        QVERIFY(thread.start());
        std::atomic<bool> reached{false};
        QVERIFY(thread.post([](Connection &) { throw std::runtime_error("no"); }));
        QVERIFY(thread.post([&reached](Connection &) { reached = true; }));
        QTRY_VERIFY(reached.load());
    }

    void aDatabaseThatCannotBeOpenedIsTold()
    {
        DatabaseCounters counters;
        DatabaseOptions options;
        options.path = QStringLiteral("/nonexistent/folder/a.db");
        StorageThread thread(options, Role::Writer, counters);
        QVERIFY(!thread.start());
        QVERIFY(!thread.post([](Connection &) {}));
    }

private:
    static DatabaseOptions optionsIn(const QTemporaryDir &folder)
    {
        DatabaseOptions options;
        options.path = folder.filePath(QStringLiteral("a.db"));
        return options;
    }
};

QTEST_GUILESS_MAIN(StorageThreadTest)
#include "tst_storage_thread.moc"
