// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/credentials.h"

#include <QTest>

using namespace relay::access;
Q_DECLARE_METATYPE(relay::access::KeyPlaces)

class CredentialsTest final : public QObject
{
    Q_OBJECT
private slots:
    void reads_data()
    {
        QTest::addColumn<KeyPlaces>("places");
        QTest::addColumn<QByteArray>("key");
        const auto row = [](const char *name, const KeyPlaces &places, const char *key) {
            QTest::newRow(name) << places << QByteArray(key);
        };
        row("Bearer", {.authorization = "Bearer sk-abc"}, "abc");
        row("bearer in any case, with blanks", {.authorization = " bEARER   sk-abc "}, "abc");
        row("without Bearer", {.authorization = "sk-abc"}, "abc");
        row("without sk-", {.authorization = "Bearer abc"}, "abc");
        row("a key that begins like the word", {.authorization = "bearerabc"}, "bearerabc");
        row("x-api-key", {.xApiKey = "sk-abc"}, "abc");
        row("api-key", {.apiKey = "abc"}, "abc");
        row("x-goog-api-key", {.xGoogApiKey = "abc"}, "abc");
        row("the query", {.query = "alt=sse&key=sk-abc&x=1"}, "abc");
        row("the query, percent-encoded", {.query = "key=sk%2Dab%63%2d7"}, "abc-7");
        row("the query, with what is no escape", {.query = "key=abc%2&x=%zz"}, "abc%2");
        row("a word that ends in key", {.query = "apikey=no&monkey=no"}, "");
        row("the first of several places", {.authorization = "Bearer a", .xApiKey = "b", .query = "key=c"},
            "a");
        row("an empty place is passed over", {.authorization = "Bearer ", .xApiKey = "sk-", .apiKey = "c"},
            "c");
        row("a pin stays on it", {.authorization = "Bearer sk-abc-7"}, "abc-7");
        row("nothing", {}, "");
        row("blanks", {.authorization = "   "}, "");
    }
    void reads()
    {
        QFETCH(KeyPlaces, places);
        QFETCH(QByteArray, key);
        std::string decoded;
        QCOMPARE(std::string(readKey(places, decoded)), key.toStdString());
    }
    void carries_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("carried");
        const auto row = [](const char *name, const char *value, const char *key, bool carried) {
            QTest::newRow(name) << QByteArray(value) << QByteArray(key) << carried;
        };
        row("the key", "sk-0123456789abcdef", "sk-0123456789abcdef", true);
        row("without sk-", "0123456789abcdef", "sk-0123456789abcdef", true);
        row("Bearer", "Bearer sk-0123456789abcdef", "0123456789abcdef", true);
        row("another word before it", "Token 0123456789abcdef", "sk-0123456789abcdef", true);
        row("a pin behind it", "sk-0123456789abcdef-7", "sk-0123456789abcdef", true);
        row("another key", "sk-0123456789abcdeX", "sk-0123456789abcdef", false);
        row("a short one", "Bearer sk-abc", "sk-abc", true);
        row("a short one inside a word", "fabcd", "sk-abc", false);
        row("nothing", "", "sk-0123456789abcdef", false);
        row("no key", "text", "", false);
    }
    void carries()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, key);
        QTEST(carriesKey(value.toStdString(), key.toStdString()), "carried");
    }
};

QTEST_GUILESS_MAIN(CredentialsTest)
#include "tst_credentials.moc"
