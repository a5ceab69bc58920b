// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <QCoreApplication>
#include <QProcess>
#include <QString>

#include <cstdio>
#include <cstring>

namespace tests {

// The test program once more, as another process that runs a statement on a database and stays in it. Its
// main() begins with holdIfAsked(). Lives on the test's thread.
class DatabaseHolder final
{
public:
    DatabaseHolder(const QString &database, const QString &statement)
    {
        m_process.setProgram(QCoreApplication::applicationFilePath());
        m_process.setArguments({QStringLiteral("--hold"), database, statement});
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start();
        m_holds = m_process.waitForReadyRead(20'000) && m_process.readLine().trimmed() == "held";
    }
    ~DatabaseHolder() { release(); }
    Q_DISABLE_COPY_MOVE(DatabaseHolder)

    bool holds() const { return m_holds; }
    qint64 id() const { return m_process.processId(); }
    std::string shown() const // as the relay names it
    {
        const QString name = QCoreApplication::applicationFilePath().section(u'/', -1).left(15);
        return "process " + std::to_string(id()) + " (" + name.toStdString() + ")";
    }
    void release()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(20'000);
    }

    // The child's whole life, which ends with its standard input; -1: this is not the child.
    static int holdIfAsked(int argc, char **argv)
    {
        if (argc != 4 || std::strcmp(argv[1], "--hold") != 0)
            return -1;
        sqlite3 *connection = nullptr;
        if (sqlite3_open_v2(argv[2], &connection, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
            return 1;
        sqlite3_busy_timeout(connection, 10'000);
        if (sqlite3_exec(connection, argv[3], nullptr, nullptr, nullptr) != SQLITE_OK)
            return 1;
        std::puts("held");
        std::fflush(stdout);
        while (std::getchar() != EOF) {
        }
        sqlite3_close(connection);
        return 0;
    }

private:
    QProcess m_process;
    bool m_holds = false;
};

} // namespace tests
