// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/usage_csv.h"

#include "relay/base/ids.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace relay::api {

namespace {

// One line of cells. Names and errors may come from clients and upstreams.
class Line final
{
public:
    explicit Line(std::string &csv)
        : m_csv(csv)
    {
    }

    Line &text(std::string_view value)
    {
        separate();
        constexpr std::string_view kBeginsFormula = "=+-@\t\r";
        const bool formula = !value.empty() && kBeginsFormula.find(value.front()) != std::string_view::npos;
        if (!formula && value.find_first_of("\",\r\n") == std::string_view::npos) {
            m_csv.append(value);
            return *this;
        }
        m_csv += '"';
        if (formula)
            m_csv += '\'';
        for (const char c : value)
            m_csv.append(c == '"' ? 2 : 1, c);
        m_csv += '"';
        return *this;
    }

    Line &number(std::int64_t value)
    {
        separate();
        m_csv.append(std::to_string(value));
        return *this;
    }

    Line &known(std::int64_t value) // below 0: not known
    {
        if (value >= 0)
            return number(value);
        separate();
        return *this;
    }

    Line &decimal(std::optional<double> value, int digits)
    {
        separate();
        if (!value)
            return *this;
        std::array<char, 64> text; // printf would follow the locale
        const double shown = std::clamp(*value, -1e18, 1e18);
        const auto end =
            std::to_chars(text.data(), text.data() + text.size(), shown, std::chars_format::fixed, digits)
                .ptr;
        m_csv.append(text.data(), end);
        return *this;
    }

    Line &milliseconds(std::int64_t us)
    {
        return decimal(us < 0 ? std::nullopt : std::optional(static_cast<double>(us) / 1000), 3);
    }

private:
    void separate()
    {
        if (!m_first)
            m_csv += ',';
        m_first = false;
    }

    std::string &m_csv;
    bool m_first = true;
};

std::string utcTime(std::int64_t ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs).toStdString();
}

} // namespace

std::string_view usageCsvHeader()
{
    return "id,created_at,request_id,token_name,channel_name,model,upstream_model,endpoint,is_stream,status,"
           "failed,error,prompt_tokens,completion_tokens,cached_tokens,reasoning_tokens,cost_usd,quota,"
           "elapsed_ms,ttft_ms,overhead_us\r\n";
}

void appendUsageCsv(std::string &csv, const UsageRow &row)
{
    const model::UsageRecord &record = row.record;
    const std::array<char, 16> requestId = toHex16(record.requestId);
    Line(csv)
        .number(row.id)
        .text(utcTime(record.createdAtMs))
        .text({requestId.data(), requestId.size()})
        .text(row.tokenName)
        .text(row.channelName)
        .text(record.model)
        .text(record.upstreamModel)
        .text(record.endpoint)
        .number(record.stream ? 1 : 0)
        .number(record.status)
        .number(record.failed ? 1 : 0)
        .text(record.error)
        .known(record.usage.prompt)
        .known(record.usage.completion)
        .known(record.usage.cached)
        .known(record.usage.reasoning)
        .decimal(record.costUsd, 9)
        .number(record.quota)
        .milliseconds(record.elapsedUs)
        .milliseconds(record.ttftUs)
        .number(record.overheadUs);
    csv.append("\r\n");
}

} // namespace relay::api
