// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/file_lock.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

using relay::ErrorKind;
using relay::platform::FileLock;

class FileLockTest final : public QObject
{
    Q_OBJECT

private slots:
    void aSecondHolderIsRefusedAndToldWhoTheFirstIs()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("lock"));
        const auto first = FileLock::acquire(path);
        QVERIFY(first);
        const auto second = FileLock::acquire(path);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QVERIFY(second.error().message.contains(QString::number(QCoreApplication::applicationPid())));
    }

    void aLockThatIsGoneCanBeTakenAgain()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("lock"));
        {
            const auto first = FileLock::acquire(path);
            QVERIFY(first);
        }
        QVERIFY(FileLock::acquire(path));
    }

    void aMissingFolderIsAStorageError()
    {
        const auto lock = FileLock::acquire(QStringLiteral("/nonexistent/folder/lock"));
        QVERIFY(!lock);
        QCOMPARE(lock.error().kind, ErrorKind::Storage);
    }
};

QTEST_GUILESS_MAIN(FileLockTest)
#include "tst_file_lock.moc"
