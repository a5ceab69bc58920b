// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/env_file.h"
#include "relay/config/env_writer.h"
#include "relay/config/settings_text.h"

#include <QTest>

#include <random>

using namespace relay::config;
using relay::ErrorKind;

class EnvWriterTest final : public QObject
{
    Q_OBJECT

private slots:
    void changesALine_data();
    void changesALine();
    void addsALine_data();
    void addsALine();
    void refuses_data();
    void refuses();
    void assignmentsFollowOneAnother();
    void nothingToDoLeavesEveryByte();
    void theTemplateKeepsItsOrder();
    void whatIsWrittenIsReadAndAllElseStays();
};

void EnvWriterTest::changesALine_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("value"); // of NAME
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *value, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(value) << QByteArray(after);
    };
    row("plain stays plain", "NAME=a\n", "b", "NAME=b\n");
    row("blanks around stay", " NAME =  a  \n", "b", " NAME =  b  \n");
    row("export stays", "export NAME=a\n", "b", "export NAME=b\n");
    row("a comment behind stays", "NAME=a # why\n", "b", "NAME=b # why\n");
    row("double quotes stay", "NAME=\"a\" # why\n", "b", "NAME=\"b\" # why\n");
    row("single quotes stay", "NAME='a'\n", "b", "NAME='b'\n");
    row("single quotes that cannot hold it do not stay", "NAME='a'\n", "it's", "NAME=it's\n");
    row("a double quote is escaped", "NAME=\"a\"\n", "say \"b\"", "NAME=\"say \\\"b\\\"\"\n");
    row("a path is not escaped", "NAME=\"a\"\n", "C:\\new\\b", "NAME=\"C:\\new\\b\"\n");
    row("a backslash before the end is", "NAME=\"a\"\n", "C:\\new\\", "NAME=\"C:\\new\\\\\"\n");
    row("two backslashes are", "NAME=\"a\"\n", "\\\\host\\b", "NAME=\"\\\\\\\\host\\b\"\n");
    row("quotes where a blank is at the end", "NAME=a\n", "b ", "NAME=\"b \"\n");
    row("quotes where a comment would begin", "NAME=a\n", "b #c", "NAME=\"b #c\"\n");
    row("quotes where it begins with one", "NAME=a\n", "'b", "NAME=\"'b\"\n");
    row("a # after the equals sign needs none", "NAME=a\n", "#fff", "NAME=#fff\n");
    row("a # after a blank does", "NAME= a\n", "#fff", "NAME= \"#fff\"\n");
    row("to nothing", "NAME=a # why\n", "", "NAME= # why\n");
    row("to nothing in quotes", "NAME=\"a\"\n", "", "NAME=\"\"\n");
    row("from nothing", "NAME=\n", "b", "NAME=b\n");
    row("from nothing with a comment", "NAME= # why\n", "b", "NAME=b # why\n");
    row("CRLF stays", "A=1\r\nNAME=a\r\nB=2\r\n", "b", "A=1\r\nNAME=b\r\nB=2\r\n");
    row("mixed line ends stay", "A=1\r\nNAME=a\nB=2\r\n", "b", "A=1\r\nNAME=b\nB=2\r\n");
    row("a BOM stays", "\xef\xbb\xbfNAME=a\n", "b", "\xef\xbb\xbfNAME=b\n");
    row("no line end stays none", "NAME=a", "b", "NAME=b");
    row("of two lines the last counts", "NAME=a\nX=1\nNAME=c\n", "b", "NAME=a\nX=1\nNAME=b\n");
    row("the last that can be read", "NAME=a\nNAME=\"c\n", "b", "NAME=b\nNAME=\"c\n");
    row("of two lines the last may be right", "NAME=a\nNAME=b\n", "b", "NAME=a\nNAME=b\n");
    row("another case is another name", "name=a\nNAME=a\n", "b", "name=a\nNAME=b\n");
    row("what cannot be read stays", "what is this\nNAME=a\n\xff\xfe\n", "b",
        "what is this\nNAME=b\n\xff\xfe\n");
    row("UTF-8", "NAME=库\n", "数据库", "NAME=数据库\n");
}

void EnvWriterTest::changesALine()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, after);
    const std::vector<EnvAssignment> wanted = {{"NAME", value.toStdString()}};
    const auto text = withAssignments(before.toStdString(), wanted);
    QVERIFY(text.has_value());
    QCOMPARE(QByteArray::fromStdString(*text), after);
}

void EnvWriterTest::addsALine_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *value, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(value) << QByteArray(after);
    };
    row("to an empty file", "", "b", "NAME=b\n");
    row("to a BOM alone", "\xef\xbb\xbf", "b", "\xef\xbb\xbfNAME=b\n");
    row("at the end", "A=1\n", "b", "A=1\nNAME=b\n");
    row("with the file's line end", "A=1\r\n", "b", "A=1\r\nNAME=b\r\n");
    row("after a line without an end", "A=1", "b", "A=1\nNAME=b\n");
    row("after a line without an end in a CRLF file", "A=1\r\nB=2", "b", "A=1\r\nB=2\r\nNAME=b\r\n");
    row("after half a line end", "A=1\r", "b", "A=1\r\nNAME=b\r\n");
    row("below its own template line", "#NAME=a\n\n#B=2\n", "b", "#NAME=a\nNAME=b\n\n#B=2\n");
    row("below an indented one", " # NAME = a\n#B=2\n", "b", " # NAME = a\nNAME=b\n#B=2\n");
    row("below the last of two", "#NAME=1\n#NAME=2\nB=2\n", "b", "#NAME=1\n#NAME=2\nNAME=b\nB=2\n");
    row("below one that ends the file", "A=1\n#NAME=a", "b", "A=1\n#NAME=a\nNAME=b\n");
    row("below one after a BOM", "\xef\xbb\xbf#NAME=a\r\nB=2\r\n", "b",
        "\xef\xbb\xbf#NAME=a\r\nNAME=b\r\nB=2\r\n");
    row("not below a longer name", "#NAMES=a\n#B=2\n", "b", "#NAMES=a\n#B=2\nNAME=b\n");
    row("not below a sentence", "# NAME is what\n#B=2\n", "b", "# NAME is what\n#B=2\nNAME=b\n");
    row("with quotes if need be", "", " b", "NAME=\" b\"\n");
    row("where its line cannot be read", "NAME=\"a\n", "b", "NAME=\"a\nNAME=b\n");
}

