// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/flame_graph.h"

#include <algorithm>

namespace relay::profiling {

namespace {

FlameNode &child(FlameNode &parent, const std::string &name)
{
    const auto known = std::ranges::find(parent.children, name, &FlameNode::name);
    if (known != parent.children.end())
        return *known;
    parent.children.push_back({.name = name});
    return parent.children.back();
}

void sortByTotal(FlameNode &node)
{
    std::ranges::stable_sort(node.children, std::ranges::greater(), &FlameNode::total);
    for (FlameNode &each : node.children)
        sortByTotal(each);
}

} // namespace

FlameNode flameGraph(const Profile &profile, std::size_t sampleType)
{
    FlameNode root = {.name = "all"};
    for (const Sample &sample : profile.samples) {
        if (sampleType >= sample.values.size())
            continue;
        const std::int64_t value = sample.values[sampleType];
        root.total += value;
        FlameNode *node = &root;
        if (!sample.thread.empty()) {
            node = &child(*node, sample.thread);
            node->total += value;
        }
        for (auto location = sample.stack.rbegin(); location != sample.stack.rend(); ++location) {
            node = &child(*node, profile.locations[*location].function);
            node->total += value;
        }
        node->self += value;
    }
    sortByTotal(root);
    return root;
}

} // namespace relay::profiling
