// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/exec_line.h"

#include <QTest>

using namespace app::platform;
using namespace Qt::StringLiterals;

class ExecLineTest final : public QObject
{
    Q_OBJECT

private slots:
    void wordsAreQuotedAsTheSpecificationSays_data();
    void wordsAreQuotedAsTheSpecificationSays();
    void eachWordComesBack_data();
    void eachWordComesBack();
    void whatIsNotWellQuotedHasNoWords();
    void linesOfOthersAreReadToo();
};

void ExecLineTest::wordsAreQuotedAsTheSpecificationSays_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("line");
    QTest::newRow("plain words stand bare")
        << QStringList{u"/usr/bin/trayrelay"_s, u"--minimized"_s} << u"/usr/bin/trayrelay --minimized"_s;
    QTest::newRow("a space wants quotes")
        << QStringList{u"/opt/Tray Relay/trayrelay"_s} << u"\"/opt/Tray Relay/trayrelay\""_s;
    // quoted: "\$", and each backslash doubled as in every string value
    QTest::newRow("a dollar is escaped twice") << QStringList{u"/a$b"_s} << uR"("/a\\$b")"_s;
    QTest::newRow("a backslash becomes four") << QStringList{u"a\\b"_s} << uR"("a\\\\b")"_s;
    QTest::newRow("a percent sign is doubled") << QStringList{u"100%"_s} << u"100%%"_s;
    QTest::newRow("an empty word is quoted") << QStringList{u"a"_s, u""_s} << u"a \"\""_s;
    QTest::newRow("letters of any script stand bare")
        << QStringList{u"/home/用户/relay"_s} << u"/home/用户/relay"_s;
}

void ExecLineTest::wordsAreQuotedAsTheSpecificationSays()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, line);
    QCOMPARE(execLine(words), line);
}

void ExecLineTest::eachWordComesBack_data()
{
    QTest::addColumn<QString>("word");
    for (const char16_t character : u" \t\n\r\"'\\><~|&;$*?#()`%=é用")
        if (character != 0)
            QTest::addRow("character %d", int(character)) << QString(u"/a"_s % QChar(character) % u"b"_s);
    QTest::newRow("backslash at the end") << u"C:\\folder\\"_s;
    QTest::newRow("what looks escaped") << u"\\n\\t\\s\\\\"_s;
    QTest::newRow("what looks like a field code") << u"%f %%F"_s;
    QTest::newRow("nothing") << u""_s;
}

void ExecLineTest::eachWordComesBack()
{
    QFETCH(const QString, word);
    const QStringList words{u"/bin/program"_s, word, u"--last"_s};
    const QString line = execLine(words);
    QVERIFY(!line.contains(u'\n'));
    QCOMPARE(execWords(line), words);
}

void ExecLineTest::whatIsNotWellQuotedHasNoWords()
{
    QCOMPARE(execWords(u"\"/opt/Tray Relay"_s), QStringList());
    QCOMPARE(execWords(u""_s), QStringList());
}

void ExecLineTest::linesOfOthersAreReadToo()
{
    QCOMPARE(execWords(u"  env  A=1   \"/opt/my relay\" --x %U "_s),
             (QStringList{u"env"_s, u"A=1"_s, u"/opt/my relay"_s, u"--x"_s, u"%U"_s}));
}

QTEST_GUILESS_MAIN(ExecLineTest)
#include "tst_exec_line.moc"
