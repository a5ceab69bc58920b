// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/long_path.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

class LongPathTest final : public QObject
{
    Q_OBJECT

private slots:
    void becomesWhatTheSystemTakes_data();
    void becomesWhatTheSystemTakes();
    void namesTheSameFile();
};

void LongPathTest::becomesWhatTheSystemTakes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("onWindows"); // elsewhere it is left as it is
    const auto row = [](const char *name, const char *path, const char *onWindows) {
        QTest::newRow(name) << QString::fromUtf8(path) << QString::fromUtf8(onWindows);
    };
    row("of a drive", "C:/a folder/测试.db", R"(\\?\C:\a folder\测试.db)");
    row("with dots", "C:/a/./b/../c.db", R"(\\?\C:\a\c.db)");
    row("of a share", "//server/share/a.db", R"(\\?\UNC\server\share\a.db)");
    row("long already", R"(\\?\C:\a.db)", R"(\\?\C:\a.db)");
}

void LongPathTest::becomesWhatTheSystemTakes()
{
    QFETCH(const QString, path);
    QFETCH(const QString, onWindows);
    QCOMPARE(relay::longPath(path), QDir::separator() == u'\\' ? onWindows : path);
}

void LongPathTest::namesTheSameFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.txt"));
    QVERIFY(QFile(path).open(QFile::WriteOnly));
    QVERIFY(QFile::exists(relay::longPath(path)));
    const QString inside = QDir::current().relativeFilePath(path);
    QVERIFY(QFile::exists(relay::longPath(inside)));
}

QTEST_GUILESS_MAIN(LongPathTest)
#include "tst_long_path.moc"
