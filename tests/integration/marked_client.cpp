// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/marked_client.h"

#include <QByteArray>
#include <QHostAddress>

#include <chrono>
#include <cstdlib>

namespace tests {

namespace {

std::int64_t nowNs()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

std::string fieldOf(const std::string &head, const char *name)
{
    const QByteArray lower = QByteArray::fromStdString(head).toLower();
    const std::string start = std::string("\r\n") + name + ": ";
    const qsizetype at = lower.indexOf(start.c_str());
    if (at < 0)
        return {};
    const qsizetype begin = at + static_cast<qsizetype>(start.size());
    return lower.mid(begin, lower.indexOf("\r\n", begin) - begin).toStdString();
}

// The content of the chunks that are whole; true with the last one.
bool dechunk(std::string_view raw, std::string &content)
{
    content.clear();
    while (true) {
        const std::size_t line = raw.find("\r\n");
        if (line == std::string_view::npos)
            return false;
        const std::size_t size = std::strtoull(std::string(raw.substr(0, line)).c_str(), nullptr, 16);
        if (raw.size() < line + 2 + size + 2)
            return false;
        if (size == 0)
            return true;
        content.append(raw.substr(line + 2, size));
        raw.remove_prefix(line + 2 + size + 2);
    }
}

} // namespace

MarkedClient::MarkedClient(Plan plan, QObject *parent)
    : QObject(parent)
    , m_plan(std::move(plan))
{
    connect(&m_socket, &QTcpSocket::connected, this, &MarkedClient::send);
    connect(&m_socket, &QTcpSocket::readyRead, this, &MarkedClient::read);
    connect(&m_socket, &QTcpSocket::disconnected, this, [this] { m_ended = true; });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { m_ended = true; });
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_plan.port);
}

void MarkedClient::send()
{
    m_answer = {};
    m_answer.number = m_plan.nextNumber();
    m_told = false;
    if (m_answer.number < 0) {
        m_ended = true;
        return m_socket.close();
    }
    m_answer.stream = m_answer.number % 2 == 0;
    const std::string digits = std::to_string(100'000'000 + m_answer.number).substr(1);
    std::string body = R"({"model":")" + m_plan.modelPrefix + digits +
                       R"(","messages":[{"role":"user","content":")" + m_plan.prompt + R"("}])";
    if (m_answer.stream)
        body += m_answer.number % 4 == 0 ? R"(,"stream":true)"
                                         : R"(,"stream":true,"stream_options":{"include_usage":true})";
    body += "}";
    const std::string request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + m_plan.key +
        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
        body;
    m_sentAtNs = nowNs();
    m_socket.write(QByteArray::fromStdString(request));
}

void MarkedClient::read()
{
    m_received += m_socket.readAll().toStdString();
    const bool end = parse();
    if (!m_told && (end || (m_answer.stream && m_content.find("data: [DONE]\n\n") != std::string::npos)))
        tell();
    if (end && !m_ended)
        send();
}

bool MarkedClient::parse()
{
    const std::size_t head = m_received.find("\r\n\r\n");
    if (head == std::string::npos)
        return false;
    const std::string fields = m_received.substr(0, head + 2);
    m_answer.status = std::atoi(fields.c_str() + 9);
    m_answer.requestId = fieldOf(fields, "x-request-id");
    if (fieldOf(fields, "transfer-encoding") == "chunked") {
        if (!dechunk(std::string_view(m_received).substr(head + 4), m_content))
            return false;
    } else {
        m_content = m_received.substr(head + 4);
        if (m_content.size() < std::strtoull(fieldOf(fields, "content-length").c_str(), nullptr, 10))
            return false;
    }
    m_received.clear(); // one request at a time: nothing follows
    return true;
}

void MarkedClient::tell()
{
    m_told = true;
    m_answer.elapsedMs = static_cast<double>(nowNs() - m_sentAtNs) / 1e6;
    if (m_answer.status != 200)
        m_answer.body = m_content;
    m_plan.answered(m_answer);
}

} // namespace tests
