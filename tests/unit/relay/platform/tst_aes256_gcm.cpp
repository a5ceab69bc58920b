// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/aes256_gcm.h"

#include <QTest>

#include <algorithm>

using relay::Result;
using relay::platform::Aes256Gcm;
using relay::platform::MasterKey;

namespace {

std::string unhex(const char *digits)
{
    return QByteArray::fromHex(digits).toStdString();
}

template <typename Array>
Array arrayOf(const char *digits)
{
    const std::string bytes = unhex(digits);
    Array array{};
    std::transform(bytes.begin(), bytes.end(), array.begin(),
                   [](char c) { return static_cast<unsigned char>(c); });
    return array;
}

constexpr const char *kKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";

} // namespace

class Aes256GcmTest final : public QObject
{
    Q_OBJECT

private slots:
    void publishedVectors_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("nonce");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("associated");
        QTest::addColumn<QByteArray>("expected"); // ciphertext and tag
        // McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16.
        const QByteArray zeroKey(64, '0');
        const QByteArray zeroNonce(24, '0');
        QTest::newRow("nothing still has a tag") << zeroKey << zeroNonce << QByteArray() << QByteArray()
                                                 << QByteArray("530f8afbc74536b9a963b4f1c4cb738b");
        QTest::newRow("one block") << zeroKey << zeroNonce << QByteArray(32, '0') << QByteArray()
                                   << QByteArray(
                                          "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
        QTest::newRow("half a block at the end, with associated data")
            << QByteArray(kKey) << QByteArray("cafebabefacedbaddecaf888")
            << QByteArray("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
            << QByteArray("feedfacedeadbeeffeedfacedeadbeefabaddad2")
            << QByteArray("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                          "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                          "76fc6ece0f4e1768cddf8853bb2d551b");
    }

    void publishedVectors()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, nonce);
        QFETCH(QByteArray, plain);
        QFETCH(QByteArray, associated);
        QFETCH(QByteArray, expected);
        const Aes256Gcm cipher(arrayOf<MasterKey>(key.constData()));
        const auto text = unhex(plain.constData());
        const auto more = unhex(associated.constData());
        const auto sealed = cipher.sealWithNonce(text, more, arrayOf<Aes256Gcm::Nonce>(nonce.constData()));
        QVERIFY(sealed);
        QCOMPARE(QByteArray::fromStdString(*sealed).toHex(), nonce + expected);
        const auto opened = cipher.open(*sealed, more);
        QVERIFY(opened);
        QCOMPARE(*opened, text);
    }

    void everyChangedByteIsNoticed()
    {
        const Aes256Gcm cipher(arrayOf<MasterKey>(kKey));
        const auto sealed = cipher.seal("sk-secret", "channel:1:keys");
        QVERIFY(sealed);
        for (std::size_t i = 0; i < sealed->size(); ++i) {
            std::string changed = *sealed;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            QVERIFY2(!cipher.open(changed, "channel:1:keys"), qPrintable(QString::number(i)));
        }
        for (std::size_t size = 0; size < sealed->size(); ++size)
            QVERIFY(!cipher.open(sealed->substr(0, size), "channel:1:keys"));
    }

    void aValueCannotBeMovedOrReadWithAnotherKey()
    {
        const Aes256Gcm cipher(arrayOf<MasterKey>(kKey));
        const auto sealed = cipher.seal("sk-secret", "channel:1:keys");
        QVERIFY(sealed);
        QVERIFY(!cipher.open(*sealed, "channel:2:keys"));
        QVERIFY(!cipher.open(*sealed, ""));
        QVERIFY(!Aes256Gcm(MasterKey{}).open(*sealed, "channel:1:keys"));
        QCOMPARE(*cipher.open(*sealed, "channel:1:keys"), std::string("sk-secret"));
    }

    void equalTextsLookDifferent()
    {
        const Aes256Gcm cipher(arrayOf<MasterKey>(kKey));
        QVERIFY(*cipher.seal("the same", "") != *cipher.seal("the same", ""));
    }
};

QTEST_GUILESS_MAIN(Aes256GcmTest)
#include "tst_aes256_gcm.moc"
