// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/request_facts.h"

#include "relay/base/phrase.h"
#include "relay/base/text.h"
#include "relay/dialect/json_parser.h"
#include "relay/model/provider_keys.h"

#include <cstdint>
#include <cstring>

namespace relay::dialect {

namespace {

using simdjson::ondemand::json_type;
using UsageOption = RequestFacts::UsageOption;

Error badRequest(const char *message)
{
    return {ErrorKind::BadRequest, said(message)};
}

Error notJson(simdjson::error_code code)
{
    if (code == simdjson::CAPACITY || code == simdjson::MEMALLOC)
        return {ErrorKind::TooLarge,
                said(QT_TRANSLATE_NOOP("Phrases", "The request body is too large to be read."))};
    if (code == simdjson::EMPTY)
        return badRequest(QT_TRANSLATE_NOOP("Phrases", "The request has no body. Send a JSON object."));
    if (code == simdjson::UTF8_ERROR)
        return badRequest(
            QT_TRANSLATE_NOOP("Phrases", "The request body is not valid UTF-8. Send JSON text in UTF-8."));
    return badRequest(QT_TRANSLATE_NOOP(
        "Phrases", "The request body is not complete, valid JSON. Check its brackets, quotes and length."));
}

// Where a token lies, without the white space that simdjson leaves behind it.
ByteRange rangeOf(std::string_view token, std::string_view body)
{
    while (!token.empty() && std::strchr(" \t\r\n", token.back()))
        token.remove_suffix(1);
    const auto begin = static_cast<std::size_t>(token.data() - body.data());
    return {begin, begin + token.size()};
}

std::string_view at(std::string_view body, ByteRange range)
{
    return body.substr(range.begin, range.size());
}

// Chat completions have had two names for it, responses have a third.
bool isTokenBound(std::string_view key)
{
    return key.starts_with("max_") &&
           (key == "max_tokens" || key == "max_completion_tokens" || key == "max_output_tokens");
}

// Walks the top level once and notes what matters.
class TopLevelReader final
{
public:
    TopLevelReader(std::string_view body, RequestFacts &facts)
        : m_body(body)
        , m_facts(facts)
    {
    }

    // An error of simdjson's, or SUCCESS and then trouble().
    simdjson::error_code read(simdjson::ondemand::document &document)
    {
        json_type type{};
        if (const auto error = document.type().get(type))
            return error;
        if (type != json_type::object) {
            m_trouble = QT_TRANSLATE_NOOP(
                "Phrases", "The request body must be a JSON object, such as {\"model\": \"...\", ...}.");
            return simdjson::SUCCESS;
        }
        simdjson::ondemand::object object;
        if (const auto error = document.get_object().get(object))
            return error;
        for (auto next : object) {
            simdjson::ondemand::field field;
            if (const auto error = std::move(next).get(field))
                return error;
            m_facts.emptyObject = false;
            if (const auto error = readField(field))
                return error;
            if (m_trouble)
                return simdjson::SUCCESS;
        }
        const char *more = nullptr;
        if (document.current_location().get(more) == simdjson::SUCCESS)
            return simdjson::TAPE_ERROR; // something follows the object
        return simdjson::SUCCESS;
    }

    const char *trouble() const { return m_trouble; }

private:
    simdjson::error_code readField(simdjson::ondemand::field &field)
    {
        std::string_view key;
        if (const auto error = keyOf(field, key))
            return error;
        simdjson::ondemand::value value = field.value();
        if (key == "model")
            return readModel(value);
        if (key == "stream")
            return readStream(value);
        if (key == "stream_options")
            return readStreamOptions(value);
        if (key == "n") {
            std::int64_t count = 0;
            if (value.get_int64().get(count) == simdjson::SUCCESS)
                m_facts.choiceCount = count;
        } else if (isTokenBound(key)) {
            std::int64_t bound = 0;
            if (value.get_int64().get(bound) == simdjson::SUCCESS && bound > m_facts.maxTokens)
                m_facts.maxTokens = bound;
        }
        return simdjson::SUCCESS;
    }

    // From 3.2 on simdjson wants to be told what becomes of half a surrogate pair: an error, as before.
    template <typename Field>
    static auto unescapedKey(Field &field)
    {
        if constexpr (requires { field.unescaped_key(false); })
            return field.unescaped_key(false);
        else
            return field.unescaped_key();
    }

