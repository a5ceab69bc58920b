// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_upstream.h"

#include <chrono>
#include <string>
#include <vector>

// What a FakeUpstream may do with a request.
namespace tests::scripts {

std::string chatBody(const std::string &content = "hello"); // 7 prompt, 3 completion tokens
std::string contentEvent(const std::string &content);       // the data of one piece of a chat stream
std::string usageEvent();                                   // 7 prompt, 3 completion tokens

FakeUpstream::Script chat(const std::string &content = "hello");
FakeUpstream::Script answer(int status, std::string body, std::string fieldLines = {});
FakeUpstream::Script errorAnswer(int status, const std::string &message, std::string fieldLines = {});
// A whole chat stream; the usage event where the request asks for it.
FakeUpstream::Script chatStream(std::vector<std::string> contents,
                                std::chrono::milliseconds between = std::chrono::milliseconds(0));
FakeUpstream::Script raw(std::string bytes); // and hang up
FakeUpstream::Script stall();                // until the relay goes
FakeUpstream::Script stallAfter(std::string bytes);
FakeUpstream::Script hangUp();          // without a byte
FakeUpstream::Script resetConnection(); // likewise, by RST

} // namespace tests::scripts
