// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_draft.h"

#include "relay/model/channel_type.h"

#include <QCoreApplication>
#include <QStringList>
#include <QUrl>

#include <algorithm>
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

} // namespace

std::optional<ChannelTrouble> troubleOf(const Channel &draft)
{
    if (QString::fromStdString(draft.name).trimmed().isEmpty())
        return ChannelTrouble{ChannelField::Name, Words::tr("Give it a name.")};
    if (draft.baseUrl.empty() && relay::model::needsBaseUrl(draft.type))
        return ChannelTrouble{ChannelField::BaseUrl,
                              Words::tr("This type has no address of its own: give one.")};
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
