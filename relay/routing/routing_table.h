// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"
#include "relay/model/channel.h"

#include <QtGlobal>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace relay::routing {

// A channel with one of its keys, for one requested model. Views the table.
struct Candidate
{
    const model::Channel *channel = nullptr;
    std::string_view key;           // may be empty: an upstream without one
    std::string_view upstreamModel; // after mapping; for a wildcard it may view the requested name
    std::uint32_t index = 0;        // dense over the table: where Health keeps its state
    int priority = 0;
    std::uint32_t weight = 1; // the channel's, shared among its keys
};

// What a model's name leads to. Candidates by priority, highest first.
struct Route
{
    std::span<const Candidate> candidates;
    std::optional<Error> error; // set when there is none: says which of the reasons, and what to do

    std::vector<Candidate> owned; // wildcards and pins; else the table's own are viewed
};

struct ListedModel
{
    std::string id;
    std::string ownedBy; // name of the first channel that serves it
};

// Immutable snapshot of all channels for lookups by model. A channel takes a model that its list names, that
// is a key of its mapping, or that matches a `gpt-*` or `*` of either. Thread-safe.
class RoutingTable final
{
    Q_DISABLE_COPY_MOVE(RoutingTable) // candidates view the channels
public:
    explicit RoutingTable(std::vector<model::Channel> channels);

    // `model` must live as long as the route. `pinnedChannel` 0: none; a pinned channel gets any model.
    Route route(std::string_view model, std::int64_t pinnedChannel = 0) const;

    std::size_t candidateCount() const { return m_identities.size(); }
    // The same for the same channel id and key in every table.
    std::uint64_t identity(std::size_t index) const { return m_identities[index]; }

    // Of channels()[channelAt] with its first key; those with its other keys follow.
    std::uint32_t firstIndex(std::size_t channelAt) const { return m_firstIndex[channelAt]; }

    const std::vector<ListedModel> &models() const { return m_models; } // sorted, without wildcards
    const ListedModel *findModel(std::string_view id) const;
    const std::vector<model::Channel> &channels() const { return m_channels; }
    const model::Channel *channel(std::int64_t id) const;

private:
    struct TextHash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    void indexKeys();
    void indexModels();
    void listModels();
    void appendKeys(std::size_t channelAt, std::string_view upstreamModel, std::vector<Candidate> &out) const;
    std::vector<Candidate> match(std::string_view model) const;
    Error reasonForNone(std::string_view model) const;
    Route pinned(std::string_view model, std::int64_t channelId) const;

    std::vector<model::Channel> m_channels;
    std::vector<std::uint32_t> m_firstIndex; // per channel: its first candidate's index
    std::vector<std::uint64_t> m_identities;
    std::vector<ListedModel> m_models;
    std::unordered_map<std::string, std::vector<Candidate>, TextHash, std::equal_to<>> m_byModel;
    bool m_hasWildcards = false;
};

// `gpt-*` takes everything that begins so, `*` everything, any other text itself alone.
bool matchesModel(std::string_view pattern, std::string_view model);

} // namespace relay::routing
