// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"
#include "tests/support/database_view.h"

#include <sqlite3.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;

// trayrelay checkpoint, backup and restore, against a running relay and against its files.
class RestoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void commandsOfARunningRelay();
    void aBackupTakesTheDatabasesPlace();
    void aRunningRelayBeginsAnewWithIt();
    void aRunningRelayRefusesWhatIsNoBackup();
    void refusesWithoutASafetyCopy();
    void refusesWhatIsNoBackup_data();
    void refusesWhatIsNoBackup();
};

namespace {

struct Told
{
    int code = -1;
    QByteArray text; // standard output, then standard error
    QJsonObject json;
};

Told command(const QString &dataDir, const QStringList &words)
{
    QProcess process;
    process.start(QStringLiteral(TRAYRELAY_BINARY),
                  QStringList{QStringLiteral("--data-dir"), dataDir} + words);
    Told told;
    if (!process.waitForFinished(60'000))
        return told;
    told.code = process.exitCode();
    const QByteArray out = process.readAllStandardOutput();
    told.json = QJsonDocument::fromJson(out).object();
    told.text = out + process.readAllStandardError();
    return told;
}

constexpr const char *kCountRows = "SELECT count(*) FROM usage";

// So many answers more, each with its row.
bool serve(LedgerBed &bed, std::size_t more)
{
    const std::size_t wanted = bed.answers().size() + more;
    bed.send(4, [&bed, wanted] { return bed.answers().size() < wanted; });
    return QTest::qWaitFor([&bed] { return bed.quiet(); }, 30'000) && bed.answers().size() >= wanted;
}

void putFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

} // namespace

void RestoreTest::commandsOfARunningRelay()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 1);
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(serve(bed, 20));
    const Told checkpoint = command(
        folder.path(), {QStringLiteral("checkpoint"), QStringLiteral("truncate"), QStringLiteral("--json")});
    QCOMPARE(checkpoint.code, 0);
    QCOMPARE(checkpoint.json[QStringLiteral("busy")].toInt(-1), 0);
    const Told wrong = command(folder.path(), {QStringLiteral("checkpoint"), QStringLiteral("fast")});
    QCOMPARE(wrong.code, 2);
    QVERIFY(wrong.text.contains("passive, full, restart or truncate"));
    const Told backup = command(folder.path(), {QStringLiteral("backup"), QStringLiteral("--json")});
    QCOMPARE(backup.code, 0);
    QVERIFY(DatabaseView::number(backup.json[QStringLiteral("path")].toString(), kCountRows) >= 0);
    QCOMPARE(bed.difference(), QString());
}

void RestoreTest::aBackupTakesTheDatabasesPlace()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 2);
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(serve(bed, 50));
    const auto rows = static_cast<std::int64_t>(bed.relay.rows().size()); // and so written
    const ApiAnswer made = bed.relay.call("POST", "/api/database/backup");
    QCOMPARE(made.status, 200);
    const QString backup = made.json()[QStringLiteral("data")][QStringLiteral("path")].toString();
    QCOMPARE(DatabaseView::number(backup, kCountRows), rows);
    QVERIFY(serve(bed, 50));
    const auto all = static_cast<std::int64_t>(bed.answers().size());
    bed.relay.kill(); // the last records stand in the journal alone
    const Told restored = command(
        folder.path(), {QStringLiteral("restore"), QFileInfo(backup).fileName(), QStringLiteral("--json")});
    QCOMPARE(restored.json[QStringLiteral("file")].toString(), backup);
    QVERIFY2(restored.code == 0, restored.text.constData());
    QCOMPARE(DatabaseView::number(restored.json[QStringLiteral("safety_copy")].toString(), kCountRows), all);
    QVERIFY(bed.relay.start());
    QCOMPARE(static_cast<std::int64_t>(bed.relay.rows().size()), rows);
    QVERIFY(serve(bed, 10)); // numbers go on, nothing is taken for a row that was there
    QCOMPARE(static_cast<std::int64_t>(bed.relay.rows().size()),
             rows + static_cast<std::int64_t>(bed.answers().size()) - all);
}

