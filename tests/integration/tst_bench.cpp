// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/relay_child.h"

#include <QDir>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using tests::RelayChild;

namespace {

constexpr int kPatienceMs = 120'000;

struct Ran
{
    int code = -1; // -1: crashed, or did not end
    QByteArray output;
    QByteArray errors;
    QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
};

QJsonObject figure(const QJsonObject &comparison, const QString &name)
{
    for (const QJsonValue value : comparison[u"figures"_s].toArray()) {
        if (value[u"name"_s].toString() == name)
            return value.toObject();
    }
    return {};
}

} // namespace

// `trayrelay bench` as users and the window start it.
class BenchTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void batchingSavesTransactions();
    void presetsAreCompared();
    void inTheBackgroundItTellsHowFarItIs_data();
    void inTheBackgroundItTellsHowFarItIs();
    void theUsersSettingsStayOutside();
    void anEndLeavesNothingBehind_data();
    void anEndLeavesNothingBehind();
    void aKilledOneIsTidiedUpByTheNext();
    void wrongNamesAreUsage();
    void withoutARelayOneIsStarted();
    void whatDoesNotStartIsTold();
    void theRunningRelayIsMeasured_data();
    void theRunningRelayIsMeasured();
    void anEndTellsWhatThereIs();

private:
    QString dataDir() const { return m_folder->filePath(u"data"_s); }
    QString benchDir() const { return m_folder->filePath(u"data/bench"_s); }
    void launch(QProcess &process, const QStringList &words) const
    {
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        for (const auto &[name, value] : m_environment)
            variables.insert(name, value);
        process.setProcessEnvironment(variables);
        process.start(QStringLiteral(TRAYRELAY_BINARY),
                      QStringList{u"bench"_s, u"--data-dir"_s, dataDir()} + words);
    }
    static Ran end(QProcess &process)
    {
        if (!process.waitForFinished(kPatienceMs))
            return {};
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Ran run(const QStringList &words) const
    {
        QProcess process;
        launch(process, words);
        return end(process);
    }
    // Processes whose command line names this test's folder.
    int processesOfOurs() const
    {
        int count = 0;
        for (const QString &id : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
            QFile file(u"/proc/"_s % id % u"/cmdline"_s);
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(m_folder->path().toUtf8()))
                ++count;
        }
        return count;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::map<QString, QString> m_environment;
};

void BenchTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_environment.clear();
}

