// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/secret_mask.h"

#include <QTest>

using namespace relay::model;

class SecretMaskTest final : public QObject
{
    Q_OBJECT

private slots:
    void masksKeys_data();
    void masksKeys();
    void masksPasswordsOfUrls_data();
    void masksPasswordsOfUrls();
    void knowsHeadersWithSecrets_data();
    void knowsHeadersWithSecrets();
};

void SecretMaskTest::masksKeys_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("none") << QByteArray("") << QByteArray("");
    QTest::newRow("of a short one nothing is shown") << QByteArray("123456789012345") << QByteArray("****");
    QTest::newRow("of a long one its ends") << QByteArray("1234567890123456") << QByteArray("123****3456");
}

void SecretMaskTest::masksKeys()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(maskedKey(key.toStdString())), shown);
    QCOMPARE(holdsMask(shown.toStdString()), !key.isEmpty());
}

void SecretMaskTest::masksPasswordsOfUrls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char *name, const char *url, const char *shown) {
        QTest::newRow(name) << QByteArray(url) << QByteArray(shown);
    };
    row("no login", "http://proxy.example:8080", "http://proxy.example:8080");
    row("a user alone", "http://me@proxy.example:8080", "http://me@proxy.example:8080");
    row("user and password", "socks5://me:secret@proxy.example", "socks5://me:****@proxy.example");
    row("a password with an at sign", "http://me:a@b@proxy.example", "http://me:****@proxy.example");
    row("an at sign in the path", "http://proxy.example:80/a@b", "http://proxy.example:80/a@b");
    row("no scheme", "me:secret@proxy.example", "me:****@proxy.example");
    row("empty", "", "");
}

void SecretMaskTest::masksPasswordsOfUrls()
{
    QFETCH(const QByteArray, url);
    QFETCH(const QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(maskedUrl(url.toStdString())), shown);
}

void SecretMaskTest::knowsHeadersWithSecrets_data()
{
    QTest::addColumn<bool>("secret");
    QTest::newRow("Authorization") << true;
    QTest::newRow("X-API-KEY") << true;
    QTest::newRow("Cookie") << true;
    QTest::newRow("x-access-token") << true;
    QTest::newRow("X-Org") << false;
    QTest::newRow("OpenAI-Organization") << false;
}

void SecretMaskTest::knowsHeadersWithSecrets()
{
    QFETCH(const bool, secret);
    QCOMPARE(isSecretHeader(QTest::currentDataTag()), secret);
}

QTEST_GUILESS_MAIN(SecretMaskTest)
#include "tst_secret_mask.moc"
