// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/config/settings.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"

#include <string>
#include <vector>

namespace relay::service {

// Blanks what a text for somebody else must not show: every key, token and password that this relay knows,
// what looks like a key of somebody's, and the user's home directory. Reentrant.
class Redaction final
{
public:
    void addSecret(const std::string &secret);
    void addChannels(const std::vector<model::Channel> &channels);
    void addTokens(const std::vector<model::Token> &tokens);
    void addPasswordOf(const std::string &url);

    std::string of(std::string text) const;

private:
    std::vector<std::string> m_secrets; // the longest first
};

} // namespace relay::service
