// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/routing_table.h"

#include "relay/base/phrase.h"

#include <algorithm>
#include <set>

namespace relay::routing {

namespace {

constexpr std::uint32_t kWeightScale = 5040; // divides evenly by up to ten keys
constexpr int kLargestWeight = 100'000;      // their scaled sum stays within 64 bits

std::uint64_t fnv1a(std::string_view text, std::uint64_t hash)
{
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

bool isPattern(std::string_view name)
{
    return name.ends_with('*');
}

QString quoted(std::string_view text)
{
    constexpr std::size_t kLongest = 128; // what a client sends is repeated to it, but not at any length
    text = text.substr(0, kLongest);
    return QLatin1Char('"') + QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())) +
           QLatin1Char('"');
}

// What a channel sends upstream for a model; nothing: it does not take it. The most specific name wins.
std::optional<std::string_view> upstreamModel(const model::Channel &channel, std::string_view name)
{
    const std::pair<std::string, std::string> *wild = nullptr;
    for (const auto &mapping : channel.modelMapping) {
        if (mapping.first == name)
            return mapping.second.empty() ? name : std::string_view(mapping.second);
        if (isPattern(mapping.first) && matchesModel(mapping.first, name) &&
            (!wild || wild->first.size() < mapping.first.size()))
            wild = &mapping;
    }
    const bool listed = std::ranges::find(channel.models, name) != channel.models.end();
    if (wild && !listed)
        return wild->second.empty() ? name : std::string_view(wild->second);
    if (listed)
        return name;
    for (const std::string &pattern : channel.models) {
        if (isPattern(pattern) && matchesModel(pattern, name))
            return name;
    }
    return std::nullopt;
}

// Every name that a channel spells out, patterns too.
template <typename Visit>
void forEachName(const model::Channel &channel, Visit visit)
{
    for (const std::string &name : channel.models)
        visit(name);
    for (const auto &mapping : channel.modelMapping)
        visit(mapping.first);
}

} // namespace

bool matchesModel(std::string_view pattern, std::string_view model)
{
    if (!isPattern(pattern))
        return pattern == model;
    return model.starts_with(pattern.substr(0, pattern.size() - 1));
}

RoutingTable::RoutingTable(std::vector<model::Channel> channels)
    : m_channels(std::move(channels))
{
    // By priority from the start: every list of candidates made by walking them is in order.
    std::ranges::stable_sort(
        m_channels, [](const model::Channel &a, const model::Channel &b) { return a.priority > b.priority; });
    indexKeys();
    indexModels();
    listModels();
}

void RoutingTable::indexKeys()
{
    constexpr std::uint64_t kOffset = 0xcbf29ce484222325;
    for (model::Channel &channel : m_channels) {
        if (channel.keys.empty())
            channel.keys.emplace_back();
        m_firstIndex.push_back(static_cast<std::uint32_t>(m_identities.size()));
        for (const std::string &key : channel.keys)
            m_identities.push_back(fnv1a(key, kOffset ^ static_cast<std::uint64_t>(channel.id)));
    }
}

void RoutingTable::indexModels()
{
    std::set<std::string, std::less<>> names;
    for (const model::Channel &channel : m_channels) {
        if (!channel.enabled)
            continue;
        forEachName(channel, [&](const std::string &name) {
            if (isPattern(name))
                m_hasWildcards = true;
            else
                names.insert(name);
        });
    }
    for (const std::string &name : names) {
        const auto entry = m_byModel.try_emplace(name).first;
        entry->second = match(entry->first); // views of the map's own key stay good
    }
}

void RoutingTable::listModels()
{
    for (const auto &[name, candidates] : m_byModel) {
        if (!candidates.empty() && !name.empty())
            m_models.push_back({name, candidates.front().channel->name});
    }
    std::ranges::sort(m_models, {}, &ListedModel::id);
}