void BenchTest::batchingSavesTransactions()
{
    const Ran ran = run({u"--compare"_s, u"LOG_BATCH_ENABLED=true,false"_s, u"--requests=100"_s,
                         u"--concurrency=4"_s, u"--rounds=2"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.errors.constData());
    const QJsonObject writes = figure(ran.json(), u"write_transactions_per_request"_s);
    QVERIFY(writes[u"measurable"_s].toBool());
    QVERIFY(writes[u"before"_s][u"max"_s].toDouble() < 0.5);
    QVERIFY(writes[u"after"_s][u"min"_s].toDouble() >= 1.0); // a row is a transaction
    const QJsonObject cpu = figure(ran.json(), u"cpu_per_request"_s);
    QVERIFY(cpu[u"before"_s][u"min"_s].toDouble() > 0);
    QVERIFY(figure(ran.json(), u"memory"_s)[u"after"_s][u"min"_s].toDouble() > 1e6);
    QVERIFY(figure(ran.json(), u"p50_overhead"_s)[u"after"_s][u"median"_s].toDouble() > 0);
    QVERIFY(!QDir(benchDir()).exists());
    QCOMPARE(processesOfOurs(), 0);
}

void BenchTest::presetsAreCompared()
{
    const Ran ran =
        run({u"--compare"_s, u"Full rollback,Recommended"_s, u"--requests=40"_s, u"--concurrency=1"_s,
             u"--rounds=2"_s, u"--upstream-ms=5"_s, u"--stream"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.errors.constData());
    // quota set aside, the row, the totals
    QVERIFY(figure(ran.json(), u"write_transactions_per_request"_s)[u"before"_s][u"median"_s].toDouble() >=
            3.0);
    QVERIFY(figure(ran.json(), u"sql_reads_per_request"_s)[u"before"_s][u"median"_s].toDouble() >= 1.0);
    QVERIFY(figure(ran.json(), u"sql_reads_per_request"_s)[u"after"_s][u"median"_s].toDouble() < 0.1);
    QVERIFY(!figure(ran.json(), u"p50_ttft_overhead"_s).isEmpty());
}

void BenchTest::inTheBackgroundItTellsHowFarItIs_data()
{
    QTest::addColumn<bool>("background");
    QTest::newRow("line by line") << true;
    QTest::newRow("else on a terminal alone") << false;
}

void BenchTest::inTheBackgroundItTellsHowFarItIs()
{
    QFETCH(const bool, background);
    QStringList words{u"--compare"_s,     u"LOG_BATCH_ENABLED=true,false"_s,
                      u"--requests=60"_s, u"--concurrency=2"_s,
                      u"--rounds=2"_s,    u"--json"_s};
    if (background)
        words.append(u"--background"_s);
    const Ran ran = run(words);
    QVERIFY2(ran.code == 0, ran.errors.constData());
    const QRegularExpression form(u"^\\S.*: (\\d+) of (\\d+)$"_s);
    QStringList ends;
    for (const QString &line : QString::fromUtf8(ran.errors).split(u'\n'))
        if (const QRegularExpressionMatch match = form.match(line); match.hasMatch())
            ends.append(match.captured(1) == match.captured(2) ? u"whole"_s : u"part"_s);
    QVERIFY2(ends.isEmpty() != background, ran.errors.constData());
    QVERIFY2(!background || ends.count(u"whole"_s) >= 2, ran.errors.constData()); // each side's load
}

void BenchTest::theUsersSettingsStayOutside()
{
    const QString database = m_folder->filePath(u"users.db"_s);
    m_environment = {{u"LOG_BATCH_ENABLED"_s, u"true"_s},
                     {u"LOG_CONSUME_ENABLED"_s, u"false"_s},
                     {u"SQLITE_PATH"_s, database},
                     {u"RELAY_PROXY"_s, u"http://127.0.0.1:9"_s}};
    const Ran ran = run({u"--compare"_s, u"LOG_BATCH_ENABLED=true,false"_s, u"--requests=20"_s,
                         u"--concurrency=2"_s, u"--rounds=2"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.errors.constData());
    QVERIFY(figure(ran.json(), u"write_transactions_per_request"_s)[u"after"_s][u"min"_s].toDouble() >= 1.0);
    QVERIFY(!QFile::exists(database));
}

void BenchTest::anEndLeavesNothingBehind_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void BenchTest::anEndLeavesNothingBehind()
{
    QFETCH(const int, signal);
    QProcess process;
    launch(process, {u"--compare"_s, u"LOG_BATCH_ENABLED=true,false"_s, u"--requests=1000"_s,
                     u"--concurrency=2"_s, u"--upstream-ms=1000"_s});
    QVERIFY(process.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(processesOfOurs(), 2, 60'000); // it, and the first of its relays
    ::kill(static_cast<pid_t>(process.processId()), signal);
    const Ran ran = end(process);
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.errors.contains("interrupted"), ran.errors.constData());
    QVERIFY(!QDir(benchDir()).exists());
    QCOMPARE(processesOfOurs(), 0);
}

void BenchTest::aKilledOneIsTidiedUpByTheNext()
{
    QProcess process;
    launch(process, {u"--compare"_s, u"LOG_BATCH_ENABLED=true,false"_s, u"--requests=1000"_s,
                     u"--concurrency=2"_s, u"--upstream-ms=1000"_s});
    QVERIFY(process.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(processesOfOurs(), 2, 60'000);
    process.kill();
    end(process);
    QTRY_COMPARE(processesOfOurs(), 0); // its relays go with it
    QCOMPARE(QDir(benchDir()).entryList({u"compare-*"_s}, QDir::Dirs).size(), 1);
    const Ran ran = run({u"--compare"_s, u"LOG_BATCH_ENABLED=true,false"_s, u"--requests=10"_s,
                         u"--concurrency=1"_s, u"--rounds=2"_s});
    QVERIFY2(ran.code == 0, ran.errors.constData());
    QVERIFY(!QDir(benchDir()).exists());
}

void BenchTest::wrongNamesAreUsage()
{
    const Ran ran = run({u"--compare"_s, u"LOG_BATCH_ENABLE=true,false"_s});
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.errors.contains("did you mean LOG_BATCH_ENABLED?"), ran.errors.constData());
    QVERIFY(!QDir(dataDir()).exists()); // nothing was begun
}

void BenchTest::withoutARelayOneIsStarted()
{
    m_environment[u"INITIAL_ROOT_ACCESS_TOKEN"_s] = QString::fromLatin1(RelayChild::kAdminKey);
    const Ran ran = run({u"--requests=20"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.errors.constData());
    QVERIFY2(ran.errors.contains("no relay runs: one is started"), ran.errors.constData());
    QCOMPARE(ran.json()[u"relay"_s][u"answered"_s].toInt(), 20);
    QCOMPARE(ran.json()[u"direct"_s][u"answered"_s].toInt(), 20);
    QCOMPARE(processesOfOurs(), 0);
    RelayChild relay(dataDir()); // it was that of this data directory, and ended as it should
    QVERIFY(relay.start());
    QCOMPARE(relay.rows().size(), std::size_t(20));
}

void BenchTest::whatDoesNotStartIsTold()
{
    m_environment[u"LEDGER_JOURNAL_MB"_s] = u"1"_s;
    QVERIFY(QDir().mkpath(dataDir() + u"/trayrelay.db"_s)); // a folder, no database
    const Ran ran = run({u"--requests=1"_s});
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.errors.contains("none could be started") && ran.errors.contains("trayrelay.db"),
             ran.errors.constData());
    QCOMPARE(processesOfOurs(), 0);
}

void BenchTest::theRunningRelayIsMeasured_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<bool>("stream");
    QTest::newRow("the demo") << QStringList{} << false;
    QTest::newRow("the demo, streamed") << QStringList{u"--stream"_s} << true;
    QTest::newRow("its channel by name") << QStringList{u"--channel"_s, u"demo"_s} << false;
}

void BenchTest::theRunningRelayIsMeasured()
{
    QFETCH(const QStringList, words);
    QFETCH(const bool, stream);
    RelayChild relay(dataDir());
    QVERIFY(relay.start());
    const Ran ran = run(QStringList{u"--requests=60"_s, u"--concurrency=4"_s, u"--json"_s} + words);
    QVERIFY2(ran.code == 0, ran.errors.constData());
    const QJsonObject json = ran.json();
    QCOMPARE(json[u"relay"_s][u"answered"_s].toInt(), 60);
    QCOMPARE(json[u"relay"_s][u"failed"_s].toInt(), 0);
    QCOMPARE(json[u"direct"_s][u"answered"_s].toInt(), 60);
    QVERIFY(json[u"relay"_s][u"total"_s][u"p50_us"_s].toDouble() > 0);
    QCOMPARE(json[u"relay"_s][u"ttft"_s].isObject(), stream);
    QVERIFY(json[u"overhead"_s].isObject());
    QVERIFY(ran.errors.isEmpty());                  // no terminal, no progress
    QCOMPARE(relay.rows().size(), std::size_t(60)); // what was asked directly went past the relay
}

void BenchTest::anEndTellsWhatThereIs()
{
    RelayChild relay(dataDir());
    QVERIFY(relay.start());
    QProcess process;
    launch(process, {u"--requests=10000000"_s, u"--concurrency=2"_s, u"--json"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!relay.rows().empty(), 60'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    const Ran ran = end(process);
    QVERIFY2(ran.code == 0, ran.errors.constData());
    QVERIFY(ran.json()[u"interrupted"_s].toBool());
    QVERIFY(ran.json()[u"relay"_s][u"answered"_s].toInt() > 0);
    QVERIFY(ran.json()[u"direct"_s].isNull());
}

QTEST_GUILESS_MAIN(BenchTest)
#include "tst_bench.moc"