    // Written with escapes a key means the same: decoded, then, though no real client does it.
    static simdjson::error_code keyOf(simdjson::ondemand::field &field, std::string_view &key)
    {
        const char *const raw = field.key().raw();
        const char *end = raw;
        while (*end != '"' && *end != '\\')
            ++end; // there is a quote: the first pass has found every string closed
        if (*end == '"') {
            key = {raw, static_cast<std::size_t>(end - raw)};
            return simdjson::SUCCESS;
        }
        return unescapedKey(field).get(key);
    }

    simdjson::error_code readModel(simdjson::ondemand::value &value)
    {
        json_type type{};
        if (const auto error = value.type().get(type))
            return error;
        if (type != json_type::string) {
            m_trouble = QT_TRANSLATE_NOOP("Phrases", "\"model\" must be a string with a model's name.");
            return simdjson::SUCCESS;
        }
        if (m_facts.modelCount == RequestFacts::kMaxModels) {
            m_trouble = QT_TRANSLATE_NOOP("Phrases", "\"model\" is there more than twice. Send it once.");
            return simdjson::SUCCESS;
        }
        const ByteRange range = rangeOf(value.raw_json_token(), m_body);
        const std::string_view token = at(m_body, range);
        if (m_facts.modelCount > 0)
            m_facts.modelsDiffer |= at(m_body, m_facts.modelAt[0]) != token;
        m_facts.modelAt[m_facts.modelCount++] = range;

        const std::string_view plain = token.substr(1, token.size() - 2);
        if (plain.find('\\') == std::string_view::npos) {
            m_facts.setModel(plain);
            return value.get_raw_json_string().error(); // steps over it, so that what follows is checked
        }
        std::string_view decoded;
        if (const auto error = value.get_string().get(decoded))
            return error;
        m_facts.setDecodedModel(std::string(decoded));
        return simdjson::SUCCESS;
    }

    // What is only looked at, the parser takes for a key if a colon follows.
    static simdjson::error_code stepOverLiteral(simdjson::ondemand::value &value)
    {
        bool isNull = false;
        if (const auto error = value.is_null().get(isNull); error || isNull)
            return error;
        return value.get_bool().error();
    }

    simdjson::error_code readStream(simdjson::ondemand::value &value)
    {
        const std::string_view token = at(m_body, rangeOf(value.raw_json_token(), m_body));
        if (token == "true")
            m_facts.stream = true;
        else if (token == "false" || token == "null")
            m_facts.stream = false;
        else
            m_trouble = QT_TRANSLATE_NOOP("Phrases", "\"stream\" must be true or false.");
        return m_trouble ? simdjson::SUCCESS : stepOverLiteral(value);
    }

    simdjson::error_code readStreamOptions(simdjson::ondemand::value &value)
    {
        json_type type{};
        if (const auto error = value.type().get(type))
            return error;
        const ByteRange whole = rangeOf(value.raw_json_token(), m_body);
        if (type == json_type::null) {
            m_facts.usageOption = UsageOption::ReplaceAll;
            m_facts.usageAt = whole;
            return at(m_body, whole) == "null" ? stepOverLiteral(value) : simdjson::N_ATOM_ERROR;
        }
        if (type != json_type::object) {
            m_facts.usageOption = UsageOption::Untouchable;
            return simdjson::SUCCESS;
        }
        m_facts.usageOption = UsageOption::InsertInto;
        m_facts.usageAt = {whole.begin + 1, whole.begin + 1};
        m_facts.emptyStreamOptions = true;
        simdjson::ondemand::object options;
        if (const auto error = value.get_object().get(options))
            return error;
        for (auto next : options) {
            simdjson::ondemand::field field;
            if (const auto error = std::move(next).get(field))
                return error;
            m_facts.emptyStreamOptions = false;
            std::string_view key;
            if (const auto error = keyOf(field, key))
                return error;
            if (key != "include_usage")
                continue;
            simdjson::ondemand::value flag = field.value();
            const ByteRange range = rangeOf(flag.raw_json_token(), m_body);
            const std::string_view token = at(m_body, range);
            m_facts.usageAt = range;
            m_facts.usageOption = token == "true"                       ? UsageOption::Asked
                                  : token == "false" || token == "null" ? UsageOption::Replace
                                                                        : UsageOption::Untouchable;
            if (m_facts.usageOption == UsageOption::Untouchable)
                continue;
            if (const auto error = stepOverLiteral(flag))
                return error;
        }
        return simdjson::SUCCESS;
    }