void RoutingTable::appendKeys(std::size_t channelAt, std::string_view upstreamName,
                              std::vector<Candidate> &out) const
{
    const model::Channel &channel = m_channels[channelAt];
    const auto weight = static_cast<std::uint32_t>(std::clamp(channel.weight, 1, kLargestWeight));
    const std::size_t share =
        std::max<std::size_t>(1, weight * std::size_t(kWeightScale) / channel.keys.size());
    for (std::size_t i = 0; i < channel.keys.size(); ++i) {
        out.push_back({&channel, channel.keys[i], upstreamName,
                       m_firstIndex[channelAt] + static_cast<std::uint32_t>(i), channel.priority,
                       static_cast<std::uint32_t>(share)});
    }
}

std::vector<Candidate> RoutingTable::match(std::string_view model) const
{
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < m_channels.size(); ++i) {
        if (!m_channels[i].enabled)
            continue;
        if (const auto upstream = upstreamModel(m_channels[i], model))
            appendKeys(i, *upstream, candidates);
    }
    return candidates;
}

Route RoutingTable::route(std::string_view model, std::int64_t pinnedChannel) const
{
    if (pinnedChannel != 0)
        return pinned(model, pinnedChannel);
    Route route;
    if (const auto entry = m_byModel.find(model); entry != m_byModel.end()) {
        route.candidates = entry->second;
        return route;
    }
    if (m_hasWildcards) {
        route.owned = match(model);
        route.candidates = route.owned;
    }
    if (route.candidates.empty())
        route.error = reasonForNone(model);
    return route;
}

Route RoutingTable::pinned(std::string_view model, std::int64_t channelId) const
{
    Route route;
    for (std::size_t i = 0; i < m_channels.size(); ++i) {
        const model::Channel &channel = m_channels[i];
        if (channel.id != channelId)
            continue;
        if (!channel.enabled) {
            route.error =
                Error{ErrorKind::Unavailable,
                      said(QT_TRANSLATE_NOOP("Phrases", "Channel %1, which the key names, is switched off. "
                                                        "Switch it on, or use the key without the number."),
                           channelId)};
            return route;
        }
        appendKeys(i, upstreamModel(channel, model).value_or(model), route.owned);
        route.candidates = route.owned;
        return route;
    }
    route.error = Error{ErrorKind::NotFound,
                        said(QT_TRANSLATE_NOOP("Phrases", "There is no channel %1, which the key names. Use "
                                                          "the key without the number behind its last dash."),
                             channelId)};
    return route;
}

Error RoutingTable::reasonForNone(std::string_view model) const
{
    const auto takesIt = [&](const model::Channel &channel) {
        return upstreamModel(channel, model).has_value();
    };
    if (std::ranges::any_of(m_channels, takesIt)) {
        return {ErrorKind::Unavailable,
                said(QT_TRANSLATE_NOOP(
                         "Phrases", "Every channel that serves the model %1 is switched off. Switch one on."),
                     quoted(model))};
    }
    if (std::ranges::none_of(m_channels, &model::Channel::enabled)) {
        return {ErrorKind::Unavailable,
                said(QT_TRANSLATE_NOOP(
                    "Phrases", "There is no channel that is switched on. Add one with its provider's key."))};
    }
    return {
        ErrorKind::NotFound,
        said(QT_TRANSLATE_NOOP("Phrases", "No channel serves the model %1. GET /v1/models lists what there "
                                          "is; add the name to a channel's models to have it served."),
             quoted(model))};
}

const ListedModel *RoutingTable::findModel(std::string_view id) const
{
    const auto found = std::ranges::lower_bound(m_models, id, {}, &ListedModel::id);
    return found != m_models.end() && found->id == id ? &*found : nullptr;
}

const model::Channel *RoutingTable::channel(std::int64_t id) const
{
    const auto found = std::ranges::find(m_channels, id, &model::Channel::id);
    return found != m_channels.end() ? &*found : nullptr;
}

} // namespace relay::routing
