// SPDX-License-Identifier: GPL-3.0-or-later
#include <QHash>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;

// The real program on a real X server with a real tray: docked, raised, drained.
class DesktopSessionTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void docksItsIconAndTakesItAway();
    void secondStartRaisesTheWindow();
    void closingHidesAndTheTrayShowsAgain();
    void menuPausesAndResumes();
    void menuAppliesAPreset();
    void quitLetsAnAnswerEnd();

private:
    void startX();
    void startProgram(const QStringList &arguments = {});
    int runToEnd(const QStringList &arguments);
    QImage screen();
    int painted(const QRect &area);
    QRect iconRect();
    bool tryXdo(const QStringList &arguments);
    void xdo(const QStringList &arguments);
    QRect windowRect(const QStringList &search); // of the first one that xdotool finds
    void rightClickTheIcon();
    QByteArray output(const QStringList &arguments);
    QByteArray request(const QByteArray &model) const;

    std::unique_ptr<QTemporaryDir> m_data;
    QProcessEnvironment m_environment;
    QImage m_empty; // the screen before the program was there
    QProcess m_server;
    QProcess m_tray;
    QProcess m_program;
    quint16 m_port = 0;
};

namespace {

constexpr int kPatienceMs = 20'000;
constexpr int kAttempts = 4;
constexpr QRect kTrayArea(0, 0, 200, 40); // trayer stands at the top left
constexpr QRect kWindowArea(0, 60, 1000, 640);
constexpr QRect kMenuArea(0, 34, 300, 300);
const QStringList kCacheSize{u"config"_s, u"get"_s, u"SQLITE_CACHE_SIZE"_s};

} // namespace

void DesktopSessionTest::initTestCase()
{
    for (const QString &program : {u"Xvfb"_s, u"trayer"_s, u"xdotool"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            QSKIP(qPrintable(program % u" is not installed: there is no desktop to try the program on"_s));
    }
}

void DesktopSessionTest::init()
{
    cleanup(); // nothing calls it for a test whose init failed
    m_data = std::make_unique<QTemporaryDir>();
    startX();
    m_tray.setProcessEnvironment(m_environment);
    m_tray.start(u"trayer"_s, {u"--edge"_s, u"top"_s, u"--align"_s, u"left"_s, u"--widthtype"_s, u"request"_s,
                               u"--height"_s, u"32"_s, u"--tint"_s, u"0x000000"_s});
    QVERIFY(m_tray.waitForStarted());
    // It must stand before the picture of the empty screen is taken.
    QVERIFY(QTest::qWaitFor(
        [this] {
            return tryXdo({u"search"_s, u"--class"_s, u"trayer"_s});
        },
        kPatienceMs));
    m_empty = screen();
    QVERIFY(!m_empty.isNull());
}

void DesktopSessionTest::cleanup()
{
    for (QProcess *process : {&m_program, &m_tray, &m_server}) {
        process->terminate();
        if (process->state() != QProcess::NotRunning && !process->waitForFinished(kPatienceMs))
            process->kill();
        process->waitForFinished();
    }
}

void DesktopSessionTest::startX()
{
    m_environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"QT_QPA_PLATFORM"_s, u"WAYLAND_DISPLAY"_s, u"DBUS_SESSION_BUS_ADDRESS"_s})
        m_environment.remove(name);
    m_server.start(u"Xvfb"_s,
                   {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1000x700x24"_s, u"-nolisten"_s, u"tcp"_s,
                    u"-noreset"_s}); // else the first client that leaves takes the tray along
    QTRY_VERIFY_WITH_TIMEOUT(m_server.canReadLine(), kPatienceMs);
    m_environment.insert(u"DISPLAY"_s, u':' % QString::fromLatin1(m_server.readLine().trimmed()));
}

