// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// What tells desktops and software centres of the program: valid, installed, and of one name throughout.
class DesktopFilesTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theDesktopFileIsValid();
    void theMetainfoIsValid();
    void theyAreInstalledWhereDesktopsLook_data();
    void theyAreInstalledWhereDesktopsLook();
    void everythingHasTheSameName();
    void itsVersionIsTheProgramsOwn();

private:
    QTemporaryDir m_prefix;
};

namespace {

const QString kId = u"org.trayrelay.TrayRelay"_s;

QString tree(const QString &path)
{
    return QDir::cleanPath(QStringLiteral(TESTS_DIR "/../") % path);
}

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// Its exit code, and what it said where that is not 0.
int judge(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished())
        return -1;
    if (process.exitCode() != 0)
        qWarning("%s", process.readAll().constData());
    return process.exitCode();
}

} // namespace

void DesktopFilesTest::initTestCase()
{
    QCOMPARE(
        judge(QStringLiteral(CMAKE_PROGRAM), {u"--install"_s, QStringLiteral(BUILD_DIR), u"--component"_s,
                                              u"desktop"_s, u"--prefix"_s, m_prefix.path()}),
        0);
}

void DesktopFilesTest::theDesktopFileIsValid()
{
    if (QStandardPaths::findExecutable(u"desktop-file-validate"_s).isEmpty())
        QSKIP("desktop-file-validate is not installed");
    QCOMPARE(judge(u"desktop-file-validate"_s, {tree(u"resources/desktop/"_s % kId % u".desktop"_s)}), 0);
}

void DesktopFilesTest::theMetainfoIsValid()
{
    if (QStandardPaths::findExecutable(u"appstreamcli"_s).isEmpty())
        QSKIP("appstreamcli is not installed");
    QCOMPARE(judge(u"appstreamcli"_s,
                   {u"validate"_s, u"--no-net"_s, tree(u"resources/desktop/"_s % kId % u".metainfo.xml"_s)}),
             0);
}

void DesktopFilesTest::theyAreInstalledWhereDesktopsLook_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("source");
    const QString icons = u"share/icons/hicolor/%1x%1/apps/"_s % kId % u".png"_s;
    QTest::newRow("the menu's entry") << QString(u"share/applications/"_s % kId % u".desktop"_s)
                                      << QString(u"desktop/"_s % kId % u".desktop"_s);
    QTest::newRow("the software centre's") << QString(u"share/metainfo/"_s % kId % u".metainfo.xml"_s)
                                           << QString(u"desktop/"_s % kId % u".metainfo.xml"_s);
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256})
        QTest::addRow("the icon of %d pixels", size)
            << icons.arg(size) << u"icons/trayrelay-%1.png"_s.arg(size);
}

void DesktopFilesTest::theyAreInstalledWhereDesktopsLook()
{
    QFETCH(const QString, path);
    QFETCH(const QString, source);
    QFile installed(m_prefix.filePath(path));
    QFile original(tree(u"resources/"_s % source));
    QVERIFY2(installed.open(QFile::ReadOnly), qPrintable(path));
    QVERIFY2(original.open(QFile::ReadOnly), qPrintable(source));
    QCOMPARE(installed.readAll(), original.readAll());
}

// Desktops match a window to its entry by it; an icon that is named otherwise is not found.
void DesktopFilesTest::everythingHasTheSameName()
{
    static const QRegularExpression kSet(u"setDesktopFileName\\(u\"([^\"]+)\""_s);
    QStringList names;
    QDirIterator sources(tree(u"ui"_s), {u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (sources.hasNext())
        for (const QRegularExpressionMatch &match : kSet.globalMatch(contents(sources.next())))
            names.append(match.captured(1));
    QCOMPARE(names, QStringList{kId});
    const QString icon = u"Icon="_s % kId;
    QVERIFY(contents(tree(u"resources/desktop/"_s % kId % u".desktop"_s)).contains(icon));
    QVERIFY(contents(tree(u"app/platform/autostart_linux.cpp"_s)).contains(icon));
    QVERIFY(contents(tree(u"resources/desktop/"_s % kId % u".metainfo.xml"_s))
                .contains(QString(u"<id>"_s % kId % u"</id>"_s)));
}

void DesktopFilesTest::itsVersionIsTheProgramsOwn()
{
    QVERIFY(contents(tree(u"resources/desktop/"_s % kId % u".metainfo.xml"_s))
                .contains(u"<release version=\"" TRAYRELAY_VERSION "\""_s));
}

QTEST_GUILESS_MAIN(DesktopFilesTest)
#include "tst_desktop_files.moc"
