// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/priced_upstream.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <cstdlib>
#include <utility>

namespace tests {

struct PricedUpstream::Connection
{
    std::string received;
};

namespace {

std::size_t contentLength(const std::string &head)
{
    const QByteArray lower = QByteArray::fromStdString(head).toLower();
    const qsizetype at = lower.indexOf("content-length:");
    return at < 0 ? 0 : std::strtoull(lower.constData() + at + 15, nullptr, 10);
}

std::string modelOf(const std::string &body)
{
    constexpr std::string_view kKey = R"("model":")";
    const std::size_t at = body.find(kKey);
    if (at == std::string::npos)
        return {};
    const std::size_t begin = at + kKey.size();
    return body.substr(begin, body.find('"', begin) - begin);
}

std::string usageOf(std::int64_t number)
{
    const std::int64_t prompt = PricedUpstream::promptTokens(number);
    const std::int64_t completion = PricedUpstream::completionTokens(number);
    return R"("usage":{"prompt_tokens":)" + std::to_string(prompt) + R"(,"completion_tokens":)" +
           std::to_string(completion) + R"(,"total_tokens":)" + std::to_string(prompt + completion) + "}";
}

std::string chunked(const std::string &bytes)
{
    return QByteArray::number(static_cast<qulonglong>(bytes.size()), 16).toStdString() + "\r\n" + bytes +
           "\r\n";
}

std::string whole(int status, const std::string &body)
{
    return "HTTP/1.1 " + std::to_string(status) +
           " Status\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::vector<std::string> events(const std::string &model, bool withUsage)
{
    const std::string begin =
        R"(data: {"id":"c1","object":"chat.completion.chunk","model":")" + model + R"(","choices":[)";
    std::vector<std::string> pieces{
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"};
    for (const char *const word : {"one ", "two ", "three"})
        pieces.push_back(chunked(begin + R"({"index":0,"delta":{"content":")" + word + "\"}}]}\n\n"));
    pieces.push_back(chunked(begin + R"({"index":0,"delta":{},"finish_reason":"stop"}]})" + "\n\n"));
    const std::string usage =
        withUsage ? begin + "]," + usageOf(PricedUpstream::numberOf(model)) + "}\n\n" : std::string();
    pieces.push_back(chunked(usage + "data: [DONE]\n\n"));
    pieces.emplace_back("0\r\n\r\n");
    return pieces;
}

} // namespace

PricedUpstream::PricedUpstream(std::uint32_t seed)
    : m_random(seed)
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *const socket = m_server.nextPendingConnection()) {
            const auto connection = std::make_shared<Connection>();
            connect(socket, &QTcpSocket::readyRead, this,
                    [this, socket, connection] { read(socket, connection); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
    m_server.listen(QHostAddress::LocalHost);
}

std::int64_t PricedUpstream::numberOf(std::string_view model)
{
    return model.size() < 8 ? 0
                            : std::strtoll(std::string(model.substr(model.size() - 8)).c_str(), nullptr, 10);
}

void PricedUpstream::read(QTcpSocket *socket, const std::shared_ptr<Connection> &connection)
{
    std::string &received = connection->received;
    received += socket->readAll().toStdString();
    while (true) {
        const std::size_t end = received.find("\r\n\r\n");
        if (end == std::string::npos)
            return;
        const std::string head = received.substr(0, end + 4);
        const std::size_t length = contentLength(head);
        if (received.size() < head.size() + length)
            return;
        const std::string body = received.substr(head.size(), length);
        received.erase(0, head.size() + length);
        answer(socket, head, body);
    }
}

void PricedUpstream::answer(QTcpSocket *socket, const std::string &head, const std::string &body)
{
    const std::optional<Scripted> scripted = script ? script(head, body) : std::nullopt;
    const std::string model = modelOf(body);
    std::vector<std::string> pieces;
    if (scripted)
        pieces.push_back(whole(scripted->status, scripted->body));
    else if (body.find(R"("stream":true)") != std::string::npos)
        pieces = events(model, body.find("include_usage") != std::string::npos);
    else
        pieces.push_back(whole(
            200, R"({"id":"c1","object":"chat.completion","model":")" + model +
                     R"(","choices":[{"index":0,"message":{"role":"assistant","content":"one two three"},)" +
                     R"("finish_reason":"stop"}],)" + usageOf(numberOf(model)) + "}"));
    writeLater(socket, std::move(pieces), 0, heldNumber >= 0 && numberOf(model) == heldNumber);
}

void PricedUpstream::release()
{
    heldNumber = -1;
    if (const std::function<void()> held = std::exchange(m_held, nullptr))
        held();
}

void PricedUpstream::writeLater(QTcpSocket *socket, std::vector<std::string> pieces, std::size_t next,
                                bool held)
{
    const auto write = [this, guard = QPointer<QTcpSocket>(socket), pieces = std::move(pieces), next, held] {
        if (!guard)
            return;
        guard->write(QByteArray::fromStdString(pieces[next]));
        if (next + 1 < pieces.size())
            writeLater(guard, pieces, next + 1, held && next == 0);
    };
    if (held && next == 1) {
        m_held = write;
        return;
    }
    std::uniform_int_distribution<int> pause(0, longestPauseMs);
    QTimer::singleShot(longestPauseMs == 0 ? 0 : pause(m_random), Qt::PreciseTimer, this, write);
}

} // namespace tests
