// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <cmath>
#include <optional>
#include <random>

using namespace tests;

// The promise of the ledger, from outside: an answer that a client has completely received is in the ledger
// exactly once, and rows and totals agree to the last unit, wherever the process was killed.
class KillLedgerTest final : public QObject
{
    Q_OBJECT

private slots:
    void killedAnywhereNothingIsLostOrDoubled_data();
    void killedAnywhereNothingIsLostOrDoubled();
    void whatIsStagedWaitsForItsDatabase();
    void killedUnderAPreset_data();
    void killedUnderAPreset();
    void withoutRowsTheTotalsAreRight_data();
    void withoutRowsTheTotalsAreRight();
};

namespace {

constexpr int kClients = 12;
const auto kNoGuard = QStringLiteral("false"); // it would undo a preset that a kill follows

int between(std::mt19937 &random, int least, int most)
{
    return std::uniform_int_distribution<int>(least, most)(random);
}

// gpt-4o-mini: $0.15 and $0.60 per million tokens, half a million units to the dollar.
qint64 quotaOf(std::int64_t number)
{
    const auto prompt = static_cast<double>(PricedUpstream::promptTokens(number));
    const auto completion = static_cast<double>(PricedUpstream::completionTokens(number));
    return static_cast<qint64>(std::ceil((prompt * 0.15 + completion * 0.6) / 2 - 1e-9));
}

// Batches from one row to many, so that kills meet every stage of the writing.
void chooseBatches(RelayChild &relay, std::mt19937 &random)
{
    constexpr int kSizes[] = {1, 7, 50, 100'000};
    relay.environment[QStringLiteral("LOG_BATCH_SIZE")] = QString::number(kSizes[between(random, 0, 3)]);
    relay.environment[QStringLiteral("LOG_BATCH_FLUSH_INTERVAL")] = QString::number(between(random, 1, 3));
    relay.environment[QStringLiteral("BATCH_UPDATE_INTERVAL")] = QString::number(between(random, 1, 3));
}

std::uint32_t chosenSeed()
{
    bool given = false;
    const int wanted = qEnvironmentVariableIntValue("TEST_SEED", &given);
    const std::uint32_t seed =
        given ? static_cast<std::uint32_t>(wanted) : std::random_device{}() & 0x7fffffffU;
    qInfo("TEST_SEED=%u repeats these choices", seed);
    return seed;
}

// For the lives to come. Batches that the preset does not name are small, so that kills meet some.
bool applyPreset(LedgerBed &bed, const QString &name)
{
    const QJsonObject small{{QStringLiteral("LOG_BATCH_SIZE"), 7},
                            {QStringLiteral("LOG_BATCH_FLUSH_INTERVAL"), 1},
                            {QStringLiteral("BATCH_UPDATE_INTERVAL"), 1}};
    const QByteArray path = "/api/preset/" + name.toUtf8().toPercentEncoding() + "/apply";
    return bed.relay.call("PUT", "/api/option/", small).status == 200 &&
           bed.relay.call("POST", path.toStdString()).status == 200;
}

// As the running relay tells it; -1: it does not.
int batchRows(const LedgerBed &bed)
{
    const QJsonObject all = bed.relay.call("GET", "/api/option/").json();
    for (const QJsonValue &row : all[QStringLiteral("data")].toArray())
        if (row[QStringLiteral("name")].toString() == QStringLiteral("LOG_BATCH_SIZE"))
            return row[QStringLiteral("effective")].toString().toInt();
    return -1;
}

// One life of the process: requests on many connections until it is killed, at the arrival of an answer or
// at any time, or already amid its start.
void live(LedgerBed &bed, std::mt19937 &random)
{
    if (between(random, 0, 7) == 0) {
        bed.relay.launch();
        QTest::qWait(between(random, 1, 60));
        return bed.relay.kill();
    }
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    const bool atAnswer = between(random, 0, 1) == 0;
    int left = between(random, 1, 200);
    const int lifetimeMs = between(random, 1, 1200);
    QObject life;
    const auto always = [] { return true; };
    bed.send(kClients, always, [&bed, &left, atAnswer](const WholeAnswer &) {
        if (--left == 0 && atAnswer)
            bed.relay.kill();
    });
    if (!atAnswer)
        QTimer::singleShot(lifetimeMs, Qt::PreciseTimer, &life, [&bed] { bed.relay.kill(); });
    QTRY_VERIFY_WITH_TIMEOUT(bed.quiet(), 30'000);
}

// Each answer is in the ledger once, and the next start writes nothing again.
void expectWhole(LedgerBed &bed, int rowsOfABatch = 0)
{
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QVERIFY(rowsOfABatch == 0 || batchRows(bed) == rowsOfABatch);
    QCOMPARE(bed.difference(), QString());
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QCOMPARE(bed.difference(), QString());
    QCOMPARE(bed.relay.stop(), 0);
}

} // namespace

void KillLedgerTest::killedAnywhereNothingIsLostOrDoubled_data()
{
    QTest::addColumn<QString>("journalMode");
    QTest::addColumn<int>("lives");
    QTest::addColumn<QStringList>("off");
    const QString rows = QStringLiteral("LOG_BATCH_ENABLED");
    const QString totals = QStringLiteral("BATCH_UPDATE_ENABLED");
    QTest::newRow("write-ahead log") << QStringLiteral("WAL") << 32 << QStringList();
    QTest::newRow("rollback journal") << QStringLiteral("DELETE") << 10 << QStringList();
    QTest::newRow("rows written through") << QStringLiteral("WAL") << 8 << QStringList{rows};
    QTest::newRow("totals written through") << QStringLiteral("WAL") << 8 << QStringList{totals};
    QTest::newRow("both written through") << QStringLiteral("WAL") << 14 << QStringList{rows, totals};
    QTest::newRow("both, rollback journal") << QStringLiteral("DELETE") << 8 << QStringList{rows, totals};
}

void KillLedgerTest::killedAnywhereNothingIsLostOrDoubled()
{
    QFETCH(const QString, journalMode);
    QFETCH(const int, lives);
    QFETCH(const QStringList, off);
    const std::uint32_t seed = chosenSeed();
    std::mt19937 random(seed);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), seed);
    bed.relay.environment[QStringLiteral("SQLITE_JOURNAL_MODE")] = journalMode;
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    for (const QString &name : off)
        bed.relay.environment[name] = QStringLiteral("false");
    QCOMPARE(bed.setUp(), QString());
    bed.relay.kill();
    for (int life = 0; life < lives; ++life) {
        chooseBatches(bed.relay, random);
        live(bed, random);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(bed.answersOf(200) > static_cast<std::size_t>(lives)); // else nothing was tried
    expectWhole(bed);
}

void KillLedgerTest::killedUnderAPreset_data()
{
    QTest::addColumn<int>("rowsOfABatch"); // the preset's own, in every life
    for (const char *preset : {"Conservative", "Rollback: SQLite only", "Rollback: SQLite only (journal)",
                               "Rollback: batch logs only", "Rollback: local cache only",
                               "Remedy: locked database", "Remedy: WAL too large"})
        QTest::newRow(preset) << 7; // it names none
    QTest::newRow("Recommended") << 50;
    QTest::newRow("Full rollback") << 50;
    QTest::newRow("Remedy: memory") << 20;
}

void KillLedgerTest::killedUnderAPreset()
{
    QFETCH(const int, rowsOfABatch);
    constexpr int kLives = 2;
    constexpr int kMostLives = 30;
    constexpr std::size_t kAnswers = 20; // at least: else nothing was tried
    const std::uint32_t seed = chosenSeed();
    std::mt19937 random(seed);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), seed);
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    bed.relay.environment[QStringLiteral("GUARD_ENABLED")] = kNoGuard;
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(applyPreset(bed, QString::fromUtf8(QTest::currentDataTag())));
    bed.relay.kill();
    for (int life = 0; life < kLives || bed.answersOf(200) < kAnswers; ++life) {
        QVERIFY(life < kMostLives);
        live(bed, random);
        if (QTest::currentTestFailed())
            return;
    }
    expectWhole(bed, rowsOfABatch);
}

