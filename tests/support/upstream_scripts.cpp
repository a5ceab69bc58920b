// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/upstream_scripts.h"

namespace tests::scripts {

std::string chatBody(const std::string &content)
{
    return R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m",)"
           R"("choices":[{"index":0,"message":{"role":"assistant","content":")" +
           content +
           R"("},"finish_reason":"stop"}],)"
           R"("usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}})";
}

std::string contentEvent(const std::string &content)
{
    return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m",)"
           R"("choices":[{"index":0,"delta":{"content":")" +
           content + R"("},"finish_reason":null}]})";
}

std::string usageEvent()
{
    return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m",)"
           R"("choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}})";
}

FakeUpstream::Script chat(const std::string &content)
{
    return answer(200, chatBody(content));
}

FakeUpstream::Script answer(int status, std::string body, std::string fieldLines)
{
    return [status, body = std::move(body), lines = std::move(fieldLines)](UpstreamCall &call) {
        call.answer(status, body, lines);
    };
}

FakeUpstream::Script errorAnswer(int status, const std::string &message, std::string fieldLines)
{
    return answer(status, R"({"error":{"message":")" + message + R"(","type":"t","param":null,"code":"c"}})",
                  std::move(fieldLines));
}

FakeUpstream::Script chatStream(std::vector<std::string> contents, std::chrono::milliseconds between)
{
    return [contents = std::move(contents), between](UpstreamCall &call) {
        call.beginStream();
        for (const std::string &content : contents) {
            call.event(contentEvent(content));
            if (between.count() > 0 && !call.pause(between))
                return call.hangUp();
        }
        if (call.request().body.find("include_usage") != std::string::npos)
            call.event(usageEvent());
        call.event("[DONE]");
        call.endStream();
    };
}

FakeUpstream::Script raw(std::string bytes)
{
    return [bytes = std::move(bytes)](UpstreamCall &call) {
        call.send(bytes);
        call.hangUp();
    };
}

FakeUpstream::Script stall()
{
    return stallAfter({});
}

FakeUpstream::Script stallAfter(std::string bytes)
{
    return [bytes = std::move(bytes)](UpstreamCall &call) {
        call.send(bytes);
        call.waitUntilGone(std::chrono::minutes(2));
        call.hangUp();
    };
}

FakeUpstream::Script hangUp()
{
    return [](UpstreamCall &call) { call.hangUp(); };
}

FakeUpstream::Script resetConnection()
{
    return [](UpstreamCall &call) { call.reset(); };
}

} // namespace tests::scripts
