// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/env_file.h"

#include <QTest>

#include <random>

using relay::config::EnvEntry;
using relay::config::EnvFile;
using relay::config::EnvProblem;

class EnvFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsAValue_data();
    void readsAValue();
    void skipsALine_data();
    void skipsALine();
    void namesWhatItCannotRead_data();
    void namesWhatItCannotRead();
    void countsLinesAndKeepsTheirOrder();
    void neverRepeatsALineThatItCannotRead();
    void reportsNoMoreThanAHundredLines();
    void takesAnyBytes();
};

void EnvFileTest::readsAValue_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const QByteArray &content, const QByteArray &value) {
        QTest::newRow(name) << content << value;
    };
    row("plain", "NAME=value\n", "value");
    row("last line without an end", "NAME=value", "value");
    row("CRLF", "NAME=value\r\n", "value");
    row("BOM", "\xef\xbb\xbfNAME=value\n", "value");
    row("blanks around all parts", " \tNAME \t=\t value \t\n", "value");
    row("export", "export NAME=value\n", "value");
    row("export with tabs", "export\t \tNAME=value\n", "value");
    row("nothing", "NAME=\n", "");
    row("nothing but blanks", "NAME=   \n", "");
    row("inner blanks stay", "NAME=two words\n", "two words");
    row("a comment after a blank", "NAME=value # why\n", "value");
    row("a comment after a tab", "NAME=value\t# why\n", "value");
    row("a comment in place of a value", "NAME= # why\n", "");
    row("a # without a blank belongs to the value", "NAME=val#ue\n", "val#ue");
    row("a # that begins the value belongs to it", "NAME=#fff\n", "#fff");
    row("further equals signs belong to the value", "NAME=a=b==\n", "a=b==");
    row("double quotes", "NAME=\"two words\"\n", "two words");
    row("single quotes", "NAME='two words'\n", "two words");
    row("empty quotes", "NAME=\"\"\n", "");
    row("blanks inside quotes stay", "NAME=\"  x  \"\n", "  x  ");
    row("a # inside quotes is none", "NAME=\"a # b\"\n", "a # b");
    row("a comment after quotes", "NAME=\"value\" # why\n", "value");
    row("quotes and CRLF", "NAME=\"value\"\r\n", "value");
    row("an escaped quote", "NAME=\"say \\\"hi\\\"\"\n", "say \"hi\"");
    row("an escaped backslash at the end", "NAME=\"C:\\\\data\\\\\"\n", "C:\\data\\");
    row("other backslashes are themselves", "NAME=\"C:\\new\\table\"\n", "C:\\new\\table");
    row("nothing is special in single quotes", "NAME='C:\\data\\'\n", "C:\\data\\");
    row("the other quote inside", "NAME='say \"hi\"'\n", "say \"hi\"");
    row("a quote inside a plain value", "NAME=it's\n", "it's");
    row("UTF-8", "NAME=数据库.db\n", "数据库.db");
    row("no expansion of $", "NAME=\"$HOME/x\"\n", "$HOME/x");
    row("a lone carriage return inside stays", "NAME=a\rb\n", "a\rb");
}

void EnvFileTest::readsAValue()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, value);
    const EnvFile file = EnvFile::parse(content.toStdString());
    QVERIFY(file.problems.empty());
    QCOMPARE(file.entries.size(), std::size_t{1});
    QCOMPARE(file.entries[0].name, std::string("NAME"));
    QCOMPARE(QByteArray::fromStdString(file.entries[0].value), value);
    QCOMPARE(file.entries[0].line, 1);
}

void EnvFileTest::skipsALine_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("an empty file") << QByteArray("");
    QTest::newRow("a BOM alone") << QByteArray("\xef\xbb\xbf");
    QTest::newRow("empty lines") << QByteArray("\n\r\n\n");
    QTest::newRow("blanks") << QByteArray("   \t\n");
    QTest::newRow("a comment") << QByteArray("#NAME=value\n");
    QTest::newRow("an indented comment") << QByteArray("   # NAME=value\n");
}

void EnvFileTest::skipsALine()
{
    QFETCH(QByteArray, content);
    const EnvFile file = EnvFile::parse(content.toStdString());
    QVERIFY(file.entries.empty());
    QVERIFY(file.problems.empty());
}

