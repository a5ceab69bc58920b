// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_upstream.h"

#include "tests/support/reserved_port.h"
#include "tests/support/sockets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace tests {

namespace {

bool sameName(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The next request, with what was read beyond it left in `buffer`; false: the connection ended.
bool readRequest(FakeConnection &connection, std::string &buffer, SeenRequest &request, bool headOnly)
{
    const auto more = [&] {
        const std::string bytes = connection.receive();
        buffer += bytes;
        return !bytes.empty();
    };
    std::size_t end = std::string::npos;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        if (!more())
            return false;
    }
    request.head = buffer.substr(0, end + 4);
    if (headOnly) {
        buffer.clear();
        return true;
    }
    std::size_t length = 0;
    const std::string text = request.field("content-length");
    std::from_chars(text.data(), text.data() + text.size(), length);
    while (buffer.size() < request.head.size() + length) {
        if (!more())
            return false;
    }
    request.body = buffer.substr(request.head.size(), length);
    buffer.erase(0, request.head.size() + length);
    return true;
}

} // namespace

std::string SeenRequest::target() const
{
    const std::size_t begin = head.find(' ') + 1;
    return head.substr(begin, head.find(' ', begin) - begin);
}

std::string SeenRequest::field(std::string_view name) const
{
    std::string_view rest = head;
    rest.remove_prefix(std::min(rest.find("\r\n") + 2, rest.size()));
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        const std::size_t colon = line.find(':');
        if (colon != line.npos && sameName(line.substr(0, colon), name)) {
            const std::size_t begin = line.find_first_not_of(' ', colon + 1);
            return begin == line.npos ? std::string() : std::string(line.substr(begin));
        }
        rest.remove_prefix(std::min(line.size() + 2, rest.size()));
    }
    return {};
}

void UpstreamCall::answer(int status, std::string_view body, std::string_view fieldLines)
{
    std::string text = "HTTP/1.1 " + std::to_string(status) +
                       " Said So\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    if (fieldLines.find("Content-Type") == std::string_view::npos)
        text += "Content-Type: application/json\r\n";
    text.append(fieldLines).append("\r\n").append(body);
    send(text);
}

bool UpstreamCall::beginStream(std::string_view fieldLines)
{
    return send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n" +
                std::string(fieldLines) + "\r\n");
}

bool UpstreamCall::chunk(std::string_view bytes)
{
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes.size(), 16).ptr;
    std::string text(digits.data(), end);
    text.append("\r\n").append(bytes).append("\r\n");
    return send(text);
}

void UpstreamCall::reset()
{
    m_connection.closeWithReset();
    m_over = true;
}

FakeUpstream::FakeUpstream(Script script)
    : FakeUpstream(std::vector<Script>{std::move(script)})
{
}

FakeUpstream::FakeUpstream(std::vector<Script> scripts, const PemPair *identity)
    : m_tls(identity ? std::make_unique<FakeTls>(identity->certificate, identity->key) : nullptr)
    , m_scripts(std::move(scripts))
    , m_thread([this] { run(); })
{
}

FakeUpstream::~FakeUpstream()
{
    m_listener.stop();
    m_thread.join();
    for (Served &served : m_served) {
        served.connection->interrupt();
        served.thread.join();
    }
}

std::string FakeUpstream::baseUrl() const
{
    return (m_tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port()) + "/v1";
}

std::vector<SeenRequest> FakeUpstream::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::size_t FakeUpstream::requestCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests.size();
}

void FakeUpstream::use(Script script)
{
    const std::lock_guard lock(m_mutex);
    m_scripts = {std::move(script)};
    m_nextScript = 0;
}

void FakeUpstream::run()
{
    while (!m_listener.isStopping()) {
        const int descriptor = m_listener.accept();
        if (descriptor < 0)
            continue;
        sockets::sendAtOnce(descriptor);
        const int number = ++m_accepted;
        const std::lock_guard lock(m_mutex);
        Served &served = m_served.emplace_back();
        served.connection = std::make_unique<FakeConnection>(descriptor, m_tls.get());
        ++m_open;
        served.thread = std::thread([this, &connection = *served.connection, number] {
            serve(connection, number);
            connection.close();
            --m_open;
        });
    }
}

void FakeUpstream::serve(FakeConnection &connection, int number)
{
    sockets::ignoreBrokenPipes(); // OpenSSL's own BIO would raise the signal
    if (!connection.handshake())
        return;
    std::string buffer;
    while (!m_listener.isStopping()) {
        SeenRequest request;
        request.connection = number;
        if (!readRequest(connection, buffer, request, m_headsOnly))
            return;
        const Script script = next(request);
        UpstreamCall call(connection, std::move(request));
        script(call);
        if (call.isOver())
            return;
    }
}

FakeUpstream::Script FakeUpstream::next(const SeenRequest &request)
{
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(request);
    const std::size_t at = std::min(m_nextScript, m_scripts.size() - 1);
    ++m_nextScript;
    return m_scripts[at];
}

std::uint16_t closedPort()
{
    static std::vector<std::unique_ptr<ReservedPort>> s_taken; // until the program ends
    s_taken.push_back(std::make_unique<ReservedPort>());
    return s_taken.back()->number();
}

} // namespace tests
