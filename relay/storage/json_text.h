// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/channel.h"
#include "relay/model/usage_record.h"

#include <string>
#include <string_view>
#include <vector>

// Lists in one column, as JSON. What cannot be read is an empty list: the columns are our own. Thread-safe.
namespace relay::storage {

std::string listText(const std::vector<std::string> &list);
std::vector<std::string> listFrom(std::string_view text);

std::string pairsText(const model::StringPairs &pairs); // [["a","b"],...]: an object would lose the order
model::StringPairs pairsFrom(std::string_view text);

std::string attemptsText(const std::vector<model::Attempt> &attempts); // [[channel,status,us,"error"],...]
std::vector<model::Attempt> attemptsFrom(std::string_view text);

} // namespace relay::storage
