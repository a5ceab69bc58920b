// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace relay::routing {

namespace {

using std::chrono::milliseconds;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

milliseconds bounded(double ms)
{
    const auto longest = static_cast<double>(milliseconds(kLongestRetryAfter).count());
    return milliseconds(static_cast<milliseconds::rep>(std::clamp(ms, 0.0, longest)));
}

// Digits with an optional fraction; providers send "1.5" as well.
std::optional<double> number(std::string_view text)
{
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error == std::errc::result_out_of_range && end == text.data() + text.size())
        return 1e18;
    if (error != std::errc() || end != text.data() + text.size() || !(value >= 0))
        return std::nullopt;
    return value;
}

std::optional<int> digits(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() || value < 0)
        return std::nullopt;
    return value;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that RFC 9110 lets a sender use. Unix ms.
std::optional<std::int64_t> httpDate(std::string_view text)
{
    constexpr std::size_t kLength = 29;
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != kLength || text.substr(3, 2) != ", " || text.substr(25) != " GMT" || text[19] != ':' ||
        text[22] != ':')
        return std::nullopt;
    const auto month = std::ranges::find(kMonths, text.substr(8, 3));
    const auto day = digits(text.substr(5, 2));
    const auto year = digits(text.substr(12, 4));
    const auto hour = digits(text.substr(17, 2));
    const auto minute = digits(text.substr(20, 2));
    const auto second = digits(text.substr(23, 2));
    if (month == kMonths.end() || !day || !year || !hour || !minute || !second || *hour > 23 ||
        *minute > 59 || *second > 60)
        return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    const std::chrono::sys_seconds when = std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                                          std::chrono::minutes(*minute) + std::chrono::seconds(*second);
    return std::chrono::duration_cast<milliseconds>(when.time_since_epoch()).count();
}

} // namespace

std::optional<milliseconds> parseRetryAfter(std::string_view retryAfter, std::string_view retryAfterMs,
                                            std::int64_t nowUnixMs)
{
    if (const auto ms = number(trimmed(retryAfterMs)))
        return bounded(*ms);
    retryAfter = trimmed(retryAfter);
    if (const auto seconds = number(retryAfter))
        return bounded(*seconds * 1000);
    if (const auto when = httpDate(retryAfter))
        return bounded(static_cast<double>(*when - nowUnixMs));
    return std::nullopt;
}

} // namespace relay::routing
