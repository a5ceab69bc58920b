// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/file_lock.h"

#include <QJsonObject>
#include <QLocalServer>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

class QLocalSocket;

namespace app {

namespace platform {
class ControlSocket;
}

// One process per data directory: the lock says whose it is, the control socket is how others reach it.
// One JSON object a line, both ways, answered in order of completion. Lives on gui.
class SingleInstance final : public QObject
{
public:
    using Answer = std::function<void(QJsonObject)>;
    using Handler = std::function<void(const QJsonObject &request, Answer answer)>;

    explicit SingleInstance(QString dataDir);
    ~SingleInstance() override;

    // True: the directory is ours until the process ends. False: another instance has it.
    relay::Result<bool> claim();
    relay::Result<void> listen(Handler handler);
    void close(); // answers nobody any more; the lock stays

    // The other side: asks the instance that holds the directory. NotFound: none answers. Transient: it left
    // before it answered. Forbidden: the socket is another user's, and nothing was sent.
    // Waits; for a process that does nothing else. Wants an application object.
    static relay::Result<QJsonObject> ask(const QString &dataDir, const QJsonObject &request,
                                          std::chrono::milliseconds patience);

private:
    void accept();
    void read(QLocalSocket *socket);

    QString m_dataDir;
    std::optional<relay::platform::FileLock> m_lock;
    std::unique_ptr<platform::ControlSocket> m_socket; // m_server needs it to the end
    std::unique_ptr<QLocalServer> m_server; // after claim: makes a notifier, which wants an application
    Handler m_handler;
};

} // namespace app
