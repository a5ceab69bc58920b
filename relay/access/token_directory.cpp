// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/token_directory.h"

#include "relay/base/phrase.h"

#include <algorithm>
#include <charconv>

namespace relay::access {

namespace {

constexpr std::string_view kPrefix = "sk-";

std::string_view bareKey(std::string_view key)
{
    if (key.starts_with(kPrefix))
        key.remove_prefix(kPrefix.size());
    return key;
}

QString text(std::string_view utf8)
{
    constexpr std::size_t kLongest = 128; // what a client sends is repeated to it, but not at any length
    utf8 = utf8.substr(0, kLongest);
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

bool allowedFrom(const KnownToken &known, std::string_view clientAddress)
{
    if (known.subnetUnreadable)
        return false;
    if (known.subnets.empty())
        return true;
    const auto address = IpAddress::parse(clientAddress);
    return address && std::ranges::any_of(known.subnets,
                                          [&](const Subnet &subnet) { return subnet.contains(*address); });
}

} // namespace

TokenDirectory::TokenDirectory(std::vector<model::Token> tokens)
{
    m_tokens.reserve(tokens.size());
    for (model::Token &token : tokens) {
        KnownToken known;
        if (auto subnets = parseSubnets(token.subnet))
            known.subnets = std::move(*subnets);
        else
            known.subnetUnreadable = true;
        known.token = std::move(token);
        const std::string key(bareKey(known.token.key));
        m_tokens.push_back(std::move(known));
        if (!key.empty())
            m_byKey.emplace(key, m_tokens.size() - 1);
    }
}

const KnownToken *TokenDirectory::findKey(std::string_view key) const
{
    const auto found = m_byKey.find(key);
    return found == m_byKey.end() ? nullptr : &m_tokens[found->second];
}

const KnownToken *TokenDirectory::find(std::int64_t id) const
{
    const auto found =
        std::ranges::find(m_tokens, id, [](const KnownToken &known) { return known.token.id; });
    return found == m_tokens.end() ? nullptr : &*found;
}

Result<Caller> TokenDirectory::identify(std::string_view key) const
{
    if (key.empty())
        return Error{ErrorKind::Unauthorized,
                     said(QT_TRANSLATE_NOOP(
                         "Phrases",
                         "No API key was sent. Send a token of this relay as Authorization: Bearer sk-..."))};
    if (const KnownToken *const known = findKey(key))
        return Caller{known, 0};

    // Keys that people choose themselves may have dashes: only now can the last one be that of a channel.
    const std::size_t dash = key.rfind('-');
    if (dash != std::string_view::npos && dash + 1 < key.size()) {
        const std::string_view digits = key.substr(dash + 1);
        std::int64_t channel = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), channel);
        const KnownToken *const known = findKey(key.substr(0, dash));
        if (known && error == std::errc() && end == digits.data() + digits.size() && channel > 0)
            return Caller{known, channel};
    }
    return Error{ErrorKind::Unauthorized,
                 said(QT_TRANSLATE_NOOP("Phrases", "The API key is not one of this relay's tokens. Use a "
                                                   "token of the relay, not the provider's own key."))};
}

bool TokenDirectory::allowsModel(const KnownToken &known, std::string_view model)
{
    const auto &allowed = known.token.models;
    return allowed.empty() || std::ranges::any_of(allowed, [&](std::string_view pattern) {
               return pattern.ends_with('*') ? model.starts_with(pattern.substr(0, pattern.size() - 1))
                                             : pattern == model;
           });
}

Result<void> TokenDirectory::check(const KnownToken &known, const Call &call)
{
    const model::Token &token = known.token;
    const auto name = [&] { return text(token.name); }; // only a refusal pays for it
    if (!token.enabled)
        return Error{ErrorKind::Unauthorized,
                     said(QT_TRANSLATE_NOOP(
                              "Phrases", "The token %1 is switched off. Switch it on, or use another one."),
                          name())};
    if (token.expiredTime >= 0 && call.nowUnix >= token.expiredTime)
        return Error{
            ErrorKind::Unauthorized,
            said(QT_TRANSLATE_NOOP("Phrases",
                                   "The token %1 has expired. Give it a later end, or use another one."),
                 name())};
    if (!allowedFrom(known, call.clientAddress))
        return Error{ErrorKind::Forbidden,
                     said(QT_TRANSLATE_NOOP("Phrases", "The token %1 may not be used from the address %2. "
                                                       "Change the token's subnet to allow it."),
                          name(), text(call.clientAddress))};
    if (!call.model.empty() && !allowsModel(known, call.model))
        return Error{
            ErrorKind::Forbidden,
            said(QT_TRANSLATE_NOOP(
                     "Phrases",
                     "The token %1 may not use the model %2. Add it to the token's models to allow it."),
                 name(), text(call.model))};
    if (!token.unlimitedQuota && call.remainQuota <= 0)
        return Error{
            ErrorKind::QuotaExceeded,
            said(QT_TRANSLATE_NOOP("Phrases",
                                   "The quota of the token %1 is used up. Raise it, or use another token."),
                 name())};
    return {};
}

Error TokenDirectory::namesNoModel(const model::Token &token)
{
    return {ErrorKind::Forbidden,
            said(QT_TRANSLATE_NOOP("Phrases", "The token %1 may use some models alone, and this call names "
                                              "none. Use a token without a list of models for it."),
                 text(token.name))};
}

Error TokenDirectory::tooLittleLeft(const model::Token &token, std::int64_t expected, std::int64_t left)
{
    return {
        ErrorKind::QuotaExceeded,
        said(QT_TRANSLATE_NOOP("Phrases", "The quota of the token %1 does not suffice for this call beside "
                                          "those under way: it may cost %2 units, %3 are left. Raise it, ask "
                                          "for fewer tokens, or call again when those have ended."),
             text(token.name), expected, std::max<std::int64_t>(left, 0))};
}

} // namespace relay::access
