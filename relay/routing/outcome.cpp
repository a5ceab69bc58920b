// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/outcome.h"

namespace relay::routing {

std::string inWords(const Outcome &outcome)
{
    std::string words;
    switch (outcome.kind) {
    case Outcome::Kind::Answered:
        words = "HTTP " + std::to_string(outcome.status);
        break;
    case Outcome::Kind::ConnectFailed:
        words = "no connection";
        break;
    case Outcome::Kind::Silent:
        words = "no answer in time";
        break;
    case Outcome::Kind::Broken:
        words = "the connection broke";
        break;
    case Outcome::Kind::Unavailable:
        words = "not tried";
        break;
    }
    if (!outcome.text.empty())
        words += " (" + outcome.text + ")";
    return words;
}

} // namespace relay::routing
