// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/delayed_upstream.h"

namespace relay::bench {

namespace {

constexpr std::string_view kJsonLine = "Content-Type: application/json\r\n";
constexpr std::string_view kEventsLine = "Content-Type: text/event-stream\r\nCache-Control: no-cache\r\n";
constexpr std::string_view kAnswer =
    R"({"id":"chatcmpl-bench","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini","choices":)"
    R"([{"index":0,"message":{"role":"assistant","content":"It asks the system to be woken when bytes have )"
    R"(come, and sleeps until then. For each peer it keeps a descriptor, what has been read of a message so )"
    R"(far, and what remains to be sent."},"finish_reason":"stop"}],"usage":{"prompt_tokens":39,)"
    R"("completion_tokens":41,"total_tokens":80}})";
constexpr int kPieces = 12; // events of a stream that carry text

std::string eventsText()
{
    const std::string start =
        R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,)"
        R"("model":"gpt-4o-mini","choices":[)";
    std::string text =
        start + R"({"index":0,"delta":{"role":"assistant","content":""}}],"usage":null})" + "\n\n";
    for (int i = 0; i < kPieces; ++i)
        text += start + R"({"index":0,"delta":{"content":" some words"}}],"usage":null})" + "\n\n";
    text += start + R"({"index":0,"delta":{},"finish_reason":"stop"}],"usage":null})" + "\n\n";
    return text + start + R"(],"usage":{"prompt_tokens":39,"completion_tokens":24,"total_tokens":63}})" +
           "\n\ndata: [DONE]\n\n";
}

} // namespace

// A request whose answer is not due yet.
struct DelayedUpstream::Waiting final : http::Responder
{
    Waiting(http::ServerConnection &asked, bool wantsStream, SteadyTime dueAt)
        : connection(&asked)
        , due(dueAt)
        , stream(wantsStream)
    {
    }

    void clientGone() override { connection = nullptr; }
    void clientDrained() override {}

    http::ServerConnection *connection; // null: its client has gone
    const SteadyTime due;
    const bool stream;
};

DelayedUpstream::DelayedUpstream(net::EventLoop &loop, std::chrono::milliseconds delay)
    : m_loop(loop)
    , m_delay(delay)
    , m_server(loop, *this)
    , m_events(eventsText())
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { answerDue(); });
}

DelayedUpstream::~DelayedUpstream()
{
    m_server.closeAll(); // while those who are told of it still exist
}

Result<std::uint16_t> DelayedUpstream::listen()
{
    if (const Result<void> listening = m_server.listen(net::HostAddress::loopback4()); !listening)
        return listening.error();
    return m_server.address().port();
}

http::Refusal DelayedUpstream::admit(const http::RequestHead &, const net::HostAddress &)
{
    return {};
}

http::Refusal DelayedUpstream::describe(const http::RequestHead *, int status, std::string_view reason)
{
    return {.status = status, .headers = "Content-Type: text/plain\r\n", .body = std::string(reason)};
}

void DelayedUpstream::handle(const http::RequestHead &, std::string_view body,
                             http::ServerConnection &connection)
{
    const bool stream = body.find(R"("stream":true)") != std::string_view::npos;
    if (m_delay.count() == 0)
        return answer(connection, stream);
    m_waiting.push_back(std::make_unique<Waiting>(connection, stream, m_loop.now() + m_delay));
    connection.setResponder(m_waiting.back().get());
    if (!m_timer.isActive())
        m_timer.start(m_delay);
}

void DelayedUpstream::answer(http::ServerConnection &connection, bool stream)
{
    m_answers.fetch_add(1, std::memory_order_relaxed);
    if (!stream)
        return connection.respond(200, kJsonLine, kAnswer);
    connection.startResponse(200, kEventsLine, std::nullopt);
    const std::string_view piece = m_events;
    connection.writeBody(std::span(&piece, 1), true);
}

void DelayedUpstream::answerDue()
{
    while (!m_waiting.empty()) {
        if (const Nanos left = m_waiting.front()->due - m_loop.now(); left > Nanos{0}) {
            m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(left));
            return;
        }
        const std::unique_ptr<Waiting> first = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (first->connection)
            answer(*first->connection, first->stream);
    }
}

} // namespace relay::bench