void RestoreTest::aRunningRelayBeginsAnewWithIt()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 3);
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(serve(bed, 50));
    const auto rows = static_cast<std::int64_t>(bed.relay.rows().size()); // and so written
    QCOMPARE(bed.relay.call("POST", "/api/database/backup").status, 200);
    const QJsonArray list =
        bed.relay.call("GET", "/api/database/backup").json()[QStringLiteral("data")].toArray();
    QCOMPARE(list.size(), 1);
    const QString backup = list[0][QStringLiteral("path")].toString();
    QVERIFY(serve(bed, 30));
    const auto all = static_cast<std::int64_t>(bed.answers().size());
    const QString name = QFileInfo(backup).fileName(); // as the list has it
    const Told told = command(folder.path(), {QStringLiteral("restore"), name});
    QVERIFY2(told.code == 0, told.text.constData());
    const QDir backups(folder.filePath(QStringLiteral("backups")));
    const QStringList kept = backups.entryList({QStringLiteral("before-restore-*")});
    QCOMPARE(kept.size(), 1);
    QVERIFY2(told.text.contains(kept[0].toUtf8()), told.text.constData());
    QCOMPARE(DatabaseView::number(backups.filePath(kept[0]), kCountRows), all);
    QCOMPARE(static_cast<std::int64_t>(bed.relay.rows().size()), rows); // at the same address
    QVERIFY(serve(bed, 10));
    QCOMPARE(static_cast<std::int64_t>(bed.relay.rows().size()),
             rows + static_cast<std::int64_t>(bed.answers().size()) - all);
    QCOMPARE(bed.relay.stop(), 0);
}

void RestoreTest::aRunningRelayRefusesWhatIsNoBackup()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 3);
    QCOMPARE(bed.setUp(), QString());
    const QString text = folder.filePath(QStringLiteral("notes.txt"));
    putFile(text, "not a database");
    const Told told = command(folder.path(), {QStringLiteral("restore"), text});
    QCOMPARE(told.code, 1);
    QVERIFY2(told.text.contains("no SQLite database"), told.text.constData());
    const ApiAnswer empty = bed.relay.call("POST", "/api/database/restore");
    QCOMPARE(empty.status, 400);
    QVERIFY(serve(bed, 5));
    QCOMPARE(bed.difference(), QString());
}

void RestoreTest::refusesWithoutASafetyCopy()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 5);
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(serve(bed, 10));
    const ApiAnswer made = bed.relay.call("POST", "/api/database/backup");
    const QString backup = made.json()[QStringLiteral("data")][QStringLiteral("path")].toString();
    const QString apart = folder.filePath(QStringLiteral("apart.db"));
    QVERIFY(QFile::rename(backup, apart));
    QVERIFY(serve(bed, 10));
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(QDir(folder.filePath(QStringLiteral("backups"))).removeRecursively());
    putFile(folder.filePath(QStringLiteral("backups")), "in the way");
    const Told told = command(folder.path(), {QStringLiteral("restore"), apart});
    QCOMPARE(told.code, 1);
    QVERIFY2(told.text.contains("backups"), told.text.constData());
    QVERIFY(bed.relay.start()); // as it was
    QCOMPARE(bed.difference(), QString());
}

void RestoreTest::refusesWhatIsNoBackup_data()
{
    QTest::addColumn<QByteArray>("statement"); // on a copy of a backup; empty: another file
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("a text file") << QByteArray() << QByteArray("no SQLite database");
    QTest::newRow("cut short") << QByteArray("cut") << QByteArray("damaged");
    QTest::newRow("of a newer program")
        << QByteArray("PRAGMA user_version = 99") << QByteArray("newer TrayRelay");
    QTest::newRow("another program's")
        << QByteArray("DROP TABLE tokens") << QByteArray("no database of TrayRelay");
    QTest::newRow("another database's") << QByteArray("UPDATE meta SET value = 5 WHERE key = 'database_id'")
                                        << QByteArray("another database");
    QTest::newRow("of another key file")
        << QByteArray("UPDATE meta SET value = x'00' WHERE key = 'master_key.proof'")
        << QByteArray("another key file");
    QTest::newRow("damaged")
        << QByteArray("PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage "
                      "FROM sqlite_master WHERE name = 'prices') WHERE name = 'usage_by_time'")
        << QByteArray("damaged");
}

void RestoreTest::refusesWhatIsNoBackup()
{
    QFETCH(const QByteArray, statement);
    QFETCH(const QByteArray, reason);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 4);
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(serve(bed, 10));
    const ApiAnswer made = bed.relay.call("POST", "/api/database/backup");
    const QString file = made.json()[QStringLiteral("data")][QStringLiteral("path")].toString();
    if (statement.isEmpty()) {
        putFile(file, "not a database at all");
    } else if (statement == "cut") {
        QVERIFY(QFile::resize(file, QFileInfo(file).size() / 2));
    } else {
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(file.toUtf8().constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database, statement.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    }
    QCOMPARE(bed.relay.stop(), 0);
    const Told told = command(folder.path(), {QStringLiteral("restore"), file});
    QCOMPARE(told.code, 1);
    QVERIFY2(told.text.contains(reason), told.text.constData());
    QVERIFY(bed.relay.start()); // as it was
    QCOMPARE(bed.difference(), QString());
}

QTEST_GUILESS_MAIN(RestoreTest)
#include "tst_restore.moc"
