// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/relay_child.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QJsonDocument>
#include <QTcpSocket>

#include <cstdlib>

namespace tests {

namespace {

constexpr int kAnswerMs = 30'000;

int milliseconds(std::chrono::milliseconds time)
{
    return static_cast<int>(time.count());
}

} // namespace

QJsonObject ApiAnswer::json() const
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
}

RelayChild::RelayChild(QString dataDir)
    : m_dataDir(std::move(dataDir))
{
}

RelayChild::~RelayChild()
{
    kill();
    if (m_output.find("its route names no such error") != std::string::npos)
        qFatal("an admin route has answered an error that its table leaves out:\n%s", m_output.c_str());
}

void RelayChild::launch()
{
    QProcessEnvironment variables;
    for (const char *const kept :
         {"PATH", "HOME", "TMPDIR", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
        if (const char *const value = std::getenv(kept))
            variables.insert(QString::fromLatin1(kept), QString::fromLocal8Bit(value));
    }
    variables.insert(QStringLiteral("INITIAL_ROOT_ACCESS_TOKEN"), QString::fromLatin1(kAdminKey));
    for (const auto &[name, value] : environment)
        variables.insert(name, value);
    QStringList line = wrapper;
    line << QStringLiteral(TRAYRELAY_BINARY) << QStringLiteral("--headless");
    if (anyPort)
        line << QStringLiteral("--port") << QStringLiteral("0");
    line << QStringLiteral("--data-dir") << m_dataDir << arguments;
    m_process.setProcessEnvironment(variables);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_port = 0;
    const QString program = line.takeFirst();
    m_process.start(program, line);
    m_process.waitForStarted();
}

bool RelayChild::start(std::chrono::milliseconds limit)
{
    launch();
    m_heard = m_output.size();
    return awaitListening(limit);
}

bool RelayChild::awaitListening(std::chrono::milliseconds limit)
{
    constexpr std::string_view kReady = "listening on http://127.0.0.1:";
    QDeadlineTimer deadline(limit);
    while (!deadline.hasExpired()) {
        const std::size_t at = output().find(kReady, m_heard);
        if (at != std::string::npos && m_output.find('\n', at) != std::string::npos) {
            m_heard = at + kReady.size();
            m_port = static_cast<std::uint16_t>(std::atoi(m_output.c_str() + m_heard));
            return true;
        }
        if (m_process.state() == QProcess::NotRunning)
            return false;
        m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime()));
    }
    return false;
}

void RelayChild::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(kAnswerMs);
    output();
}

int RelayChild::stop(std::chrono::milliseconds limit)
{
    m_process.terminate();
    return waitForExit(limit);
}

int RelayChild::waitForExit(std::chrono::milliseconds limit)
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(milliseconds(limit)))
        return -1;
    output();
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

std::string RelayChild::output()
{
    m_output += m_process.readAllStandardOutput().toStdString();
    return m_output;
}

ApiAnswer RelayChild::call(std::string_view method, std::string_view path, const QJsonObject &body) const
{
    const std::string text =
        body.isEmpty() ? std::string() : QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    std::string request;
    request.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    request.append("Authorization: Bearer ").append(kAdminKey).append("\r\nConnection: close\r\n");
    if (!text.empty())
        request.append("Content-Type: application/json\r\n");
    request.append("Content-Length: ").append(std::to_string(text.size())).append("\r\n\r\n").append(text);
    return raw(request);
}

ApiAnswer RelayChild::raw(std::string_view bytes) const
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    if (!socket.waitForConnected(kAnswerMs))
        return {};
    socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
    QByteArray answer;
    while (socket.waitForReadyRead(kAnswerMs))
        answer += socket.readAll();
    answer += socket.readAll();
    const qsizetype end = answer.indexOf("\r\n\r\n");
    if (end < 0 || !answer.startsWith("HTTP/1.1 "))
        return {};
    return {answer.mid(9, 3).toInt(), answer.mid(end + 4).toStdString()};
}

std::vector<QJsonObject> RelayChild::rows() const
{
    std::vector<QJsonObject> all;
    qint64 cursor = 0;
    do {
        std::string path = "/api/log/?limit=1000";
        if (cursor != 0)
            path += "&cursor=" + std::to_string(cursor);
        const QJsonObject page = call("GET", path).json().value(QStringLiteral("data")).toObject();
        for (const QJsonValue item : page.value(QStringLiteral("items")).toArray())
            all.push_back(item.toObject());
        cursor = page.value(QStringLiteral("next")).toInteger();
    } while (cursor != 0);
    return all;
}

QJsonObject RelayChild::named(std::string_view list, const QString &name) const
{
    const QJsonValue data = call("GET", list).json().value(QStringLiteral("data"));
    for (const QJsonValue item : data.toArray()) {
        if (item.toObject().value(QStringLiteral("name")).toString() == name)
            return item.toObject();
    }
    return {};
}

} // namespace tests
