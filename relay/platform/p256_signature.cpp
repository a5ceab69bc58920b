// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/p256_signature.h"

#include "relay/base/phrase.h"

#include <QByteArray>

#include <algorithm>

namespace relay::platform {

namespace {

using namespace Qt::StringLiterals;

constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kEnd = "-----END PUBLIC KEY-----";
// SubjectPublicKeyInfo (RFC 5480) of id-ecPublicKey on prime256v1, up to the point; 04: uncompressed.
constexpr char kPrefix[] = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d"
                           "\x03\x01\x07\x03\x42\x00\x04";

} // namespace

Result<P256PublicKey> P256PublicKey::fromPem(std::string_view text)
{
    const std::size_t begin = text.find(kBegin);
    const std::size_t end = begin == text.npos ? text.npos : text.find(kEnd, begin);
    if (end == text.npos)
        return Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "it has no public key"))};
    const std::string_view body = text.substr(begin + kBegin.size(), end - begin - kBegin.size());
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray(body.data(), qsizetype(body.size())).simplified().replace(' ', QByteArray()),
        QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray prefix = QByteArray::fromRawData(kPrefix, sizeof kPrefix - 1);
    P256PublicKey key;
    if (!decoded || decoded.decoded.size() != prefix.size() + qsizetype(key.point.size()) ||
        !decoded.decoded.startsWith(prefix))
        return Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP("Phrases", "the public key is none of the curve P-256, uncompressed"))};
    std::copy(decoded.decoded.begin() + prefix.size(), decoded.decoded.end(), key.point.begin());
    return key;
}

} // namespace relay::platform
