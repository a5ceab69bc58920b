// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/update/version_number.h"

#include <QTest>

using relay::update::isNewer;

class VersionNumberTest final : public QObject
{
    Q_OBJECT

private slots:
    void compares_data();
    void compares();
};

void VersionNumberTest::compares_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("than");
    QTest::addColumn<bool>("newer");
    const auto row = [](const char *name, const char *version, const char *than, bool newer) {
        QTest::newRow(name) << QByteArray(version) << QByteArray(than) << newer;
    };
    row("a repair is newer", "0.1.1", "0.1.0", true);
    row("numbers are compared, not letters", "0.10.0", "0.9.9", true);
    row("what is not there is 0", "1.0", "1.0.0", false);
    row("a fourth number counts", "1.0.0.1", "1.0.0", true);
    row("the same is not newer", "0.1.0", "0.1.0", false);
    row("an older one is not newer", "0.0.9", "0.1.0", false);
    row("leading zeros say nothing", "0.01.0", "0.1.0", false);
    row("the largest that is read", "999999999.0", "1", true);
    row("a number that is too long is none", "1000000000.0", "1", false);
    row("nothing is no version", "", "0.1.0", false);
    row("than nothing nothing is newer", "1.0", "", false);
    row("five numbers are no version", "1.2.3.4.5", "1", false);
    row("a word behind is no version", "2.0.0-beta", "1", false);
    row("a sign is no version", "+2.0", "1", false);
    row("a dot at the end is no version", "2.", "1", false);
    row("a dot at the start is no version", ".2", "1", false);
    row("blanks are no version", " 2.0", "1", false);
}

void VersionNumberTest::compares()
{
    QFETCH(const QByteArray, version);
    QFETCH(const QByteArray, than);
    QFETCH(const bool, newer);
    QCOMPARE(isNewer(version.toStdString(), than.toStdString()), newer);
    QVERIFY(!isNewer(than.toStdString(), version.toStdString()) || !newer);
}

QTEST_GUILESS_MAIN(VersionNumberTest)
#include "tst_version_number.moc"
