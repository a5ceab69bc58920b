// SPDX-License-Identifier: GPL-3.0-or-later
// multipart/form-data (RFC 7578 over RFC 2046 section 5.1): parts between lines of `--boundary`, each with
// header lines, an empty line, and its bytes up to the line break before the next such line.
#include "relay/base/phrase.h"
#include "relay/dialect/request_facts.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace relay::dialect {

namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kMaxBoundary = 70; // RFC 2046

Error badRequest(const char *message)
{
    return {ErrorKind::BadRequest, said(message)};
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

// The value of `name` in "word; name=value; other=\"quoted\"".
std::optional<std::string_view> parameter(std::string_view header, std::string_view name)
{
    std::size_t at = header.find(';');
    while (at != kNone) {
        header.remove_prefix(at + 1);
        const std::size_t equals = header.find_first_of("=;");
        if (equals == kNone || header[equals] == ';') {
            at = equals;
            continue;
        }
        const std::string_view key = trimmed(header.substr(0, equals));
        header.remove_prefix(equals + 1);
        std::string_view value;
        if (header.starts_with('"')) {
            const std::size_t end = header.find('"', 1);
            if (end == kNone)
                return std::nullopt;
            value = header.substr(1, end - 1);
            header.remove_prefix(end + 1);
        } else {
            value = trimmed(header.substr(0, header.find(';')));
        }
        if (equalIgnoringCase(key, name))
            return value;
        at = header.find(';');
    }
    return std::nullopt;
}

// Behind the boundary: the line's end, white space before it, or the dashes that end the form. Otherwise it
// was the beginning of a longer one, which is another form's.
bool endsBoundary(std::string_view rest)
{
    if (rest.starts_with("--"))
        return true;
    while (rest.starts_with(' ') || rest.starts_with('\t'))
        rest.remove_prefix(1);
    return rest.starts_with("\r\n") || rest.starts_with('\n');
}

// The field's name from the lines of one part's head.
std::optional<std::string_view> fieldName(std::string_view head)
{
    constexpr std::string_view kDisposition = "content-disposition";
    while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        const std::string_view line = head.substr(0, end);
        const std::size_t colon = line.find(':');
        if (colon != kNone && equalIgnoringCase(trimmed(line.substr(0, colon)), kDisposition))
            return parameter(line, "name");
        head.remove_prefix(std::min(end + 1, head.size()));
    }
    return std::nullopt;
}

// `--boundary` at the beginning of a line.
class Delimiter final
{
public:
    explicit Delimiter(std::string_view boundary)
        : m_text("\r\n--" + std::string(boundary))
        , m_searcher(m_text.begin(), m_text.end())
    {
    }
    Delimiter(const Delimiter &) = delete; // the searcher views the text
    Delimiter &operator=(const Delimiter &) = delete;

    std::size_t dashesSize() const { return m_text.size() - 2; } // without the line break before it
    bool begins(std::string_view body) const
    {
        return body.starts_with(std::string_view(m_text).substr(2)) &&
               endsBoundary(body.substr(dashesSize()));
    }
    // Where the line break before the next one stands; kNone: there is none.
    std::size_t find(std::string_view body, std::size_t from) const
    {
        while (true) {
            const auto begin = body.begin() + static_cast<std::ptrdiff_t>(from);
            const auto found = std::search(begin, body.end(), m_searcher);
            if (found == body.end())
                return kNone;
            const auto place = static_cast<std::size_t>(found - body.begin());
            from = place + m_text.size();
            if (endsBoundary(body.substr(from)))
                return place;
        }
    }

private:
    std::string m_text;
    std::boyer_moore_horspool_searcher<std::string::iterator> m_searcher;
};

// False: one model too many.
bool noteField(RequestFacts &facts, std::string_view name, ByteRange value)
{
    const std::string_view text = facts.body.substr(value.begin, value.size());
    if (name == "stream") {
        facts.stream = text == "true";
    } else if (name == "model") {
        if (facts.modelCount == RequestFacts::kMaxModels)
            return false;
        const ByteRange first = facts.modelAt[0];
        facts.modelsDiffer |= facts.modelCount > 0 && facts.body.substr(first.begin, first.size()) != text;
        facts.setModel(text);
        facts.modelAt[facts.modelCount++] = value;
    }
    return true;
}

} // namespace

Result<RequestFacts> readMultipartRequest(std::string_view body, std::string_view contentType,
                                          const Endpoint &endpoint, std::string_view pathModel)
{
    const auto boundary = parameter(contentType, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary)
        return badRequest(QT_TRANSLATE_NOOP(
            "Phrases", "Content-Type names no boundary. Let your HTTP library write this header."));

    const Delimiter delimiter(*boundary);
    RequestFacts facts;
    facts.encoding = RequestFacts::Encoding::Multipart;
    facts.body = body;
    std::size_t at = 0; // of the delimiter's dashes
    if (!delimiter.begins(body)) {
        at = delimiter.find(body, 0);
        if (at == kNone)
            return badRequest(
                QT_TRANSLATE_NOOP("Phrases", "The body does not have the boundary that Content-Type names."));
        at += 2;
    }
    facts.delimiterAt = {at, at + delimiter.dashesSize()};
    facts.memberAt = at;

    while (true) {
        const std::size_t line = at + delimiter.dashesSize();
        if (body.substr(line, 2) == "--")
            break;
        const std::size_t head = body.find('\n', line);
        const std::size_t next = delimiter.find(body, line);
        if (head == kNone || next == kNone)
            return badRequest(
                QT_TRANSLATE_NOOP("Phrases", "The form data ends before its last boundary: it was cut."));
        const std::size_t blank = body.find("\r\n\r\n", head - 1);
        if (blank != kNone && blank + 4 <= next) {
            const auto name = fieldName(body.substr(head + 1, blank - std::min(blank, head + 1)));
            if (name && !noteField(facts, *name, {blank + 4, next}))
                return badRequest(QT_TRANSLATE_NOOP(
                    "Phrases", "The field \"model\" is there more than twice. Send it once."));
        }
        at = next + 2;
    }

    if (!chooseModel(facts, endpoint, pathModel))
        return badRequest(QT_TRANSLATE_NOOP(
            "Phrases", "The form has no field \"model\". Add it; GET /v1/models lists the models."));
    if (facts.model().empty())
        return badRequest(QT_TRANSLATE_NOOP(
            "Phrases", "The field \"model\" is empty. GET /v1/models lists what there is."));
    if (const auto fine = checkModelName(facts.model()); !fine)
        return fine.error();
    return facts;
}

} // namespace relay::dialect
