// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/mapped_file.h"

#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using relay::platform::MappedFile;

class MappedFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsStoredIsInTheFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ring"));
        auto made = MappedFile::create(path, 8192);
        QVERIFY(made);
        QCOMPARE(made->sizeBytes(), std::uint64_t{8192});
        std::memcpy(made->data() + 5000, "kept", 4);
        auto again = MappedFile::open(path);
        QVERIFY(again);
        QCOMPARE(std::memcmp(again->data() + 5000, "kept", 4), 0);
    }

    void aNewFileTakesThePlaceOfAnOlderOne()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ring"));
        QVERIFY(MappedFile::create(path, 8192));
        const auto larger = MappedFile::create(path, 16384);
        QVERIFY(larger);
        QCOMPARE(larger->data()[0], std::byte{0});
        QCOMPARE(QFileInfo(path).size(), qint64{16384});
    }

    void moreThanTheDiskHasIsRefused()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ring"));
        const auto most = static_cast<std::uint64_t>(QStorageInfo(folder.path()).bytesTotal());
        const auto file = MappedFile::create(path, most * 2);
        QVERIFY(!file);
        QVERIFY(file.error().message.contains(QStringLiteral("disk space")));
        QVERIFY(!QFileInfo::exists(path));
        QVERIFY(!QFileInfo::exists(path + QStringLiteral(".new")));
    }

    void whatCannotBeMappedIsAnError()
    {
        const QTemporaryDir folder;
        QVERIFY(!MappedFile::open(folder.filePath(QStringLiteral("missing"))));
        QFile empty(folder.filePath(QStringLiteral("empty")));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        QVERIFY(!MappedFile::open(empty.fileName()));
    }
};

QTEST_GUILESS_MAIN(MappedFileTest)
#include "tst_mapped_file.moc"
