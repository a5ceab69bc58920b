// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/key_file_store.h"
#include "tests/support/others_rights.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using relay::platform::KeyFileStore;

class KeyFileStoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void theFirstCallMakesAKeyThatStays()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("master.key"));
        const auto made = KeyFileStore(path).masterKey();
        QVERIFY(made);
        const auto read = KeyFileStore(path).masterKey();
        QVERIFY(read);
        QCOMPARE(*made, *read);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1); // no temporary file is left
        QVERIFY(!tests::othersMayUse(path));
    }

    void twoDirectoriesHaveTwoKeys()
    {
        const QTemporaryDir folder;
        QVERIFY(*KeyFileStore(folder.filePath(QStringLiteral("a"))).masterKey() !=
                *KeyFileStore(folder.filePath(QStringLiteral("b"))).masterKey());
    }

    void rightsOfOthersAreTakenAway()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("master.key"));
        QVERIFY(KeyFileStore(path).masterKey());
        QVERIFY(tests::letOthersUse(path));
        QVERIFY(tests::othersMayUse(path));
        QVERIFY(KeyFileStore(path).masterKey());
        QVERIFY(!tests::othersMayUse(path));
    }

    void aWrongFileIsRefusedAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("contents");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a digit short") << QByteArray(63, 'a');
        QTest::newRow("two digits long") << QByteArray(66, 'a');
        QTest::newRow("not hex") << QByteArray(64, 'g');
        QTest::newRow("another file altogether") << QByteArray(100'000, 'x');
    }

    void aWrongFileIsRefusedAndLeftAlone()
    {
        QFETCH(QByteArray, contents);
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("master.key")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCOMPARE(file.write(contents), contents.size());
        QVERIFY(file.flush());
        const auto key = KeyFileStore(file.fileName()).masterKey();
        QVERIFY(!key);
        QVERIFY(key.error().message.contains(QStringLiteral("backup"))); // says what to do
        QCOMPARE(file.size(), contents.size());
    }
};

QTEST_GUILESS_MAIN(KeyFileStoreTest)
#include "tst_key_file_store.moc"
