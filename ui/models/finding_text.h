// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"
#include "relay/api/watch_service.h"

#include <QString>

#include <set>
#include <string>
#include <vector>

// What the doctor looked at and what is watched, as people call it. What was found comes from the relay.
// Reentrant.
namespace ui::models {

QString findingTitle(const std::string &name); // one that is not known here goes by its own name
QString verdictText(relay::api::Verdict verdict);
bool isCommonTrouble(const std::string &name); // one of the four that come first
// Those four first, the rest in their order.
std::vector<relay::api::Finding> sorted(std::vector<relay::api::Finding> findings);

// Where something is mended by hand.
enum class MendingPlace {
    Nowhere,
    Overview,
    Channels,
    Tokens,
    Requests,
    Database,
    Profiling,
    Network,
    Limits,
    Security
};
MendingPlace mendingPlace(const std::string &name);
MendingPlace placeOfAlert(const std::string &name);
QString mendingVerb(MendingPlace place);

bool isGoodNews(relay::api::EventKind kind); // or none that anybody has to act on

std::string findingOfAlert(const std::string &name); // of the look at the same thing; empty: there is none
// What ails the relay, each thing once: of what an alert is raised, and where the doctor found trouble.
using Troubles = std::set<std::string>;
Troubles troublesOf(const std::vector<relay::api::Finding> &findings);
Troubles troublesOf(const std::vector<relay::api::AlertRow> &alerts, Troubles found);

QString alertTitle(const std::string &name);
QString alertValueText(const relay::api::AlertRow &alert); // as it is now, with its unit

} // namespace ui::models