    std::string_view m_body;
    RequestFacts &m_facts;
    const char *m_trouble = nullptr;
};

} // namespace

Result<void> checkModelName(std::string_view model)
{
    constexpr std::size_t kLongest = 512; // the longest that are known, ARNs and file names, have some 200
    if (model.size() > kLongest)
        return badRequest(QT_TRANSLATE_NOOP("Phrases", "\"model\" is too long to be a model's name."));
    std::uint8_t previous = 0;
    for (const char c : model) {
        const auto byte = static_cast<std::uint8_t>(c);
        // U+0080 to U+009F are control characters as well.
        if (byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0))
            return badRequest(
                QT_TRANSLATE_NOOP("Phrases", "\"model\" holds control characters. Send a model's name."));
        previous = byte;
    }
    if (!isUtf8(model))
        return badRequest(QT_TRANSLATE_NOOP("Phrases", "\"model\" is not valid UTF-8. Send a model's name."));
    if (model == "." || model == "..")
        return badRequest(QT_TRANSLATE_NOOP("Phrases", "\"model\" is not a model's name."));
    if (model::looksLikeKey(model))
        return badRequest(QT_TRANSLATE_NOOP(
            "Phrases", "\"model\" holds what looks like an API key. Send a model's name there."));
    return {};
}

bool chooseModel(RequestFacts &facts, const Endpoint &endpoint, std::string_view pathModel)
{
    if (!pathModel.empty()) { // at Azure the deployment counts, whatever the body says
        if (pathModel.find('%') == std::string_view::npos)
            facts.setModel(pathModel);
        else
            facts.setDecodedModel(percentDecoded(pathModel));
        facts.modelFromPath = true;
        return true;
    }
    if (facts.modelCount > 0)
        return true;
    facts.setModel(endpoint.defaultModel);
    return !endpoint.defaultModel.empty();
}

Result<RequestFacts> readJsonRequest(PaddedView body, const Endpoint &endpoint, JsonParser &parser,
                                     std::string_view pathModel)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // some Windows scripts begin with one
    const std::size_t skip = body.text().starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;

    RequestFacts facts;
    facts.encoding = RequestFacts::Encoding::Json;
    facts.body = body.text();
    facts.emptyObject = true;

    simdjson::ondemand::document document;
    if (const auto error = parser.iterate({body.data + skip, body.size - skip}, document))
        return notJson(error);
    TopLevelReader reader(facts.body, facts);
    if (const auto error = reader.read(document))
        return notJson(error);
    if (reader.trouble())
        return badRequest(reader.trouble());

    facts.memberAt = facts.body.find('{') + 1;
    if (!chooseModel(facts, endpoint, pathModel))
        return badRequest(QT_TRANSLATE_NOOP(
            "Phrases", "The request names no model. Add \"model\": \"...\"; GET /v1/models lists them."));
    if (facts.model().empty())
        return badRequest(
            QT_TRANSLATE_NOOP("Phrases", "\"model\" is empty. GET /v1/models lists what there is."));
    if (const auto fine = checkModelName(facts.model()); !fine)
        return fine.error();
    return facts;
}

Result<RequestFacts> readRequest(PaddedView body, std::string_view contentType, const EndpointMatch &match,
                                 JsonParser &parser)
{
    constexpr std::string_view kMultipart = "multipart/form-data";
    const Endpoint &endpoint = *match.endpoint;
    if (endpoint.body == Endpoint::Body::None) {
        RequestFacts facts;
        facts.body = body.text();
        return facts;
    }
    bool multipart = contentType.size() >= kMultipart.size();
    for (std::size_t i = 0; multipart && i < kMultipart.size(); ++i)
        multipart = (contentType[i] | 0x20) == (kMultipart[i] | 0x20);
    if (!multipart)
        return readJsonRequest(body, endpoint, parser, match.model);
    if (endpoint.body == Endpoint::Body::Json)
        return badRequest(QT_TRANSLATE_NOOP(
            "Phrases", "This path takes JSON. Send Content-Type: application/json and a JSON object."));
    return readMultipartRequest(body.text(), contentType, endpoint, match.model);
}

} // namespace relay::dialect
