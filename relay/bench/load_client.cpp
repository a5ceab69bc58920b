// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/load_client.h"

#include "relay/bench/load_generator.h"

#include <algorithm>

namespace relay::bench {

namespace {

constexpr std::size_t kSaidBytes = 300;
constexpr std::string_view kLastEvent = "data: [DONE]";
constexpr std::size_t kEndBytes = 64; // the last event, and the line ends around it

std::string kindOf(http::FailedAt at, const Error &error)
{
    if (error.kind == ErrorKind::UpstreamSilent)
        return "timeout";
    switch (at) {
    case http::FailedAt::Connect:
        return "no connection";
    case http::FailedAt::Head:
        return "no answer";
    case http::FailedAt::Body:
        break;
    }
    return "broken off";
}

} // namespace

LoadClient::LoadClient(LoadGenerator &generator)
    : m_generator(generator)
    , m_request(*this)
{
}

void LoadClient::begin()
{
    m_firstByteAt = {};
    m_bytes = 0;
    m_end.clear();
    m_said.clear();
    m_status = 0;
    m_generator.send(m_request);
}

void LoadClient::responseHead(const http::ResponseHead &head)
{
    m_status = head.status;
}

void LoadClient::responseBody(std::span<const std::string_view> pieces, bool complete)
{
    for (const std::string_view piece : pieces) {
        if (m_bytes == 0 && !piece.empty())
            m_firstByteAt = m_generator.now();
        m_bytes += piece.size();
        look(piece);
    }
    if (complete)
        finish();
}

void LoadClient::look(std::string_view piece)
{
    if (m_status < 200 || m_status > 299) {
        m_said.append(piece.substr(0, kSaidBytes - std::min(kSaidBytes, m_said.size())));
        return;
    }
    if (!m_generator.plan().stream)
        return;
    if (piece.size() >= kEndBytes)
        m_end.assign(piece.substr(piece.size() - kEndBytes));
    else if (m_end.append(piece).size() > kEndBytes)
        m_end.erase(0, m_end.size() - kEndBytes);
}

void LoadClient::finish()
{
    const http::ClientRequest::Timings &timings = m_request.timings();
    if (m_status < 200 || m_status > 299) {
        m_generator.failed(*this, "HTTP " + std::to_string(m_status), m_said, m_bytes);
    } else if (m_generator.plan().stream && m_end.find(kLastEvent) == std::string::npos) {
        m_generator.failed(*this, "stream without its end", "the last event of a stream was missing",
                           m_bytes);
    } else {
        m_generator.answered(*this, {.total = m_generator.now() - timings.sentAt,
                                     .ttft = m_firstByteAt - timings.sentAt,
                                     .bytes = m_bytes});
    }
}

void LoadClient::responseFailed(http::FailedAt at, const Error &error)
{
    m_generator.failed(*this, kindOf(at, error), error.message.toStdString(), m_bytes);
}

} // namespace relay::bench
