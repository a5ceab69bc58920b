// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/update/announcement.h"

#include "relay/base/phrase.h"
#include "relay/update/version_number.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <algorithm>

namespace relay::update {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMostPageChars = 2000;
constexpr qsizetype kMostNotesChars = 4000;
constexpr qsizetype kMostPlatforms = 32;
constexpr qsizetype kMostPlatformChars = 40;
constexpr qsizetype kSumChars = 64;

Error wrong(const char *what)
{
    return {ErrorKind::BadRequest, said(what)};
}

Result<QJsonObject> objectIn(std::string_view text)
{
    QJsonParseError error;
    const auto document =
        QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), qsizetype(text.size())), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return wrong(QT_TRANSLATE_NOOP("Phrases", "this is no announcement: JSON was expected"));
    return document.object();
}

Result<std::string> bytesIn(const QJsonValue &value)
{
    auto decoded =
        QByteArray::fromBase64Encoding(value.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty())
        return wrong(QT_TRANSLATE_NOOP(
            "Phrases", "this is no announcement: \"signed\" and \"signature\" in base64 were expected"));
    return decoded.decoded.toStdString();
}

// As browsers write it: Https:// is https://. Empty: no page to open.
std::string pageIn(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool right = text.size() <= kMostPageChars && url.isValid() && url.scheme() == "https"_L1 &&
                       !url.host().isEmpty() && url.userInfo().isEmpty();
    return right ? url.toEncoded().toStdString() : std::string();
}

QString plain(QString notes)
{
    notes.removeIf([](QChar c) {
        return (c.category() == QChar::Other_Control && c != u'\n') ||
               c.category() == QChar::Other_Format; // it may turn the direction of what follows
    });
    notes.truncate(kMostNotesChars);
    return notes.trimmed();
}

bool isOf(const QString &text, QStringView letters)
{
    return std::ranges::all_of(text, [letters](QChar c) { return letters.contains(c); });
}

Result<std::vector<std::pair<std::string, std::string>>> sumsIn(const QJsonObject &sums)
{
    std::vector<std::pair<std::string, std::string>> read;
    for (auto sum = sums.begin(); sum != sums.end(); ++sum) {
        const QString platform = sum.key();
        const QString digits = sum.value().toString();
        const bool right = sums.size() <= kMostPlatforms && !platform.isEmpty() &&
                           platform.size() <= kMostPlatformChars &&
                           isOf(platform, u"abcdefghijklmnopqrstuvwxyz0123456789_-") &&
                           digits.size() == kSumChars && isOf(digits, u"0123456789abcdef");
        if (!right)
            return wrong(QT_TRANSLATE_NOOP("Phrases", "the announcement's checksums cannot be read"));
        read.emplace_back(platform.toStdString(), digits.toStdString());
    }
    return read;
}

} // namespace

Result<SignedText> readEnvelope(std::string_view answer)
{
    if (answer.size() > kMostAnswerBytes)
        return Error{ErrorKind::TooLarge,
                     said(QT_TRANSLATE_NOOP("Phrases", "the answer is larger than an announcement may be"))};
    const Result<QJsonObject> object = objectIn(answer);
    if (!object)
        return object.error();
    Result<std::string> text = bytesIn((*object)["signed"_L1]);
    Result<std::string> signature = bytesIn((*object)["signature"_L1]);
    if (!text || !signature)
        return text ? signature.error() : text.error();
    return SignedText{std::move(*text), std::move(*signature)};
}

Result<Announcement> readAnnouncement(std::string_view text)
{
    const Result<QJsonObject> object = objectIn(text);
    if (!object)
        return object.error();
    if ((*object)["product"_L1].toString() != "TrayRelay"_L1)
        return wrong(QT_TRANSLATE_NOOP("Phrases", "the announcement is of another program"));
    Announcement announcement;
    announcement.version = (*object)["version"_L1].toString().toStdString();
    if (!isVersion(announcement.version))
        return wrong(QT_TRANSLATE_NOOP("Phrases", "the announcement's version is no number"));
    announcement.page = pageIn((*object)["url"_L1].toString());
    if (announcement.page.empty())
        return wrong(QT_TRANSLATE_NOOP("Phrases", "the announcement's page is no https address"));
    announcement.notes = plain((*object)["notes"_L1].toString()).toStdString();
    auto sums = sumsIn((*object)["sha256"_L1].toObject());
    if (!sums)
        return sums.error();
    announcement.sha256 = std::move(*sums);
    return announcement;
}

Result<Announcement> readAnswer(std::string_view answer, const platform::P256PublicKey &key)
{
    const Result<SignedText> envelope = readEnvelope(answer);
    if (!envelope)
        return envelope.error();
    if (!platform::isSignedBy(key, envelope->text, envelope->signature))
        return Error{
            ErrorKind::Forbidden,
            said(QT_TRANSLATE_NOOP(
                "Phrases", "the announcement is not signed by who made this program: it is not believed"))};
    return readAnnouncement(envelope->text);
}

} // namespace relay::update
