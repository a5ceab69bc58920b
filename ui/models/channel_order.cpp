// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_order.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace ui::models {

namespace {

using relay::model::Channel;

int weightOf(const Channel &channel)
{
    return std::max(1, channel.weight);
}

// The new priorities of those above (step 1) or below (step -1) a channel that takes `taken`, from the
// nearest on: each is moved just as far as it must, equals together.
std::map<int, int> madeRoom(const std::vector<Channel> &others, std::ptrdiff_t nearest, int step, int taken)
{
    std::map<int, int> renamed;
    int last = taken;
    for (std::ptrdiff_t i = nearest; i >= 0 && i < std::ptrdiff_t(others.size()); i -= step) {
        const int old = others[std::size_t(i)].priority;
        if (const auto known = renamed.find(old); known != renamed.end())
            continue;
        if (step > 0 ? old > last : old < last)
            break;
        last += step;
        renamed[old] = last;
    }
    return renamed;
}

std::vector<Channel> changed(const std::vector<Channel> &others, std::size_t begin, std::size_t end,
                             const std::map<int, int> &renamed)
{
    std::vector<Channel> result;
    for (std::size_t i = begin; i < end; ++i) {
        const auto found = renamed.find(others[i].priority);
        if (found == renamed.end())
            continue;
        result.push_back(others[i]);
        result.back().priority = found->second;
    }
    return result;
}

} // namespace

void sortAsTried(std::vector<Channel> &channels)
{
    std::ranges::stable_sort(channels, [](const Channel &a, const Channel &b) {
        return std::tuple(-a.priority, -weightOf(a), a.id) < std::tuple(-b.priority, -weightOf(b), b.id);
    });
}

std::vector<Channel> moved(const std::vector<Channel> &asTried, std::size_t from, std::size_t to)
{
    if (from == to || from >= asTried.size() || to >= asTried.size())
        return {};
    std::vector<Channel> others = asTried;
    Channel mover = others[from];
    others.erase(others.begin() + std::ptrdiff_t(from));
    const bool first = to == 0;
    const bool last = to == others.size();
    if (first || last) {
        mover.priority = first ? others.front().priority + 1 : others.back().priority - 1;
        return {mover};
    }
    const int above = others[to - 1].priority;
    const int below = others[to].priority;
    if (above - below >= 2) {
        mover.priority = below + (above - below) / 2;
        return {mover};
    }
    const auto up = changed(others, 0, to, madeRoom(others, std::ptrdiff_t(to) - 1, 1, below + 1));
    const auto down = changed(others, to, others.size(), madeRoom(others, std::ptrdiff_t(to), -1, above - 1));
    std::vector<Channel> result = up.size() < down.size() ? up : down;
    mover.priority = up.size() < down.size() ? below + 1 : above - 1;
    if (mover.priority != asTried[from].priority)
        result.insert(result.begin(), mover);
    return result;
}

Share shareOf(const Channel &channel, const std::vector<Channel> &all)
{
    Share share{0, 0};
    for (const Channel &other : all) {
        if (other.priority != channel.priority || !other.enabled)
            continue;
        ++share.channels;
        share.weights += weightOf(other);
    }
    return share;
}

} // namespace ui::models