void DesktopSessionTest::startProgram(const QStringList &arguments)
{
    m_program.setProcessEnvironment(m_environment);
    m_program.start(QStringLiteral(TRAYRELAY_PROGRAM),
                    QStringList{u"--data-dir"_s, m_data->path(), u"--port"_s, u"0"_s} + arguments);
    QTRY_VERIFY_WITH_TIMEOUT(m_program.canReadLine(), kPatienceMs);
    const QByteArray line = m_program.readLine().trimmed();
    QVERIFY2(line.startsWith("listening on http://127.0.0.1:") && line.endsWith("/v1"), line.constData());
    m_port = line.sliced(line.lastIndexOf(':') + 1).chopped(3).toUShort();
}

int DesktopSessionTest::runToEnd(const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(TRAYRELAY_PROGRAM),
                  QStringList{u"--data-dir"_s, m_data->path()} + arguments);
    return process.waitForFinished(kPatienceMs) ? process.exitCode() : -1;
}

QImage DesktopSessionTest::screen()
{
    const QString path = m_data->filePath(u"screen.png"_s);
    QProcess grab;
    grab.setProcessEnvironment(m_environment);
    grab.start(QStringLiteral(SCREEN_GRAB), {path});
    grab.waitForFinished();
    return QImage(path);
}

// Pixels that are not as they were before the program came.
int DesktopSessionTest::painted(const QRect &area)
{
    const QImage image = screen();
    int count = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x)
            count += image.pixel(x, y) != m_empty.pixel(x, y) ? 1 : 0;
    }
    return count;
}

QRect DesktopSessionTest::iconRect()
{
    const QImage image = screen();
    QRect found;
    for (int y = kTrayArea.top(); y <= kTrayArea.bottom(); ++y) {
        for (int x = kTrayArea.left(); x <= kTrayArea.right(); ++x) {
            if (image.pixel(x, y) != m_empty.pixel(x, y))
                found |= QRect(x, y, 1, 1);
        }
    }
    return found;
}

bool DesktopSessionTest::tryXdo(const QStringList &arguments)
{
    QProcess tool;
    tool.setProcessEnvironment(m_environment);
    tool.start(u"xdotool"_s, arguments);
    return tool.waitForFinished(kPatienceMs) && tool.exitCode() == 0;
}

QRect DesktopSessionTest::windowRect(const QStringList &search)
{
    QProcess tool;
    tool.setProcessEnvironment(m_environment);
    tool.start(u"xdotool"_s, search + QStringList{u"getwindowgeometry"_s, u"--shell"_s});
    if (!tool.waitForFinished(kPatienceMs))
        return {};
    QHash<QByteArray, int> told; // X=100
    for (const QByteArray &line : tool.readAllStandardOutput().split('\n'))
        told.insert(line.left(line.indexOf('=')), line.mid(line.indexOf('=') + 1).toInt());
    return {told.value("X"), told.value("Y"), told.value("WIDTH"), told.value("HEIGHT")};
}

void DesktopSessionTest::xdo(const QStringList &arguments)
{
    QVERIFY2(tryXdo(arguments), qPrintable(arguments.join(u' ')));
}

QByteArray DesktopSessionTest::output(const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(TRAYRELAY_PROGRAM),
                  QStringList{u"--data-dir"_s, m_data->path()} + arguments);
    process.waitForFinished(kPatienceMs);
    return process.readAllStandardOutput();
}

void DesktopSessionTest::rightClickTheIcon()
{
    QVERIFY(QTest::qWaitFor([this] { return iconRect().width() > 8; }, kPatienceMs));
    const QPoint at = iconRect().center();
    xdo({u"mousemove"_s, QString::number(at.x()), QString::number(at.y()), u"click"_s, u"3"_s});
    QVERIFY(QTest::qWaitFor([this] { return painted(kMenuArea) > 1000; }, kPatienceMs));
}

void DesktopSessionTest::docksItsIconAndTakesItAway()
{
    startProgram({u"--minimized"_s});
    QVERIFY(QTest::qWaitFor([this] { return painted(kTrayArea) > 30; }, kPatienceMs));
    QCOMPARE(painted(kWindowArea), 0);
    QCOMPARE(runToEnd({u"--quit"_s}), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_program.state(), QProcess::NotRunning, kPatienceMs);
    QCOMPARE(m_program.exitCode(), 0);
    QVERIFY(QTest::qWaitFor([this] { return painted(kTrayArea) == 0; }, kPatienceMs));
}

