// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/single_instance.h"

#include "app/platform/control_socket.h"
#include "app/platform/surroundings.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QPointer>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMaxLineBytes = 1024 * 1024;
constexpr int kConnectMs = 2000;

QByteArray line(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

SingleInstance::SingleInstance(QString dataDir)
    : m_dataDir(std::move(dataDir))
{
}

SingleInstance::~SingleInstance() = default;

relay::Result<bool> SingleInstance::claim()
{
    if (m_lock)
        return true;
    if (platform::makePrivateDirectory(m_dataDir)) {
        relay::Result<relay::platform::FileLock> lock =
            relay::platform::FileLock::acquire(m_dataDir % u"/instance.lock"_s);
        if (lock) {
            m_lock.emplace(std::move(*lock));
            return true;
        }
        if (lock.error().kind == relay::ErrorKind::Conflict)
            return false;
    }
    return relay::Error{relay::ErrorKind::Storage,
                        u"cannot write to the data directory "_s % m_dataDir %
                            u"; check its rights, or give another with --data-dir"_s};
}

relay::Result<void> SingleInstance::listen(Handler handler)
{
    m_handler = std::move(handler);
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    m_socket = std::make_unique<platform::ControlSocket>(m_dataDir);
    const QString &name = m_socket->name();
    QLocalServer::removeServer(name); // a killed process leaves its file; the lock says that it is nobody's
    if (!m_server->listen(name))
        return relay::Error{relay::ErrorKind::Internal,
                            u"no control socket at "_s % name % u": "_s % m_server->errorString()};
    connect(m_server.get(), &QLocalServer::newConnection, this, [this] { accept(); });
    return {};
}

void SingleInstance::accept()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
    }
}

void SingleInstance::read(QLocalSocket *socket)
{
    const QPointer<QLocalSocket> alive(socket); // a handler may close() us, and the socket with us
    while (alive && socket->canReadLine()) {
        const QJsonObject request = QJsonDocument::fromJson(socket->readLine()).object();
        m_handler(request, [target = QPointer(socket)](const QJsonObject &answer) {
            if (!target)
                return;
            target->write(line(answer));
            target->flush();
        });
    }
    if (alive && socket->bytesAvailable() > kMaxLineBytes)
        socket->abort();
}

void SingleInstance::close()
{
    m_server.reset();
    m_socket.reset();
    m_handler = nullptr;
}

relay::Result<QJsonObject> SingleInstance::ask(const QString &dataDir, const QJsonObject &request,
                                               std::chrono::milliseconds patience)
{
    const platform::ControlSocket address(dataDir);
    QLocalSocket socket;
    socket.connectToServer(address.name());
    if (!socket.waitForConnected(kConnectMs))
        return relay::Error{relay::ErrorKind::NotFound, u"no instance answers for "_s % dataDir};
    if (!platform::serverIsOurs(socket.socketDescriptor()))
        return relay::Error{relay::ErrorKind::Forbidden,
                            u"the instance in "_s % dataDir %
                                u" runs as another user; nothing was sent to it. Run this as that user, or "
                                u"give a data directory of your own with --data-dir"_s};
    socket.write(line(request));
    const QDeadlineTimer deadline(patience);
    while (!socket.canReadLine()) {
        if (socket.waitForReadyRead(int(deadline.remainingTime())))
            continue;
        if (socket.state() != QLocalSocket::ConnectedState)
            return relay::Error{relay::ErrorKind::Transient,
                                u"the running instance left before it answered"_s};
        return relay::Error{relay::ErrorKind::Unavailable, u"the running instance did not answer in time"_s};
    }
    return QJsonDocument::fromJson(socket.readLine()).object();
}

} // namespace app
