// SPDX-License-Identifier: GPL-3.0-or-later
// A body that readJsonRequest() takes must still be one after the splice, name the new model, ask for usage,
// and come back byte for byte when the old model is put back. Multipart, a model in the path, and answers are
// read as well.
#include "relay/dialect/body_splice.h"
#include "relay/dialect/json_parser.h"
#include "relay/dialect/usage_reader.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace relay::dialect;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::vector<char> padded(std::string_view text)
{
    std::vector<char> buffer(text.begin(), text.end());
    buffer.resize(text.size() + kJsonPaddingBytes, '"');
    return buffer;
}

std::string joined(const BodyParts &parts)
{
    std::string out;
    parts.appendTo(out);
    require(out.size() == parts.sizeBytes());
    return out;
}

// A deployment in the path counts, whatever the body says of a model.
void spliceOfPath(std::string_view body, JsonParser &parser)
{
    const Endpoint &endpoint = *findEndpoint("/v1/chat/completions").endpoint;
    const std::vector<char> buffer = padded(body);
    const auto facts = readJsonRequest({buffer.data(), body.size()}, endpoint, parser, "dep%2DA");
    if (!facts)
        return;
    require(facts->model() == "dep-A" && facts->modelFromPath);
    BodyParts parts;
    parts.splice(*facts, "dep-A", false);
    const std::string changed = joined(parts);
    const std::vector<char> second = padded(changed);
    const auto again = readJsonRequest({second.data(), changed.size()}, endpoint, parser);
    require(again.has_value() && again->model() == "dep-A" && !again->modelsDiffer);
}

void spliceJson(std::string_view body, JsonParser &parser)
{
    constexpr std::string_view kNewModel = "a\"model\\\xC3\xA4";
    const Endpoint &endpoint = *findEndpoint("/v1/chat/completions").endpoint;
    const std::vector<char> buffer = padded(body);
    const auto facts = readJsonRequest({buffer.data(), body.size()}, endpoint, parser);
    if (!facts)
        return;

    BodyParts parts;
    const bool asked = parts.splice(*facts, kNewModel, true);
    const std::string changed = joined(parts);
    const std::vector<char> second = padded(changed);
    const auto again = readJsonRequest({second.data(), changed.size()}, endpoint, parser);
    require(again.has_value());
    require(again->model() == kNewModel && again->stream == facts->stream);
    require(!asked || again->usageOption == RequestFacts::UsageOption::Asked);

    parts.splice(*facts, kNewModel, false);
    const std::string mapped = joined(parts);
    const std::vector<char> third = padded(mapped);
    const auto back = readJsonRequest({third.data(), mapped.size()}, endpoint, parser);
    require(back.has_value());
    BodyParts original;
    original.splice(*back, facts->model(), false);
    if (facts->modelCount == 1 && joined(original).size() == body.size()) // escapes may be written otherwise
        require(joined(original) == body);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static JsonParser parser;
    const std::string_view body(reinterpret_cast<const char *>(data), size);
    spliceJson(body, parser);
    spliceOfPath(body, parser);

    const std::vector<char> buffer = padded(body);
    readAnswer({buffer.data(), size}, parser);
    AnswerObserver observer;
    observer.feed(body.substr(0, size / 2));
    observer.feed(body.substr(size / 2));
    observer.finish(parser);

    const Endpoint &edits = *findEndpoint("/v1/images/edits").endpoint;
    if (const auto facts = readMultipartRequest(body, "multipart/form-data; boundary=B", edits)) {
        BodyParts parts;
        parts.splice(*facts, "other", false);
        const std::string changed = joined(parts);
        const auto again = readMultipartRequest(changed, "multipart/form-data; boundary=B", edits);
        require(again.has_value() && again->model() == "other");
    }
    return 0;
}
