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
#include <QRegularExpression>
#include <QUrl>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

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
QString quoted(QString text, CommandShell shell)
{
    if (shell == CommandShell::PowerShell) { // to which the curly ones end it as well
        static const QRegularExpression quotes(u"(['\u2018-\u201b])"_s);
        return u'\'' % text.replace(quotes, u"\\1\\1"_s) % u'\'';
    }
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

constexpr double kLeastCost = 0.0001; // the last of four decimals

QString testTheChannel()
{
    return QCoreApplication::translate("Usage", "Test the channel: its answer says what is wrong.");
}

} // namespace

QString statusWords(int status, bool failed)
{
    return QString::number(status) % u' ' % wordOf(status, failed);
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
    if (nanoDollars < 0)
        return dash();
    const double usd = double(nanoDollars) / 1e9;
    if (usd > 0 && usd < kLeastCost / 2)
        return u"<$"_s % QLocale().toString(kLeastCost, 'f', 4);
    return u'$' % QLocale().toString(usd, 'f', usd < 1 - kLeastCost / 2 ? 4 : 2);
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
    const bool asked = !record.attempts.empty(); // an upstream
    const bool admitted = asked || !record.model.empty();
    switch (record.status) {
    case 401:
        return asked ? testTheChannel()
                     : QCoreApplication::translate("Usage", "Give the client this relay's token.");
    case 403:
        if (asked)
            return testTheChannel();
        if (record.tokenId == 0) // its Host or Origin was refused, before any token was looked at
            return QCoreApplication::translate(
                "Usage", "Use 127.0.0.1 or localhost in the client's base URL; add a web page's origin to "
                         "CORS_ALLOWED_ORIGINS.");
        return QCoreApplication::translate(
            "Usage", "Look at the token's limits: models, addresses, expiry and quota.");
    case 404:
        if (!admitted) // a path that is none
            return {};
        return QCoreApplication::translate(
            "Usage", "Add the model to a channel, or map it to one that a channel has.");
    case 413:
        return QCoreApplication::translate("Usage", "Send less, or raise RELAY_MAX_BODY_MB.");
    case 429:
        return QCoreApplication::translate("Usage", "Wait, or add another key or channel for this model.");
    case 502:
        return testTheChannel();
    case 503:
        if (asked)
            return testTheChannel();
        if (!admitted) // paused, or ending: its error says all
            return {};
        return QCoreApplication::translate(
            "Usage", "Enable a channel that has this model, or wait until one has recovered.");
    case 504:
        return (record.stream
                    ? QCoreApplication::translate(
                          "Usage", "Raise HTTP_RESPONSE_HEADER_TIMEOUT if this upstream is known to be slow.")
                    : QCoreApplication::translate("Usage", "Raise HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM if "
                                                           "this upstream is known to be slow."));
    default:
        return {};
    }
}

QString curlOf(const relay::model::UsageRecord &record, const QString &baseUrl, CommandShell shell)
{
    const bool power = shell == CommandShell::PowerShell;
    const QString next = power ? u" `\n  "_s : u" \\\n  "_s;
    QUrl url(baseUrl);
    const QString endpoint = QString::fromStdString(record.endpoint);
    url.setPath(endpoint.startsWith(u'/') ? endpoint : u'/' % endpoint, QUrl::DecodedMode);
    QString line = (power ? u"curl.exe "_s : u"curl "_s) % quoted(url.toString(QUrl::FullyEncoded), shell) %
                   next % u"-H \"Authorization: Bearer $"_s % (power ? u"env:"_s : QString()) %
                   u"TRAYRELAY_TOKEN\""_s;
    if (asksWithoutBody(endpoint))
        return line;
    const QJsonObject body = bodyOf(endpoint, QString::fromStdString(record.model), record.stream);
    const QString json = quoted(QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Compact)), shell);
    line += next % u"-H 'Content-Type: application/json'"_s % next % u"-d "_s;
    // Windows PowerShell drops the quotes within a word of a command line, but not on standard input.
    return power ? QString(json % u" |\n  "_s % line % u"'@-'"_s) : QString(line % json);
}

} // namespace ui::models
