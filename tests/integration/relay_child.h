// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

struct ApiAnswer
{
    int status = 0; // 0: no whole answer
    std::string body;
    QJsonObject json() const;
};

// The real program as a child process on a data directory, and its admin API. What it prints and logs on
// standard error is kept over all starts. Reentrant.
class RelayChild final
{
public:
    static constexpr const char *kAdminKey = "admin-0123456789abcdef";

    explicit RelayChild(QString dataDir);
    ~RelayChild(); // kills
    Q_DISABLE_COPY_MOVE(RelayChild)

    std::map<QString, QString> environment; // beside an empty one
    QStringList arguments;                  // beside --headless, --data-dir, and --port 0 if:
    bool anyPort = true;
    QStringList wrapper; // a command that runs the program, if any

    void launch();                                                          // without waiting
    bool start(std::chrono::milliseconds limit = std::chrono::seconds(20)); // until it listens
    // Until it says so again, having begun anew inside the same process.
    bool awaitListening(std::chrono::milliseconds limit = std::chrono::seconds(30));
    void kill();                                                          // SIGKILL
    int stop(std::chrono::milliseconds limit = std::chrono::seconds(20)); // SIGTERM; exit code, -1: none
    int waitForExit(std::chrono::milliseconds limit = std::chrono::seconds(20));

    std::uint16_t port() const { return m_port; }
    qint64 processId() const { return m_process.processId(); }
    const QString &dataDir() const { return m_dataDir; }
    std::string output(); // standard output and standard error of all starts

    // With the admin's key, on a connection of its own; waits for the answer.
    ApiAnswer call(std::string_view method, std::string_view path, const QJsonObject &body = {}) const;
    ApiAnswer raw(std::string_view bytes) const; // as written; the request must ask for Connection: close
    std::vector<QJsonObject> rows() const;       // of the ledger, all pages, newest first
    QJsonObject named(std::string_view list, const QString &name) const; // of /api/channel/ or /api/token/

private:
    QString m_dataDir;
    QProcess m_process;
    std::uint16_t m_port = 0;
    std::string m_output;
    std::size_t m_heard = 0; // of it: what came before the latest "listening on"
};

} // namespace tests
