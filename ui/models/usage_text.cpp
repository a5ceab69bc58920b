// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/usage_text.h"

#include "relay/base/ids.h"
#include "ui/models/figure_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QUrl>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

QString dash()
{
    return u"–"_s;
}

QString wordOf(int status, bool failed)
{
    switch (status) {
    case 400:
        return QCoreApplication::translate("Usage", "not understood");
    case 401:
        return QCoreApplication::translate("Usage", "wrong key");
    case 403:
        return QCoreApplication::translate("Usage", "not allowed");
    case 404:
        return QCoreApplication::translate("Usage", "not found");
    case 408:
        return QCoreApplication::translate("Usage", "too late");
    case 413:
        return QCoreApplication::translate("Usage", "too large");
    case 429:
        return QCoreApplication::translate("Usage", "too many");
    case 499:
        return QCoreApplication::translate("Usage", "client left");
    case 502:
        return QCoreApplication::translate("Usage", "upstream failed");
    case 503:
        return QCoreApplication::translate("Usage", "no channel");
    case 504:
        return QCoreApplication::translate("Usage", "upstream silent");
    default:
        break;
    }
    if (status < 400)
        return failed ? QCoreApplication::translate("Usage", "broken off")
                      : QCoreApplication::translate("Usage", "ok");
    return status < 500 ? QCoreApplication::translate("Usage", "refused")
                        : QCoreApplication::translate("Usage", "failed");
}

// One word for a shell, whatever is in it.
QString quoted(QString text)
{
    return u'\'' % text.replace(u'\'', u"'\\''"_s) % u'\'';
}

QJsonObject bodyOf(const QString &endpoint, const QString &model, bool stream)
{
    const QString text = u"Say hello"_s;
    const QJsonArray messages{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, text}}};
    QJsonObject body{{u"model"_s, model}};
    if (endpoint.contains("generateContent"_L1, Qt::CaseInsensitive)) {
        const QJsonObject part{{u"text"_s, text}};
        return {{u"contents"_s, QJsonArray{QJsonObject{{u"parts"_s, QJsonArray{part}}}}}};
    }
    if (endpoint.endsWith("/embeddings"_L1) || endpoint.endsWith("/moderations"_L1) ||
        endpoint.endsWith("/responses"_L1) || endpoint.endsWith("/speech"_L1))
        body[u"input"_s] = text;
    else if (endpoint.endsWith("/completions"_L1) && !endpoint.endsWith("/chat/completions"_L1))
        body[u"prompt"_s] = text;
    else if (endpoint.endsWith("/generations"_L1) || endpoint.endsWith("/generate"_L1))
        body[u"prompt"_s] = text;
    else
        body[u"messages"_s] = messages;
    if (endpoint.endsWith("/messages"_L1))
        body[u"max_tokens"_s] = 256;
    if (stream)
        body[u"stream"_s] = true;
    return body;
}

bool asksWithoutBody(const QString &endpoint)
{
    return endpoint.contains("/models"_L1) && !endpoint.contains(u':');
}

} // namespace

QString statusWords(int status, bool failed)
{
    return QString::number(status) % u' ' % wordOf(status, failed);
}

QString momentText(std::int64_t atMs, std::int64_t nowMs)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(atMs);
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    const QString time = at.toString(u"HH:mm:ss"_s);
    if (at.date() == now.date())
        return time;
    const QString format = at.date().year() == now.date().year()
                               ? QCoreApplication::translate("Usage", "d MMM")
                               : QCoreApplication::translate("Usage", "d MMM yyyy");
    return QLocale().toString(at.date(), format) % u' ' % time;
}

QString tokenPairText(std::int64_t in, std::int64_t out)
{
    if (in < 0 && out < 0)
        return dash();
    const auto one = [](std::int64_t count) { return count < 0 ? dash() : countText(std::uint64_t(count)); };
    return one(in) % u" / "_s % one(out);
}

QString dollarText(double usd)
{
    return u'$' % moneyText(usd);
}

QString costText(std::int64_t nanoDollars)
{
    return nanoDollars < 0 ? dash() : dollarText(double(nanoDollars) / 1e9);
}

QString spanOfUs(std::int64_t us)
{
    return us < 0 ? dash() : durationText(double(us)).whole();
}

QString requestIdText(std::uint64_t requestId)
{
    const std::array<char, 16> hex = relay::toHex16(requestId);
    return QString::fromLatin1(hex.data(), qsizetype(hex.size()));
}

std::optional<std::uint64_t> requestIdOf(const QString &hex)
{
    bool fine = false;
    const qulonglong id = hex.toULongLong(&fine, 16);
    return fine && hex.size() == 16 ? std::optional<std::uint64_t>(id) : std::nullopt;
}

QString remedyOf(const relay::model::UsageRecord &record)
{
    switch (record.status) {
    case 401:
        return QCoreApplication::translate("Usage", "Give the client this relay's token.");
    case 403:
        return QCoreApplication::translate(
            "Usage", "Look at the token's limits: models, addresses, expiry and quota.");
    case 404:
        return QCoreApplication::translate(
            "Usage", "Add the model to a channel, or map it to one that a channel has.");
    case 413:
        return QCoreApplication::translate("Usage", "Send less, or raise RELAY_MAX_BODY_MB.");
    case 429:
        return QCoreApplication::translate("Usage", "Wait, or add another key or channel for this model.");
    case 502:
        return QCoreApplication::translate("Usage", "Test the channel: its answer says what is wrong.");
    case 503:
        return QCoreApplication::translate(
            "Usage", "Enable a channel that has this model, or wait until one has recovered.");
    case 504:
        return QCoreApplication::translate(
            "Usage", "Raise HTTP_RESPONSE_HEADER_TIMEOUT if this upstream is known to be slow.");
    default:
        return {};
    }
}

QString curlOf(const relay::model::UsageRecord &record, const QString &baseUrl)
{
    QUrl url(baseUrl);
    const QString endpoint = QString::fromStdString(record.endpoint);
    url.setPath(endpoint.startsWith(u'/') ? endpoint : u'/' % endpoint, QUrl::DecodedMode);
    QString line = u"curl "_s % quoted(url.toString(QUrl::FullyEncoded)) %
                   u" \\\n  -H \"Authorization: Bearer $TRAYRELAY_TOKEN\""_s;
    if (asksWithoutBody(endpoint))
        return line;
    const QJsonObject body = bodyOf(endpoint, QString::fromStdString(record.model), record.stream);
    const QByteArray json = QJsonDocument(body).toJson(QJsonDocument::Compact);
    line += u" \\\n  -H 'Content-Type: application/json' \\\n  -d "_s % quoted(QString::fromUtf8(json));
    return line;
}

} // namespace ui::models
