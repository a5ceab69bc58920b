// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/channel.h"

#include <cstddef>
#include <vector>

// Channels as people order them: the first is tried first. Pure. Reentrant.
namespace ui::models {

// By priority, the higher first; equals by weight, then by age.
void sortAsTried(std::vector<relay::model::Channel> &channels);

// What has to be stored so that the channel at `from` stands at `to` (both places in the order as it is):
// only channels whose priority changes, with the new one. Others that share a priority go on sharing it.
std::vector<relay::model::Channel> moved(const std::vector<relay::model::Channel> &asTried, std::size_t from,
                                         std::size_t to);

// Among how many it shares its priority, itself included, and what all their weights are together.
struct Share
{
    int channels = 1;
    int weights = 1;
};
Share shareOf(const relay::model::Channel &channel, const std::vector<relay::model::Channel> &all);

} // namespace ui::models
