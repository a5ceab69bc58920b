// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_client.h"

#include "tests/support/sockets.h"

#include <QJsonDocument>

#include <algorithm>
#include <charconv>

namespace tests {

namespace {

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

} // namespace

bool HttpReply::hasField(std::string_view name) const
{
    return lowered(head).find("\r\n" + lowered(name) + ":") != std::string::npos;
}

std::string HttpReply::field(std::string_view name) const
{
    const std::size_t at = lowered(head).find("\r\n" + lowered(name) + ":");
    if (at == std::string::npos)
        return {};
    const std::size_t begin = head.find_first_not_of(' ', at + name.size() + 3);
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

QJsonObject HttpReply::json() const
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
}

std::string HttpReply::errorText() const
{
    return json()[QLatin1String("error")][QLatin1String("message")].toString().toStdString();
}

std::string HttpReply::errorCode() const
{
    return json()[QLatin1String("error")][QLatin1String("code")].toString().toStdString();
}

HttpClient::HttpClient(std::uint16_t port, std::string key)
    : m_socket(port)
    , m_key(std::move(key))
{
}

bool HttpClient::request(std::string_view method, std::string_view path, std::string_view body,
                         std::string_view fieldLines)
{
    std::string text(method);
    text.append(" ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    if (!m_key.empty())
        text.append("Authorization: Bearer ").append(m_key).append("\r\n");
    if (!body.empty()) {
        if (lowered(fieldLines).find("content-type") == std::string::npos)
            text.append("Content-Type: application/json\r\n");
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    }
    text.append(fieldLines).append("\r\n").append(body);
    return send(text);
}

HttpReply HttpClient::exchange(std::string_view method, std::string_view path, std::string_view body,
                               std::string_view fieldLines)
{
    if (!request(method, path, body, fieldLines))
        return {};
    return read(kPatience, method == "HEAD");
}

bool HttpClient::more(Deadline deadline)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (m_ended || left.count() <= 0 || !m_socket.waitReadable(left))
        return false;
    std::string buffer(64 * 1024, '\0');
    const std::ptrdiff_t count = sockets::receive(m_socket.descriptor(), buffer.data(), buffer.size());
    m_ended = count <= 0;
    m_in.append(buffer, 0, count > 0 ? static_cast<std::size_t>(count) : 0);
    return !m_ended;
}

bool HttpClient::waitFor(std::string_view text, std::chrono::milliseconds patience)
{
    const Deadline deadline = std::chrono::steady_clock::now() + patience;
    while (m_in.find(text) == std::string::npos) {
        if (!more(deadline))
            return false;
    }
    return true;
}

bool HttpClient::waitClosed(std::chrono::milliseconds patience)
{
    const Deadline deadline = std::chrono::steady_clock::now() + patience;
    while (more(deadline)) {
    }
    return m_ended;
}

bool HttpClient::readLine(std::size_t from, std::string &line, Deadline deadline)
{
    std::size_t end = 0;
    while ((end = m_in.find("\r\n", from)) == std::string::npos) {
        if (!more(deadline))
            return false;
    }
    line = m_in.substr(from, end - from);
    return true;
}

HttpReply HttpClient::read(std::chrono::milliseconds patience, bool bodiless)
{
    const Deadline deadline = std::chrono::steady_clock::now() + patience;
    HttpReply reply;
    std::size_t end = 0;
    while ((end = m_in.find("\r\n\r\n")) == std::string::npos) {
        if (!more(deadline))
            return reply;
    }
    reply.head = m_in.substr(0, end + 4);
    if (reply.head.size() < 12 || !reply.head.starts_with("HTTP/1."))
        return reply;
    std::from_chars(reply.head.data() + 9, reply.head.data() + 12, reply.status);
    const std::size_t from = reply.head.size();
    if (bodiless || reply.status < 200 || reply.status == 204 || reply.status == 304) {
        reply.whole = true;
        m_in.erase(0, from);
    } else if (reply.hasField("Transfer-Encoding")) {
        readChunked(reply, from, deadline);
    } else if (reply.hasField("Content-Length")) {
        const std::string text = reply.field("Content-Length");
        std::size_t length = 0;
        std::from_chars(text.data(), text.data() + text.size(), length);
        while (m_in.size() < from + length && more(deadline)) {
        }
        reply.whole = m_in.size() >= from + length;
        reply.body = m_in.substr(from, length);
        m_in.erase(0, from + reply.body.size());
    } else {
        while (more(deadline)) {
        }
        reply.whole = m_ended;
        reply.body = m_in.substr(from);
        m_in.clear();
    }
    return reply;
}

void HttpClient::readChunked(HttpReply &reply, std::size_t from, Deadline deadline)
{
    std::string line;
    while (readLine(from, line, deadline)) {
        std::size_t size = 0;
        if (std::from_chars(line.data(), line.data() + line.size(), size, 16).ec != std::errc())
            break;
        from += line.size() + 2;
        while (m_in.size() < from + size + 2 && more(deadline)) {
        }
        if (m_in.size() < from + size + 2 || m_in.compare(from + size, 2, "\r\n") != 0)
            break;
        reply.body.append(m_in, from, size);
        from += size + 2;
        if (size == 0) {
            reply.whole = true;
            break;
        }
    }
    m_in.erase(0, std::min(from, m_in.size()));
}

void HttpClient::halfClose()
{
    sockets::endSending(m_socket.descriptor());
}

void HttpClient::reset()
{
    sockets::resetOnClose(m_socket.descriptor());
    m_socket.close();
}

} // namespace tests
