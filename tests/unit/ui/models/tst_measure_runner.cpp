// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/measure_runner.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using ui::models::Measurement;
using ui::models::MeasureRunner;

// Programs that behave as `bench --compare` may, well and badly.
class MeasureRunnerTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void asksForTheComparison();
    void tellsHowFarItIs();
    void measuresOneAfterAnother();
    void whatIsMeasuredAlreadyIsNotMeasuredTwice();
    void failuresAreSentences_data();
    void failuresAreSentences();
    void aMissingProgramIsAFailure();
    void cancelEndsItAndWhatWaits();
    void endsItWhenItGoes();

private:
    QString program(const QByteArray &script);
    static QByteArray answer(const char *setting);
    static void waitForEnd(const QString &pidFile);

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

const MeasureRunner::Task kBatch{"LOG_BATCH_ENABLED", "false", "true"};
const MeasureRunner::Task kCache{"LOCAL_CACHE_ENABLED", "false", "true"};
constexpr int kPatienceMs = 20'000;

} // namespace

void MeasureRunnerTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

QString MeasureRunnerTest::program(const QByteArray &script)
{
    const QString path = m_folder->filePath(u"program"_s);
    QFile file(path);
    if (!file.open(QFile::WriteOnly) || file.write("#!/bin/sh\n" + script) < 0)
        return {};
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

QByteArray MeasureRunnerTest::answer(const char *setting)
{
    const QJsonObject figure{{u"name"_s, u"p95_overhead"_s},
                             {u"unit"_s, u"us"_s},
                             {u"before"_s, QJsonObject{{u"median"_s, 4000}}},
                             {u"after"_s, QJsonObject{{u"median"_s, 1600}}},
                             {u"change_percent"_s, -60},
                             {u"measurable"_s, true}};
    const QJsonObject changed{
        {u"name"_s, QString::fromLatin1(setting)}, {u"before"_s, u"false"_s}, {u"after"_s, u"true"_s}};
    return QJsonDocument(QJsonObject{{u"settings"_s, QJsonArray{changed}},
                                     {u"rounds"_s, 5},
                                     {u"requests"_s, 1000},
                                     {u"figures"_s, QJsonArray{figure}}})
        .toJson(QJsonDocument::Compact);
}

void MeasureRunnerTest::asksForTheComparison()
{
    MeasureRunner runner(program("echo \"$@\" > \"$2/asked\"\necho '" + answer("LOG_BATCH_ENABLED") + "'\n"),
                         m_folder->path());
    QSignalSpy measured(&runner, &MeasureRunner::measured);
    runner.measure({kBatch});
    QVERIFY(runner.isRunning());
    QVERIFY(runner.isMeasuring("LOG_BATCH_ENABLED"));
    QTRY_COMPARE_WITH_TIMEOUT(measured.count(), 1, kPatienceMs);
    const auto told = measured[0][0].value<Measurement>();
    QCOMPARE(told.setting, std::string("LOG_BATCH_ENABLED"));
    QCOMPARE(told.figures.size(), std::size_t{1});
    QCOMPARE(told.figures[0].after, 1600.0);
    QVERIFY(told.atMs > 0);
    QTRY_VERIFY(!runner.isRunning());
    QFile asked(m_folder->filePath(u"asked"_s));
    QVERIFY(asked.open(QFile::ReadOnly));
    QCOMPARE(QString::fromUtf8(asked.readAll().trimmed()),
             QString(u"--data-dir "_s % m_folder->path() %
                     u" bench --compare LOG_BATCH_ENABLED=false,true --background --json"_s));
}

void MeasureRunnerTest::tellsHowFarItIs()
{
    MeasureRunner runner(program("echo 'LOG_BATCH_ENABLED=false, warming up: 3 of 200' >&2\n"
                                 "echo 'round 1 of 2, LOG_BATCH_ENABLED=false: 0 of 1000' >&2\n"
                                 "echo 'round 1 of 2, the upstream itself: 500 of 1000' >&2\n"
                                 "while [ ! -e \"$2/go\" ]; do sleep 0.05; done\n"
                                 "echo 'round 2 of 2, the upstream itself: 1000 of 1000' >&2\n"
                                 "while [ ! -e \"$2/end\" ]; do sleep 0.05; done\n"
                                 "echo '" +
                                 answer("LOG_BATCH_ENABLED") + "'\n"),
                         m_folder->path());
    QSignalSpy measured(&runner, &MeasureRunner::measured);
    runner.measure({kBatch});
    QCOMPARE(runner.progress(), 0.0);
    QTRY_COMPARE_WITH_TIMEOUT(runner.progress(), 0.25, kPatienceMs); // half of the second third of one of two
    QCOMPARE(runner.round(), 1);
    QCOMPARE(runner.rounds(), 2);
    QVERIFY(QFile(m_folder->filePath(u"go"_s)).open(QFile::WriteOnly));
    QTRY_VERIFY_WITH_TIMEOUT(runner.progress() > 0.6, kPatienceMs);
    QVERIFY(QFile(m_folder->filePath(u"end"_s)).open(QFile::WriteOnly));
    QTRY_COMPARE_WITH_TIMEOUT(measured.count(), 1, kPatienceMs);
}

void MeasureRunnerTest::measuresOneAfterAnother()
{
    MeasureRunner runner(program("case \"$5\" in LOG_*) echo '" + answer("LOG_BATCH_ENABLED") + "' ;;\n" +
                                 "*) echo '" + answer("LOCAL_CACHE_ENABLED") + "' ;; esac\n"),
                         m_folder->path());
    QSignalSpy measured(&runner, &MeasureRunner::measured);
    runner.measure({kBatch, kCache});
    QCOMPARE(runner.count(), 2);
    QCOMPARE(runner.number(), 1);
    QVERIFY(runner.isMeasuring("LOCAL_CACHE_ENABLED"));
    QTRY_COMPARE_WITH_TIMEOUT(measured.count(), 2, kPatienceMs);
    QCOMPARE(measured[1][0].value<Measurement>().setting, std::string("LOCAL_CACHE_ENABLED"));
    QTRY_VERIFY(!runner.isRunning());
}

void MeasureRunnerTest::whatIsMeasuredAlreadyIsNotMeasuredTwice()
{
    MeasureRunner runner(program("exec sleep 600\n"), m_folder->path());
    runner.measure({kBatch});
    runner.measure({kBatch, kCache});
    QCOMPARE(runner.count(), 2);
    runner.cancel();
    QVERIFY(!runner.isRunning());
}

void MeasureRunnerTest::failuresAreSentences_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("expected");
    QTest::newRow("what it said itself")
        << QByteArray("echo 'trayrelay: the relay to be measured did not start' >&2\nexit 1\n")
        << u"It could not be measured: the relay to be measured did not start"_s;
    QTest::newRow("nothing at all") << QByteArray("exit 3\n")
                                    << u"The measuring program ended without a word (exit code 3)."_s;
    QTest::newRow("no output") << QByteArray("exit 0\n") << u"it is empty"_s;
    QTest::newRow("garbage") << QByteArray("echo 'p95 -99 %'\n") << u"it is no JSON object"_s;
    QTest::newRow("half of it") << QByteArray("echo '" + answer("LOG_BATCH_ENABLED").left(60) + "'\n")
                                << u"it is no JSON object"_s;
    QTest::newRow("of another setting")
        << QByteArray("echo '" + answer("LOCAL_CACHE_ENABLED") + "'\n") << u"it is of another setting"_s;
    QTest::newRow("a figure that is a text")
        << QByteArray("echo '" + answer("LOG_BATCH_ENABLED").replace("1600", "\"few\"") + "'\n")
        << u"a figure is incomplete"_s;
    QTest::newRow("no figures") << QByteArray("echo '" + answer("LOG_BATCH_ENABLED").replace("p95", "p17") +
                                              "'\n")
                                << u"it says not what was measured"_s;
    QTest::newRow("killed") << QByteArray("kill -9 $$\n") << u"The measuring program ended without a word"_s;
}

