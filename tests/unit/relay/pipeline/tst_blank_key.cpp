// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/blank_key.h"

#include <QTest>

using relay::pipeline::blankKey;

class BlankKeyTest final : public QObject
{
    Q_OBJECT

private slots:
    void blanks_data();
    void blanks();
};

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

QTEST_GUILESS_MAIN(BlankKeyTest)
#include "tst_blank_key.moc"
