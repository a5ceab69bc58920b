// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/token_draft.h"

#include "ui/base/date_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QUrl>

#include <cmath>
#include <tuple>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

constexpr double kMostDollars = 1e9;
constexpr int kMostBitsOf4 = 32;
constexpr int kMostBitsOf6 = 128;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(TokenDraft)
};

bool isNumber(const QString &text, int most)
{
    if (text.isEmpty() || text.size() > 3 || (text.size() > 1 && text.startsWith(u'0')))
        return false;
    bool fine = true;
    for (const QChar c : text)
        fine = fine && c >= u'0' && c <= u'9';
    return fine && text.toInt() <= most;
}

bool isIpv4(const QString &text)
{
    const QStringList parts = text.split(u'.');
    bool fine = parts.size() == 4;
    for (const QString &part : parts)
        fine = fine && isNumber(part, 255);
    return fine;
}

bool isIpv6(const QString &text)
{
    QUrl url(u"http:"_s);
    url.setHost(text, QUrl::StrictMode); // knows IPv6 by its colons
    return text.contains(u':') && url.isValid() && !url.host().isEmpty();
}

bool isSubnet(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    const QString base = text.left(slash);
    const bool four = isIpv4(base);
    if (!four && !isIpv6(base))
        return false;
    return slash < 0 || isNumber(text.mid(slash + 1), four ? kMostBitsOf4 : kMostBitsOf6);
}

} // namespace

std::optional<std::int64_t> quotaOf(const QString &dollars)
{
    QString text = dollars.trimmed();
    if (text.startsWith(u'$'))
        text = text.mid(1).trimmed();
    bool fine = false;
    double value = QLocale().toDouble(text, &fine);
    if (!fine)
        value = QLocale::c().toDouble(text, &fine);
    if (!fine || !std::isfinite(value) || value < 0 || value > kMostDollars)
        return std::nullopt;
    return std::llround(value * double(relay::model::kQuotaPerDollar));
}

QString dollarsOf(std::int64_t quota)
{
    const double dollars = double(quota) / double(relay::model::kQuotaPerDollar);
    QLocale plain;
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    const bool cents = quota % (relay::model::kQuotaPerDollar / 100) == 0;
    return plain.toString(dollars, 'f', cents ? 2 : 6);
}

QString addressTrouble(const QString &list)
{
    if (list.trimmed().isEmpty())
        return {};
    int found = 0;
    for (const QString &part : list.split(u',')) {
        const QString one = part.trimmed();
        if (one.isEmpty())
            continue;
        if (!isSubnet(one))
            return Words::tr("“%1” is no address or subnet, such as 192.168.1.7 or 10.0.0.0/8.").arg(one);
        ++found;
    }
    return found > 0 ? QString() : Words::tr("Nothing but commas is no list.");
}

std::int64_t expiryOf(Expiry expiry, const QDateTime &now, const QDateTime &chosen)
{
    switch (expiry) {
    case Expiry::Never:
        return -1;
    case Expiry::OneDay:
        return now.addDays(1).toSecsSinceEpoch();
    case Expiry::SevenDays:
        return now.addDays(7).toSecsSinceEpoch();
    case Expiry::ThirtyDays:
        return now.addDays(30).toSecsSinceEpoch();
    case Expiry::Date:
        break;
    }
    return chosen.toSecsSinceEpoch();
}

QString expiryText(std::int64_t expiredTime, const QDateTime &now)
{
    if (expiredTime < 0)
        return Words::tr("never");
    const std::int64_t left = expiredTime - now.toSecsSinceEpoch();
    constexpr std::int64_t kHour = 3600;
    constexpr std::int64_t kDay = 24 * kHour;
    if (left <= 0)
        return Words::tr("expired");
    if (left < kHour)
        return Words::tr("in %n minute(s)", nullptr, int(left / 60) + 1);
    if (left < 2 * kDay)
        return Words::tr("in %n hour(s)", nullptr, int(left / kHour));
    if (left < 60 * kDay)
        return Words::tr("in %n day(s)", nullptr, int(left / kDay));
    return base::dayText(QDateTime::fromSecsSinceEpoch(expiredTime).date(), now.date());
}

bool isExpired(const relay::model::Token &token, const QDateTime &now)
{
    return token.expiredTime >= 0 && token.expiredTime <= now.toSecsSinceEpoch();
}

bool sameLimits(const relay::model::Token &a, const relay::model::Token &b)
{
    const auto shown = [](const relay::model::Token &token) {
        return std::tie(token.name, token.expiredTime, token.models, token.subnet, token.enabled,
                        token.unlimitedQuota);
    };
    return shown(a) == shown(b);
}

} // namespace ui::models
