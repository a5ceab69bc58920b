// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/edit_checks.h"

#include "relay/access/channel_headers.h"
#include "relay/access/ip_address.h"
#include "relay/base/phrase.h"
#include "relay/model/channel_type.h"
#include "relay/model/secret_mask.h"

#include <QDate>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace relay::access {

namespace {

constexpr std::int64_t kLastExpirySeconds = 253'402'300'799; // the year 9999; beyond it they are milliseconds
constexpr double kMostDollars = 1e6;                         // per million tokens
constexpr std::size_t kLongestModelBytes = 512;
constexpr std::size_t kShortestKeyBytes = 8;
constexpr std::size_t kLongestKeyBytes = 256;

QString qtText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

bool isControl(char c)
{
    return (c >= 0 && c < ' ') || c == 0x7f;
}

bool isVisibleAscii(char c)
{
    return c > ' ' && c < 0x7f;
}

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isKeyCharacter(char c)
{
    return isLetterOrDigit(c) || c == '-' || c == '_';
}

bool isUrl(const std::string &text, const QStringList &schemes)
{
    const QUrl url(qtText(text), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && schemes.contains(url.scheme());
}

bool hasUserInfo(const std::string &url)
{
    return !QUrl(qtText(url)).userInfo().isEmpty();
}

bool isName(std::string_view name)
{
    return std::ranges::none_of(name, isControl) &&
           std::ranges::any_of(name, [](char c) { return c != ' '; });
}

// Keeps the first objection.
template <typename Record>
class Edit final
{
public:
    Edit(const Record &edited, const Record *stored)
        : m_edited(edited)
        , m_stored(stored)
    {
    }

    bool isNew() const { return m_stored == nullptr; }

    template <typename Field>
    bool changes(Field Record::*field) const
    {
        return isNew() || m_edited.*field != m_stored->*field;
    }

    void mustBe(bool fine, const char *field, const Phrase &allowed)
    {
        if (!fine && !m_error)
            m_error = Error{ErrorKind::BadRequest,
                            said(QT_TRANSLATE_NOOP("Phrases", "%1 must be %2"), field, allowed)};
    }

    Result<void> result() const
    {
        if (m_error)
            return *m_error;
        return {};
    }

private:
    const Record &m_edited;
    const Record *m_stored;
    std::optional<Error> m_error;
};

Phrase numbers(std::int64_t least, std::int64_t most)
{
    return said(QT_TRANSLATE_NOOP("Phrases", "a whole number from %1 to %2"), least, most);
}

void checkAddresses(Edit<model::Channel> &edit, const model::Channel &channel)
{
    using model::Channel;
    if (edit.changes(&Channel::baseUrl))
        edit.mustBe(
            channel.baseUrl.empty() ||
                isUrl(channel.baseUrl, {QStringLiteral("http"), QStringLiteral("https")}),
            "base_url",
            said(QT_TRANSLATE_NOOP("Phrases", "an http:// or https:// URL, or empty for the type's own")));
    if (edit.changes(&Channel::baseUrl))
        edit.mustBe(
            !hasUserInfo(channel.baseUrl), "base_url",
            said(QT_TRANSLATE_NOOP(
                "Phrases", "without user and password, which every error would show: take them out and add "
                           "the header Authorization with \"Basic \" and their base64 to the channel")));
    if (edit.changes(&Channel::baseUrl) || edit.changes(&Channel::type))
        edit.mustBe(!channel.baseUrl.empty() || !model::needsBaseUrl(channel.type), "base_url",
                    said(QT_TRANSLATE_NOOP("Phrases", "given for a channel of type %1"),
                         qtText(model::channelTypeName(channel.type))));
    if (edit.changes(&Channel::proxy))
        edit.mustBe(
            channel.proxy.empty() || isUrl(channel.proxy, {QStringLiteral("http"), QStringLiteral("socks5"),
                                                           QStringLiteral("socks5h")}),
            "proxy",
            said(QT_TRANSLATE_NOOP("Phrases", "an http:// or socks5:// URL, or empty for RELAY_PROXY")));
}

void checkHeaders(Edit<model::Channel> &edit, const model::Channel &channel)
{
    for (const auto &[name, value] : channel.headers) {
        edit.mustBe(isHeaderName(name) && isHeaderValue(value), "headers",
                    said(QT_TRANSLATE_NOOP("Phrases", "header names with values of one line each")));
        edit.mustBe(!value.empty() || !isHostHeader(name), "headers",
                    said(QT_TRANSLATE_NOOP("Phrases", "without an empty Host")));
        edit.mustBe(
            !isOfTheConnection(name), "headers",
            said(QT_TRANSLATE_NOOP("Phrases", "without %1, which the relay writes itself"), qtText(name)));
    }
}

} // namespace

Result<void> checkEdit(const model::Channel &channel, const model::Channel *stored)
{
    using model::Channel;
    Edit<Channel> edit(channel, stored);
    if (edit.changes(&Channel::name))
        edit.mustBe(isName(channel.name), "name",
                    said(QT_TRANSLATE_NOOP("Phrases", "a text of one line that is not empty")));
    if (edit.changes(&Channel::keys))
        edit.mustBe(std::ranges::all_of(channel.keys,
                                        [](const std::string &key) {
                                            return !key.empty() && std::ranges::all_of(key, isVisibleAscii);
                                        }),
                    "key",
                    said(QT_TRANSLATE_NOOP("Phrases", "one key per line, of visible ASCII characters")));
    checkAddresses(edit, channel);
    if (edit.changes(&Channel::models))
        edit.mustBe(
            std::ranges::all_of(channel.models, isName), "models",
            said(QT_TRANSLATE_NOOP("Phrases", "names of models of one line each, none of them empty")));
    if (edit.changes(&Channel::modelMapping))
        edit.mustBe(
            std::ranges::all_of(channel.modelMapping,
                                [](const auto &pair) { return isName(pair.first) && isName(pair.second); }),
            "model_mapping",
            said(QT_TRANSLATE_NOOP("Phrases", "pairs of models of one line each, none of them empty")));
    if (edit.changes(&Channel::priority))
        edit.mustBe(channel.priority >= -kMostPriority && channel.priority <= kMostPriority, "priority",
                    numbers(-kMostPriority, kMostPriority));
    if (edit.changes(&Channel::weight))
        edit.mustBe(channel.weight >= 0 && channel.weight <= kMostWeight, "weight", numbers(0, kMostWeight));
    if (edit.changes(&Channel::headers))
        checkHeaders(edit, channel);
    return edit.result();
}

Result<void> checkEdit(const model::Token &token, const model::Token *stored)
{
    using model::Token;
    Edit<Token> edit(token, stored);
    if (edit.changes(&Token::name))
        edit.mustBe(isName(token.name), "name",
                    said(QT_TRANSLATE_NOOP("Phrases", "a text of one line that is not empty")));
    if (edit.changes(&Token::key))
        edit.mustBe(token.key.size() >= kShortestKeyBytes && token.key.size() <= kLongestKeyBytes &&
                        std::ranges::all_of(token.key, isKeyCharacter),
                    "key",
                    said(QT_TRANSLATE_NOOP("Phrases", "%1 to %2 letters, digits, hyphens and underscores"),
                         kShortestKeyBytes, kLongestKeyBytes));
    if (edit.changes(&Token::remainQuota))
        edit.mustBe(token.remainQuota >= -kMostQuota && token.remainQuota <= kMostQuota, "remain_quota",
                    numbers(-kMostQuota, kMostQuota));
    if (edit.isNew())
        edit.mustBe(token.unlimitedQuota || token.remainQuota >= 0, "remain_quota",
                    said(QT_TRANSLATE_NOOP("Phrases", "0 or more for a new token")));
    if (edit.changes(&Token::expiredTime))
        edit.mustBe(
            token.expiredTime == -1 || (token.expiredTime > 0 && token.expiredTime <= kLastExpirySeconds),
            "expired_time", said(QT_TRANSLATE_NOOP("Phrases", "a time in Unix seconds, or -1 for never")));
    if (edit.changes(&Token::models))
        edit.mustBe(
            std::ranges::all_of(token.models, isName), "models",
            said(QT_TRANSLATE_NOOP("Phrases", "names of models of one line each, none of them empty")));
    if (edit.changes(&Token::subnet))
        edit.mustBe(
            parseSubnets(token.subnet).has_value(), "subnet",
            said(QT_TRANSLATE_NOOP("Phrases", "addresses or subnets (10.0.0.0/8) with commas, or empty")));
    return edit.result();
}

Result<void> checkEdit(const model::Price &price)
{
    Edit<model::Price> edit(price, nullptr);
    edit.mustBe(isName(price.model) && price.model.size() <= kLongestModelBytes, "model",
                said(QT_TRANSLATE_NOOP("Phrases", "a model's name of one line and at most %1 bytes"),
                     kLongestModelBytes));
    const auto check = [&edit](const char *field, std::optional<double> dollars) {
        edit.mustBe(!dollars || (std::isfinite(*dollars) && *dollars >= 0 && *dollars <= kMostDollars), field,
                    said(QT_TRANSLATE_NOOP("Phrases", "dollars per million tokens, from 0 to %1"),
                         qint64(kMostDollars)));
    };
    check("input", price.input);
    check("output", price.output);
    check("cached", price.cached);
    check("reasoning", price.reasoning);
    edit.mustBe(QDate::fromString(qtText(price.date), Qt::ISODate).isValid() && price.date.size() == 10,
                "date", said(QT_TRANSLATE_NOOP("Phrases", "a day such as 2025-10-15")));
    return edit.result();
}

Result<void> unmask(model::Channel &draft, const model::Channel *stored)
{
    const auto strange = [](const char *field) {
        return Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP(
                     "Phrases", "%1 holds a mask that is none of the stored channel's: give the whole value"),
                 QString::fromLatin1(field))};
    };
    std::vector<const std::string *> known;
    if (stored)
        for (const std::string &key : stored->keys)
            known.push_back(&key);
    for (std::string &key : draft.keys) {
        if (!model::holdsMask(key))
            continue;
        const std::string *const same = model::takeMasked(key, known);
        if (!same)
            return strange("key");
        key = *same;
    }
    if (model::holdsMask(draft.proxy)) {
        if (!stored || draft.proxy != model::maskedUrl(stored->proxy))
            return strange("proxy");
        draft.proxy = stored->proxy;
    }
    for (auto &[name, value] : draft.headers) {
        if (!model::isSecretHeader(name) || !model::holdsMask(value))
            continue;
        const model::StringPairs none;
        const model::StringPairs &headers = stored ? stored->headers : none;
        const auto old = std::ranges::find(headers, name, &model::StringPairs::value_type::first);
        if (old == headers.end() || value != model::maskedKey(old->second))
            return strange("headers");
        value = old->second;
    }
    return {};
}

} // namespace relay::access
