// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/usage_filter.h"

#include "relay/base/phrase.h"

#include <charconv>
#include <limits>
#include <optional>

namespace relay::api {

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(); // imported rows are below 0
constexpr std::int64_t kMostMs = kMost / 1000;                            // fits as microseconds

Error wrong(const char *message)
{
    return {ErrorKind::BadRequest, said(message)};
}

Result<std::int64_t> slowerThanUs(const FilterWords &words, std::chrono::milliseconds threshold)
{
    const std::string text = words("slow");
    if (text.empty() || text == "0" || text == "false")
        return std::int64_t{-1};
    if (text == "1" || text == "true")
        return std::chrono::microseconds(threshold).count();
    const std::optional<std::int64_t> ms = readNumber(text);
    if (!ms || *ms > kMostMs)
        return wrong(QT_TRANSLATE_NOOP("Phrases", "slow must be true, false or a number of milliseconds"));
    return *ms * 1000;
}

// 503, 5xx or failed.
Result<std::optional<int>> statusIn(const FilterWords &words)
{
    const std::string text = words("status");
    if (text == "failed")
        return std::optional<int>(0);
    if (text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.substr(1) == "xx")
        return std::optional<int>(text[0] - '0');
    const Result<std::optional<std::int64_t>> number = readNumber("status", text, 100, 599);
    if (!number)
        return wrong(QT_TRANSLATE_NOOP("Phrases",
                                       "status must be a whole number from 100 to 599, 4xx, 5xx or failed"));
    return *number ? std::optional<int>(static_cast<int>(**number)) : std::nullopt;
}

// Takes one number into `target`; the first that is wrong stays in `failure`.
template <typename Target>
void take(const FilterWords &words, std::string_view name, std::int64_t least, std::int64_t most,
          Target &target, std::optional<Error> &failure)
{
    const Result<std::optional<std::int64_t>> number = readNumber(name, words(name), least, most);
    if (!number && !failure)
        failure = number.error();
    else if (number && *number)
        target = static_cast<typename Target::value_type>(**number);
}

} // namespace

Result<UsageQuery> usageFilter(const FilterWords &words, std::chrono::milliseconds slowThreshold)
{
    UsageQuery filter;
    std::optional<Error> failure;
    std::optional<int> limit;
    std::optional<std::int64_t> cursor;
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
    take(words, "limit", 1, 1000, limit, failure);
    take(words, "cursor", kLeast, kMost, cursor, failure);
    take(words, "start", 0, kMost, start, failure);
    take(words, "end", 0, kMost, end, failure);
    const Result<std::optional<int>> status = statusIn(words);
    const Result<std::int64_t> slow = slowerThanUs(words, slowThreshold);
    if (failure)
        return *failure;
    if (!status)
        return status.error();
    if (!slow)
        return slow.error();
    filter.status = *status;
    filter.limit = limit.value_or(filter.limit);
    filter.cursor = cursor.value_or(0);
    filter.startMs = start.value_or(0);
    filter.endMs = end.value_or(0);
    if (filter.endMs != 0 && filter.endMs <= filter.startMs)
        return wrong(QT_TRANSLATE_NOOP("Phrases", "end must be after start (both in Unix ms)"));
    filter.slowerThanUs = *slow;
    filter.model = words("model");
    filter.tokenName = words("token");
    filter.tokenId = readNumber(filter.tokenName); // a name may be a number, too
    filter.channelName = words("channel");
    filter.channelId = readNumber(filter.channelName);
    return filter;
}

std::optional<std::int64_t> readNumber(std::string_view text)
{
    std::int64_t number = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (text.empty() || text.front() == '-' || failure != std::errc() || stop != end)
        return {};
    return number;
}

Result<std::optional<std::int64_t>> readNumber(std::string_view name, std::string_view text,
                                               std::int64_t least, std::int64_t most)
{
    if (text.empty())
        return std::optional<std::int64_t>();
    const bool negative = least < 0 && text.size() > 1 && text.front() == '-';
    std::optional<std::int64_t> number = readNumber(text.substr(negative ? 1 : 0));
    if (number && negative)
        *number = -*number;
    if (number && *number >= least && *number <= most)
        return number;
    const Phrase range =
        least == std::numeric_limits<std::int64_t>::min()
            ? said(QT_TRANSLATE_NOOP("Phrases", "a whole number"))
        : most == std::numeric_limits<std::int64_t>::max()
            ? said(QT_TRANSLATE_NOOP("Phrases", "a whole number from %1 on"), least)
            : said(QT_TRANSLATE_NOOP("Phrases", "a whole number from %1 to %2"), least, most);
    return Error{ErrorKind::BadRequest,
                 said(QT_TRANSLATE_NOOP("Phrases", "%1 must be %2"),
                      QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())), range)};
}

} // namespace relay::api
