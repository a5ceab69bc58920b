// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/relay_loop.h"

#include <algorithm>

// What a look-up has found, held against the catalog. Mostly both say the same: the relay itself publishes
// each of its edits, so only another program's are news.
namespace relay::service {

namespace {

// But for what has been used, which moves with every answer and decides nothing.
bool same(const model::Channel &a, const model::Channel &b)
{
    return a.id == b.id && a.name == b.name && a.type == b.type && a.keys == b.keys &&
           a.baseUrl == b.baseUrl && a.models == b.models && a.modelMapping == b.modelMapping &&
           a.priority == b.priority && a.weight == b.weight && a.enabled == b.enabled && a.proxy == b.proxy &&
           a.headers == b.headers;
}

bool same(const model::Token &a, const model::Token &b)
{
    return a.id == b.id && a.name == b.name && a.key == b.key && a.unlimitedQuota == b.unlimitedQuota &&
           a.expiredTime == b.expiredTime && a.models == b.models && a.subnet == b.subnet &&
           a.enabled == b.enabled;
}

template <typename T>
bool sameAll(const std::vector<T> &a, const std::vector<T> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const T &left, const T &right) { return same(left, right); });
}

// All tokens, as they are with the one that was looked for.
std::vector<model::Token> withFound(std::vector<model::Token> tokens, const access::KnownToken *known,
                                    const std::vector<model::Token> &found)
{
    if (found.empty()) {
        if (known)
            std::erase_if(tokens, [&](const model::Token &token) { return token.id == known->token.id; });
        return tokens;
    }
    const auto there = std::ranges::find(tokens, found.front().id, &model::Token::id);
    if (there == tokens.end())
        tokens.push_back(found.front());
    else
        *there = found.front();
    return tokens;
}

} // namespace

bool RelayLoop::adopt(FoundCatalog found)
{
    const pipeline::Catalog &now = *m_context.catalog;
    const bool sameChannels = sameAll(now.routes.channels(), found.channels);
    if (!found.allTokens) {
        const Result<access::Caller> caller = now.tokens.identify(found.key);
        const access::KnownToken *const known = caller ? caller->token : nullptr;
        const bool sameToken =
            known ? !found.tokens.empty() && same(known->token, found.tokens.front()) : found.tokens.empty();
        if (sameChannels && sameToken)
            return false;
        found.tokens = withFound(tokens(), known, found.tokens);
    } else if (sameChannels && sameAll(tokens(), found.tokens)) {
        return false;
    }
    publish(std::move(found.channels), std::move(found.tokens));
    return true;
}

} // namespace relay::service