void EnvFileTest::namesWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");
    QTest::newRow("no equals sign") << QByteArray("NAME value\n") << 1;
    QTest::newRow("no name") << QByteArray("=value\n") << 1;
    QTest::newRow("a name with a blank") << QByteArray("MY NAME=value\n") << 1;
    QTest::newRow("a name that begins with a digit") << QByteArray("1NAME=value\n") << 1;
    QTest::newRow("a name with a dash") << QByteArray("MY-NAME=value\n") << 1;
    QTest::newRow("export and no more") << QByteArray("export \n") << 1;
    QTest::newRow("double quotes that do not end") << QByteArray("NAME=\"value\n") << 1;
    QTest::newRow("single quotes that do not end") << QByteArray("NAME='value\n") << 1;
    QTest::newRow("a closing quote that is escaped") << QByteArray("NAME=\"C:\\data\\\"\n") << 1;
    QTest::newRow("text after the quotes") << QByteArray("NAME=\"a\" b\n") << 1;
    QTest::newRow("a # right after the quotes") << QByteArray("NAME=\"a\"#b\n") << 1;
    QTest::newRow("a NUL byte") << QByteArray("NAME=a\0b\n", 9) << 1;
    QTest::newRow("UTF-16, little endian") << QByteArray("\xff\xfeN\0=\0", 6) << 0;
    QTest::newRow("UTF-16, big endian") << QByteArray("\xfe\xff\0N\0=", 6) << 0;
    QTest::newRow("the line counts") << QByteArray("# first\r\n\r\nwrong\r\n") << 3;
}

void EnvFileTest::namesWhatItCannotRead()
{
    QFETCH(QByteArray, content);
    QFETCH(int, line);
    const EnvFile file = EnvFile::parse(content.toStdString());
    QVERIFY(file.entries.empty());
    QCOMPARE(file.problems.size(), std::size_t{1});
    QCOMPARE(file.problems[0].line, line);
    QVERIFY(!file.problems[0].message.empty());
}

void EnvFileTest::countsLinesAndKeepsTheirOrder()
{
    const EnvFile file = EnvFile::parse("# c\nB=1\n\nbroken\nA=2\r\nB=3");
    QCOMPARE(file.entries.size(), std::size_t{3});
    QCOMPARE(file.entries[0].name, std::string("B"));
    QCOMPARE(file.entries[0].line, 2);
    QCOMPARE(file.entries[1].name, std::string("A"));
    QCOMPARE(file.entries[1].line, 5);
    QCOMPARE(file.entries[2].value, std::string("3"));
    QCOMPARE(file.entries[2].line, 6);
    QCOMPARE(file.problems.at(0).line, 4);
}

void EnvFileTest::neverRepeatsALineThatItCannotRead()
{
    for (const char *content : {"sk-verysecret", "KEY=\"sk-verysecret", "KEY='a' sk-verysecret"}) {
        const EnvFile file = EnvFile::parse(content);
        QCOMPARE(file.problems.size(), std::size_t{1});
        QVERIFY(file.problems[0].message.find("verysecret") == std::string::npos);
    }
}

void EnvFileTest::reportsNoMoreThanAHundredLines()
{
    std::string content;
    for (int i = 0; i < 5000; ++i)
        content += "this is prose\n";
    content += "NAME=value\n";
    const EnvFile file = EnvFile::parse(content);
    QCOMPARE(file.problems.size(), std::size_t{101});
    QCOMPARE(file.entries.size(), std::size_t{1});
}

void EnvFileTest::takesAnyBytes()
{
    constexpr std::string_view kAlphabet{"AB=\"'\\# \t\r\n\0\xef\xbb\xbf\xff$export", 23};
    constexpr unsigned kSeed = 31;
    std::mt19937 random(kSeed);
    for (int round = 0; round < 20'000; ++round) {
        std::string content(random() % 60, ' ');
        for (char &c : content)
            c = kAlphabet[random() % kAlphabet.size()];
        const EnvFile file = EnvFile::parse(content);
        for (const EnvEntry &entry : file.entries) {
            QVERIFY(!entry.name.empty());
            QVERIFY(entry.name.find_first_not_of("ABexport") == std::string::npos);
            QVERIFY(entry.value.find('\n') == std::string::npos);
            QVERIFY(entry.line > 0);
        }
    }
}

QTEST_GUILESS_MAIN(EnvFileTest)
#include "tst_env_file.moc"
