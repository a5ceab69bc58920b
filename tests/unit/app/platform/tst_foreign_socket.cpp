// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/single_instance.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <chrono>
#include <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// A child that listens in an instance's place and writes every byte it is told into a pipe. Lives on gui.
class Listener final
{
public:
    Listener(const QString &path, uid_t user);
    ~Listener();
    Q_DISABLE_COPY_MOVE(Listener)

    bool ready() const { return m_ready; }
    QByteArray heard(); // once it has ended

private:
    [[noreturn]] static void listen(const sockaddr_un &address, uid_t user, int report);

    pid_t m_child = -1;
    int m_report = -1;
    bool m_ready = false;
};

Listener::Listener(const QString &path, uid_t user)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    std::array<int, 2> ends{-1, -1};
    if (std::size_t(name.size()) >= sizeof address.sun_path || ::pipe(ends.data()) != 0)
        return;
    std::copy(name.begin(), name.end(), address.sun_path);
    m_child = ::fork();
    if (m_child == 0)
        listen(address, user, ends[1]);
    ::close(ends[1]);
    m_report = ends[0];
    char byte = 0;
    m_ready = m_child > 0 && ::read(m_report, &byte, 1) == 1 && byte == 'r';
}

void Listener::listen(const sockaddr_un &address, uid_t user, int report)
{
    const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::setuid(user) != 0 ||
        ::bind(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
        ::listen(server, 1) != 0 || ::write(report, "r", 1) != 1)
        ::_exit(1);
    const int client = ::accept(server, nullptr, nullptr);
    std::array<char, 512> bytes{};
    for (ssize_t length = 0; (length = ::read(client, bytes.data(), bytes.size())) > 0;) {
        if (::write(report, bytes.data(), std::size_t(length)) != length)
            ::_exit(1);
    }
    ::_exit(0);
}

QByteArray Listener::heard()
{
    QByteArray all;
    std::array<char, 512> bytes{};
    for (ssize_t length = 0; (length = ::read(m_report, bytes.data(), bytes.size())) > 0;)
        all.append(bytes.data(), length);
    return all;
}

Listener::~Listener()
{
    ::close(m_report);
    if (m_child <= 0)
        return;
    ::kill(m_child, SIGKILL);
    ::waitpid(m_child, nullptr, 0);
}

class ForeignSocketTest final : public QObject
{
    Q_OBJECT

private slots:
    void ourOwnIsTold();
    void anotherUsersIsToldNothing();

private:
    const QJsonObject m_request{{u"command"_s, u"channel.add"_s}, {u"key"_s, u"provider-key"_s}};
};

void ForeignSocketTest::ourOwnIsTold()
{
    const QTemporaryDir directory;
    Listener listener(directory.filePath(u"control.sock"_s), ::geteuid());
    QVERIFY(listener.ready());
    const auto answer = app::SingleInstance::ask(directory.path(), m_request, 1s);
    QVERIFY(!answer);
    QVERIFY(listener.heard().contains("provider-key"));
}

void ForeignSocketTest::anotherUsersIsToldNothing()
{
    if (::geteuid() != 0)
        QSKIP("another user's process can only be made by root");
    constexpr uid_t kNobody = 65534;
    const QTemporaryDir directory;
    ::chmod(QFile::encodeName(directory.path()).constData(), 0777); // anybody may put a file there
    Listener listener(directory.filePath(u"control.sock"_s), kNobody);
    QVERIFY(listener.ready());
    const auto answer = app::SingleInstance::ask(directory.path(), m_request, 1s);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, relay::ErrorKind::Forbidden);
    QCOMPARE(listener.heard(), QByteArray());
}

QTEST_GUILESS_MAIN(ForeignSocketTest)
#include "tst_foreign_socket.moc"
