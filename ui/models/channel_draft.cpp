// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_draft.h"

#include "relay/model/channel_type.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <array>
#include <tuple>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::model::Channel;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ChannelDraft)
};

bool isUrl(const std::string &text, const QStringList &schemes)
{
    const QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && schemes.contains(url.scheme());
}

bool isKey(const std::string &key)
{
    return !key.empty() && std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7f; });
}

// On this machine or in its network, where hardly anybody has a certificate.
bool isNear(const QString &host)
{
    const QHostAddress address(host);
    if (address.isNull())
        return !host.contains(u'.') || host.endsWith(".local"_L1) || host.endsWith(".localhost"_L1);
    static const std::array kPrivate{
        QHostAddress::parseSubnet(u"10.0.0.0/8"_s),     QHostAddress::parseSubnet(u"172.16.0.0/12"_s),
        QHostAddress::parseSubnet(u"192.168.0.0/16"_s), QHostAddress::parseSubnet(u"169.254.0.0/16"_s),
        QHostAddress::parseSubnet(u"fc00::/7"_s),       QHostAddress::parseSubnet(u"fe80::/10"_s)};
    return address.isLoopback() || std::ranges::any_of(kPrivate, [&address](const auto &subnet) {
               return address.isInSubnet(subnet);
           });
}

} // namespace

std::optional<ChannelTrouble> troubleOf(const Channel &draft)
{
    if (QString::fromStdString(draft.name).trimmed().isEmpty())
        return ChannelTrouble{ChannelField::Name, Words::tr("Give it a name.")};
    if (draft.baseUrl.empty() && relay::model::needsBaseUrl(draft.type))
        return ChannelTrouble{ChannelField::BaseUrl, Words::tr("Enter the server's address.")};
    if (!draft.baseUrl.empty() && !isUrl(draft.baseUrl, {u"http"_s, u"https"_s}))
        return ChannelTrouble{ChannelField::BaseUrl,
                              Words::tr("An address begins with http:// or https:// and names a host.")};
    if (!std::ranges::all_of(draft.keys, isKey))
        return ChannelTrouble{ChannelField::Keys,
                              Words::tr("A key has no spaces and only plain characters.")};
    if (std::ranges::any_of(draft.modelMapping,
                            [](const auto &pair) { return pair.first.empty() || pair.second.empty(); }))
        return ChannelTrouble{ChannelField::Mapping, Words::tr("Fill in both sides, or clear both.")};
    if (!draft.proxy.empty() && !isUrl(draft.proxy, {u"http"_s, u"socks5"_s, u"socks5h"_s}))
        return ChannelTrouble{ChannelField::Proxy, Words::tr("A proxy is an http:// or socks5:// address.")};
    if (std::ranges::any_of(draft.headers, [](const auto &pair) { return pair.first.empty(); }))
        return ChannelTrouble{ChannelField::Headers, Words::tr("A header needs a name.")};
    return std::nullopt;
}

QString addressOf(const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty() || text.contains("://"_L1))
        return text;
    const QUrl guess(u"http://"_s % text, QUrl::StrictMode);
    if (!guess.isValid() || guess.host().isEmpty())
        return text; // to be objected to as it is
    return isNear(guess.host()) ? guess.toString() : u"https://"_s % text;
}

bool sameEdit(const Channel &a, const Channel &b)
{
    const auto shown = [](const Channel &channel) {
        return std::tie(channel.name, channel.type, channel.keys, channel.baseUrl, channel.models,
                        channel.modelMapping, channel.weight, channel.proxy, channel.headers);
    };
    return shown(a) == shown(b);
}

bool sameUpstream(const Channel &a, const Channel &b)
{
    const auto asked = [](const Channel &channel) {
        return std::tie(channel.type, channel.keys, channel.baseUrl, channel.models, channel.modelMapping,
                        channel.proxy, channel.headers);
    };
    return asked(a) == asked(b);
}

} // namespace ui::models
