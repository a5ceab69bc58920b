// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/response_head.h"
#include "tests/unit/relay/http/exact_bytes.h"

#include <QTest>

#include <string>

using namespace relay::http;
using tests::ExactBytes;

class ResponseHeadTest : public QObject
{
    Q_OBJECT

private slots:
    void readsATypicalAnswer();
    void readsTheStatusLine_data();
    void readsTheStatusLine();
    void framesTheBody_data();
    void framesTheBody();
    void refuses_data();
    void refuses();
    void resumesAtEveryByte();
    void resumesAtRandomCuts();
    void boundsTheHead();
};

namespace {

constexpr std::string_view kTypical = "HTTP/1.1 429 Too Many Requests\r\n"
                                      "date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
                                      "content-type: application/json; charset=utf-8\r\n"
                                      "transfer-encoding: chunked\r\n"
                                      "connection: keep-alive\r\n"
                                      "retry-after: 7\r\n"
                                      "retry-after-ms: 6500\r\n"
                                      "x-request-id: req_1\r\n"
                                      "content-encoding: gzip\r\n"
                                      "\r\n";

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

void ResponseHeadTest::readsATypicalAnswer()
{
    const ExactBytes bytes(kTypical);
    ResponseHead head;
    const HeadResult result = parseResponseHead(bytes.view(), 0, false, head);
    QVERIFY2(result.state == HeadResult::Complete, result.reason);
    QCOMPARE(result.headBytes, kTypical.size());
    QCOMPARE(head.status, 429);
    QCOMPARE(head.reason, "Too Many Requests");
    QCOMPARE(head.framing, BodyFraming::Chunked);
    QVERIFY(head.keepAlive);
    QCOMPARE(head.contentType, "application/json; charset=utf-8");
    QCOMPARE(head.contentEncoding, "gzip");
    QCOMPARE(head.retryAfter, "7");
    QCOMPARE(head.retryAfterMs, "6500");
    QCOMPARE(head.fields.value(HeaderId::XRequestId), "req_1");
    QCOMPARE(head.fields.size(), std::size_t{8});
}

void ResponseHeadTest::readsTheStatusLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<int>("minorVersion");
    QTest::newRow("a reason") << QByteArray("HTTP/1.1 200 OK\r\n") << 200 << QByteArray("OK") << 1;
    QTest::newRow("an empty reason") << QByteArray("HTTP/1.1 200 \r\n") << 200 << QByteArray() << 1;
    QTest::newRow("no reason, no space") << QByteArray("HTTP/1.1 200\r\n") << 200 << QByteArray() << 1;
    QTest::newRow("no reason, LF alone") << QByteArray("HTTP/1.0 404\n") << 404 << QByteArray() << 0;
    QTest::newRow("a reason in UTF-8")
        << QByteArray("HTTP/1.1 500 \xC3\x9F\n") << 500 << QByteArray("\xC3\x9F") << 1;
    QTest::newRow("a status that nobody knows")
        << QByteArray("HTTP/1.1 999 ?\r\n") << 999 << QByteArray("?") << 1;
    QTest::newRow("an interim answer")
        << QByteArray("HTTP/1.1 103 Early Hints\r\n") << 103 << QByteArray("Early Hints") << 1;
}

void ResponseHeadTest::readsTheStatusLine()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, reason);
    for (const char *lineEnd : {"\r\n", "\n"}) {
        const std::string bytes = line.toStdString() + "server: a" + lineEnd + lineEnd;
        const ExactBytes exact(bytes);
        ResponseHead head;
        const HeadResult result = parseResponseHead(exact.view(), 0, false, head);
        QVERIFY2(result.state == HeadResult::Complete, result.reason);
        QCOMPARE(result.headBytes, bytes.size());
        QTEST(head.status, "status");
        QTEST(head.minorVersion, "minorVersion");
        QCOMPARE(head.reason, viewOf(reason));
    }
}

