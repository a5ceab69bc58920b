// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/entry_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class EntryFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void writtenItIsReadByLines();
    void anotherTakesItsPlace();
    void whatCannotBeWrittenIsAnError();
    void removedItIsGone();
    void whatCannotBeRemovedIsAnError();

private:
    const QTemporaryDir m_folder;
};

void EntryFileTest::writtenItIsReadByLines()
{
    const QString path = m_folder.filePath(u"a/b/测试.desktop"_s);
    QVERIFY(app::entryLines(path).isEmpty());
    QVERIFY(app::writeEntry(path, u"[Desktop Entry]\nName=中继\n"_s.toUtf8()));
    QCOMPARE(app::entryLines(path), (QStringList{u"[Desktop Entry]"_s, u"Name=中继"_s, QString()}));
}

void EntryFileTest::anotherTakesItsPlace()
{
    const QString path = m_folder.filePath(u"place/one"_s);
    QVERIFY(app::writeEntry(path, "a long text"));
    QFile reader(path);
    QVERIFY(reader.open(QFile::ReadOnly));
    QVERIFY(app::writeEntry(path, "short"));
    QCOMPARE(app::entryLines(path), QStringList{u"short"_s});
    QCOMPARE(reader.readAll(), QByteArray("a long text")); // who reads meanwhile has the whole of the old one
    QCOMPARE(QDir(m_folder.filePath(u"place"_s)).entryList(QDir::Files | QDir::Hidden),
             QStringList{u"one"_s});
}

void EntryFileTest::whatCannotBeWrittenIsAnError()
{
    const QString file = m_folder.filePath(u"no folder"_s);
    QVERIFY(app::writeEntry(file, "a file"));
    const QString path = file % u"/entry"_s;
    const relay::Result<void> done = app::writeEntry(path, "text");
    QVERIFY(!done);
    QCOMPARE(done.error().kind, relay::ErrorKind::Storage);
    QVERIFY2(done.error().message.contains(path), qPrintable(done.error().message));
}

void EntryFileTest::removedItIsGone()
{
    const QString path = m_folder.filePath(u"gone"_s);
    QVERIFY(app::writeEntry(path, "text"));
    QVERIFY(app::removeEntry(path));
    QVERIFY(!QFile::exists(path));
    QVERIFY(app::removeEntry(path)); // and stays so
}

void EntryFileTest::whatCannotBeRemovedIsAnError()
{
    const QString path = m_folder.filePath(u"folder"_s);
    QVERIFY(app::writeEntry(path % u"/inside"_s, "text"));
    const relay::Result<void> done = app::removeEntry(path);
    QVERIFY(!done);
    QVERIFY2(done.error().message.contains(path), qPrintable(done.error().message));
    QVERIFY(QFile::exists(path % u"/inside"_s));
}

QTEST_GUILESS_MAIN(EntryFileTest)
#include "tst_entry_file.moc"
