// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonDocument>
#include <QTest>

using namespace relay;

const QByteArray AdminClient::kWithKey("Authorization: Bearer admin-key-of-the-test\r\n");

QByteArray Answer::header(const char *name) const
{
    const QByteArray start = "\r\n" + QByteArray(name).toLower() + ": ";
    const qsizetype at = head.toLower().indexOf(start);
    if (at < 0)
        return {};
    const qsizetype from = at + start.size();
    return head.mid(from, head.indexOf("\r\n", from) - from);
}

AdminClient::AdminClient()
    : handler(loop, service, access::HostCheck({"desk"}, {"https://allowed.example"}),
              {.exposition = [] { return std::string("# TYPE relay_requests_total counter\n"); },
               .slowThreshold = std::chrono::milliseconds(10'000)})
    , server(loop, handler)
{
    if (!server.listen(net::HostAddress::loopback4()))
        qFatal("no loopback port");
}

QByteArray AdminClient::requestText(const char *method, const QByteArray &path, const QByteArray &body,
                                    const QByteArray &headers)
{
    QByteArray text = QByteArray(method) + " " + path + " HTTP/1.1\r\n" + headers;
    if (!headers.contains("Host: "))
        text += "Host: localhost\r\n";
    if (!body.isEmpty())
        text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

Answer AdminClient::call(const char *method, const QByteArray &path, const QByteArray &body,
                         const QByteArray &headers)
{
    const auto socket = open(requestText(method, path, body, headers));
    return read(*socket, qstrcmp(method, "HEAD") == 0);
}

Answer AdminClient::send(const QByteArray &raw)
{
    return read(*open(raw));
}

std::unique_ptr<QTcpSocket> AdminClient::open(const QByteArray &raw)
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QStringLiteral("127.0.0.1"), server.address().port());
    socket->write(raw);
    return socket;
}

Answer AdminClient::read(QTcpSocket &socket, bool toHead)
{
    QByteArray bytes;
    Answer answer;
    const bool came = QTest::qWaitFor([&] {
        bytes += socket.readAll();
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        answer.head = bytes.left(end + 2);
        answer.body = bytes.mid(end + 4);
        return toHead || answer.body.size() >= answer.header("Content-Length").toLongLong();
    });
    if (!came)
        return {};
    answer.status = answer.head.mid(9, 3).toInt();
    answer.json = QJsonDocument::fromJson(answer.body).object();
    return answer;
}
