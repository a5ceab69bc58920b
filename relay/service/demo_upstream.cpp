// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/demo_upstream.h"

#include "relay/dialect/error_writer.h"
#include "relay/pipeline/answer_head.h"

#include <algorithm>

namespace relay::service {

namespace {

constexpr std::uint64_t kMaxBodyBytes = 1024 * 1024;
constexpr std::size_t kMaxEchoBytes =
    32 * 1024; // an event for each word: a long text must not stall the loop
constexpr std::string_view kJson = "Content-Type: application/json\r\n";
constexpr std::string_view kEvents =
    "Content-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n";
constexpr std::string_view kHead = R"("id":"chatcmpl-demo","created":1700000000,"model":"demo-echo")";

// The rule of thumb for English: four characters a token.
std::size_t tokensOf(std::string_view text)
{
    return text.size() / 4 + 1;
}

std::string usageOf(std::string_view text)
{
    const std::size_t prompt = tokensOf(text) + 3;
    const std::size_t completion = tokensOf(text);
    return R"("usage":{"prompt_tokens":)" + std::to_string(prompt) + R"(,"completion_tokens":)" +
           std::to_string(completion) + R"(,"total_tokens":)" + std::to_string(prompt + completion) + "}";
}

std::string jsonString(std::string_view text)
{
    std::string quoted;
    dialect::appendJsonString(text, quoted);
    return quoted;
}

// Text of a message's content: a string, or the text parts of an array.
void appendContent(simdjson::ondemand::value content, std::string &text)
{
    std::string_view plain;
    if (content.get_string().get(plain) == simdjson::SUCCESS) {
        text.append(plain);
        return;
    }
    simdjson::ondemand::array parts;
    if (content.get_array().get(parts) != simdjson::SUCCESS)
        return;
    for (auto part : parts) {
        std::string_view piece;
        if (part["text"].get_string().get(piece) == simdjson::SUCCESS)
            text.append(piece);
    }
}

} // namespace

DemoUpstream::DemoUpstream(net::EventLoop &loop, std::string instanceId)
    : m_instanceId(std::move(instanceId))
    , m_server(loop, *this)
{
    http::ServerLimits limits;
    limits.maxBodyBytes = kMaxBodyBytes;
    m_server.setLimits(limits);
}

Result<std::uint16_t> DemoUpstream::listen()
{
    if (const Result<void> listening = m_server.listen(net::HostAddress::loopback4()); !listening)
        return listening.error();
    return m_server.address().port();
}

http::Refusal DemoUpstream::admit(const http::RequestHead &head, const net::HostAddress &)
{
    if (head.fields.hasToken(pipeline::kLoopHeader, m_instanceId))
        return {};
    return describe(&head, 403,
                    "the demo channel answers its own relay alone: send this to the relay's address");
}

http::Refusal DemoUpstream::describe(const http::RequestHead *, int status, std::string_view reason)
{
    const Error error{ErrorKind::BadRequest,
                      QString::fromUtf8(reason.data(), static_cast<qsizetype>(reason.size()))};
    return {.status = status, .headers = std::string(kJson), .body = dialect::openAiErrorBody(error)};
}

void DemoUpstream::handle(const http::RequestHead &head, std::string_view body,
                          http::ServerConnection &connection)
{
    if (head.path.ends_with("/models"))
        return connection.respond(
            200, kJson,
            R"({"object":"list","data":[{"id":"demo-echo","object":"model","owned_by":"demo"}]})");
    if (head.path.ends_with("/embeddings"))
        return connection.respond(
            200, kJson,
            R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.6,0.8]}],"model":"demo-echo",)"
            R"("usage":{"prompt_tokens":4,"total_tokens":4}})");
    const auto refuse = [&](int status, std::string_view reason) {
        const http::Refusal refusal = describe(&head, status, reason);
        connection.respond(refusal.status, refusal.headers, refusal.body);
    };
    if (!head.path.ends_with("/chat/completions"))
        return refuse(404,
                      "the demo channel answers /v1/chat/completions and /v1/embeddings: add a channel of "
                      "your own for the rest");
    Question question;
    if (!read(body, question))
        return refuse(400, "the demo channel reads a JSON object with messages");
    if (question.text.size() > kMaxEchoBytes)
        return refuse(413, "the demo channel says again at most 32 KiB");
    if (!question.stream)
        return connection.respond(200, kJson, answer(question));
    connection.startResponse(200, kEvents, std::nullopt);
    const std::string text = events(question);
    const std::string_view piece = text;
    connection.writeBody(std::span(&piece, 1), true);
}

bool DemoUpstream::read(std::string_view body, Question &question)
{
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (m_parser.iterate({body.data(), body.size()}, document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS)
        return false;
    for (auto member : object) {
        std::string_view name;
        simdjson::ondemand::value value;
        if (member.unescaped_key().get(name) != simdjson::SUCCESS ||
            member.value().get(value) != simdjson::SUCCESS)
            return false;
        if (name == "stream") {
            bool stream = false;
            if (value.get_bool().get(stream) == simdjson::SUCCESS)
                question.stream = stream;
        } else if (name == "stream_options") {
            bool include = false;
            if (value["include_usage"].get_bool().get(include) == simdjson::SUCCESS)
                question.includeUsage = include;
        } else if (name == "messages") {
            simdjson::ondemand::array messages;
            if (value.get_array().get(messages) != simdjson::SUCCESS)
                return false;
            for (auto message : messages) {
                std::string text;
                std::string_view role;
                simdjson::ondemand::value content;
                if (message["content"].get(content) == simdjson::SUCCESS)
                    appendContent(content, text);
                if (message["role"].get_string().get(role) != simdjson::SUCCESS || role == "user")
                    question.text = std::move(text);
            }
        }
    }
    return true;
}

std::string DemoUpstream::answer(const Question &question) const
{
    return "{" + std::string(kHead) +
           R"(,"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":)" +
           jsonString(question.text) + R"(},"finish_reason":"stop"}],)" + usageOf(question.text) + "}";
}

std::string DemoUpstream::events(const Question &question) const
{
    const std::string start = "data: {" + std::string(kHead) +
                              R"(,"object":"chat.completion.chunk","choices":[{"index":0,"delta":)";
    std::string text = start + R"({"role":"assistant","content":""},"finish_reason":null}]})" + "\n\n";
    std::string_view rest = question.text;
    while (!rest.empty()) {
        const std::size_t word = std::min(rest.find(' ', 1), rest.size());
        text += start + R"({"content":)" + jsonString(rest.substr(0, word)) + R"(},"finish_reason":null}]})" +
                "\n\n";
        rest.remove_prefix(word);
    }
    text += start + R"({},"finish_reason":"stop"}]})" + "\n\n";
    if (question.includeUsage)
        text += "data: {" + std::string(kHead) + R"(,"object":"chat.completion.chunk","choices":[],)" +
                usageOf(question.text) + "}\n\n";
    return text + "data: [DONE]\n\n";
}

} // namespace relay::service
