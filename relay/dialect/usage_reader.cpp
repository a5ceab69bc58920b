// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a long answer from its end. In valid JSON the seven bytes "usage" with a quote that no backslash
// escapes are always one whole string token: inside a string every quote is escaped, so the second one could
// not follow. From such a token to the document's end, brackets outside of strings can be counted; if exactly
// one more closes than opens, the token is a key of the top level. So the head need not be seen.
#include "relay/dialect/usage_reader.h"

#include "relay/dialect/json_parser.h"
#include "relay/dialect/key_scan.h"
#include "relay/dialect/openai_answer.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace relay::dialect {

namespace {

constexpr std::string_view kUsageKey = "\"usage\"";
constexpr std::size_t kShortBytes = 4 * 1024; // up to here a whole parse costs less than the search
constexpr std::size_t kLongestError = 32 * 1024;

constexpr int kMaxTries = 8; // each walks the tail: bounds what an odd answer can cost

std::size_t skipSpace(std::string_view text, std::size_t at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n'))
        ++at;
    return at;
}

// How an answer begins.
enum class Beginning {
    Blank, // nothing has come that could tell
    Json,
    Other, // audio, images, text: nothing is read of it
};

Beginning beginningOf(std::string_view text)
{
    const std::size_t at = skipSpace(text, 0);
    if (at == text.size())
        return Beginning::Blank;
    constexpr char kByteOrderMark = '\xEF'; // the first of its bytes
    return text[at] == '{' || text[at] == '[' || text[at] == kByteOrderMark ? Beginning::Json
                                                                            : Beginning::Other;
}

// Closing brackets less opening ones, and where the first value behind the colon ends.
struct Walk
{
    int closes = 0;
    std::size_t valueEnd = 0;
};

// Where the string that opens at `at` closes. A plain loop: find_first_of() calls a function per byte.
std::size_t closingQuote(std::string_view text, std::size_t at)
{
    ++at;
    while (at < text.size() && text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return at < text.size() ? at : std::string_view::npos;
}

// `at` is outside of strings. Nothing if the text ends inside one.
std::optional<Walk> walk(std::string_view text, std::size_t at)
{
    Walk result;
    for (; at < text.size(); ++at) {
        switch (text[at]) {
        case '"':
            at = closingQuote(text, at);
            if (at == std::string_view::npos)
                return std::nullopt;
            break;
        case '{':
        case '[':
            --result.closes;
            break;
        case '}':
        case ']':
            ++result.closes;
            if (result.closes == 0 && result.valueEnd == 0)
                result.valueEnd = at + 1;
            break;
        default:
            break;
        }
    }
    return result;
}

// Behind the bracket that closes the one at `at`; 0: there is none.
std::size_t closingBracket(std::string_view text, std::size_t at)
{
    int depth = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        if (depth == 0)
            return at + 1;
        if (c == '"')
            at = closingQuote(text, at);
        if (at == std::string_view::npos)
            break;
    }
    return 0;
}

// An object that ends where it says; nothing: no usage.
std::optional<model::TokenUsage> readObject(std::string_view text, JsonParser &parser)
{
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser.iterateCopy(text, document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS)
        return std::nullopt;
    const model::TokenUsage usage = readOpenAiUsage(object);
    return usage.known() ? std::optional(usage) : std::nullopt;
}

// Some providers name usage ahead of the vectors. Strings are stepped over, so a key is found for what it is.
std::optional<model::TokenUsage> readFromHead(std::string_view head, JsonParser &parser)
{
    int depth = 0;
    for (std::size_t at = 0; at < head.size(); ++at) {
        const char c = head[at];
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        if (c != '"')
            continue;
        const std::size_t end = closingQuote(head, at);
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::size_t colon = skipSpace(head, end + 1);
        if (depth == 1 && head.substr(at, end + 1 - at) == kUsageKey && colon < head.size() &&
            head[colon] == ':') {
            const std::size_t value = skipSpace(head, colon + 1);
            if (value == head.size() || head[value] != '{')
                return std::nullopt;
            const std::size_t valueEnd = closingBracket(head, value);
            return valueEnd > 0 ? readObject(head.substr(value, valueEnd - value), parser) : std::nullopt;
        }
        at = end;
    }
    return std::nullopt;
}

std::optional<model::TokenUsage> readFromEnd(std::string_view tail, JsonParser &parser)
{
    std::size_t at = tail.size();
    for (int tries = 0; tries < kMaxTries && at > 0; ++tries) {
        at = tail.rfind(kUsageKey, at - 1);
        if (at == std::string_view::npos)
            return std::nullopt;
        if (at == 0 || tail[at - 1] == '\\')
            continue;
        const std::size_t colon = skipSpace(tail, at + kUsageKey.size());
        if (colon == tail.size() || tail[colon] != ':')
            continue;
        const std::size_t value = skipSpace(tail, colon + 1);
        if (value == tail.size() || tail[value] != '{')
            continue;
        const auto way = walk(tail, value);
        if (!way || way->closes != 1)
            continue;
        if (const auto usage = readObject(tail.substr(value, way->valueEnd - value), parser))
            return usage;
    }
    return std::nullopt;
}

// Whether MiniMax's number for what has happened may stand at an end of it, however it is laid out.
bool isNumbered(std::string_view text)
{
    constexpr std::size_t kEndBytes = 512;
    const std::string_view first = text.substr(0, kEndBytes);
    const std::string_view last = text.substr(text.size() - std::min(text.size(), kEndBytes));
    return mayTellError(first) || mayTellError(last);
}

// Whether an object of which the end is missing lists data, as embeddings and images do, and no error.
bool listsData(std::string_view object)
{
    int depth = 0;
    for (std::size_t at = 0; at < object.size(); ++at) {
        const char c = object[at];
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        if (c != '"')
            continue;
        const std::size_t end = closingQuote(object, at);
        if (end == std::string_view::npos)
            return false;
        const std::size_t colon = skipSpace(object, end + 1);
        if (depth == 1 && object.substr(at, end + 1 - at) == "\"data\"" && colon < object.size() &&
            object[colon] == ':') {
            const std::size_t value = skipSpace(object, colon + 1);
            if (value < object.size() && object[value] == '[')
                return true;
        }
        at = end;
    }
    return false;
}

} // namespace