// Who tries another file in between finds everything when the first one is back.
void KillLedgerTest::whatIsStagedWaitsForItsDatabase()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 7);
    const QString interval = QStringLiteral("3600");
    bed.relay.environment[QStringLiteral("LOG_BATCH_SIZE")] = QStringLiteral("100000");
    bed.relay.environment[QStringLiteral("LOG_BATCH_FLUSH_INTERVAL")] = interval;
    bed.relay.environment[QStringLiteral("BATCH_UPDATE_INTERVAL")] = interval;
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    QCOMPARE(bed.setUp(), QString());
    int left = 20;
    bed.send(1, [&left] { return --left >= 0; });
    QTRY_VERIFY(bed.quiet());
    QCOMPARE(bed.answersOf(200), std::size_t{20});
    bed.relay.kill();

    bed.relay.environment[QStringLiteral("SQLITE_PATH")] = QStringLiteral("other.db");
    for (int start = 0; start < 2; ++start) {
        QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
        QVERIFY(bed.relay.rows().empty());
        const ApiAnswer found = bed.relay.call("GET", "/api/doctor/");
        QVERIFY2(found.body.find("records of another database wait in ") != std::string::npos,
                 found.body.c_str());
        QVERIFY2(found.body.find("set SQLITE_PATH back") != std::string::npos, found.body.c_str());
        if (start == 0)
            bed.relay.kill();
        else
            QCOMPARE(bed.relay.stop(), 0);
    }

    const std::string said = bed.relay.output();
    QCOMPARE(said.find("a new, empty database is begun"), said.rfind("a new, empty database is begun"));
    QVERIFY2(said.find("a new, empty database is begun") != std::string::npos, said.c_str());

    bed.relay.environment.erase(QStringLiteral("SQLITE_PATH"));
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QCOMPARE(bed.difference(), QString());
    const ApiAnswer found = bed.relay.call("GET", "/api/doctor/");
    QVERIFY2(found.body.find("wait in the journal") != std::string::npos, found.body.c_str());
    QVERIFY2(found.body.find("another database") == std::string::npos, found.body.c_str());
    QCOMPARE(bed.relay.stop(), 0);
}