void ResponseHeadTest::framesTheBody_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("wasHead");
    QTest::addColumn<int>("framing");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<bool>("keepAlive");
    const int none = static_cast<int>(BodyFraming::None);
    const int length = static_cast<int>(BodyFraming::Length);
    const int chunked = static_cast<int>(BodyFraming::Chunked);
    const int untilClose = static_cast<int>(BodyFraming::UntilClose);
    const auto row = [](const char *claim, const QByteArray &head, bool wasHead, int framing, quint64 bytes,
                        bool keepAlive) {
        QTest::newRow(claim) << head << wasHead << framing << bytes << keepAlive;
    };
    row("a length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", false, length, 9, true);
    row("a length of nothing", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", false, length, 0, true);
    row("equal lengths are one", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 9\r\n", false,
        length, 9, true);
    row("equal lengths in a list are one", "HTTP/1.1 200 OK\r\nContent-Length: 9, 9\r\n", false, length, 9,
        true);
    row("chunks count more than a length, then close",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n", false, chunked, 0, false);
    row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n", false, chunked, 0, true);
    row("chunks, then close", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n", false,
        chunked, 0, false);
    row("neither: until it closes", "HTTP/1.1 200 OK\r\n", false, untilClose, 0, false);
    row("neither, whatever it promises", "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n", false, untilClose,
        0, false);
    row("1.0 closes", "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n", false, length, 9, false);
    row("1.0 may stay open", "HTTP/1.0 200 OK\r\nContent-Length: 9\r\nConnection: keep-alive\r\n", false,
        length, 9, true);
    row("HEAD has no body, but its length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", true, none, 9, true);
    row("HEAD has no chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", true, none, 0, true);
    row("HEAD does not wait for the close", "HTTP/1.1 200 OK\r\n", true, none, 0, true);
    row("204 has no body", "HTTP/1.1 204 No Content\r\n", false, none, 0, true);
    row("204 with a body's length is not used again", "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n",
        false, none, 3, false);
    row("204 with chunks is not used again", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n",
        false, none, 0, false);
    row("304 has no body, but its length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n", false, none,
        9, true);
    row("100 has no body", "HTTP/1.1 100 Continue\r\n", false, none, 0, true);
    row("103 has fields and no body", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n", false, none, 0, true);
}

void ResponseHeadTest::framesTheBody()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, wasHead);
    const std::string bytes = head.toStdString() + "\r\n";
    ResponseHead out;
    const HeadResult result = parseResponseHead(bytes, 0, wasHead, out);
    QVERIFY2(result.state == HeadResult::Complete, result.reason);
    QTEST(static_cast<int>(out.framing), "framing");
    QTEST(static_cast<quint64>(out.contentLength), "length");
    QTEST(out.keepAlive, "keepAlive");
}

void ResponseHeadTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *claim, const QByteArray &bytes) { QTest::newRow(claim) << bytes; };
    const auto field = [](const char *claim, const QByteArray &fields) {
        QTest::newRow(claim) << "HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n";
    };
    row("garbage", "\x15\x03\x01 and so on\n\n");
    row("HTML without a head", "<html>\n\n</html>\n");
    row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    row("HTTP/2", "HTTP/2 200\r\n\r\n");
    row("HTTP/0.9", "HTTP/0.9 200 OK\r\n\r\n");
    row("small letters", "http/1.1 200 OK\r\n\r\n");
    row("an empty line before", "\r\nHTTP/1.1 200 OK\r\n\r\n");
    row("no status", "HTTP/1.1 OK\r\n\r\n");
    row("no status at all", "HTTP/1.1\r\n\r\n");
    row("a status of two digits", "HTTP/1.1 20\r\n\r\n");
    row("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n");
    row("a status below 100", "HTTP/1.1 099 OK\r\n\r\n");
    row("a negative status", "HTTP/1.1 -20 OK\r\n\r\n");
    row("two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n");
    row("a NUL in the reason", QByteArray("HTTP/1.1 200 O\0K\r\n\r\n", 20));
    row("a bare CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n");
    field("different lengths", "Content-Length: 3\r\nContent-Length: 4");
    field("different lengths in a list", "Content-Length: 3, 4");
    field("a list with nothing in it", "Content-Length: 3, ");
    field("a list and another length", "Content-Length: 3, 3\r\nContent-Length: 4");
    field("a length beside an unknown coding", "Content-Length: 3\r\nTransfer-Encoding: gzip");
    field("a negative length", "Content-Length: -3");
    field("an unknown coding", "Transfer-Encoding: gzip, chunked");
    field("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
    field("a folded line", "X: a\r\n b");
    field("a NUL in a value", QByteArray("X: a\0b", 6));
    field("a space before the colon", "X : a");
    field("no colon", "X");
    row("chunks in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("an interim answer with a length", "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\n");
    row("an interim answer with chunks", "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n");
    QByteArray many = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 129; ++i)
        many += "n" + QByteArray::number(i) + ": v\r\n";
    row("129 fields", many + "\r\n");
}

