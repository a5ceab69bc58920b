// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/blank_key.h"

#include <QTest>

using relay::pipeline::blankKey;
using relay::pipeline::maskKey;

class BlankKeyTest final : public QObject
{
    Q_OBJECT

private slots:
    void blanks_data();
    void blanks();
    void findsEscapedSpellings_data();
    void findsEscapedSpellings();
    void manyBackslashesAreNoTrouble();
};

// For each of them the rest of the run was looked at: 256 KB took 15 s.
void BlankKeyTest::manyBackslashesAreNoTrouble()
{
    const std::string run(4'000'000, '\\');
    std::string text = run + "key-0123456789" + run;
    maskKey(text, "key-0123456789");
    QVERIFY(text.find("key") == text.npos);
    blankKey(text, "another-0123456789");
    QCOMPARE(text.size(), run.size() * 2 + 14);
}

void BlankKeyTest::blanks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("the key") << QByteArray("no key-0123456789, really") << QByteArray("no ***, really");
    QTest::newRow("each of two") << QByteArray("key-0123456789key-0123456789") << QByteArray("******");
    QTest::newRow("the half that a cut left") << QByteArray("no key-012345678") << QByteArray("no ***");
    QTest::newRow("a few letters may stay") << QByteArray("no key-01") << QByteArray("no key-01");
    QTest::newRow("another text stays") << QByteArray("no key") << QByteArray("no key");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void BlankKeyTest::blanks()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    std::string blanked = text.toStdString();
    blankKey(blanked, "key-0123456789");
    QCOMPARE(QByteArray::fromStdString(blanked), expected);
    std::string same = text.toStdString();
    blankKey(same, {});
    QCOMPARE(QByteArray::fromStdString(same), text);
}

void BlankKeyTest::findsEscapedSpellings_data()
{
    QTest::addColumn<QByteArray>("spelling");
    QTest::newRow("as it is") << QByteArray("sk/a+b\"c-0123");
    QTest::newRow("with a backslash ahead") << QByteArray("sk\\/a+b\\\"c-0123");
    QTest::newRow("by number") << QByteArray("sk\\u002fa\\u002Bb\\u0022c-0123");
    QTest::newRow("nearly all by number")
        << QByteArray("\\u0073\\u006b\\u002f\\u0061\\u002b\\u0062\\u0022\\u0063\\u002d\\u0030123");
    QTest::newRow("JSON inside of JSON") << QByteArray("sk\\\\\\/a+b\\\\\\\"c-0123");
}

void BlankKeyTest::findsEscapedSpellings()
{
    QFETCH(const QByteArray, spelling);
    const std::string key = "sk/a+b\"c-0123";
    const std::string told = "{\"message\":\"key " + spelling.toStdString();
    std::string blanked = told + " is wrong";
    blankKey(blanked, key);
    QCOMPARE(blanked, std::string("{\"message\":\"key *** is wrong"));
    std::string masked = told + " is wrong";
    maskKey(masked, key);
    QCOMPARE(masked, "{\"message\":\"key " + std::string(static_cast<std::size_t>(spelling.size()), '*') +
                         " is wrong");
    std::string cut = told.substr(0, told.size() - 2);
    blankKey(cut, key);
    QCOMPARE(cut, std::string("{\"message\":\"key ***"));
    const std::string other = told.substr(0, told.size() - 1) + "4 is right";
    std::string same = other;
    maskKey(same, key);
    QCOMPARE(same, other);
}

QTEST_GUILESS_MAIN(BlankKeyTest)
#include "tst_blank_key.moc"
