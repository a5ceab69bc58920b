// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/p256_signature.h"

#include <QTest>

#include <algorithm>

using relay::Result;
using relay::platform::isSignedBy;
using relay::platform::P256PublicKey;

namespace {

// RFC 6979, A.2.5: the key, and its signatures of "sample" and "test" with SHA-256.
constexpr const char *kPoint = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                               "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
constexpr const char *kSample = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
constexpr const char *kTest = "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                              "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083";
constexpr const char *kPrefix = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";

P256PublicKey keyOf(const QByteArray &digits)
{
    const QByteArray bytes = QByteArray::fromHex(digits);
    P256PublicKey key;
    std::copy(bytes.begin(), bytes.end(), key.point.begin());
    return key;
}

QByteArray pemOf(const QByteArray &digits)
{
    const QByteArray text = QByteArray::fromHex(digits).toBase64();
    return "-----BEGIN PUBLIC KEY-----\n" + text.left(64) + "\n" + text.mid(64) +
           "\n-----END PUBLIC KEY-----\n";
}

} // namespace

class P256SignatureTest final : public QObject
{
    Q_OBJECT

private slots:
    void judges_data();
    void judges();
    void readsKeys_data();
    void readsKeys();
};

void P256SignatureTest::judges_data()
{
    QTest::addColumn<QByteArray>("point");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("signature");
    QTest::addColumn<bool>("right");
    const QByteArray point(kPoint);
    const QByteArray sample(kSample);
    QByteArray changed = sample;
    changed[5] = changed[5] == '0' ? '1' : '0';
    QByteArray elsewhere = point;
    elsewhere[0] = '7';
    QTest::newRow("a published signature is right") << point << QByteArray("sample") << sample << true;
    QTest::newRow("so is one with a leading zero")
        << point << QByteArray("test") << QByteArray(kTest) << true;
    QTest::newRow("of another message") << point << QByteArray("sample ") << sample << false;
    QTest::newRow("of no message") << point << QByteArray() << sample << false;
    QTest::newRow("a digit is changed") << point << QByteArray("sample") << changed << false;
    QTest::newRow("r and s are exchanged")
        << point << QByteArray("sample") << QByteArray(sample.mid(64) + sample.left(64)) << false;
    QTest::newRow("a byte is missing") << point << QByteArray("sample") << sample.chopped(2) << false;
    QTest::newRow("a byte too many") << point << QByteArray("sample") << QByteArray(sample + "00") << false;
    QTest::newRow("nothing") << point << QByteArray("sample") << QByteArray() << false;
    QTest::newRow("zeros") << point << QByteArray("sample") << QByteArray(128, '0') << false;
    QTest::newRow("larger than the curve") << point << QByteArray("sample") << QByteArray(128, 'f') << false;
    QTest::newRow("the key is no point of the curve") << elsewhere << QByteArray("sample") << sample << false;
    QTest::newRow("the key is zeros") << QByteArray(128, '0') << QByteArray("sample") << sample << false;
}

void P256SignatureTest::judges()
{
    QFETCH(const QByteArray, point);
    QFETCH(const QByteArray, message);
    QFETCH(const QByteArray, signature);
    QFETCH(const bool, right);
    QCOMPARE(isSignedBy(keyOf(point), message.toStdString(), QByteArray::fromHex(signature).toStdString()),
             right);
}

void P256SignatureTest::readsKeys_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("point"); // empty: refused
    const QByteArray whole = QByteArray(kPrefix) + kPoint;
    QTest::newRow("as openssl writes it") << pemOf(whole) << QByteArray(kPoint);
    QTest::newRow("with a comment before") << "Ours since 2026.\n" + pemOf(whole) << QByteArray(kPoint);
    QTest::newRow("with CRLF") << pemOf(whole).replace("\n", "\r\n") << QByteArray(kPoint);
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("a sentence") << QByteArray("There is no key here yet.") << QByteArray();
    QTest::newRow("cut off") << pemOf(whole).left(100) << QByteArray();
    QTest::newRow("of another curve")
        << pemOf("3076301006072a8648ce3d020106052b81040022036200" + QByteArray(kPoint)) << QByteArray();
    QTest::newRow("a byte too many") << pemOf(whole + "00") << QByteArray();
    QTest::newRow("no base64") << pemOf(whole).replace("M", "*") << QByteArray();
}

void P256SignatureTest::readsKeys()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, point);
    const Result<P256PublicKey> key = P256PublicKey::fromPem(text.toStdString());
    QCOMPARE(key.has_value(), !point.isEmpty());
    if (key)
        QCOMPARE(key->point, keyOf(point).point);
    else
        QVERIFY(!key.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(P256SignatureTest)
#include "tst_p256_signature.moc"
