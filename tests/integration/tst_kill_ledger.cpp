// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"

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
    void withoutRowsTheTotalsAreRight_data();
    void withoutRowsTheTotalsAreRight();
};

namespace {

constexpr int kClients = 12;

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

// For the lives to come; the environment's settings stay as they are.
bool applyPreset(LedgerBed &bed, const QString &name)
{
    const QByteArray path = "/api/preset/" + name.toUtf8().toPercentEncoding() + "/apply";
    return name.isEmpty() || bed.relay.call("POST", path.toStdString()).status == 200;
}

// One life of the process: requests on many connections until it is killed, at the arrival of an answer or
// at any time, or already amid its start.
void live(LedgerBed &bed, std::mt19937 &random)
{
    chooseBatches(bed.relay, random);
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

} // namespace

void KillLedgerTest::killedAnywhereNothingIsLostOrDoubled_data()
{
    QTest::addColumn<QString>("journalMode");
    QTest::addColumn<int>("lives");
    QTest::addColumn<QStringList>("off");
    QTest::addColumn<QString>("preset");
    const QString rows = QStringLiteral("LOG_BATCH_ENABLED");
    const QString totals = QStringLiteral("BATCH_UPDATE_ENABLED");
    QTest::newRow("write-ahead log") << QStringLiteral("WAL") << 38 << QStringList() << QString();
    QTest::newRow("rollback journal") << QStringLiteral("DELETE") << 12 << QStringList() << QString();
    QTest::newRow("rows written through") << QStringLiteral("WAL") << 10 << QStringList{rows} << QString();
    QTest::newRow("totals written through")
        << QStringLiteral("WAL") << 10 << QStringList{totals} << QString();
    QTest::newRow("both written through")
        << QStringLiteral("WAL") << 16 << QStringList{rows, totals} << QString();
    QTest::newRow("both, rollback journal")
        << QStringLiteral("DELETE") << 8 << QStringList{rows, totals} << QString();
    for (const char *preset : {"Conservative", "Full rollback", "Rollback: SQLite only",
                               "Rollback: SQLite only (journal)", "Remedy: memory"})
        QTest::newRow(preset) << QString() << 5 << QStringList() << QString::fromUtf8(preset);
}

void KillLedgerTest::killedAnywhereNothingIsLostOrDoubled()
{
    QFETCH(const QString, journalMode);
    QFETCH(const int, lives);
    QFETCH(const QStringList, off);
    QFETCH(const QString, preset);
    const std::uint32_t seed = chosenSeed();
    std::mt19937 random(seed);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), seed);
    if (!journalMode.isEmpty())
        bed.relay.environment[QStringLiteral("SQLITE_JOURNAL_MODE")] = journalMode;
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    for (const QString &name : off)
        bed.relay.environment[name] = QStringLiteral("false");
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(applyPreset(bed, preset));
    bed.relay.kill();
    for (int life = 0; life < lives; ++life) {
        live(bed, random);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QCOMPARE(bed.difference(), QString());
    QVERIFY(bed.answersOf(200) > static_cast<std::size_t>(lives)); // else nothing was tried
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str()); // nor does the next start write anything again
    QCOMPARE(bed.difference(), QString());
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
    if (preset.isEmpty()) // which switches the rows off itself
        bed.relay.environment[QStringLiteral("LOG_CONSUME_ENABLED")] = QStringLiteral("false");
    bed.relay.environment[QStringLiteral("BATCH_UPDATE_ENABLED")] = batched;
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(applyPreset(bed, preset));
    bed.relay.kill();
    for (int life = 0; life < 10; ++life) {
        live(bed, random);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
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