void DesktopSessionTest::secondStartRaisesTheWindow()
{
    startProgram({u"--minimized"_s});
    QVERIFY(QTest::qWaitFor([this] { return painted(kTrayArea) > 30; }, kPatienceMs));
    QCOMPARE(runToEnd({}), 0);
    QVERIFY(QTest::qWaitFor([this] { return painted(kWindowArea) > 1000; }, kPatienceMs));
    QCOMPARE(runToEnd({u"--headless"_s}), 4);
    QCOMPARE(runToEnd({u"--port"_s, u"1"_s}), 4); // it has another
    QCOMPARE(runToEnd({u"--minimized"_s}), 0);
    m_program.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(m_program.state(), QProcess::NotRunning, kPatienceMs);
    QCOMPARE(m_program.exitCode(), 0);
}

void DesktopSessionTest::closingHidesAndTheTrayShowsAgain()
{
    startProgram();
    QVERIFY(QTest::qWaitFor([this] { return painted(kWindowArea) > 1000; }, kPatienceMs));
    QVERIFY(QTest::qWaitFor([this] { return painted(kTrayArea) > 30; }, kPatienceMs)); // else it minimises
    // There is no window manager: the focus may need more than one attempt.
    const auto hidden = [this] { return painted(kWindowArea) == 0; };
    bool done = false;
    for (int attempt = 0; attempt < kAttempts && !done; ++attempt) {
        tryXdo({u"search"_s, u"--onlyvisible"_s, u"--name"_s, u"^TrayRelay$"_s, u"windowfocus"_s});
        xdo({u"key"_s, u"ctrl+w"_s});
        xdo({u"keyup"_s, u"w"_s, u"keyup"_s, u"ctrl"_s}); // the window may go between a press and its release
        done = QTest::qWaitFor(hidden, kPatienceMs / kAttempts);
    }
    QVERIFY(done);
    QCOMPARE(m_program.state(), QProcess::Running);
    const auto shown = [this] { return painted(kWindowArea) > 1000; };
    done = false;
    for (int attempt = 0; attempt < kAttempts && !done; ++attempt) {
        const QPoint at = iconRect().center();
        xdo({u"mousemove"_s, QString::number(at.x()), QString::number(at.y()), u"click"_s, u"1"_s});
        done = QTest::qWaitFor(shown, kPatienceMs / kAttempts);
    }
    QVERIFY(done);
}

void DesktopSessionTest::menuPausesAndResumes()
{
    startProgram({u"--minimized"_s});
    rightClickTheIcon();
    // From the end: Quit, Checkpoint now, Preset, Channels, Pause.
    xdo({u"key"_s, u"--delay"_s, u"60"_s, u"Up"_s, u"Up"_s, u"Up"_s, u"Up"_s, u"Up"_s, u"Return"_s});
    QVERIFY(QTest::qWaitFor(
        [this] {
            return output({u"status"_s, u"--json"_s}).contains("\"paused\": true");
        },
        kPatienceMs));
    rightClickTheIcon();
    xdo({u"key"_s, u"--delay"_s, u"60"_s, u"Up"_s, u"Up"_s, u"Up"_s, u"Up"_s, u"Up"_s, u"Return"_s});
    QVERIFY(QTest::qWaitFor(
        [this] {
            return output({u"status"_s, u"--json"_s}).contains("\"paused\": false");
        },
        kPatienceMs));
}

