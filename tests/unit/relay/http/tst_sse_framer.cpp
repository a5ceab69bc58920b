// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/sse_framer.h"
#include "tests/unit/relay/http/exact_bytes.h"

#include <QTest>

#include <string>

using relay::http::SseEvent;
using relay::http::SseEvents;
using relay::http::SseFramer;
using tests::ExactBytes;

namespace {

// One line an event, "event|id|data" with LF in data as "/", or "comment".
void describe(SseEvents events, std::string &out)
{
    SseEvent event;
    std::string scratch;
    while (events.next(event)) {
        if (event.comment) {
            out += "comment\n";
            continue;
        }
        std::string data(event.joinedData(scratch));
        for (char &c : data) {
            if (c == '\n')
                c = '/';
        }
        out.append(event.event).append("|").append(event.id).append("|");
        out += event.dataLines == 0 ? "-" : data;
        out += '\n';
    }
}

// Pieces that end at the given places, through framer and walker; the tail is walked at the end.
std::string framed(std::string_view bytes, const std::vector<std::size_t> &ends)
{
    SseFramer framer;
    std::string out;
    std::string tail;
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
        const ExactBytes piece(bytes.substr(begin, end - begin));
        begin = end;
        const std::size_t complete = framer.feed(piece.view());
        if (complete != 0) {
            tail += piece.view().substr(0, complete);
            const ExactBytes block(tail);
            describe(framer.events(block.view()), out);
            tail.clear();
        }
        tail += piece.view().substr(complete);
    }
    if (framer.finish()) {
        out += "unfinished:\n";
        const ExactBytes block(tail);
        describe(framer.events(block.view()), out);
    }
    return out;
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

class SseFramerTest : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void completeBytes_data();
    void completeBytes();
    void oneDataLineIsAView();
    void rawBytesAddUpToTheBlock();
    void everyCutReadsTheSame();
};

void SseFramerTest::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *claim, const QByteArray &bytes, const QByteArray &expected) {
        QTest::newRow(claim) << bytes << expected;
    };
    row("one event", "data: {\"a\":1}\n\n", "||{\"a\":1}\n");
    row("one event by CRLF", "data: a\r\n\r\n", "||a\n");
    row("one event by CR", "data: a\r\r", "||a\n");
    row("mixed line ends", "data: a\r\n\ndata: b\n\r\ndata: c\r\n\r", "||a\n||b\n||c\n");
    row("events", "data: a\n\ndata: [DONE]\n\n", "||a\n||[DONE]\n");
    row("a named event", "event: message_start\ndata: {}\n\n", "message_start||{}\n");
    row("the name may follow", "data: {}\nevent: x\n\n", "x||{}\n");
    row("the last name counts", "event: x\nevent: y\ndata\n\n", "y||\n");
    row("several data lines are joined", "data: a\ndata: b\ndata:\ndata: c\n\n", "||a/b//c\n");
    row("joined across other lines", "data: a\r\n: no\r\nid: 1\r\ndata: b\r\n\r\n", "|1|a/b\n");
    row("one space is taken away", "data:  a\n\n", "|| a\n");
    row("no space is needed", "data:a\nevent:x\n\n", "x||a\n");
    row("colons stay in a value", "data: a:b: c\n\n", "||a:b: c\n");
    row("a line without a colon is an empty field", "data\n\n", "||\n");
    row("an event without data is none to dispatch", "event: ping\n\n", "ping||-\n");
    row("an id", "id: 7\ndata: a\n\n", "|7|a\n");
    row("an id with NUL is ignored", QByteArray("id: 7\0\ndata: a\n\n", 16), "||a\n");
    row("a comment alone", ": ping\n\n", "comment\n");
    row("a comment with data is data", ": ping\ndata: a\n\n", "||a\n");
    row("a field after a space is unknown", " data: a\ndata: b\n\n", "||b\n");
    row("a field that only begins so is unknown", "database: a\ndata : b\nDATA: c\n\n", "||-\n");
    row("empty lines between events", "\n\r\n\rdata: a\n\n\n\n\ndata: b\n\n", "||a\n||b\n");
    row("a byte order mark at the start",
        "\xEF\xBB\xBF"
        "data: a\n\n",
        "||a\n");
    row("a byte order mark alone", "\xEF\xBB\xBF\n\n", "");
    row("a byte order mark later is not one",
        "data: a\n\n\xEF\xBB\xBF"
        "data: b\n\n",
        "||a\n||-\n");
    row("a last event that is not closed", "data: a\n\ndata: b\n", "||a\nunfinished:\n||b\n");
    row("a last line that is not closed", "data: a\n\ndata: b", "||a\nunfinished:\n||b\n");
    row("nothing", "", "");
    row("empty lines alone", "\n\n\r\n\r", "");
    row("long lines", "data: " + QByteArray(100, 'x') + "\n\n", "||" + QByteArray(100, 'x') + "\n");
}

