// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/setting_value.h"

#include "relay/base/phrase.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace relay::config {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::size_t kLongestValue = 4096;

QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t from = text.find_first_not_of(kBlanks);
    if (from == std::string_view::npos)
        return {};
    return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(separator, from), text.size());
        if (const std::string_view part = trimmed(text.substr(from, to - from)); !part.empty())
            parts.push_back(part);
        from = to + 1;
    }
    return parts;
}

bool sameWord(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

// The member of a blank-separated list that equals `value`, whatever its case.
std::optional<std::string> wordOf(std::string_view list, std::string_view value)
{
    for (const std::string_view word : split(list, ' ')) {
        if (sameWord(word, value))
            return std::string(word);
    }
    return std::nullopt;
}

std::optional<std::string> checkedBool(std::string_view value)
{
    if (wordOf("true 1 yes on", value))
        return "true";
    if (wordOf("false 0 no off", value))
        return "false";
    return std::nullopt;
}

std::string_view withoutPlus(std::string_view value)
{
    return value.size() > 1 && value[0] == '+' && value[1] != '-' ? value.substr(1) : value;
}

std::optional<std::string> checkedInteger(const SettingSpec &spec, std::string_view text)
{
    const std::string_view value = withoutPlus(text);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < spec.min || number > spec.max)
        return std::nullopt;
    return std::to_string(number);
}

std::optional<std::string> checkedDecimal(const SettingSpec &spec, std::string_view text)
{
    const std::string_view value = withoutPlus(text);
    double number = 0;
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), number, std::chars_format::fixed);
    const bool inside = number >= static_cast<double>(spec.min) && number <= static_cast<double>(spec.max);
    if (error != std::errc() || end != value.data() + value.size() || !inside)
        return std::nullopt;          // NaN is not inside
    std::array<char, 512> shortest{}; // digits alone, so that it can be read back by this function
    const auto written = std::to_chars(shortest.data(), shortest.data() + shortest.size(), number + 0.0,
                                       std::chars_format::fixed);
    return std::string(shortest.data(), written.ptr);
}

std::optional<std::string> checkedAddress(std::string_view value)
{
    if (sameWord(value, "localhost"))
        return "localhost";
    std::string_view bare = value;
    if (bare.size() > 2 && bare.front() == '[' && bare.back() == ']')
        bare = bare.substr(1, bare.size() - 2);
    // QHostAddress also takes 127.1 and 2130706433, which nobody means.
    const bool whole = bare.find(':') != bare.npos || std::count(bare.begin(), bare.end(), '.') == 3;
    QHostAddress address;
    if (!whole || !address.setAddress(toQString(bare)))
        return std::nullopt;
    return address.toString().toStdString();
}

bool isUrl(std::string_view value, std::string_view schemes)
{
    const QUrl url(toQString(value), QUrl::StrictMode);
    const bool separated = value.find("://") != value.npos;
    return separated && url.isValid() && !url.host().isEmpty() && url.port(1) > 0 && !url.hasFragment() &&
           wordOf(schemes, url.scheme().toStdString()).has_value();
}

std::optional<std::string> checkedOrigin(std::string_view value)
{
    const QUrl url(toQString(value), QUrl::StrictMode);
    const bool bare = url.path().isEmpty() || url.path() == QStringLiteral("/");
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty() || url.port(1) <= 0 || !bare ||
        url.hasQuery() || url.hasFragment() || !url.userInfo().isEmpty())
        return std::nullopt;
    // As browsers write it: lower case, no closing slash.
    return url.toEncoded(QUrl::RemovePath).toStdString();
}

std::optional<std::string> checkedOrigins(std::string_view value)
{
    std::string list;
    for (const std::string_view part : split(value, ',')) {
        const auto origin = checkedOrigin(part);
        if (!origin)
            return std::nullopt;
        list += (list.empty() ? "" : ",") + *origin;
    }
    return list;
}

bool isPrintable(std::string_view value, bool blanksToo)
{
    return std::all_of(value.begin(), value.end(), [blanksToo](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return blanksToo ? byte >= 0x20 && byte != 0x7f : byte > 0x20 && byte < 0x7f;
    });
}

