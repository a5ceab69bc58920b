// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

// How answers and lists show secrets, and how an edit that sends a mask back means "as it was". Thread-safe.
namespace relay::model {

std::string maskedKey(std::string_view key);      // abc****wxyz; of a short one nothing is shown
std::string maskedUrl(std::string_view url);      // http://user:****@host
bool holdsMask(std::string_view text);            // part of it is a mask
bool isSecretHeader(std::string_view headerName); // its value is masked

// The one of `known` that the mask stands for; it is taken out, so that two equal masks mean two keys.
// Null: none.
const std::string *takeMasked(std::string_view mask, std::vector<const std::string *> &known);

} // namespace relay::model
