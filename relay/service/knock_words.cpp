// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/knock_words.h"

#include "relay/model/phrase.h"
#include "relay/model/provider_keys.h"

#include <algorithm>
#include <array>

namespace relay::service {

namespace {

using model::phrase;
using pipeline::KnockTrouble;

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kMostModels = 5;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isVersion(std::string_view text)
{
    if (text.starts_with('v'))
        text.remove_prefix(1);
    return !text.empty() && isDigit(text.front());
}

// 1.4.3-beta: 1.4
std::string_view shortVersion(std::string_view version)
{
    if (version.starts_with('v'))
        version.remove_prefix(1);
    std::size_t end = 0;
    int dots = 0;
    while (end < version.size() && (isDigit(version[end]) || (version[end] == '.' && ++dots < 2)))
        ++end;
    version = version.substr(0, end);
    return version.ends_with('.') ? version.substr(0, version.size() - 1) : version;
}

// What every browser says of itself, and with it the programs that are made of one.
bool isPlumbing(std::string_view name)
{
    constexpr std::array<std::string_view, 10> kNames = {"Mozilla",  "AppleWebKit", "Gecko",  "Chrome",
                                                         "Chromium", "Safari",      "Mobile", "Version",
                                                         "Electron", "Node.js"};
    return std::ranges::find(kNames, name) != kNames.end();
}

struct Product
{
    std::string_view name;
    std::string_view version;
};

// The words of a User-Agent (RFC 9110 10.1.5), without comments.
std::vector<Product> products(std::string_view text)
{
    std::vector<Product> found;
    while (!text.empty()) {
        if (text.front() == ' ' || text.front() == '\t' || text.front() == ';') {
            text.remove_prefix(1);
        } else if (text.front() == '(') {
            text.remove_prefix(std::min(text.find(')'), text.size() - 1) + 1);
        } else {
            const std::string_view word = text.substr(0, text.find_first_of(" \t(;"));
            text.remove_prefix(word.size());
            const std::size_t slash = word.rfind('/');
            if (isVersion(word) && !found.empty() && found.back().version.empty())
                found.back().version = word; // "OpenAI/Python 1.2"
            else if (slash != word.npos && isVersion(word.substr(slash + 1)))
                found.push_back({word.substr(0, slash), word.substr(slash + 1)});
            else
                found.push_back({word, {}});
        }
    }
    return found;
}

// Some put their key where their name belongs.
bool mayBeShown(std::string_view name)
{
    const bool plain = std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f; });
    return plain && name.size() <= kLongestName && !model::looksLikeKey(name);
}

model::Saying otherModels(const std::vector<std::string> &models)
{
    if (models.empty())
        return phrase("knock.no-model.remedy");
    std::string list;
    for (std::size_t i = 0; i < std::min(models.size(), kMostModels); ++i)
        list += (i == 0 ? "" : ", ") + models[i];
    if (models.size() <= kMostModels)
        return phrase("knock.model.remedy", list);
    return phrase("knock.many-models.remedy", list, models.size() - kMostModels);
}

} // namespace

std::string clientName(std::string_view userAgent)
{
    const std::vector<Product> all = products(userAgent);
    if (all.empty())
        return {};
    Product shown = all.front();
    if (shown.name == "Mozilla") {
        const auto own =
            std::ranges::find_if(all, [](const Product &product) { return !isPlumbing(product.name); });
        const auto browser = std::ranges::find_if(
            all, [](const Product &product) { return product.name == "Chrome" || product.name == "Safari"; });
        shown = own != all.end() ? *own : browser != all.end() ? *browser : shown;
    }
    if (!mayBeShown(shown.name))
        return {};
    std::string name(shown.name);
    if (const std::string_view version = shortVersion(shown.version); !version.empty())
        name.append(" ").append(version);
    return name;
}

model::Saying remedyFor(KnockTrouble trouble, const KnockFacts &facts)
{
    switch (trouble) {
    case KnockTrouble::Host:
        return phrase("knock.host.remedy", facts.baseUrl);
    case KnockTrouble::Origin:
        return phrase("knock.origin.remedy");
    case KnockTrouble::NoKey:
        return phrase("knock.no-key.remedy");
    case KnockTrouble::ProviderKey:
        return phrase("knock.provider-key.remedy");
    case KnockTrouble::UnknownKey:
        return phrase("knock.unknown-key.remedy");
    case KnockTrouble::TokenLimits:
        return phrase("knock.limits.remedy");
    case KnockTrouble::Quota:
        return phrase("knock.quota.remedy");
    case KnockTrouble::Path:
        return phrase("knock.path.remedy", facts.baseUrl);
    case KnockTrouble::Model:
        return otherModels(facts.models);
    case KnockTrouble::TooLarge:
        return phrase("knock.too-large.remedy");
    case KnockTrouble::Paused:
        return phrase("knock.paused.remedy");
    case KnockTrouble::Upstream:
        return phrase("knock.upstream.remedy");
    case KnockTrouble::None:
    case KnockTrouble::Passed:
    case KnockTrouble::Other:
        break;
    }
    return {};
}

api::Knock knockOf(const pipeline::KnockSlot::Seen &seen, std::int64_t atMs,
                   const std::function<KnockFacts()> &facts)
{
    api::Knock knock;
    knock.atMs = atMs;
    knock.requestId = seen.requestId;
    knock.client = clientName(seen.userAgent);
    knock.endpoint = seen.path;
    knock.model = seen.model;
    knock.status = seen.status;
    if (seen.trouble == KnockTrouble::Passed)
        knock.error = phrase("knock.upstream-status", seen.status);
    else if (seen.trouble == KnockTrouble::Upstream)
        knock.error = seen.status < 400 ? phrase("knock.broken-off") : phrase("knock.no-good-answer");
    else if (!seen.error.empty())
        knock.error = seen.phrase ? Saying(*seen.phrase) : Saying(seen.error);
    if (seen.trouble != KnockTrouble::None)
        knock.remedy = remedyFor(seen.trouble, facts());
    return knock;
}

} // namespace relay::service