// "?key=***": an API key, often enough.
std::string shownQuery(std::string_view query)
{
    std::string shown;
    for (const std::string_view part : split(query, '&')) {
        const std::size_t value = part.find('=') + 1; // 0: no name
        shown.append(shown.empty() ? "?" : "&").append(part.substr(0, value)).append("***");
    }
    return shown.empty() ? "?" : shown;
}

std::optional<std::string> checkedText(const SettingSpec &spec, std::string_view value)
{
    switch (spec.type) {
    case SettingType::Bool:
        return checkedBool(value);
    case SettingType::Integer:
        return checkedInteger(spec, value);
    case SettingType::Decimal:
        return checkedDecimal(spec, value);
    case SettingType::Choice:
        return wordOf(spec.choices, value);
    case SettingType::Address:
        return checkedAddress(value);
    case SettingType::Url:
        return value.empty() || isUrl(value, spec.choices) ? std::optional(std::string(value)) : std::nullopt;
    case SettingType::Origins:
        return checkedOrigins(value);
    case SettingType::Path:
        return !value.empty() && isPrintable(value, true) ? std::optional(std::string(value)) : std::nullopt;
    case SettingType::Secret:
        return isPrintable(value, false) ? std::optional(std::string(value)) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

Result<std::string> checkedValue(const SettingSpec &spec, std::string_view value)
{
    if (value.size() <= kLongestValue) {
        if (auto checked = checkedText(spec, trimmed(value)))
            return std::move(*checked);
    }
    return Error{ErrorKind::BadRequest,
                 said(QT_TRANSLATE_NOOP("Phrases", "%1 must be %2"), toQString(spec.name), allowed(spec))};
}

Phrase allowed(const SettingSpec &spec)
{
    std::string choices;
    for (const std::string_view word : split(spec.choices, ' '))
        choices.append(choices.empty() ? "" : ", ").append(word);
    switch (spec.type) {
    case SettingType::Bool:
        return said(QT_TRANSLATE_NOOP("Phrases", "true or false (also 1/0, yes/no, on/off)"));
    case SettingType::Integer:
        return said(QT_TRANSLATE_NOOP("Phrases", "a whole number from %1 to %2"), spec.min, spec.max);
    case SettingType::Decimal:
        return said(QT_TRANSLATE_NOOP("Phrases", "a number from %1 to %2"), spec.min, spec.max);
    case SettingType::Choice:
        return said(QT_TRANSLATE_NOOP("Phrases", "one of %1"), choices);
    case SettingType::Address:
        return said(QT_TRANSLATE_NOOP("Phrases", "an IP address or localhost"));
    case SettingType::Url:
        return said(QT_TRANSLATE_NOOP("Phrases", "empty, or a URL with a host (schemes: %1)"), choices);
    case SettingType::Origins:
        return said(
            QT_TRANSLATE_NOOP("Phrases", "empty, or a list of scheme://host[:port], separated by commas"));
    case SettingType::Path:
        return said(QT_TRANSLATE_NOOP("Phrases", "a file name"));
    case SettingType::Secret:
        return said(QT_TRANSLATE_NOOP("Phrases", "empty, or printable ASCII characters without blanks"));
    }
    return {};
}

std::string allowedText(const SettingSpec &spec)
{
    return allowed(spec).english();
}

std::string shownValue(const SettingSpec &spec, std::string_view value)
{
    if (spec.type == SettingType::Secret)
        return value.empty() ? "" : "***";
    if (spec.type != SettingType::Url)
        return std::string(value);
    const std::string_view address = value.substr(0, value.find('?'));
    const std::size_t at = address.rfind('@');
    const std::size_t user = address.find("://");
    std::string shown(address);
    if (at != address.npos && user != address.npos && at >= user + 3)
        shown = std::string(address.substr(0, user + 3)) + "***" + std::string(address.substr(at));
    if (address.size() < value.size())
        shown += shownQuery(value.substr(address.size() + 1));
    return shown;
}

} // namespace relay::config
