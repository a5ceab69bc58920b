// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// The real program with its window, where there is no tray: a window that does not let itself be closed must
// not keep the program from beginning anew, nor end it.
class WindowRestartTest final : public QObject
{
    Q_OBJECT

private slots:
    void beginsAnewWhateverClosingMeans_data();
    void beginsAnewWhateverClosingMeans();
};

namespace {

constexpr int kPatienceMs = 30'000;

int runToEnd(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(TRAYRELAY_PROGRAM), arguments);
    return process.waitForFinished(kPatienceMs) ? process.exitCode() : -1;
}

} // namespace

void WindowRestartTest::beginsAnewWhateverClosingMeans_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::newRow("closing minimises") << "[General]\nguide_seen=true\n"_ba;
    QTest::newRow("closing quits") << "[General]\nguide_seen=true\nclose_to_tray=false\n"_ba;
}

void WindowRestartTest::beginsAnewWhateverClosingMeans()
{
    QFETCH(const QByteArray, settings);
    const QTemporaryDir data;
    QFile file(data.filePath(u"ui.ini"_s));
    QVERIFY(file.open(QFile::WriteOnly) && file.write(settings) == settings.size());
    file.close();
    const QStringList where{u"--data-dir"_s, data.path()};
    QProcess program;
    const auto end = qScopeGuard([&program] {
        program.kill();
        program.waitForFinished();
    });
    program.start(QStringLiteral(TRAYRELAY_PROGRAM), where + QStringList{u"--port"_s, u"0"_s});
    QByteArray said;
    const auto listened = [&program, &said] { // how often
        said += program.readAllStandardOutput();
        return said.count("listening on http://127.0.0.1:");
    };
    QTRY_COMPARE_WITH_TIMEOUT(listened(), 1, kPatienceMs);
    QCOMPARE(runToEnd(where + QStringList{u"restart"_s}), 0);
    QTRY_COMPARE_WITH_TIMEOUT(listened(), 2, kPatienceMs);
    QCOMPARE(program.state(), QProcess::Running);
    QCOMPARE(runToEnd(where + QStringList{u"--quit"_s}), 0);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, kPatienceMs);
    QCOMPARE(program.exitCode(), 0);
}

QTEST_GUILESS_MAIN(WindowRestartTest)

#include "tst_window_restart.moc"
