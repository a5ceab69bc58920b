// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/upstream_target.h"

#include "relay/access/channel_headers.h"
#include "relay/base/phrase.h"
#include "relay/model/secret_mask.h"

#include <algorithm>
#include <charconv>

namespace relay::pipeline {

namespace {

constexpr std::string_view kAzureApiVersion = "2024-10-21"; // the newest stable one for deployment paths

std::string_view defaultBaseUrl(model::ChannelType type)
{
    switch (type) {
    case model::ChannelType::Anthropic:
        return "https://api.anthropic.com/v1";
    case model::ChannelType::Gemini:
        return "https://generativelanguage.googleapis.com/v1beta/openai";
    case model::ChannelType::Ollama:
        return "http://127.0.0.1:11434/v1";
    case model::ChannelType::OpenAi:
        return "https://api.openai.com/v1";
    case model::ChannelType::Azure:
    case model::ChannelType::OpenAiCompatible:
    case model::ChannelType::Demo:
        break;
    }
    return {};
}

bool isVersion(std::string_view segment)
{
    return segment.size() >= 2 && segment[0] == 'v' && segment[1] >= '0' && segment[1] <= '9';
}

// Some provider's /v1, /api/paas/v4, /v1beta/openai: a path with a version in it is meant as it is.
bool hasVersion(std::string_view path)
{
    while (!path.empty()) {
        path.remove_prefix(1); // the slash
        const std::size_t end = std::min(path.find('/'), path.size());
        if (isVersion(path.substr(0, end)))
            return true;
        path.remove_prefix(end);
    }
    return false;
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

bool carriesKey(http::HeaderId id)
{
    return id == http::HeaderId::Authorization || id == http::HeaderId::ApiKey ||
           id == http::HeaderId::XApiKey || id == http::HeaderId::XGoogApiKey;
}

// The channel's own headers that may be sent. A Host among them takes the place of the URL's.
model::StringPairs sentHeaders(const model::Channel &channel)
{
    model::StringPairs sent;
    for (const auto &[name, value] : channel.headers) {
        const bool again = std::any_of(sent.begin(), sent.end(), [&own = name](const auto &other) {
            return http::equalsIgnoreCase(own, other.first);
        });
        const bool hostless = http::headerIdOf(name) == http::HeaderId::Host && value.empty();
        const bool sendable =
            access::isHeaderName(name) && access::isHeaderValue(value) && !access::isOfTheConnection(name);
        if (sendable && !again && !hostless)
            sent.emplace_back(name, value);
    }
    return sent;
}

void appendLine(std::string &lines, std::string_view name, std::string_view value)
{
    lines.append(name).append(": ").append(value).append("\r\n");
}

std::string keyLines(const model::StringPairs &headers, const std::string &key, const std::string &authority,
                     bool azure)
{
    std::string lines;
    bool ownHost = false;
    bool ownKey = false;
    for (const auto &[name, value] : headers) {
        const http::HeaderId id = http::headerIdOf(name);
        ownHost = ownHost || id == http::HeaderId::Host;
        ownKey = ownKey || carriesKey(id);
        appendLine(lines, name, value);
    }
    if (!ownHost)
        appendLine(lines, "Host", authority);
    if (!key.empty() && access::isHeaderValue(key) && !ownKey) { // from a stored text never a line of its own
        if (azure)
            appendLine(lines, "api-key", key);
        else
            appendLine(lines, "Authorization", "Bearer " + key);
    }
    return lines;
}

// `Basic abc` is as secret without its first word.
void appendSecrets(std::vector<std::string> &secrets, const std::string &value)
{
    constexpr std::size_t kShortest = 6; // to blank every "1" or "true" would leave no message readable
    const std::size_t blank = value.find(' ');
    if (value.size() >= kShortest)
        secrets.push_back(value);
    if (blank != std::string::npos && value.size() - blank > kShortest)
        secrets.push_back(value.substr(blank + 1));
}

UpstreamTarget targetOf(const model::Channel &channel, http::ClientPool &pool, std::uint16_t demoPort,
                        const std::string &defaultProxy)
{
    UpstreamTarget target;
    std::string url = channel.baseUrl.empty() ? std::string(defaultBaseUrl(channel.type)) : channel.baseUrl;
    const bool demo = channel.type == model::ChannelType::Demo;
    if (demo)
        url = "http://127.0.0.1:" + std::to_string(demoPort) + "/v1";
    const Result<BaseUrl> base = BaseUrl::parse(url);
    if (!base) {
        target.problem = base.error();
        return target;
    }
    http::Origin origin{base->tls, base->host, base->port, std::nullopt};
    const std::string &proxy = channel.proxy.empty() ? defaultProxy : channel.proxy;
    if (!proxy.empty() && !demo) {
        const Result<net::ProxyUrl> parsed = net::ProxyUrl::parse(proxy);
        if (!parsed) {
            target.problem = parsed.error();
            return target;
        }
        origin.proxy = *parsed;
    }
    target.upstream = pool.lease(origin);
    target.pathPrefix = base->path;
    const bool azureDeployments =
        channel.type == model::ChannelType::Azure && !base->path.ends_with("/openai/v1");
    if (azureDeployments) {
        target.pathPrefix.resize(target.pathPrefix.size() - (target.pathPrefix.ends_with("/v1") ? 3 : 0));
        if (!target.pathPrefix.ends_with("/openai"))
            target.pathPrefix += "/openai";
        target.azureQuery = "api-version=" + std::string(kAzureApiVersion);
    }
    const model::StringPairs headers = sentHeaders(channel);
    const std::vector<std::string> noKey{std::string()};
    for (const std::string &key : channel.keys.empty() ? noKey : channel.keys)
        target.keyLines.push_back(
            keyLines(headers, key, base->authority, channel.type == model::ChannelType::Azure));
    for (const auto &[name, value] : headers) {
        target.ownHeaders.push_back(lowerCase(name));
        if (model::isSecretHeader(name))
            appendSecrets(target.secrets, value);
    }
    return target;
}

// A base URL as errors name it, which every client of the channel gets: without what may be a password or
// key.
std::string_view withoutSecrets(std::string_view url)
{
    const std::size_t query = url.find('?');
    const std::size_t at = url.rfind('@');
    if (at == std::string_view::npos)
        return url.substr(0, query);
    return query > at ? url.substr(at + 1, query - at - 1) : "...";
}

} // namespace

Error problemOf(const UpstreamTarget *target)
{
    return target && target->problem ? *target->problem
                                     : Error{ErrorKind::Unavailable,
                                             said(QT_TRANSLATE_NOOP("Phrases", "the channel is not set up"))};
}

Result<BaseUrl> BaseUrl::parse(std::string_view text)
{
    const std::string_view shown = withoutSecrets(text);
    const auto wrong = [shown](const char *why) {
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "the base URL \"%1\" %2"),
                          QString::fromUtf8(shown.data(), static_cast<qsizetype>(shown.size())), said(why))};
    };
    BaseUrl url;
    if (text.starts_with("https://"))
        text.remove_prefix(8);
    else if (text.starts_with("http://"))
        url.tls = false, text.remove_prefix(7);
    else
        return wrong(QT_TRANSLATE_NOOP("Phrases", "must begin with http:// or https://"));
    if (text.find_first_of("?#") != std::string_view::npos ||
        std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7F; }))
        return wrong(
            QT_TRANSLATE_NOOP("Phrases", "must have no query, fragment, space or control character"));
    const std::size_t slash = std::min(text.find('/'), text.size());
    std::string_view authority = text.substr(0, slash);
    std::string_view path = text.substr(slash);
    if (authority.find('@') != std::string_view::npos)
        return wrong(QT_TRANSLATE_NOOP("Phrases", "must not hold a user or password: use the key field"));
    url.authority = std::string(authority);
    url.port = url.tls ? 443 : 80;
    std::size_t hostEnd = authority.size();
    if (authority.starts_with('[')) {
        hostEnd = authority.find(']');
        if (hostEnd == std::string_view::npos)
            return wrong(QT_TRANSLATE_NOOP("Phrases", "has a broken IPv6 address"));
        url.host = std::string(authority.substr(1, hostEnd - 1));
        ++hostEnd;
    } else {
        hostEnd = std::min(authority.find(':'), authority.size());
        url.host = std::string(authority.substr(0, hostEnd));
    }
    if (url.host.empty())
        return wrong(QT_TRANSLATE_NOOP("Phrases", "names no host"));
    if (hostEnd < authority.size()) {
        const std::string_view port = authority.substr(hostEnd + 1);
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
        if (authority[hostEnd] != ':' || error != std::errc() || end != port.data() + port.size() ||
            url.port == 0)
            return wrong(QT_TRANSLATE_NOOP("Phrases", "has a port that is none"));
    }
    while (path.ends_with('/'))
        path.remove_suffix(1); // an endpoint may end there
    url.path = std::string(path);
    // Who pastes a whole endpoint means the API that it belongs to.
    for (const std::string_view endpoint : {"/chat/completions", "/completions", "/responses", "/models"}) {
        if (url.path.ends_with(endpoint)) {
            url.path.resize(url.path.size() - endpoint.size());
            break;
        }
    }
    while (url.path.ends_with('/'))
        url.path.pop_back();
    if (!hasVersion(url.path))
        url.path += "/v1";
    return url;
}

void UpstreamTargets::rebuild(const std::vector<model::Channel> &channels, http::ClientPool &pool,
                              std::uint16_t demoPort, const std::string &defaultProxy)
{
    std::unordered_map<std::int64_t, UpstreamTarget> targets;
    for (const model::Channel &channel : channels)
        targets.emplace(channel.id, targetOf(channel, pool, demoPort, defaultProxy));
    m_targets = std::move(targets);
}

const UpstreamTarget *UpstreamTargets::find(std::int64_t channelId) const
{
    const auto found = m_targets.find(channelId);
    return found == m_targets.end() ? nullptr : &found->second;
}

} // namespace relay::pipeline