void ResponseHeadTest::refuses()
{
    QFETCH(QByteArray, bytes);
    const std::size_t size = viewOf(bytes).size();
    for (const std::size_t step : {size, std::size_t{1}, std::size_t{3}}) {
        ResponseHead head;
        HeadResult result;
        std::size_t scanned = 0;
        while (result.state == HeadResult::NeedMore && scanned < size) {
            const ExactBytes part(viewOf(bytes).substr(0, scanned + step));
            result = parseResponseHead(part.view(), scanned, false, head);
            scanned = part.view().size();
        }
        QCOMPARE(result.state, HeadResult::Failed);
        QCOMPARE(result.errorStatus, 502);
        QVERIFY(result.reason[0] != '\0');
    }
}

void ResponseHeadTest::resumesAtEveryByte()
{
    for (std::size_t cut = 0; cut < kTypical.size(); ++cut) {
        const ExactBytes first(kTypical.substr(0, cut));
        ResponseHead head;
        QCOMPARE(parseResponseHead(first.view(), 0, false, head).state, HeadResult::NeedMore);
        if (cut != 0)
            QCOMPARE(parseResponseHead(first.view(), cut - 1, false, head).state, HeadResult::NeedMore);
        const ExactBytes all(kTypical);
        QCOMPARE(parseResponseHead(all.view(), cut, false, head).headBytes, kTypical.size());
        QCOMPARE(head.status, 429);
    }
}

void ResponseHeadTest::resumesAtRandomCuts()
{
    const unsigned seed = tests::randomSeed();
    const std::string told = "TEST_SEED=" + std::to_string(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 2000; ++round) {
        ResponseHead head;
        HeadResult result;
        std::size_t scanned = 0;
        for (const std::size_t end : tests::randomCuts(kTypical.size(), random)) {
            if (result.state == HeadResult::Complete)
                break;
            const ExactBytes part(kTypical.substr(0, end));
            result = parseResponseHead(part.view(), scanned, false, head);
            scanned = end;
        }
        QVERIFY2(result.headBytes == kTypical.size(), told.c_str());
    }
}

void ResponseHeadTest::boundsTheHead()
{
    ResponseHead head;
    const std::string endless = "HTTP/1.1 200 OK\r\nX: " + std::string(1 << 20, 'x');
    QCOMPARE(parseResponseHead(endless, 0, false, head).state, HeadResult::Failed);
    QCOMPARE(parseResponseHead(endless + "\r\n\r\n", 0, false, head).state, HeadResult::Failed);
    const std::string_view fits = std::string_view(endless).substr(0, kMaxResponseHeadBytes);
    QCOMPARE(parseResponseHead(fits, 0, false, head).state, HeadResult::NeedMore);
    QCOMPARE(parseResponseHead(endless, fits.size(), false, head).state, HeadResult::Failed);
    const std::string longest = std::string(fits.substr(0, fits.size() - 4)) + "\r\n\r\n";
    QCOMPARE(parseResponseHead(longest, 0, false, head).headBytes, kMaxResponseHeadBytes);
}

QTEST_GUILESS_MAIN(ResponseHeadTest)
#include "tst_response_head.moc"