void SseFramerTest::reads()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    const std::string_view all = viewOf(bytes);
    QCOMPARE(framed(all, {all.size()}), viewOf(expected));
    for (std::size_t cut = 0; cut <= all.size(); ++cut)
        QCOMPARE(framed(all, {cut, all.size()}), viewOf(expected));
    std::vector<std::size_t> everyByte;
    for (std::size_t end = 1; end <= all.size(); ++end)
        everyByte.push_back(end);
    QCOMPARE(framed(all, everyByte), viewOf(expected));
}

void SseFramerTest::completeBytes_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<QList<int>>("complete");
    QTest::addColumn<bool>("unfinished");
    const auto row = [](const char *claim, const QByteArrayList &pieces, const QList<int> &complete,
                        bool unfinished) { QTest::newRow(claim) << pieces << complete << unfinished; };
    row("a whole event", {"data: a\n\n"}, {9}, false);
    row("an event and a tail", {"data: a\n\ndata"}, {9}, true);
    row("no event yet", {"data: a\n"}, {0}, true);
    row("the empty line comes alone", {"data: a\n", "\n"}, {0, 1}, false);
    row("an event ends at its CR, the LF comes later", {"data: a\r\n\r", "\ndata: b"}, {10, 1}, true);
    row("an LF after CR is no empty line", {"data: a\r", "\n"}, {0, 0}, true);
    row("an LF after CR, then the empty line", {"data: a\r", "\n\r\n"}, {0, 3}, false);
    row("the empty line is cut", {"data: a\r\n\r", "\n"}, {10, 1}, false);
    row("an empty piece changes nothing", {"data: a\r", "", "\r"}, {0, 0, 1}, false);
}

void SseFramerTest::completeBytes()
{
    QFETCH(QByteArrayList, pieces);
    QFETCH(QList<int>, complete);
    SseFramer framer;
    for (int i = 0; i < pieces.size(); ++i)
        QCOMPARE(framer.feed(viewOf(pieces[i])), static_cast<std::size_t>(complete[i]));
    QTEST(framer.finish(), "unfinished");
}

void SseFramerTest::oneDataLineIsAView()
{
    const std::string block = "event: x\ndata: abc\n\n";
    SseEvents events{block};
    SseEvent event;
    QVERIFY(events.next(event));
    QCOMPARE(static_cast<const void *>(event.data.data()), static_cast<const void *>(block.data() + 15));
    QCOMPARE(event.dataLines, 1U);
    std::string scratch;
    QCOMPARE(event.joinedData(scratch).data(), event.data.data());
    QVERIFY(scratch.empty());
    QVERIFY(!events.next(event));
}

void SseFramerTest::rawBytesAddUpToTheBlock()
{
    const std::string block = "\r\ndata: a\r\n\r\n: c\n\nevent: x\ndata: b\r\r";
    SseEvents events{block};
    SseEvent event;
    std::string sum;
    int count = 0;
    while (events.next(event)) {
        sum += event.raw;
        ++count;
    }
    QCOMPARE(count, 3);
    QCOMPARE(sum, block);
}

void SseFramerTest::everyCutReadsTheSame()
{
    const unsigned seed = tests::randomSeed();
    const std::string told = "TEST_SEED=" + std::to_string(seed);
    std::mt19937 random(seed);
    constexpr std::string_view kWords[] = {"\n",
                                           "\r",
                                           "\r\n",
                                           "\n\n",
                                           "\r\n\r\n",
                                           "data: a",
                                           "data:b",
                                           "event: x",
                                           ": c",
                                           "id: 1",
                                           "\xEF\xBB\xBF",
                                           " ",
                                           "data: a long line of words"};
    for (int round = 0; round < 20000; ++round) {
        std::string bytes;
        for (auto i = random() % 12; i != 0; --i)
            bytes += kWords[random() % std::size(kWords)];
        const std::string whole = framed(bytes, {bytes.size()});
        QVERIFY2(framed(bytes, tests::randomCuts(bytes.size(), random)) == whole, told.c_str());
    }
}

QTEST_GUILESS_MAIN(SseFramerTest)
#include "tst_sse_framer.moc"
