// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/control_socket.h"
#include "app/single_instance.h"

#include <QFile>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <chrono>
#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using app::SingleInstance;

class SingleInstanceTest final : public QObject
{
    Q_OBJECT

private slots:
    void oneHasTheDirectory();
    void theDirectoryIsFreeAfterwards();
    void answersOverTheSocket();
    void saysThatNobodyAnswers();
    void takesOverTheSocketOfAKilledOne();
    void keepsOthersOut();
    void worksInADirectoryWithALongName();
    void saysThatItLeftWithoutAnAnswer();
    void staysUpWhateverIsSent_data();
    void staysUpWhateverIsSent();

private:
    std::optional<relay::Result<QJsonObject>> asked(const QJsonObject &request);
    static std::optional<relay::Result<QJsonObject>> asked(const QString &directory,
                                                           const QJsonObject &request);

    QTemporaryDir m_directory;
};

// ask() waits, so it needs a thread while this one answers.
std::optional<relay::Result<QJsonObject>> SingleInstanceTest::asked(const QString &directory,
                                                                    const QJsonObject &request)
{
    std::optional<relay::Result<QJsonObject>> answer;
    const std::unique_ptr<QThread> thread(QThread::create(
        [directory, &answer, request] { answer = SingleInstance::ask(directory, request, 5s); }));
    thread->start();
    const bool ended = QTest::qWaitFor([&thread] { return thread->isFinished(); }, 10'000);
    thread->wait();
    return ended ? answer : std::nullopt;
}

std::optional<relay::Result<QJsonObject>> SingleInstanceTest::asked(const QJsonObject &request)
{
    return asked(m_directory.path(), request);
}

void SingleInstanceTest::oneHasTheDirectory()
{
    SingleInstance first(m_directory.path());
    SingleInstance second(m_directory.path());
    QVERIFY(*first.claim());
    QVERIFY(!*second.claim());
    QVERIFY(*first.claim()); // asked again, it still has it
}

void SingleInstanceTest::theDirectoryIsFreeAfterwards()
{
    {
        SingleInstance first(m_directory.path());
        QVERIFY(*first.claim());
    }
    SingleInstance second(m_directory.path());
    QVERIFY(*second.claim());
}

void SingleInstanceTest::answersOverTheSocket()
{
    SingleInstance instance(m_directory.path());
    QVERIFY(*instance.claim());
    QVERIFY(instance.listen([](const QJsonObject &request, SingleInstance::Answer answer) {
        answer({{u"data"_s, request[u"command"_s].toString().toUpper()}});
    }));
    const auto answer = asked({{u"command"_s, u"status"_s}});
    QVERIFY(answer && answer->has_value());
    QCOMPARE((*answer)->value(u"data"_s), u"STATUS"_s);
}

void SingleInstanceTest::saysThatNobodyAnswers()
{
    const auto answer = asked({{u"command"_s, u"status"_s}});
    QVERIFY(answer && !answer->has_value());
    QCOMPARE(answer->error().kind, relay::ErrorKind::NotFound);
}

void SingleInstanceTest::takesOverTheSocketOfAKilledOne()
{
    QFile left(app::platform::ControlSocket(m_directory.path()).name());
    QVERIFY(left.open(QIODevice::WriteOnly)); // any file in its place
    left.close();
    SingleInstance instance(m_directory.path());
    QVERIFY(*instance.claim());
    QVERIFY(instance.listen([](const QJsonObject &, SingleInstance::Answer answer) { answer({}); }));
}

void SingleInstanceTest::keepsOthersOut()
{
    SingleInstance instance(m_directory.filePath(u"new/deep"_s));
    QVERIFY(*instance.claim());
    QVERIFY(instance.listen([](const QJsonObject &, SingleInstance::Answer answer) { answer({}); }));
    constexpr auto kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                             QFile::WriteOther | QFile::ExeOther;
    const QString directory = m_directory.filePath(u"new/deep"_s);
    QCOMPARE(QFile::permissions(directory) & kOthers, QFile::Permissions());
    QCOMPARE(QFile::permissions(app::platform::ControlSocket(directory).name()) & kOthers,
             QFile::Permissions());
}

void SingleInstanceTest::worksInADirectoryWithALongName()
{
    const QString directory = m_directory.filePath(QString(200, u'x') % u'/' % QString(200, u'y'));
    {
        SingleInstance instance(directory);
        QVERIFY(*instance.claim());
        QVERIFY(instance.listen([](const QJsonObject &, SingleInstance::Answer answer) {
            answer({{u"data"_s, u"here"_s}});
        }));
        const auto answer = asked(directory, {{u"command"_s, u"status"_s}});
        QVERIFY(answer && answer->has_value());
        QCOMPARE((*answer)->value(u"data"_s), u"here"_s);
        QVERIFY(
            QFile::exists(directory % u"/control.sock"_s)); // nowhere that another user could have been first
    }
    QVERIFY(!QFile::exists(directory % u"/control.sock"_s));
}

void SingleInstanceTest::saysThatItLeftWithoutAnAnswer()
{
    SingleInstance instance(m_directory.path());
    QVERIFY(*instance.claim());
    QVERIFY(instance.listen(
        [&instance](const QJsonObject &, const SingleInstance::Answer &) { instance.close(); }));
    const auto answer = asked({{u"command"_s, u"token.add"_s}});
    QVERIFY(answer && !answer->has_value());
    QCOMPARE(answer->error().kind, relay::ErrorKind::Transient);
}

void SingleInstanceTest::staysUpWhateverIsSent_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("an empty line") << QByteArray("\n");
    QTest::newRow("no JSON") << QByteArray("hello\n");
    QTest::newRow("an array") << QByteArray("[1,2]\n");
    QTest::newRow("bytes that are no text") << QByteArray("\xff\xfe\0\x01\n", 5);
    QTest::newRow("a line without end") << QByteArray(3 * 1024 * 1024, 'x');
}

void SingleInstanceTest::staysUpWhateverIsSent()
{
    QFETCH(const QByteArray, bytes);
    SingleInstance instance(m_directory.path());
    QVERIFY(*instance.claim());
    QVERIFY(instance.listen([](const QJsonObject &request, SingleInstance::Answer answer) {
        answer({{u"empty"_s, request.isEmpty()}});
    }));
    QLocalSocket socket;
    socket.connectToServer(app::platform::ControlSocket(m_directory.path()).name());
    QVERIFY(socket.waitForConnected());
    socket.write(bytes);
    QTRY_VERIFY(socket.canReadLine() || socket.state() == QLocalSocket::UnconnectedState);
    const auto answer = asked({{u"command"_s, u"status"_s}});
    QVERIFY(answer && answer->has_value());
    QCOMPARE((*answer)->value(u"empty"_s), false);
}

QTEST_GUILESS_MAIN(SingleInstanceTest)

#include "tst_single_instance.moc"
