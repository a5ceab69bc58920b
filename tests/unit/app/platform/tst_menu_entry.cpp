// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/exec_line.h"
#include "app/platform/menu_entry.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace app::platform;
using namespace Qt::StringLiterals;

// The test's own program stands for the AppImage's: beside it, under ../share, is what came with it.
class MenuEntryTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void everyCommandNamesTheImage();
    void theIconsComeAlong();
    void removingTakesAllOfItAway();
    void whatTheSystemHasIsNotDoubled();
    void withoutAnEntryOfItsOwnNothingIsMade();
    void anImageThatMovedIsNamedAgain();
    void oneThatIsThereIsLeftAlone();
    void noneIsMadeByRepair();

private:
    QString entry() const { return m_home->filePath(u"applications/org.trayrelay.TrayRelay.desktop"_s); }
    QString icon() const
    {
        return m_home->filePath(u"icons/hicolor/48x48/apps/org.trayrelay.TrayRelay.png"_s);
    }
    static QString content(const QString &path);
    QStringList programs() const;
    void moveImage(const QString &name);

    QString m_root; // of what came with the program
    QString m_image;
    std::unique_ptr<QTemporaryDir> m_home;
};

namespace {

void writeFile(const QString &path, const QByteArray &bytes)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
    QFile file(path);
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(bytes);
}

QString shippedEntry(const QString &root)
{
    return root % u"/share/applications/org.trayrelay.TrayRelay.desktop"_s;
}

} // namespace

void MenuEntryTest::initTestCase()
{
    m_root = QFileInfo(QCoreApplication::applicationDirPath()).absolutePath();
    QVERIFY(m_root.endsWith("/menu_entry"_L1)); // share/ in there is ours to make and to take away
    QDir(m_root % u"/share"_s).removeRecursively();
}

void MenuEntryTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("XDG_DATA_HOME", QFile::encodeName(m_home->path()));
    qputenv("XDG_DATA_DIRS", "/nonexistent");
    qputenv("APPDIR", QFile::encodeName(m_root));
    writeFile(shippedEntry(m_root),
              "[Desktop Entry]\nType=Application\nName=TrayRelay\nName[zh_CN]=中转\n"
              "Exec=trayrelay\nTryExec=trayrelay\nCategories=Network;\nActions=quit;\n\n"
              "[Desktop Action quit]\nName=Quit\nExec=trayrelay --quit\n");
    writeFile(m_root % u"/share/icons/hicolor/48x48/apps/org.trayrelay.TrayRelay.png"_s, "picture");
    moveImage(u"My apps/TrayRelay.AppImage"_s);
}

void MenuEntryTest::cleanupTestCase()
{
    QDir(m_root % u"/share"_s).removeRecursively();
}

void MenuEntryTest::moveImage(const QString &name)
{
    if (!m_image.isEmpty())
        QFile::remove(m_image);
    m_image = m_home->filePath(name);
    writeFile(m_image, "image");
    qputenv("APPIMAGE", QFile::encodeName(m_image));
}

QString MenuEntryTest::content(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList MenuEntryTest::programs() const
{
    QStringList named;
    for (const QString &line : content(entry()).split(u'\n'))
        if (line.startsWith(u"Exec="_s))
            named.append(execWords(line.mid(5)).value(0));
    return named;
}

void MenuEntryTest::everyCommandNamesTheImage()
{
    QVERIFY(MenuEntry().look().possible);
    QVERIFY(!MenuEntry().look().on);
    QVERIFY(MenuEntry().set(true).has_value());
    QVERIFY(MenuEntry().look().on);
    QCOMPARE(programs(), QStringList({m_image, m_image}));
    const QString text = content(entry());
    QVERIFY(text.contains(u"TryExec="_s % m_image % u'\n'));
    QVERIFY(text.contains(u"\" --quit\n"_s)); // the path has a space, so it is quoted; the option stays
    QVERIFY(text.contains(u"Name[zh_CN]=中转\n"_s));
    QProcess validator;
    validator.start(u"desktop-file-validate"_s, {entry()});
    if (validator.waitForFinished())
        QCOMPARE(QString::fromUtf8(validator.readAll()), QString());
}

void MenuEntryTest::theIconsComeAlong()
{
    QVERIFY(MenuEntry().set(true).has_value());
    QCOMPARE(content(icon()), u"picture"_s);
}

void MenuEntryTest::removingTakesAllOfItAway()
{
    QVERIFY(MenuEntry().set(true).has_value());
    QVERIFY(MenuEntry().set(false).has_value());
    QVERIFY(!QFile::exists(entry()));
    QVERIFY(!QFile::exists(icon()));
    QVERIFY(MenuEntry().set(false).has_value()); // gone already
}

void MenuEntryTest::whatTheSystemHasIsNotDoubled()
{
    qputenv("XDG_DATA_DIRS", QFile::encodeName(m_root % u"/share"_s));
    const MenuSight sight = MenuEntry().look();
    QVERIFY(!sight.possible);
    QVERIFY(!sight.obstacle.isEmpty());
    QVERIFY(!MenuEntry().set(true));
    QVERIFY(!QFile::exists(entry()));
}

void MenuEntryTest::withoutAnEntryOfItsOwnNothingIsMade()
{
    QVERIFY(QFile::remove(shippedEntry(m_root)));
    QVERIFY(!MenuEntry().look().possible);
    QVERIFY(!MenuEntry().set(true));
    QVERIFY(!QFile::exists(entry()));
}

void MenuEntryTest::anImageThatMovedIsNamedAgain()
{
    QVERIFY(MenuEntry().set(true).has_value());
    moveImage(u"elsewhere.AppImage"_s);
    const relay::Result<bool> mended = MenuEntry().repair();
    QVERIFY(mended.has_value() && *mended);
    QCOMPARE(programs(), QStringList({m_image, m_image}));
}

void MenuEntryTest::oneThatIsThereIsLeftAlone()
{
    QVERIFY(MenuEntry().set(true).has_value());
    const QString before = content(entry());
    qputenv("APPIMAGE", "/somewhere/else.AppImage"); // a second copy
    const relay::Result<bool> mended = MenuEntry().repair();
    QVERIFY(mended.has_value() && !*mended);
    QCOMPARE(content(entry()), before);
}

void MenuEntryTest::noneIsMadeByRepair()
{
    const relay::Result<bool> mended = MenuEntry().repair();
    QVERIFY(mended.has_value() && !*mended);
    QVERIFY(!QFile::exists(entry()));
}

QTEST_GUILESS_MAIN(MenuEntryTest)
#include "tst_menu_entry.moc"