// Without rows the totals are all there is: they hold every answer that a client has, and nothing twice.
void KillLedgerTest::withoutRowsTheTotalsAreRight_data()
{
    QTest::addColumn<QString>("batched");
    QTest::addColumn<QString>("preset");
    QTest::newRow("totals staged") << QStringLiteral("true") << QString();
    QTest::newRow("totals written through") << QStringLiteral("false") << QString();
    QTest::newRow("Aggressive") << QStringLiteral("true") << QStringLiteral("Aggressive");
}

void KillLedgerTest::withoutRowsTheTotalsAreRight()
{
    QFETCH(const QString, batched);
    QFETCH(const QString, preset);
    const std::uint32_t seed = chosenSeed();
    std::mt19937 random(seed);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), seed);
    if (preset.isEmpty()) { // which switches the rows off itself
        bed.relay.environment[QStringLiteral("LOG_CONSUME_ENABLED")] = QStringLiteral("false");
        bed.relay.environment[QStringLiteral("BATCH_UPDATE_ENABLED")] = batched;
    }
    bed.relay.environment[QStringLiteral("GUARD_ENABLED")] = kNoGuard;
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(preset.isEmpty() || applyPreset(bed, preset));
    bed.relay.kill();
    for (int life = 0; life < 10; ++life) {
        if (preset.isEmpty())
            chooseBatches(bed.relay, random);
        live(bed, random);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QVERIFY(preset.isEmpty() || batchRows(bed) == 100);
    QVERIFY(bed.relay.rows().empty());
    const std::optional<qint64> used = bed.spent();
    QVERIFY(used); // token and channel agree
    qint64 answered = 0;
    for (const auto &[id, answer] : bed.answers())
        answered += answer.status == 200 ? quotaOf(answer.number) : 0;
    qint64 sent = 0;
    for (std::int64_t number = 1; number <= bed.sent(); ++number)
        sent += quotaOf(number);
    QVERIFY(answered > 0);
    QVERIFY2(*used >= answered && *used <= sent,
             qPrintable(QStringLiteral("answered %1, used %2, sent %3").arg(answered).arg(*used).arg(sent)));
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QCOMPARE(bed.spent(), used);
    QCOMPARE(bed.relay.stop(), 0);
}

QTEST_GUILESS_MAIN(KillLedgerTest)
#include "tst_kill_ledger.moc"