void MeasureRunnerTest::failuresAreSentences()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QString, expected);
    MeasureRunner runner(program(script), m_folder->path());
    QSignalSpy failed(&runner, &MeasureRunner::failed);
    QSignalSpy measured(&runner, &MeasureRunner::measured);
    runner.measure({kBatch});
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatienceMs);
    QCOMPARE(failed[0][0].toString(), u"LOG_BATCH_ENABLED"_s);
    QVERIFY2(failed[0][1].toString().contains(expected), qPrintable(failed[0][1].toString()));
    QCOMPARE(measured.count(), 0);
    QVERIFY(!runner.isRunning());
}

void MeasureRunnerTest::aMissingProgramIsAFailure()
{
    MeasureRunner runner(m_folder->filePath(u"nothing"_s), m_folder->path());
    QSignalSpy failed(&runner, &MeasureRunner::failed);
    runner.measure({kBatch});
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatienceMs);
    QVERIFY(!runner.isRunning());
}

// The process whose id is in that file.
void MeasureRunnerTest::waitForEnd(const QString &pidFile)
{
    QFile file(pidFile);
    QVERIFY(file.open(QFile::ReadOnly));
    const QString stat = u"/proc/"_s % QString::fromLatin1(file.readAll().trimmed());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(stat), kPatienceMs);
}

void MeasureRunnerTest::cancelEndsItAndWhatWaits()
{
    MeasureRunner runner(program("sleep 600 &\nchild=$!\ntrap 'kill $child; wait; exit 1' TERM\n"
                                 "echo $child > \"$2/child\"\necho $$ > \"$2/own.part\"\n"
                                 "mv \"$2/own.part\" \"$2/own\"\nwait\n"),
                         m_folder->path());
    QSignalSpy cancelled(&runner, &MeasureRunner::cancelled);
    QSignalSpy failed(&runner, &MeasureRunner::failed);
    runner.measure({kBatch, kCache});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_folder->filePath(u"own"_s)), kPatienceMs);
    runner.cancel();
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!runner.isRunning());
    QVERIFY(!runner.isMeasuring("LOCAL_CACHE_ENABLED"));
    waitForEnd(m_folder->filePath(u"child"_s));
    waitForEnd(m_folder->filePath(u"own"_s));
    QCOMPARE(failed.count(), 0);
}

void MeasureRunnerTest::endsItWhenItGoes()
{
    auto runner = std::make_unique<MeasureRunner>(
        program("echo $$ > \"$2/own.part\"\nmv \"$2/own.part\" \"$2/own\"\nexec sleep 600\n"),
        m_folder->path());
    runner->measure({kBatch});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_folder->filePath(u"own"_s)), kPatienceMs);
    runner.reset();
    waitForEnd(m_folder->filePath(u"own"_s));
}

QTEST_GUILESS_MAIN(MeasureRunnerTest)
#include "tst_measure_runner.moc"