void EnvWriterTest::addsALine()
{
    changesALine();
}

void EnvWriterTest::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("a line feed") << QByteArray() << QByteArray("NAME") << QByteArray("a\nB=1")
                                 << ErrorKind::BadRequest;
    QTest::newRow("a carriage return")
        << QByteArray() << QByteArray("NAME") << QByteArray("a\r") << ErrorKind::BadRequest;
    QTest::newRow("a NUL") << QByteArray() << QByteArray("NAME") << QByteArray("a\0", 2)
                           << ErrorKind::BadRequest;
    QTest::newRow("a name with a blank")
        << QByteArray() << QByteArray("MY NAME") << QByteArray("a") << ErrorKind::BadRequest;
    QTest::newRow("no name") << QByteArray() << QByteArray() << QByteArray("a") << ErrorKind::BadRequest;
    QTest::newRow("a name that is a line")
        << QByteArray() << QByteArray("A=1\nNAME") << QByteArray("a") << ErrorKind::BadRequest;
    QTest::newRow("UTF-16") << QByteArray("\xff\xfeN\0", 4) << QByteArray("NAME") << QByteArray("a")
                            << ErrorKind::Storage;
}

void EnvWriterTest::refuses()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(ErrorKind, kind);
    const std::vector<EnvAssignment> wanted = {{name.toStdString(), value.toStdString()}};
    const auto text = withAssignments(content.toStdString(), wanted);
    QVERIFY(!text.has_value());
    QCOMPARE(text.error().kind, kind);
    QVERIFY(!text.error().message.isEmpty());
}

void EnvWriterTest::assignmentsFollowOneAnother()
{
    const std::vector<EnvAssignment> wanted = {{"B", "1"}, {"A", "x y"}, {"B", "2"}};
    QCOMPARE(*withAssignments("A=0\n", wanted), std::string("A=x y\nB=2\n"));
}

void EnvWriterTest::nothingToDoLeavesEveryByte()
{
    const std::string content = "\xef\xbb\xbf  export A = 'x' # c\r\n\tB=\"y\"   \n\n\nC";
    const std::vector<EnvAssignment> same = {{"A", "x"}, {"B", "y"}};
    QCOMPARE(*withAssignments(content, same), content);
    QCOMPARE(*withAssignments(content, {}), content);
}

void EnvWriterTest::theTemplateKeepsItsOrder()
{
    const std::vector<EnvAssignment> wanted = {{"PORT", "3001"}, {"SQLITE_SYNCHRONOUS", "FULL"}};
    std::string text = *withAssignments(envTemplate(), wanted);
    for (const char *line :
         {"#PORT=3000\nPORT=3001\n", "#SQLITE_SYNCHRONOUS=NORMAL\nSQLITE_SYNCHRONOUS=FULL\n"})
        QVERIFY(text.find(line) != std::string::npos);
    for (const std::string_view line : {"\nPORT=3001", "\nSQLITE_SYNCHRONOUS=FULL"})
        text.erase(text.find(line), line.size());
    QCOMPARE(text, envTemplate());
}

void EnvWriterTest::whatIsWrittenIsReadAndAllElseStays()
{
    constexpr std::string_view kAlphabet{"AAB==\"'\\# \t\r\n\n\0\xef\xbb\xbf\xff$", 21};
    constexpr unsigned kSeed = 47;
    std::mt19937 random(kSeed);
    const auto bytes = [&](std::size_t most) {
        std::string text(random() % most, ' ');
        for (char &c : text)
            c = kAlphabet[random() % kAlphabet.size()];
        return text;
    };
    int written = 0;
    for (int round = 0; round < 30'000; ++round) {
        const std::string content = bytes(50);
        const std::vector<EnvAssignment> wanted = {{random() % 2 == 0 ? "A" : "AB", bytes(8)}};
        const auto text = withAssignments(content, wanted);
        if (!text)
            continue;
        ++written;
        auto before = EnvFile::parse(content).entries;
        auto after = EnvFile::parse(*text).entries;
        std::optional<std::string> last;
        for (const EnvEntry &entry : after) {
            if (entry.name == wanted[0].first)
                last = entry.value;
        }
        QCOMPARE(last, std::optional(wanted[0].second));
        for (auto *entries : {&before, &after})
            std::erase_if(*entries, [&](const EnvEntry &entry) { return entry.name == wanted[0].first; });
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < after.size(); ++i) {
            QCOMPARE(after[i].name, before[i].name);
            QCOMPARE(after[i].value, before[i].value);
        }
    }
    QVERIFY(written > 10'000);
}

QTEST_GUILESS_MAIN(EnvWriterTest)
#include "tst_env_writer.moc"
