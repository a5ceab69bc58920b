// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/migrations.h"
#include "relay/storage/query.h"
#include "relay/storage/usage_table.h"
#include "tests/unit/relay/ledger/sample_record.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <random>
#include <set>

using namespace relay;

namespace {

constexpr std::uint64_t kJournalBytes = 128 * 1024; // many laps within the test
constexpr std::uint64_t kFirstOfLife = 1'000'000;   // request ids of one process: life * this + n

// Connection, journal and writer on one data directory, as at a start.
struct Life
{
    bool open(const QString &folder)
    {
        options.path = folder + QStringLiteral("/a.db");
        auto opened = storage::Connection::open(options, storage::Role::Writer, counters);
        if (!opened || !storage::migrate(**opened))
            return false;
        connection = std::move(*opened);
        const auto marks = storage::MetaTable(*connection).watermarks();
        const auto largest = storage::UsageTable(*connection).largestId();
        if (!marks || !largest)
            return false;
        auto recovered =
            ledger::Journal::open(folder + QStringLiteral("/journal"), kJournalBytes, *marks, *largest);
        if (!recovered)
            return false;
        journal = std::move(*recovered);
        ledger::LedgerOptions timing;
        timing.batchRows = 20;
        timing.flushInterval = std::chrono::milliseconds(3);
        timing.totalsInterval = std::chrono::milliseconds(5);
        writer = std::make_unique<ledger::LedgerWriter>(*journal, options, timing, counters);
        writer->start();
        return true;
    }

    storage::DatabaseOptions options;
    storage::DatabaseCounters counters;
    std::unique_ptr<storage::Connection> connection;
    std::unique_ptr<ledger::Journal> journal;
    std::unique_ptr<ledger::LedgerWriter> writer;
};

// Appends for ever and says each id once it is staged, as an answer's last byte would.
int child(const QString &folder, std::uint64_t life)
{
    Life here;
    if (!here.open(folder))
        return 1;
    std::setvbuf(stdout, nullptr, _IONBF, 0);
    for (std::uint64_t n = 1; n < kFirstOfLife; ++n) {
        const std::uint64_t id = life * kFirstOfLife + n;
        while (!here.writer->append(sampleRecord(id)))
            QThread::yieldCurrentThread(); // full: the writer is behind
        std::printf("%llu\n", static_cast<unsigned long long>(id));
    }
    return 0;
}

} // namespace

class LedgerKilledTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatWasToldIsWrittenOnceAndCountedOnce()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        const QTemporaryDir folder;
        createToken(folder.path());
        std::set<std::uint64_t> told;
        constexpr unsigned kLives = 15;
        for (unsigned life = 1; life <= kLives; ++life) {
            QProcess process;
            process.start(QCoreApplication::applicationFilePath(),
                          {QStringLiteral("--child"), folder.path(), QString::number(life)});
            QVERIFY(process.waitForReadyRead(20'000)); // it serves
            QVERIFY(!process.waitForFinished(static_cast<int>(1 + random() % 120)));
            process.kill();
            QVERIFY(process.waitForFinished());
            QCOMPARE(process.exitStatus(), QProcess::CrashExit);
            QList<QByteArray> lines = process.readAllStandardOutput().split('\n');
            lines.removeLast(); // empty, or cut by the kill
            for (const QByteArray &line : lines)
                told.insert(line.toULongLong());
        }
        QVERIFY(told.size() > kLives);
        check(folder.path(), told, kLives);
    }

private:
    static void createToken(const QString &folder)
    {
        Life life;
        QVERIFY(life.open(folder));
        QVERIFY(life.connection->execute(
            "INSERT INTO tokens(uid, name, remain_quota, unlimited_quota, expired_time, "
            "models, subnet, enabled) VALUES('u', 't', 0, 0, -1, '[]', '', 1)"));
    }

    static void check(const QString &folder, const std::set<std::uint64_t> &told, unsigned lives)
    {
        Life life;
        QVERIFY(life.open(folder));
        life.writer->stop(); // replays and drains
        QCOMPARE(life.journal->depth(), std::uint64_t{0});
        storage::Query query(*life.connection, "SELECT request_id FROM usage");
        QVERIFY(query.run());
        std::set<std::uint64_t> stored;
        std::int64_t rows = 0;
        while (query.next()) {
            stored.insert(static_cast<std::uint64_t>(query.integer(0)));
            ++rows;
        }
        QCOMPARE(static_cast<std::int64_t>(stored.size()), rows); // none twice
        for (const std::uint64_t id : told)
            QVERIFY2(stored.contains(id), qPrintable(QString::number(id)));
        // Beyond what was told: at most the one of each life that was staged when the kill came.
        QVERIFY(stored.size() <= told.size() + lives);
        storage::Query totals(*life.connection, "SELECT used_quota, remain_quota FROM tokens");
        QVERIFY(totals.run() && totals.next());
        QCOMPARE(totals.integer(0), rows * 225);
        QCOMPARE(totals.integer(1), -rows * 225);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QStringLiteral("--child"))
        return child(arguments[2], arguments[3].toULongLong());
    LedgerKilledTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ledger_killed.moc"
