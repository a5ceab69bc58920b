// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/env_writer.h"

#include "relay/base/phrase.h"
#include "relay/config/env_file.h"

#include <algorithm>
#include <array>
#include <optional>

namespace relay::config {

namespace {

constexpr std::string_view kUtf8Bom = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t";
constexpr char kPlain = '\0'; // no quotes

Error refused(std::string_view name, const Phrase &why)
{
    return Error{ErrorKind::BadRequest, said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), name, why)};
}

// As the reader takes it: a backslash is doubled only where it might escape something, so that paths stay
// paths.
std::string doubleQuoted(std::string_view value)
{
    std::string text = "\"";
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char next = i + 1 < value.size() ? value[i + 1] : '"';
        const bool afterOne = i > 0 && value[i - 1] == '\\';
        if (value[i] == '"' || (value[i] == '\\' && (afterOne || next == '"' || next == '\\')))
            text += '\\';
        text += value[i];
    }
    return text + '"';
}

std::string inQuotes(std::string_view value, char quote)
{
    if (quote == '"')
        return doubleQuoted(value);
    return quote == '\'' ? "'" + std::string(value) + "'" : std::string(value);
}

bool reads(std::string_view line, const EnvAssignment &wanted)
{
    const EnvFile file = EnvFile::parse(line);
    return file.problems.empty() && file.entries.size() == 1 && file.entries[0].name == wanted.first &&
           file.entries[0].value == wanted.second;
}

// The first spelling, `preferred` before all others, with which a line reads as wanted.
std::optional<std::string> lineWith(std::string_view before, const EnvAssignment &wanted,
                                    std::string_view after, char preferred)
{
    for (const char quote : std::array{preferred, kPlain, '"', '\''}) {
        std::string line = std::string(before) + inQuotes(wanted.second, quote) + std::string(after);
        if (reads(line, wanted))
            return line;
    }
    return std::nullopt;
}

std::size_t lineBegin(std::string_view content, std::size_t at)
{
    const std::size_t bom = content.starts_with(kUtf8Bom) ? kUtf8Bom.size() : 0;
    const std::size_t end = at == 0 ? content.npos : content.rfind('\n', at - 1);
    return end == content.npos ? bom : end + 1;
}

std::size_t afterLine(std::string_view content, std::size_t at)
{
    return std::min(content.find('\n', at), content.size() - 1) + 1;
}

bool isCommentedOut(std::string_view line, std::string_view name)
{
    for (const std::string_view skipped : {kBlanks, std::string_view("#"), kBlanks}) {
        const std::size_t from = std::min(line.find_first_not_of(skipped), line.size());
        if (skipped == "#" && from == 0)
            return false;
        line.remove_prefix(from);
    }
    if (!line.starts_with(name))
        return false;
    line.remove_prefix(name.size());
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    return line.starts_with('=');
}

// Where a new line goes: below the last #NAME= of a template, else to the end.
std::size_t placeFor(std::string_view content, std::string_view name)
{
    std::size_t place = content.size();
    for (std::size_t at = lineBegin(content, 0); at < content.size();) {
        const std::size_t next = afterLine(content, at);
        if (isCommentedOut(content.substr(at, next - at), name))
            place = next;
        at = next;
    }
    return place;
}

// The line end of the line that ends before `place`, else the one that the file has further up.
std::string_view lineEndAt(std::string_view content, std::size_t place)
{
    std::string_view above = content.substr(0, place);
    if (above.ends_with('\r'))
        return "\r\n";
    above = above.substr(0, above.rfind('\n') + 1); // npos + 1 is 0
    return above.ends_with("\r\n") ? "\r\n" : "\n";
}

bool added(std::string &content, const EnvAssignment &wanted)
{
    const std::size_t place = placeFor(content, wanted.first);
    const std::string_view end = lineEndAt(content, place);
    const auto line = lineWith(wanted.first + "=", wanted, end, kPlain);
    if (!line)
        return false;
    std::string text;
    if (place > lineBegin(content, place)) // the line above has no end yet
        text = content.ends_with('\r') ? "\n" : end;
    content.insert(place, text + *line);
    return true;
}

bool replaced(std::string &content, const EnvEntry &entry, const EnvAssignment &wanted)
{
    const std::string_view whole = content;
    const std::size_t begin = lineBegin(whole, entry.begin);
    const std::size_t end = afterLine(whole, entry.begin);
    const char first = entry.begin < entry.end ? whole[entry.begin] : kPlain;
    const bool isQuote = first == '"' || first == '\'';
    const auto line = lineWith(whole.substr(begin, entry.begin - begin), wanted,
                               whole.substr(entry.end, end - entry.end), isQuote ? first : kPlain);
    if (line)
        content.replace(begin, end - begin, *line);
    return line.has_value();
}

} // namespace

Result<std::string> withAssignments(std::string_view content, std::span<const EnvAssignment> assignments)
{
    constexpr std::string_view kLineBreakers{"\n\r\0", 3};
    std::string text(content);
    for (const EnvAssignment &wanted : assignments) {
        const EnvFile file = EnvFile::parse(text);
        if (!file.problems.empty() && file.problems.front().line == 0)
            return Error{ErrorKind::Storage,
                         said(QT_TRANSLATE_NOOP("Phrases", "the file is UTF-16; save it as UTF-8"))};
        if (wanted.second.find_first_of(kLineBreakers) != std::string::npos)
            return refused(
                wanted.first,
                said(QT_TRANSLATE_NOOP("Phrases", "a line break or NUL cannot be written to a .env file")));
        const auto last = std::find_if(file.entries.rbegin(), file.entries.rend(),
                                       [&](const EnvEntry &entry) { return entry.name == wanted.first; });
        if (last != file.entries.rend() && last->value == wanted.second)
            continue;
        const bool done = last == file.entries.rend() ? added(text, wanted) : replaced(text, *last, wanted);
        if (!done)
            return refused(wanted.first, said(QT_TRANSLATE_NOOP(
                                             "Phrases", "cannot be written to a .env file: not a name")));
    }
    return text;
}

} // namespace relay::config
