// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QTest>

#include <array>
#include <csignal>
#include <sys/syscall.h>
#include <unistd.h>

namespace tests {

// A thread of this process that does not get on while this lives, as one that the system does not let run on
// a full machine: it stands in a signal's handler. One at a time. For the test's thread.
class HeldThread final
{
public:
    // Takes it where it sleeps: there it holds no lock.
    explicit HeldThread(const char *name)
    {
        (void)!::pipe(pipes().told.data());
        (void)!::pipe(pipes().released.data());
        struct sigaction action = {};
        action.sa_handler = [](int) {
            char byte = 0;
            (void)!::write(pipes().told[1], "x", 1);
            (void)!::read(pipes().released[0], &byte, 1);
        };
        action.sa_flags = SA_RESTART;
        ::sigaction(SIGUSR2, &action, nullptr);
        long id = 0;
        m_holds = QTest::qWaitFor([&] { return (id = sleeper(name)) != 0; }, 20'000) &&
                  ::syscall(SYS_tgkill, ::getpid(), id, SIGUSR2) == 0;
        char byte = 0;
        m_holds = m_holds && ::read(pipes().told[0], &byte, 1) == 1;
    }
    ~HeldThread()
    {
        if (m_holds)
            (void)!::write(pipes().released[1], "x", 1);
    }
    Q_DISABLE_COPY_MOVE(HeldThread)

    bool holds() const { return m_holds; }

private:
    struct Pipes
    {
        std::array<int, 2> told{};
        std::array<int, 2> released{};
    };
    static Pipes &pipes()
    {
        static Pipes all;
        return all;
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    static long sleeper(const char *name)
    {
        const QDir threads(QStringLiteral("/proc/self/task"));
        for (const QString &id : threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (read(threads.filePath(id + QStringLiteral("/comm"))).trimmed() == name &&
                read(threads.filePath(id + QStringLiteral("/stat"))).contains(") S "))
                return id.toLong();
        }
        return 0;
    }

    bool m_holds = false;
};

} // namespace tests
