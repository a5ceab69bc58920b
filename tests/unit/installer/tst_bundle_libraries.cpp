// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// installer/linux/bundle_libraries in a world of text files: an objdump that prints them, an ldconfig that
// lists them.
class BundleLibrariesTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void takesWhatIsAskedForByWhatIsAskedFor();
    void asksNothingOfWhatIsExcluded();
    void leavesOutWhatIsThere();
    void aLibraryThatTheSystemLacksIsAnError();
    void ofSeveralTheFirstAndOnlyThisProcessors();
    void theProjectsListLeavesGlibcOutAndCryptographyIn();

private:
    void tool(const QString &name, const QByteArray &shell) const;
    void library(const QString &name, const QStringList &needs, const QString &kind = u"libc6,x86-64"_s);
    QString run(const QStringList &excluded = {});
    QString path(const QString &name) const { return m_world->filePath(name); }
    void write(const QString &name, const QByteArray &bytes) const;

    std::unique_ptr<QTemporaryDir> m_world;
    QByteArray m_cache;
    QByteArray m_path;
    int m_code = -1;
    QString m_complaint;
};

void BundleLibrariesTest::initTestCase()
{
    m_path = qgetenv("PATH");
}

void BundleLibrariesTest::init()
{
    m_world = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_world->path()).mkpath(u"bin"_s));
    QVERIFY(QDir(m_world->path()).mkpath(u"bundle"_s));
    tool(u"objdump"_s, "cat \"$2\"\n");
    tool(u"ldconfig"_s, "cat '" + QFile::encodeName(path(u"cache"_s)) + "'\n");
    qputenv("PATH", QFile::encodeName(path(u"bin"_s)) + ':' + m_path);
    m_cache.clear();
}

void BundleLibrariesTest::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(bytes);
}

void BundleLibrariesTest::tool(const QString &name, const QByteArray &shell) const
{
    write(u"bin/"_s % name, "#!/bin/sh\n" + shell);
    QVERIFY(QFile::setPermissions(path(u"bin/"_s % name), QFile::ReadOwner | QFile::ExeOwner));
}

void BundleLibrariesTest::library(const QString &name, const QStringList &needs, const QString &kind)
{
    QByteArray text = "Dynamic Section:\n";
    for (const QString &needed : needs)
        text += "  NEEDED               " + needed.toUtf8() + '\n';
    write(name, text + "  SONAME               " + name.toUtf8() + '\n');
    m_cache += '\t' + name.toUtf8() + " (" + kind.toUtf8() + ") => " + QFile::encodeName(path(name)) + '\n';
}

// Of the program "app": the names of what it would bundle, in order.
QString BundleLibrariesTest::run(const QStringList &excluded)
{
    write(u"cache"_s, m_cache);
    write(u"excluded"_s, "# why\n\n" + excluded.join(u'\n').toUtf8() + '\n');
    QProcess process;
    process.start(QStringLiteral(TESTS_DIR "/../installer/linux/bundle_libraries"),
                  {path(u"excluded"_s), path(u"bundle"_s), path(u"app"_s)});
    if (!process.waitForFinished(60'000))
        return process.errorString();
    m_code = process.exitCode();
    m_complaint = QString::fromUtf8(process.readAllStandardError());
    QStringList names;
    for (const QString &line : QString::fromUtf8(process.readAll()).split(u'\n', Qt::SkipEmptyParts))
        names.append(line.section(u'\t', 0, 0));
    return names.join(u' ');
}

void BundleLibrariesTest::takesWhatIsAskedForByWhatIsAskedFor()
{
    library(u"app"_s, {u"liba.so.1"_s, u"libb.so.1"_s});
    library(u"liba.so.1"_s, {u"libc.so.9"_s, u"libb.so.1"_s});
    library(u"libb.so.1"_s, {u"liba.so.1"_s}); // in a circle
    library(u"libc.so.9"_s, {});
    QCOMPARE(run(), u"liba.so.1 libb.so.1 libc.so.9"_s);
    QCOMPARE(m_code, 0);
}

void BundleLibrariesTest::asksNothingOfWhatIsExcluded()
{
    library(u"app"_s, {u"libGL.so.1"_s, u"liba.so.1"_s});
    library(u"libGL.so.1"_s, {u"libdriver.so.1"_s});
    library(u"libdriver.so.1"_s, {});
    library(u"liba.so.1"_s, {});
    QCOMPARE(run({u"libGL.so.1"_s}), u"liba.so.1"_s);
}

void BundleLibrariesTest::leavesOutWhatIsThere()
{
    library(u"app"_s, {u"liba.so.1"_s});
    library(u"liba.so.1"_s, {u"libb.so.1"_s});
    library(u"libb.so.1"_s, {});
    write(u"bundle/liba.so.1"_s, "copied before, and looked at as a file of its own");
    QCOMPARE(run(), QString());
}

void BundleLibrariesTest::aLibraryThatTheSystemLacksIsAnError()
{
    library(u"app"_s, {u"libgone.so.2"_s});
    QCOMPARE(run(), QString());
    QCOMPARE(m_code, 1);
    QVERIFY2(m_complaint.contains(u"libgone.so.2 (for app)"_s), qPrintable(m_complaint));
}

void BundleLibrariesTest::ofSeveralTheFirstAndOnlyThisProcessors()
{
    library(u"app"_s, {u"liba.so.1"_s});
    m_cache = "\tliba.so.1 (libc6) => /lib/i386-linux-gnu/liba.so.1\n";
    library(u"liba.so.1"_s, {}, u"libc6,x86-64, OS ABI: Linux 3.2.0"_s);
    m_cache += "\tliba.so.1 (libc6,x86-64) => /usr/local/lib/liba.so.1\n";
    QCOMPARE(run(), u"liba.so.1"_s);
    QCOMPARE(m_code, 0); // another of them could not be read
}

void BundleLibrariesTest::theProjectsListLeavesGlibcOutAndCryptographyIn()
{
    QFile list(QStringLiteral(TESTS_DIR "/../installer/linux/excludelist"));
    QVERIFY(list.open(QFile::ReadOnly));
    const QStringList lines = QString::fromUtf8(list.readAll()).split(u'\n');
    for (const QString &name : {u"libc.so.6"_s, u"libstdc++.so.6"_s, u"libGL.so.1"_s, u"libX11.so.6"_s})
        QVERIFY2(lines.contains(name), qPrintable(name));
    // Bare systems lack these; and of OpenSSL's versions only ours is known to fit.
    for (const QString &name : {u"libcom_err.so.2"_s, u"libgpg-error.so.0"_s, u"libOpenGL.so.0"_s,
                                u"libssl.so.3"_s, u"libsqlite3.so.0"_s})
        QVERIFY2(!lines.contains(name), qPrintable(name));
}

QTEST_GUILESS_MAIN(BundleLibrariesTest)
#include "tst_bundle_libraries.moc"
