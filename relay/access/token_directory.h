// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/access/ip_address.h"
#include "relay/base/result.h"
#include "relay/model/token.h"

#include <QtGlobal>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace relay::access {

// A token with its limits in a form that is quick to check.
struct KnownToken
{
    model::Token token;
    std::vector<Subnet> subnets;
    bool subnetUnreadable = false; // then nobody is let in: a typing error must not open the door
};

// Who calls: the token and, from sk-KEY-CHANNELID, the channel that must serve it.
struct Caller
{
    const KnownToken *token = nullptr;
    std::int64_t pinnedChannel = 0; // 0: none
};

// What a token is asked for.
struct Call
{
    std::string_view model;         // empty: the call names none
    std::string_view clientAddress; // an IP literal
    std::int64_t nowUnix = 0;       // seconds
    std::int64_t remainQuota = 0; // live: the snapshot's number less what was used since, kept by the caller
};

// Immutable snapshot of all tokens, found by key. Quota moves with every answer and so is not kept here:
// it is an argument. Thread-safe.
class TokenDirectory final
{
    Q_DISABLE_COPY_MOVE(TokenDirectory) // callers view the tokens
public:
    explicit TokenDirectory(std::vector<model::Token> tokens);

    // `key` as readKey() gives it. Unauthorized if it is empty or unknown.
    Result<Caller> identify(std::string_view key) const;

    // Whether the token may do this: enabled, not expired, from this address, this model, quota left.
    static Result<void> check(const KnownToken &token, const Call &call);

    // Why a call is refused whose `expected` cost does not fit beside those under way. QuotaExceeded.
    static Error tooLittleLeft(const model::Token &token, std::int64_t expected, std::int64_t left);

    // Why a call that names no model is refused to a token that may use some alone. Forbidden.
    static Error namesNoModel(const model::Token &token);

    // What check() looks at for a model alone; for the list of models.
    static bool allowsModel(const KnownToken &token, std::string_view model);

    const std::vector<KnownToken> &tokens() const { return m_tokens; }
    const KnownToken *find(std::int64_t id) const;

private:
    struct TextHash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    const KnownToken *findKey(std::string_view key) const;

    std::vector<KnownToken> m_tokens;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> m_byKey;
};

} // namespace relay::access
