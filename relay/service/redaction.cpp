// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/redaction.h"

#include "relay/model/provider_keys.h"
#include "relay/net/proxy_url.h"

#include <QDir>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace relay::service {

namespace {

constexpr std::string_view kBlank = "***";
constexpr std::size_t kShortestSecret = 4; // shorter ones stand in every other word
constexpr std::size_t kShortestHeader = 8;
constexpr std::size_t kShortestUnknown = 16;

bool ofKey(unsigned char c)
{
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
}

void replaceAll(std::string &text, std::string_view what, std::string_view with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

// A mark ("sk-", "Bearer ") and what follows, where it is long enough to be a key.
void blankAfter(std::string &text, std::string_view mark)
{
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size())) {
        const bool inWord = at > 0 && ofKey(static_cast<unsigned char>(text[at - 1]));
        const std::size_t begin = at + mark.size();
        std::size_t end = begin;
        while (end < text.size() && ofKey(static_cast<unsigned char>(text[end])))
            ++end;
        if (!inWord && end - begin >= kShortestUnknown)
            text.replace(begin, end - begin, kBlank);
    }
}

// "http://name:password@host" and the like.
void blankUserInfo(std::string &text)
{
    constexpr std::string_view kMark = "://";
    for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at + 1)) {
        const std::size_t begin = at + kMark.size();
        const std::size_t end = text.find_first_of("@/ \t\n\"'", begin);
        if (end != std::string::npos && text[end] == '@')
            text.replace(begin, end - begin, kBlank);
    }
}

} // namespace

void Redaction::addSecret(const std::string &secret)
{
    if (secret.size() < kShortestSecret)
        return;
    m_secrets.push_back(secret);
    std::ranges::sort(m_secrets, std::greater<>(), &std::string::size);
}

void Redaction::addChannels(const std::vector<model::Channel> &channels)
{
    for (const model::Channel &channel : channels) {
        for (const std::string &key : channel.keys)
            addSecret(key);
        for (const auto &[name, value] : channel.headers) {
            if (value.size() >= kShortestHeader) // "true" is no secret, and stands everywhere
                addSecret(value);
        }
        addPasswordOf(channel.proxy);
    }
}

void Redaction::addTokens(const std::vector<model::Token> &tokens)
{
    for (const model::Token &token : tokens)
        addSecret(token.key);
}

void Redaction::addPasswordOf(const std::string &url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t at = url.find('@');
    if (scheme != std::string::npos && at != std::string::npos && at > scheme + 3)
        addSecret(url.substr(scheme + 3, at - scheme - 3)); // as written
    if (const Result<net::ProxyUrl> parsed = net::ProxyUrl::parse(url); parsed && !url.empty())
        addSecret(parsed->password);
}

std::string Redaction::of(std::string text) const
{
    for (const std::string &secret : m_secrets)
        replaceAll(text, secret, kBlank);
    for (const std::string_view mark : {model::kCommonKeyPrefix, std::string_view("Bearer ")})
        blankAfter(text, mark);
    for (const model::ProviderKeyPrefix &prefix : model::kProviderKeyPrefixes) {
        if (!prefix.text.starts_with(model::kCommonKeyPrefix))
            blankAfter(text, prefix.text);
    }
    blankUserInfo(text);
    const std::string home = QDir::homePath().toStdString();
    if (home.size() > 1)
        replaceAll(text, home, "~");
    return text;
}

} // namespace relay::service
