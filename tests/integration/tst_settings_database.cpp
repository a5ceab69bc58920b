// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/captured_log.h"
#include "tests/support/database_view.h"
#include "tests/support/settings_calls.h"

#include <QFile>
#include <QTest>

using namespace tests;
using namespace Qt::StringLiterals;

namespace {

constexpr int kReaders = 5;

int exchange(RelayFixture &relay)
{
    return relay.client()
        .exchange("POST", "/v1/chat/completions",
                  R"({"model":"demo-echo","messages":[{"role":"user","content":"hi"}]})")
        .status;
}

// Asked for at once, so that each of the pool's connections is wanted; idle ones stay.
bool opensReaders(RelayFixture &relay)
{
    QObject context;
    int told = 0;
    for (int i = 0; i < 4 * kReaders; ++i)
        relay.core().usage({}, &context, [&told](const auto &) { ++told; });
    return QTest::qWaitFor([&] { return told == 4 * kReaders; }, 20'000) &&
           ask(relay, "GET", "/api/database/")[u"open_connections"_s].toInt() == kReaders;
}

// Of the writing connection and of each reading one, all idle at that moment; empty: they were not.
QStringList pragmas(RelayFixture &relay, const QString &name)
{
    const QJsonValue all = ask(relay, "GET", "/api/database/")[u"pragmas"_s];
    QStringList values{all[u"writer"_s][name].toString()};
    for (const QJsonValue &reader : all[u"readers"_s].toArray())
        values.append(reader[name].toString());
    return values.size() == 1 + kReaders ? values : QStringList();
}

QStringList values(const QString &writer, const QString &reader)
{
    return QStringList{writer} + QStringList(kReaders, reader);
}

} // namespace

// What a setting of SQLite, changed while the relay runs, does to every connection and to the file.
class SettingsDatabaseTest final : public QObject
{
    Q_OBJECT

private slots:
    void everyConnectionHasThePragma_data();
    void everyConnectionHasThePragma();
    void withoutOptimizations();
    void journalModes_data();
    void journalModes();
    void freePagesFromTheNextVacuumOn();
};

void SettingsDatabaseTest::everyConnectionHasThePragma_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("pragma");
    QTest::addColumn<QString>("readers"); // empty: the same
    const auto row = [](const char *setting, const char *value, const char *pragma,
                        const char *readers = "") {
        QTest::newRow(setting) << QByteArray(setting) << QString::fromUtf8(value) << QString::fromUtf8(pragma)
                               << QString::fromUtf8(readers);
    };
    row("SQLITE_BUSY_TIMEOUT", "1234", "busy_timeout");
    row("SQLITE_SYNCHRONOUS", "FULL", "synchronous");
    row("SQLITE_TEMP_STORE", "FILE", "temp_store");
    row("SQLITE_MMAP_SIZE", "1048576", "mmap_size");
    row("SQLITE_FOREIGN_KEYS", "true", "foreign_keys");
    row("SQLITE_WAL_AUTO_CHECKPOINT", "321", "wal_autocheckpoint");
    row("SQLITE_CACHE_SIZE", "-8000", "cache_size", "-2000");
    row("SQLITE_JOURNAL_MODE", "TRUNCATE", "journal_mode");
}

void SettingsDatabaseTest::everyConnectionHasThePragma()
{
    QFETCH(const QByteArray, setting);
    QFETCH(const QString, value);
    QFETCH(const QString, pragma);
    QFETCH(const QString, readers);
    RelayFixture relay{{"SQLITE_MAX_IDLE_CONNS", std::to_string(kReaders)}};
    QTRY_VERIFY(opensReaders(relay));
    QTRY_COMPARE(pragmas(relay, pragma).size(), 1 + kReaders);
    QVERIFY(pragmas(relay, pragma).front() != value);
    QVERIFY(change(relay, setting.toStdString(), value.toStdString()));
    QTRY_VERIFY(opensReaders(relay));
    QTRY_COMPARE(pragmas(relay, pragma), values(value, readers.isEmpty() ? value : readers));
    QCOMPARE(effective(relay, QString::fromUtf8(setting)), value);
}

// None of them but the busy timeout; on again, each as it is set.
void SettingsDatabaseTest::withoutOptimizations()
{
    RelayFixture relay{{"SQLITE_MAX_IDLE_CONNS", std::to_string(kReaders)},
                       {"SQLITE_CACHE_SIZE", "-8000"},
                       {"SQLITE_BUSY_TIMEOUT", "1234"},
                       {"SQLITE_WAL_AUTO_CHECKPOINT", "321"}};
    QVERIFY(change(relay, "SQLITE_OPTIMIZE_ENABLED", "false"));
    QTRY_VERIFY(opensReaders(relay));
    QTRY_COMPARE(pragmas(relay, u"journal_mode"_s), values(u"DELETE"_s, u"DELETE"_s));
    QTRY_COMPARE(pragmas(relay, u"synchronous"_s), values(u"FULL"_s, u"FULL"_s));
    QTRY_COMPARE(pragmas(relay, u"cache_size"_s), values(u"-2000"_s, u"-2000"_s));
    QTRY_COMPARE(pragmas(relay, u"busy_timeout"_s), values(u"1234"_s, u"1234"_s));
    QTRY_COMPARE(pragmas(relay, u"wal_autocheckpoint"_s), values(u"1000"_s, u"1000"_s));
    QCOMPARE(exchange(relay), 200);
    QVERIFY(!QFile::exists(relay.dataDir() + u"/trayrelay.db-wal"_s));
    QVERIFY(change(relay, "SQLITE_OPTIMIZE_ENABLED", "true"));
    QTRY_VERIFY(opensReaders(relay));
    QTRY_COMPARE(pragmas(relay, u"journal_mode"_s), values(u"WAL"_s, u"WAL"_s));
    QTRY_COMPARE(pragmas(relay, u"synchronous"_s), values(u"NORMAL"_s, u"NORMAL"_s));
    QTRY_COMPARE(pragmas(relay, u"wal_autocheckpoint"_s), values(u"321"_s, u"321"_s));
    QCOMPARE(pragmas(relay, u"cache_size"_s).value(0), u"-8000"_s);
    QCOMPARE(relay.rows().size(), std::size_t{1});
}

