// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/body_splice.h"

#include "relay/dialect/error_writer.h"

#include <algorithm>

namespace relay::dialect {

namespace {

using UsageOption = RequestFacts::UsageOption;

struct Edit
{
    ByteRange at;
    std::string_view text;
};

bool byPlace(const Edit &a, const Edit &b)
{
    return a.at.begin < b.at.begin;
}

Edit usageEdit(const RequestFacts &facts)
{
    switch (facts.usageOption) {
    case UsageOption::InsertInto:
        return {facts.usageAt, facts.emptyStreamOptions ? std::string_view("\"include_usage\":true")
                                                        : std::string_view("\"include_usage\":true,")};
    case UsageOption::Replace:
        return {facts.usageAt, "true"};
    case UsageOption::ReplaceAll:
        return {facts.usageAt, "{\"include_usage\":true}"};
    default:
        return {{facts.memberAt, facts.memberAt}, "\"stream_options\":{\"include_usage\":true},"};
    }
}

} // namespace

bool shouldAskForUsage(const RequestFacts &facts, const Endpoint &endpoint)
{
    return facts.stream && endpoint.streamUsageOption && facts.encoding == RequestFacts::Encoding::Json &&
           facts.usageOption != UsageOption::Asked && facts.usageOption != UsageOption::Untouchable;
}

bool BodyParts::splice(const RequestFacts &facts, std::string_view upstreamModel, bool wantUsage)
{
    const bool json = facts.encoding == RequestFacts::Encoding::Json;
    std::array<Edit, RequestFacts::kMaxModels + 1> edits;
    std::size_t count = 0;

    m_model.clear();
    if (facts.encoding != RequestFacts::Encoding::None &&
        (upstreamModel != facts.model() || facts.modelsDiffer || facts.modelFromPath)) {
        const bool missing = facts.modelCount == 0;
        if (json && missing)
            m_model = "\"model\":";
        if (!json && missing) {
            m_model.append(facts.body.substr(facts.delimiterAt.begin, facts.delimiterAt.size()));
            m_model += "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n";
        }
        if (json)
            appendJsonString(upstreamModel, m_model);
        else
            m_model += upstreamModel;
        if (missing)
            m_model += !json ? "\r\n" : facts.emptyObject ? "" : ",";
        if (missing)
            edits[count++] = {{facts.memberAt, facts.memberAt}, m_model};
        for (std::size_t i = 0; i < facts.modelCount; ++i)
            edits[count++] = {facts.modelAt[i], m_model};
    }
    const bool addUsage = wantUsage && json && facts.usageOption != UsageOption::Asked &&
                          facts.usageOption != UsageOption::Untouchable;
    if (addUsage)
        edits[count++] = usageEdit(facts);

    const auto end = edits.begin() + static_cast<std::ptrdiff_t>(count);
    // At most three, nearly in order: std::stable_sort would allocate.
    for (auto next = edits.begin(); next != end; ++next)
        std::rotate(std::upper_bound(edits.begin(), next, *next, byPlace), next, next + 1);

    m_count = 0;
    m_sizeBytes = 0;
    std::size_t done = 0;
    for (auto edit = edits.begin(); edit != end; ++edit) {
        add(facts.body.substr(done, edit->at.begin - done));
        add(edit->text);
        done = edit->at.end;
    }
    add(facts.body.substr(done));
    return addUsage;
}

void BodyParts::appendTo(std::string &out) const
{
    out.reserve(out.size() + m_sizeBytes);
    for (const std::string_view part : parts())
        out += part;
}

void BodyParts::add(std::string_view part)
{
    if (part.empty())
        return;
    m_parts[m_count++] = part;
    m_sizeBytes += part.size();
}

} // namespace relay::dialect
