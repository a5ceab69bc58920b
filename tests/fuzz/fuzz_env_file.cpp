// SPDX-License-Identifier: GPL-3.0-or-later
// The first line of an input is NAME=VALUE to be assigned in the .env text that the rest is. Where the writer
// takes it, the reader must give the value back for that name, the other entries as before, and every other
// byte must stay: one line is replaced, or one is put in.
#include "relay/config/env_file.h"
#include "relay/config/env_writer.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace relay::config;

namespace {

std::vector<std::string_view> lines(std::string_view text)
{
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        all.push_back(text.substr(at, end - at));
        at = end;
    }
    return all;
}

std::optional<std::string> valueOf(const EnvFile &file, std::string_view name)
{
    std::optional<std::string> value;
    for (const EnvEntry &entry : file.entries) {
        if (entry.name == name)
            value = entry.value;
    }
    return value;
}

// Without the line end: a last line that had none may have been given one.
std::string_view bare(std::string_view line)
{
    line = line.substr(0, line.find_last_not_of("\r\n") + 1);
    return line.starts_with("\xef\xbb\xbf") ? line.substr(3) : line;
}

void requireOneLine(std::string_view before, std::string_view after, bool replaced)
{
    const auto old = lines(before);
    const auto now = lines(after);
    const bool first = old.empty() || (old.size() == 1 && bare(old[0]).empty() && !before.ends_with('\n'));
    if (first) { // nothing, a BOM or half a line end
        fuzz::require(after.starts_with(before));
        return;
    }
    fuzz::require(now.size() == old.size() + (replaced ? 0 : 1));
    std::size_t same = 0;
    while (same < old.size() && same < now.size() && now[same] == old[same])
        ++same;
    if (!replaced && same + 1 == old.size() && now[same].starts_with(old[same])) {
        const std::string_view end = now[same].substr(old[same].size());
        fuzz::require(end == "\n" || end == "\r\n");
        return; // the last line had no end; the new one follows
    }
    const std::size_t next = replaced ? same + 1 : same;
    fuzz::require(std::equal(old.begin() + static_cast<std::ptrdiff_t>(std::min(next, old.size())), old.end(),
                             now.begin() + static_cast<std::ptrdiff_t>(std::min(same + 1, now.size())),
                             now.end()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    const std::size_t head = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, head);
    const std::size_t equals = std::min(line.find('='), head);
    const EnvAssignment assignment(line.substr(0, equals), line.substr(std::min(equals + 1, head)));
    const fuzz::Exact content(input.substr(std::min(head + 1, input.size())));

    const EnvFile before = EnvFile::parse(content.view());
    for (const EnvEntry &entry : before.entries)
        fuzz::require(entry.begin <= entry.end && entry.end <= content.view().size());
    const auto text = withAssignments(content.view(), {&assignment, 1});
    if (!text)
        return 0;
    const fuzz::Exact written(*text);
    const EnvFile after = EnvFile::parse(written.view());
    fuzz::require(valueOf(after, assignment.first) == assignment.second);
    fuzz::require(*withAssignments(*text, {&assignment, 1}) == *text);

    const auto others = [&](const EnvFile &file) {
        std::vector<std::pair<std::string, std::string>> pairs;
        for (const EnvEntry &entry : file.entries) {
            if (entry.name != assignment.first)
                pairs.emplace_back(entry.name, entry.value);
        }
        return pairs;
    };
    fuzz::require(others(before) == others(after));
    if (*text != content.view())
        requireOneLine(content.view(), *text, valueOf(before, assignment.first).has_value());
    return 0;
}