void DesktopSessionTest::menuAppliesAPreset()
{
    startProgram({u"--minimized"_s});
    QCOMPARE(runToEnd({u"config"_s, u"set"_s, u"SQLITE_CACHE_SIZE=-9000"_s}), 0); // which no preset wants
    const QByteArray before = output(kCacheSize);
    QVERIFY(before.contains("-9000"));
    rightClickTheIcon();
    xdo({u"key"_s, u"--delay"_s, u"60"_s, u"Up"_s, u"Up"_s, u"Up"_s, u"Right"_s, u"Down"_s, u"Return"_s});
    const QStringList difference{u"search"_s, u"--onlyvisible"_s, u"--name"_s,
                                 u"^(Recommended|Conservative|Aggressive)"_s}; // and the program's name
    QVERIFY(QTest::qWaitFor([this, difference] { return tryXdo(difference); }, kPatienceMs));
    // Apply stands at the right of the dialog's foot, whatever has the focus.
    constexpr QPoint kIntoApply(24 + 30, 20 + 16);
    bool done = false;
    for (int attempt = 0; attempt < kAttempts && !done; ++attempt) {
        const QRect dialog = windowRect(difference);
        const QPoint at = dialog.bottomRight() - kIntoApply;
        xdo({u"mousemove"_s, QString::number(at.x()), QString::number(at.y()), u"click"_s, u"1"_s});
        done =
            QTest::qWaitFor([this, before] { return output(kCacheSize) != before; }, kPatienceMs / kAttempts);
    }
    QVERIFY(done);
}

QByteArray DesktopSessionTest::request(const QByteArray &model) const
{
    QProcess show;
    show.setProcessEnvironment(m_environment);
    show.start(QStringLiteral(TRAYRELAY_PROGRAM),
               {u"--data-dir"_s, m_data->path(), u"token"_s, u"add"_s, u"session"_s});
    show.waitForFinished(kPatienceMs);
    const QByteArray body = R"({"model":")" + model + R"(","messages":[{"role":"user","content":"hello"}]})";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
           show.readAllStandardOutput().trimmed() +
           "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

void DesktopSessionTest::quitLetsAnAnswerEnd()
{
    QTcpServer upstream;
    QVERIFY(upstream.listen(QHostAddress::LocalHost));
    startProgram();
    QCOMPARE(runToEnd({u"channel"_s, u"add"_s, u"slow"_s, u"--key"_s, u"k"_s, u"--models"_s, u"slow-model"_s,
                       u"--base-url"_s, u"http://127.0.0.1:%1"_s.arg(upstream.serverPort())}),
             0);
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, m_port);
    client.write(request("slow-model"));
    QTRY_VERIFY_WITH_TIMEOUT(upstream.hasPendingConnections(), kPatienceMs);
    std::unique_ptr<QTcpSocket> asked(upstream.nextPendingConnection());
    QTRY_VERIFY(asked->peek(65'536).endsWith('}'));

    QProcess quit;
    quit.start(QStringLiteral(TRAYRELAY_PROGRAM), {u"--data-dir"_s, m_data->path(), u"--quit"_s});
    QTRY_VERIFY(!QFile::exists(m_data->filePath(u"control.sock"_s))); // it is leaving
    const auto gone = [this] { return painted(kTrayArea) + painted(kWindowArea) == 0; };
    QVERIFY(QTest::qWaitFor(gone, kPatienceMs)); // from the screen, already
    QCOMPARE(m_program.state(), QProcess::Running);
    const QByteArray answer = R"({"id":"x","object":"chat.completion","choices":[]})";
    asked->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                 QByteArray::number(answer.size()) + "\r\n\r\n" + answer);

    QTRY_VERIFY_WITH_TIMEOUT(client.state() == QAbstractSocket::UnconnectedState, kPatienceMs);
    const QByteArray received = client.readAll();
    QVERIFY2(received.startsWith("HTTP/1.1 200") && received.endsWith(answer), received.constData());
    QTRY_COMPARE_WITH_TIMEOUT(quit.state(), QProcess::NotRunning, kPatienceMs);
    QCOMPARE(quit.exitCode(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_program.state(), QProcess::NotRunning, kPatienceMs);
    QCOMPARE(m_program.exitCode(), 0);
}

QTEST_GUILESS_MAIN(DesktopSessionTest)

#include "tst_desktop_session.moc"
