// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace relay::pipeline {

// A client's path as ledger, log and answers may show it: bounded, without its query, and of its segments
// only the words that APIs have and the names of models; for any other stands ***, as some put a key there
// by mistake, and it may be an object's id. Thread-safe.
void appendShownPath(std::string &out, std::string_view path);
std::string shownPath(std::string_view path);

} // namespace relay::pipeline
