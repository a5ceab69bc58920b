// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/request_head.h"
#include "tests/unit/relay/http/exact_bytes.h"

#include <QTest>

#include <string>

using namespace relay::http;
using tests::ExactBytes;

namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

// What parseRequestHead must not take, above all what two readers could frame differently.
class RequestRefusalTest : public QObject
{
    Q_OBJECT

private slots:
    void refuses_data();
    void refuses();
    void refusesInSmallPieces_data() { refuses_data(); }
    void refusesInSmallPieces();
    void boundsTheRequestLine();
    void boundsTheHead();
};

void RequestRefusalTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const QByteArray line = "POST / HTTP/1.1\r\nHost: a\r\n";
    const auto row = [](const char *claim, const QByteArray &bytes, int status) {
        QTest::newRow(claim) << bytes << status;
    };
    const auto field = [&](const char *claim, const QByteArray &fields, int status) {
        QTest::newRow(claim) << line + fields + "\r\n\r\n" << status;
    };
    // The framing: request smuggling.
    field("both Content-Length and Transfer-Encoding", "Content-Length: 3\r\nTransfer-Encoding: chunked",
          400);
    field("both, the other way round", "Transfer-Encoding: chunked\r\nContent-Length: 3", 400);
    field("both, with an unknown coding", "Transfer-Encoding: x\r\nContent-Length: 3", 400);
    field("different lengths", "Content-Length: 3\r\nContent-Length: 4", 400);
    field("a second length that is none", "Content-Length: 3\r\nContent-Length: x", 400);
    field("a list of lengths", "Content-Length: 3, 3", 400);
    field("a negative length", "Content-Length: -1", 400);
    field("a length with a plus", "Content-Length: +1", 400);
    field("a hexadecimal length", "Content-Length: 0x10", 400);
    field("an empty length", "Content-Length:", 400);
    field("a length with a space inside", "Content-Length: 1 0", 400);
    field("a length beyond 2^63 - 1", "Content-Length: 9223372036854775808", 400);
    field("a length beyond 2^64", "Content-Length: 18446744073709551617", 400);
    field("an unknown coding", "Transfer-Encoding: gzip", 501);
    field("a coding before chunked", "Transfer-Encoding: gzip, chunked", 501);
    field("chunked with a comma", "Transfer-Encoding: chunked,", 501);
    field("something like chunked", "Transfer-Encoding: xchunked", 501);
    field("chunked with a vertical tab", "Transfer-Encoding: \vchunked", 400);
    field("identity", "Transfer-Encoding: identity", 501);
    field("no coding", "Transfer-Encoding:", 501);
    field("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400);
    row("a transfer coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
    field("another expectation", "Expect: 200-ok\r\nContent-Length: 1", 417);
    // Field lines.
    field("a folded line", "X: a\r\n b", 400);
    field("a line folded by a tab", "X: a\r\n\tb", 400);
    row("a folded first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400);
    field("a space before the colon", "Content-Length : 3", 400);
    field("a tab before the colon", "X\t: 3", 400);
    field("no name", ": 3", 400);
    field("no colon", "Content-Length 3", 400);
    field("a space in a name", "Content Length: 3", 400);
    field("a CR in a name", "Content\rLength: 3", 400);
    field("a NUL in a name", QByteArray("X\0Y: 3", 6), 400);
    field("a high byte in a name", "X\xe9: 3", 400);
    field("a NUL in a value", QByteArray("X: a\0b", 6), 400);
    field("an escape in a value", "X: a\x1b[0m", 400);
    field("a DEL in a value", "X: a\x7f", 400);
    field("a bare CR in a value", "X: a\rTransfer-Encoding: chunked", 400);
    field("a bare CR before CRLF", "X: a\r", 400);
    field("a bare CR at a line's start", "\rX: a", 400);
    row("a control byte far into a value", line + "X: " + QByteArray(100, 'v') + "\x01\r\n\r\n", 400);
    QByteArray many = line;
    for (int i = 0; i < 128; ++i)
        many += "n" + QByteArray::number(i) + ": v\r\n";
    row("129 fields", many + "\r\n", 431);
    // Host.
    row("no Host in 1.1", "GET / HTTP/1.1\r\nAccept: a\r\n\r\n", 400);
    row("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400);
    row("a Host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
    row("a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400);
    row("a Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
    row("a target with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("a target without an authority", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    // The request line.
    row("three empty lines before", "\r\n\r\n\r\n" + line + "\r\n", 400);
    row("a bare CR before", "\r" + line + "\r\n", 400);
    row("a space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("a control byte in the method", "G\x01T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("a tab for a space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("a NUL in the target", QByteArray("GET /a\0 HTTP/1.1\r\nHost: a\r\n\r\n", 29), 400);
    row("a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("no version", "GET /\r\nHost: a\r\n\r\n", 400);
    row("a short version", "GET / HTTP/\n\n", 400);
    row("a version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400);
    row("a version with more digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
    row("a space after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400);
    row("the version's CR alone", "GET / HTTP/1.1\rHost: a\r\n\r\n", 400);
    row("the star for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("a relative target", "GET v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501);
    row("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/0.9", "GET / HTTP/0.9\r\n\r\n", 505);
    row("a TLS handshake", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", 13), 400);
}

void RequestRefusalTest::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    const ExactBytes exact(viewOf(bytes));
    RequestHead head;
    const HeadResult result = parseRequestHead(exact.view(), 0, head);
    QCOMPARE(result.state, HeadResult::Failed);
    QCOMPARE(result.errorStatus, status);
    QVERIFY(result.reason[0] != '\0');
}

// However the bytes are cut, the verdict is the same; the fuzz targets look at the rest.
void RequestRefusalTest::refusesInSmallPieces()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
        RequestHead head;
        HeadResult result;
        std::size_t scanned = 0;
        while (result.state == HeadResult::NeedMore && scanned < viewOf(bytes).size()) {
            const ExactBytes part(viewOf(bytes).substr(0, scanned + step));
            result = parseRequestHead(part.view(), scanned, head);
            scanned = part.view().size();
        }
        QCOMPARE(result.state, HeadResult::Failed);
        QCOMPARE(result.errorStatus, status);
    }
}

void RequestRefusalTest::boundsTheRequestLine()
{
    RequestHead head;
    const auto request = [](std::size_t lineBytes) {
        return "GET /" + std::string(lineBytes - 16, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    const std::string longest = request(kMaxRequestLineBytes);
    QCOMPARE(longest.find("\r\n") + 2, kMaxRequestLineBytes);
    QCOMPARE(parseRequestHead(longest, 0, head).state, HeadResult::Complete);
    QCOMPARE(parseRequestHead(request(kMaxRequestLineBytes + 1), 0, head).errorStatus, 414);

    const std::string endless = "GET /" + std::string(kMaxRequestLineBytes, 'a');
    QCOMPARE(parseRequestHead(std::string_view(endless).substr(0, kMaxRequestLineBytes), 0, head).state,
             HeadResult::NeedMore);
    QCOMPARE(parseRequestHead(endless, 0, head).errorStatus, 414);
    QCOMPARE(parseRequestHead(endless, kMaxRequestLineBytes, head).errorStatus, 414);
    const std::string endlessMethod(2 * kMaxRequestLineBytes, 'G');
    QCOMPARE(parseRequestHead(endlessMethod, 0, head).errorStatus, 414);
}

void RequestRefusalTest::boundsTheHead()
{
    RequestHead head;
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    const std::string longest = start + std::string(kMaxHeadBytes - start.size() - 4, 'x') + "\r\n\r\n";
    QCOMPARE(parseRequestHead(longest, 0, head).state, HeadResult::Complete);
    QCOMPARE(parseRequestHead(longest + "body", 0, head).headBytes, kMaxHeadBytes);
    const std::string over = start + std::string(kMaxHeadBytes - start.size() - 3, 'x') + "\r\n\r\n";
    QCOMPARE(parseRequestHead(over, 0, head).errorStatus, 431);
    const std::string_view open = std::string_view(over).substr(0, kMaxHeadBytes);
    QCOMPARE(parseRequestHead(open, 0, head).state, HeadResult::NeedMore);
    QCOMPARE(parseRequestHead(over, kMaxHeadBytes, head).errorStatus, 431);
    const std::string endless = start + std::string(1 << 20, 'x');
    QCOMPARE(parseRequestHead(endless, 0, head).errorStatus, 431);
}

QTEST_GUILESS_MAIN(RequestRefusalTest)
#include "tst_request_refusal.moc"