void SettingsDatabaseTest::journalModes_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("warns");
    QTest::addColumn<bool>("journalStays"); // beside the database
    QTest::newRow("PERSIST") << u"PERSIST"_s << false << true;
    QTest::newRow("TRUNCATE") << u"TRUNCATE"_s << false << true;
    QTest::newRow("DELETE") << u"DELETE"_s << false << false;
    QTest::newRow("MEMORY") << u"MEMORY"_s << true << false;
    QTest::newRow("OFF") << u"OFF"_s << true << false;
}

// On every connection, with its own way of keeping a journal, and told where it is dangerous: by the answer,
// in the log, and at the next start.
void SettingsDatabaseTest::journalModes()
{
    QFETCH(const QString, mode);
    QFETCH(const bool, warns);
    QFETCH(const bool, journalStays);
    const CapturedLog log;
    RelayFixture relay{{"SQLITE_MAX_IDLE_CONNS", std::to_string(kReaders)}, {"LOG_BATCH_SIZE", "1"}};
    const QString file = relay.dataDir() + u"/trayrelay.db"_s;
    QCOMPARE(exchange(relay), 200);
    QVERIFY(QFile::exists(file + u"-wal"_s));
    const QByteArray warning = "SQLITE_JOURNAL_MODE " + mode.toUtf8() + " can break the database file";
    const QJsonArray told =
        changed(relay, "SQLITE_JOURNAL_MODE", mode.toStdString())[u"warnings"_s].toArray();
    QCOMPARE(told.size(), warns ? 1 : 0);
    QCOMPARE(told.at(0).toString().startsWith(QString::fromUtf8(warning)), warns);
    QTRY_VERIFY(opensReaders(relay));
    QTRY_COMPARE(pragmas(relay, u"journal_mode"_s), values(mode, mode));
    QVERIFY(!QFile::exists(file + u"-wal"_s));
    QCOMPARE(exchange(relay), 200);
    QCOMPARE(relay.rows().size(), std::size_t{2});
    QCOMPARE(DatabaseView::number(file, "SELECT count(*) FROM usage"), std::int64_t{2});
    QCOMPARE(QFile::exists(file + u"-journal"_s), journalStays);
    QTRY_VERIFY(!log.lineWith("setting SQLITE_JOURNAL_MODE").isEmpty());
    QCOMPARE(log.text().count(warning), warns ? 1 : 0);

    relay.stop();
    QVERIFY(relay.start());
    QCOMPARE(relay.rows().size(), std::size_t{2});
    QTRY_VERIFY(log.text().count("SQLite PRAGMA: auto_vacuum") == 3); // the last line of each opening
    QCOMPARE(log.text().count(warning), warns ? 2 : 0);
    QVERIFY(change(relay, "SQLITE_JOURNAL_MODE", "WAL"));
    QTRY_COMPARE(effective(relay, u"SQLITE_JOURNAL_MODE"_s), u"WAL"_s);
    QCOMPARE(relay.rows().size(), std::size_t{2});
}

void SettingsDatabaseTest::freePagesFromTheNextVacuumOn()
{
    RelayFixture relay;
    const QString file = relay.dataDir() + u"/trayrelay.db"_s;
    const auto inFile = [&file] { return DatabaseView::number(file, "PRAGMA auto_vacuum"); };
    const auto freePages = [&file] {
        DatabaseView view(file);
        return view.run("CREATE TABLE filler(bytes); INSERT INTO filler VALUES (zeroblob(1000000));"
                        "DROP TABLE filler")
                   ? view.number("PRAGMA freelist_count")
                   : std::int64_t{-1};
    };
    QCOMPARE(inFile(), std::int64_t{2}); // INCREMENTAL
    for (const auto &[mode, number] :
         {std::pair("FULL", 1), std::pair("NONE", 0), std::pair("INCREMENTAL", 2)}) {
        const std::int64_t before = inFile();
        const QJsonValue outcome = changed(relay, "SQLITE_AUTO_VACUUM", mode);
        QCOMPARE(outcome[u"at_vacuum"_s].toArray(), QJsonArray{u"SQLITE_AUTO_VACUUM"_s});
        QCOMPARE(inFile(), before);
        QVERIFY(effective(relay, u"SQLITE_AUTO_VACUUM"_s) != QString::fromUtf8(mode));
        QVERIFY(!ask(relay, "POST", "/api/database/vacuum").isUndefined());
        QCOMPARE(inFile(), std::int64_t{number});
        QCOMPARE(effective(relay, u"SQLITE_AUTO_VACUUM"_s), QString::fromUtf8(mode));
        const std::int64_t free = freePages();
        QVERIFY2(number == 1 ? free == 0 : free > 200, std::to_string(free).c_str()); // pages of 4 KiB
    }
    QCOMPARE(exchange(relay), 200);
}

QTEST_GUILESS_MAIN(SettingsDatabaseTest)
#include "tst_settings_database.moc"
