// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_words.h"

#include "ui/models/said_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::api::HealthState;
using relay::model::ChannelType;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ChannelWords)
};

} // namespace

QString channelTypeWord(ChannelType type)
{
    switch (type) {
    case ChannelType::OpenAi:
        return u"OpenAI"_s;
    case ChannelType::Anthropic:
        return u"Anthropic"_s;
    case ChannelType::Gemini:
        return u"Gemini"_s;
    case ChannelType::Ollama:
        return u"Ollama"_s;
    case ChannelType::Azure:
        return u"Azure OpenAI"_s;
    case ChannelType::OpenAiCompatible:
        return Words::tr("OpenAI-compatible");
    case ChannelType::Demo:
        return Words::tr("built in");
    }
    return {};
}

QString providerWord(const relay::api::ProviderPreset &provider)
{
    const QString name = QString::fromStdString(provider.name);
    return provider.local ? Words::tr("%1 on this machine").arg(name) : name;
}

QString ownBaseUrl(ChannelType type)
{
    switch (type) {
    case ChannelType::OpenAi:
        return u"https://api.openai.com"_s;
    case ChannelType::Anthropic:
        return u"https://api.anthropic.com"_s;
    case ChannelType::Gemini:
        return u"https://generativelanguage.googleapis.com/v1beta/openai"_s;
    case ChannelType::Ollama:
        return u"http://127.0.0.1:11434"_s;
    default:
        return {};
    }
}

QString shortMask(const QString &key)
{
    constexpr qsizetype kLongestHead = 8;
    constexpr qsizetype kTail = 4;
    constexpr qsizetype kDots = 8;
    if (key.size() < kLongestHead + 2 * kTail)
        return QString(kDots, u'•');
    const qsizetype hyphen = key.left(kLongestHead).lastIndexOf(u'-');
    const qsizetype head = hyphen < 0 ? 3 : hyphen + 1;
    return key.left(head) % QString(kDots, u'•') % key.right(kTail);
}

QString countdownText(std::int64_t untilMs, std::int64_t nowMs)
{
    const qlonglong seconds = (untilMs - nowMs + 999) / 1000;
    if (seconds <= 0)
        return {};
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString healthText(const relay::api::ChannelHealth &health, std::int64_t nowMs)
{
    const QString left = countdownText(health.untilMs, nowMs);
    const QString reason = saidText(health.reason);
    switch (health.state) {
    case HealthState::Healthy:
        return Words::tr("healthy");
    case HealthState::CoolingDown:
        return left.isEmpty() ? Words::tr("cooling") : Words::tr("rests %1").arg(left);
    case HealthState::Open:
        if (!left.isEmpty())
            return Words::tr("rests %1").arg(left);
        return reason.isEmpty() ? Words::tr("open") : Words::tr("open, %1").arg(reason);
    case HealthState::Disabled:
        return Words::tr("disabled");
    }
    return {};
}

QString healthReason(const relay::api::ChannelHealth &health)
{
    const QString reason = saidText(health.reason);
    return health.state == HealthState::Open && !reason.isEmpty() ? Words::tr("open, %1").arg(reason)
                                                                  : reason;
}

QString keyHealthText(const relay::api::KeyHealth &health, std::int64_t nowMs)
{
    const QString left = countdownText(health.untilMs, nowMs);
    switch (health.state) {
    case HealthState::Healthy:
        return Words::tr("healthy");
    case HealthState::CoolingDown:
    case HealthState::Open:
        if (health.state == HealthState::Open && left.isEmpty())
            return Words::tr("open");
        return left.isEmpty() ? Words::tr("rests") : Words::tr("rests %1").arg(left);
    case HealthState::Disabled:
        return Words::tr("disabled");
    }
    return {};
}

} // namespace ui::models