ErrorSign errorSign(std::string_view text, JsonParser &parser)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    std::size_t at = skipSpace(text, 0);
    if (at < text.size() && text[at] == '[') // Gemini puts its errors into one
        at = skipSpace(text, at + 1);
    if (at == text.size())
        return ErrorSign::Unclear;
    if (text[at] != '{')
        return ErrorSign::None;
    text.remove_prefix(at);
    const std::size_t end = closingBracket(text, 0);
    if (end == 0)
        return listsData(text) ? ErrorSign::None : ErrorSign::Unclear;
    simdjson::ondemand::document document;
    const bool readable = parser.iterateCopy(text.substr(0, end), document) == simdjson::SUCCESS;
    return readable && readOpenAiAnswer(document).facts.failed ? ErrorSign::Error : ErrorSign::None;
}

AnswerFacts readAnswer(PaddedView body, JsonParser &parser)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (body.text().starts_with(kByteOrderMark))
        body = {body.data + kByteOrderMark.size(), body.size - kByteOrderMark.size()};
    if (beginningOf(body.text()) != Beginning::Json)
        return {};
    if (body.size > kShortBytes) {
        // One that speaks of no error has nothing else that matters: usage stands near its end.
        const std::string_view tail =
            body.text().substr(body.size - std::min(body.size, AnswerObserver::kTailBytes));
        const bool mayBeError =
            body.size <= kLongestError && (scanForKeys(body.text()).error || isNumbered(body.text()));
        AnswerFacts facts;
        if (const auto usage = mayBeError ? std::nullopt : readFromEnd(tail, parser)) {
            facts.usage = *usage;
            return facts;
        }
    }
    simdjson::ondemand::document document;
    simdjson::error_code error = parser.iterate(body, document);
    if (error == simdjson::UTF8_ERROR)
        error = parser.iterateCopy(body.text(), document);
    return error == simdjson::SUCCESS ? readOpenAiAnswer(document).facts : AnswerFacts();
}

void AnswerObserver::feed(std::string_view piece)
{
    if (!m_begun) {
        const Beginning beginning = beginningOf(piece);
        m_begun = beginning != Beginning::Blank;
        m_unread = beginning == Beginning::Other;
    }
    if (m_unread)
        return;
    if (m_kept.size() + piece.size() <= (m_cut ? 4 * kTailBytes : kWholeBytes)) {
        m_kept += piece;
        return;
    }
    if (!std::exchange(m_cut, true)) {
        m_head.assign(m_kept, 0, kHeadBytes);
        m_head.append(piece.substr(0, kHeadBytes - m_head.size()));
    }
    if (piece.size() >= kTailBytes) {
        m_kept.assign(piece.substr(piece.size() - kTailBytes));
        return;
    }
    m_kept.erase(0, m_kept.size() - std::min(m_kept.size(), kTailBytes));
    m_kept += piece;
}

AnswerFacts AnswerObserver::finish(JsonParser &parser)
{
    if (!m_cut) {
        const std::size_t size = m_kept.size();
        m_kept.append(kJsonPaddingBytes, ' ');
        return readAnswer({m_kept.data(), size}, parser);
    }
    AnswerFacts facts;
    auto usage = readFromEnd(m_kept, parser);
    if (!usage)
        usage = readFromHead(m_head, parser);
    if (usage)
        facts.usage = *usage;
    return facts;
}

} // namespace relay::dialect
