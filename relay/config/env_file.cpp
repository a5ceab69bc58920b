// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/env_file.h"

#include <algorithm>
#include <optional>

namespace relay::config {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kUtf8Bom = "\xef\xbb\xbf";
constexpr std::size_t kMaxProblems = 100; // a file that is something else need not fill the log

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

void skipBlanks(std::string_view &text)
{
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

void trimEnd(std::string_view &text)
{
    text = text.substr(0, text.find_last_not_of(kBlanks) + 1); // npos + 1 is 0
}

bool isName(std::string_view text)
{
    const auto isLetter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
    const auto isWord = [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && isLetter(text.front()) && std::all_of(text.begin(), text.end(), isWord);
}

// Takes the quoted value off the front; nothing if its end is missing.
std::optional<std::string> takeQuoted(std::string_view &text)
{
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            text.remove_prefix(i + 1);
            return value;
        }
        const bool escape = quote == '"' && text[i] == '\\' && i + 1 < text.size() &&
                            (text[i + 1] == '"' || text[i + 1] == '\\');
        if (escape)
            ++i;
        value += text[i];
    }
    return std::nullopt;
}

// Where a comment begins: at a # that a blank precedes.
std::size_t commentStart(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '#' && i > 0 && isBlank(text[i - 1]))
            return i;
    }
    return text.size();
}

class Parser final
{
public:
    Parser(EnvFile &file, const char *begin)
        : m_file(file)
        , m_begin(begin)
    {
    }

    void line(std::string_view text, int number)
    {
        m_line = number;
        skipBlanks(text);
        if (text.empty() || text.front() == '#')
            return;
        if (text.find('\0') != text.npos) {
            problem("a NUL byte; the line is ignored");
            return;
        }
        if (text.starts_with("export") && text.size() > 6 && isBlank(text[6])) {
            text.remove_prefix(6);
            skipBlanks(text);
        }
        const std::size_t equals = text.find('=');
        std::string_view name = text.substr(0, equals);
        trimEnd(name);
        if (equals == text.npos || !isName(name)) {
            problem("not of the form NAME=VALUE; the line is ignored");
            return;
        }
        value(name, text.substr(equals + 1));
    }

private:
    void value(std::string_view name, std::string_view text)
    {
        const std::string_view whole = text;
        skipBlanks(text);
        if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
            std::string_view plain = whole.substr(0, commentStart(whole));
            skipBlanks(plain);
            trimEnd(plain);
            if (plain.empty())
                plain = whole.substr(0, 0);
            const std::size_t begin = offset(plain);
            m_file.entries.push_back(
                {std::string(name), std::string(plain), m_line, begin, begin + plain.size()});
            return;
        }
        const std::size_t begin = offset(text);
        auto quoted = takeQuoted(text);
        if (!quoted) {
            problem(std::string(name) + ": the closing quote is missing; the line is ignored");
            return;
        }
        const std::size_t end = offset(text);
        const bool commented = text.empty() || isBlank(text.front());
        skipBlanks(text);
        if (!text.empty() && !(commented && text.front() == '#')) {
            problem(std::string(name) + ": text after the closing quote; the line is ignored");
            return;
        }
        m_file.entries.push_back({std::string(name), std::move(*quoted), m_line, begin, end});
    }

    std::size_t offset(std::string_view part) const
    {
        return static_cast<std::size_t>(part.data() - m_begin);
    }

    void problem(std::string message)
    {
        if (m_file.problems.size() < kMaxProblems)
            m_file.problems.push_back({m_line, std::move(message)});
        else if (m_file.problems.size() == kMaxProblems)
            m_file.problems.push_back({m_line, "further lines that cannot be read are not reported"});
    }

    EnvFile &m_file;
    const char *m_begin; // of the whole content
    int m_line = 0;
};

} // namespace

EnvFile EnvFile::parse(std::string_view content)
{
    EnvFile file;
    const char *const begin = content.data();
    if (content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff")) {
        file.problems.push_back({0, "the file is UTF-16 and is ignored; save it as UTF-8"});
        return file;
    }
    if (content.starts_with(kUtf8Bom))
        content.remove_prefix(kUtf8Bom.size());
    Parser parser(file, begin);
    for (int number = 1; !content.empty(); ++number) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        std::string_view line = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        parser.line(line, number);
    }
    return file;
}

} // namespace relay::config
