// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/request_head.h"
#include "tests/unit/relay/http/exact_bytes.h"

#include <QTest>

#include <string>

using namespace relay::http;
using tests::ExactBytes;

namespace {

constexpr std::string_view kTypical =
    "POST /v1/chat/completions?beta=true HTTP/1.1\r\n"
    "Host: 127.0.0.1:3000\r\n"
    "Accept: application/json\r\n"
    "Content-Type: application/json\r\n"
    "User-Agent: OpenAI/JS 4.104.0\r\n"
    "X-Stainless-Lang: js\r\n"
    "X-Stainless-Package-Version: 4.104.0\r\n"
    "X-Stainless-OS: Linux\r\n"
    "X-Stainless-Runtime: node\r\n"
    "Authorization: Bearer sk-0123456789abcdef0123456789abcdef0123456789abcdef\r\n"
    "Accept-Encoding: gzip,deflate\r\n"
    "Content-Length: 512\r\n"
    "Connection: keep-alive\r\n"
    "\r\n";

} // namespace

class RequestHeadTest : public QObject
{
    Q_OBJECT

private slots:
    void readsATypicalRequest();
    void accepts_data();
    void accepts();
    void splitsTheTarget_data();
    void splitsTheTarget();
    void resumesAtEveryByte();
    void resumesAtRandomCuts();
    void leavesWhatFollows();
    void typicalRequestSpeed();
};

void RequestHeadTest::readsATypicalRequest()
{
    const ExactBytes bytes(kTypical);
    RequestHead head;
    const HeadResult result = parseRequestHead(bytes.view(), 0, head);
    QCOMPARE(result.state, HeadResult::Complete);
    QCOMPARE(result.headBytes, kTypical.size());
    QCOMPARE(head.method, Method::Post);
    QCOMPARE(head.methodText, "POST");
    QCOMPARE(head.target, "/v1/chat/completions?beta=true");
    QCOMPARE(head.path, "/v1/chat/completions");
    QCOMPARE(head.query, "beta=true");
    QCOMPARE(head.minorVersion, 1);
    QCOMPARE(head.fields.size(), std::size_t{12});
    QCOMPARE(head.host, "127.0.0.1:3000");
    QCOMPARE(head.authorization, "Bearer sk-0123456789abcdef0123456789abcdef0123456789abcdef");
    QCOMPARE(head.contentType, "application/json");
    QCOMPARE(head.fields.value(HeaderId::Accept), "application/json");
    QCOMPARE(head.fields.value(HeaderId::AcceptEncoding), "gzip,deflate");
    QCOMPARE(head.userAgent, "OpenAI/JS 4.104.0");
    QVERIFY(head.xApiKey.empty());
    QCOMPARE(head.framing, BodyFraming::Length);
    QCOMPARE(head.contentLength, std::uint64_t{512});
    QVERIFY(head.keepAlive);
    QVERIFY(!head.expectContinue);
    QCOMPARE(head.fields.find("x-stainless-os")->value, "Linux");
}

void RequestHeadTest::accepts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    const QByteArray line = "GET / HTTP/1.1\r\nHost: a\r\n";
    QTest::newRow("bare LF ends lines")
        << QByteArray("GET / HTTP/1.1\nHost: a\n\n") << QByteArray("host") << QByteArray("a");
    QTest::newRow("one empty line before") << "\r\n" + line + "\r\n" << QByteArray("host") << QByteArray("a");
    QTest::newRow("two empty lines before") << "\n\r\n" + line + "\r\n"
                                            << QByteArray("host") << QByteArray("a");
    QTest::newRow("an empty value") << line + "X-Odd:\r\n\r\n" << QByteArray("x-odd") << QByteArray();
    QTest::newRow("white space around a value goes") << line + "X-Odd: \t b c \t\r\n\r\n"
                                                     << QByteArray("x-odd") << QByteArray("b c");
    QTest::newRow("a value of white space is empty") << line + "X-Odd: \t \r\n\r\n"
                                                     << QByteArray("x-odd") << QByteArray();
    QTest::newRow("a tab inside a value stays") << line + "X-Odd: b\tc\r\n\r\n"
                                                << QByteArray("x-odd") << QByteArray("b\tc");
    QTest::newRow("invalid UTF-8 in a value stays") << line + "X-Odd: \xff\xfe\x80\r\n\r\n"
                                                    << QByteArray("x-odd") << QByteArray("\xff\xfe\x80");
    QTest::newRow("colons in a value stay") << line + "X-Odd: a:b::\r\n\r\n"
                                            << QByteArray("x-odd") << QByteArray("a:b::");
    QTest::newRow("every token byte in a name") << line + "!#$%&'*+-.^_`|~9z: b\r\n\r\n"
                                                << QByteArray("!#$%&'*+-.^_`|~9z") << QByteArray("b");
    QTest::newRow("a name of one letter") << line + "x:b\r\n\r\n" << QByteArray("X") << QByteArray("b");
    QTest::newRow("a long value") << line + "X-Odd: " + QByteArray(5000, 'v') + "\r\n\r\n"
                                  << QByteArray("x-odd") << QByteArray(5000, 'v');
    QTest::newRow("an empty Host") << QByteArray("GET / HTTP/1.1\r\nHost:\r\n\r\n") << QByteArray("host")
                                   << QByteArray();
    QTest::newRow("HTTP/1.0 without Host")
        << QByteArray("GET / HTTP/1.0\r\nAccept: a\r\n\r\n") << QByteArray("accept") << QByteArray("a");
    QTest::newRow("a minor version of the future")
        << QByteArray("GET / HTTP/1.7\r\nHost: a\r\n\r\n") << QByteArray("host") << QByteArray("a");
    QTest::newRow("an IPv6 Host") << QByteArray("GET / HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n")
                                  << QByteArray("host") << QByteArray("[::1]:3000");
    QByteArray many = line;
    for (int i = 1; i < 128; ++i)
        many += "n" + QByteArray::number(i) + ": v\r\n";
    QTest::newRow("128 fields") << many + "\r\n" << QByteArray("n127") << QByteArray("v");
}

void RequestHeadTest::accepts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const ExactBytes exact({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    RequestHead head;
    const HeadResult result = parseRequestHead(exact.view(), 0, head);
    QVERIFY2(result.state == HeadResult::Complete, result.reason);
    QCOMPARE(result.headBytes, exact.view().size());
    const HeaderField *field = head.fields.find(name.toStdString());
    QVERIFY(field != nullptr);
    QCOMPARE(field->value, std::string_view(value.constData(), static_cast<std::size_t>(value.size())));
}

void RequestHeadTest::splitsTheTarget_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("a path") << QByteArray("GET /a/b") << QByteArray("/a/b") << QByteArray()
                            << QByteArray("field:1");
    QTest::newRow("the first question mark divides")
        << QByteArray("GET /a?b=1?c") << QByteArray("/a") << QByteArray("b=1?c") << QByteArray("field:1");
    QTest::newRow("an empty query") << QByteArray("GET /a?") << QByteArray("/a") << QByteArray()
                                    << QByteArray("field:1");
    QTest::newRow("two slashes are a path")
        << QByteArray("GET //evil/a") << QByteArray("//evil/a") << QByteArray() << QByteArray("field:1");
    QTest::newRow("an absolute target names the host")
        << QByteArray("GET http://other:8/a?b") << QByteArray("/a") << QByteArray("b")
        << QByteArray("other:8");
    QTest::newRow("its scheme in any case")
        << QByteArray("GET HTTPS://other/a") << QByteArray("/a") << QByteArray() << QByteArray("other");
    QTest::newRow("its path may be missing")
        << QByteArray("GET http://other") << QByteArray("/") << QByteArray() << QByteArray("other");
    QTest::newRow("its path may be a query alone")
        << QByteArray("GET http://other?b") << QByteArray("/") << QByteArray("b") << QByteArray("other");
    QTest::newRow("the star of OPTIONS")
        << QByteArray("OPTIONS *") << QByteArray("*") << QByteArray() << QByteArray("field:1");
    QTest::newRow("raw UTF-8 in a path")
        << QByteArray("GET /\xC3\xA4") << QByteArray("/\xC3\xA4") << QByteArray() << QByteArray("field:1");
}

void RequestHeadTest::splitsTheTarget()
{
    QFETCH(QByteArray, line);
    const std::string bytes = line.toStdString() + " HTTP/1.1\r\nHost: field:1\r\n\r\n";
    RequestHead head;
    const HeadResult result = parseRequestHead(bytes, 0, head);
    QVERIFY2(result.state == HeadResult::Complete, result.reason);
    const auto copy = [](std::string_view view) { return QByteArray::fromStdString(std::string(view)); };
    QTEST(copy(head.path), "path");
    QTEST(copy(head.query), "query");
    QTEST(copy(head.host), "host");
}

void RequestHeadTest::resumesAtEveryByte()
{
    const std::string bytes = "\r\n\r\n" + std::string(kTypical);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        const ExactBytes first({bytes.data(), cut});
        RequestHead head;
        QCOMPARE(parseRequestHead(first.view(), 0, head).state, HeadResult::NeedMore);
        const ExactBytes all(bytes);
        const HeadResult result = parseRequestHead(all.view(), cut, head);
        QCOMPARE(result.state, HeadResult::Complete);
        QCOMPARE(result.headBytes, bytes.size());
        QCOMPARE(head.fields.size(), std::size_t{12});
    }
    RequestHead head;
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        const ExactBytes part({bytes.data(), size});
        QCOMPARE(parseRequestHead(part.view(), size - 1, head).state, HeadResult::NeedMore);
    }
    QCOMPARE(parseRequestHead(bytes, bytes.size() - 1, head).state, HeadResult::Complete);
}

void RequestHeadTest::resumesAtRandomCuts()
{
    const unsigned seed = tests::randomSeed();
    const std::string told = "TEST_SEED=" + std::to_string(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 2000; ++round) {
        RequestHead head;
        HeadResult result;
        std::size_t scanned = 0;
        for (const std::size_t end : tests::randomCuts(kTypical.size(), random)) {
            if (result.state == HeadResult::Complete)
                break;
            const ExactBytes part(kTypical.substr(0, end));
            result = parseRequestHead(part.view(), scanned, head);
            scanned = end;
        }
        QVERIFY2(result.state == HeadResult::Complete, told.c_str());
        QVERIFY2(result.headBytes == kTypical.size(), told.c_str());
    }
}

void RequestHeadTest::leavesWhatFollows()
{
    const std::string one = "POST /a HTTP/1.1\nHost: a\nContent-Length: 2\n\n";
    const std::string bytes = one + "hiGET /b HTTP/1.1\r\nHost: a\r\n\r\n";
    RequestHead head;
    QCOMPARE(parseRequestHead(bytes, 0, head).headBytes, one.size());
    const std::string_view second = std::string_view(bytes).substr(one.size() + 2);
    QCOMPARE(parseRequestHead(second, 0, head).headBytes, second.size());
    QCOMPARE(head.path, "/b");
    QCOMPARE(head.framing, BodyFraming::None);
}

void RequestHeadTest::typicalRequestSpeed()
{
    RequestHead head;
    std::size_t sum = 0;
    QBENCHMARK
    {
        for (int i = 0; i < 1000; ++i)
            sum += parseRequestHead(kTypical, 0, head).headBytes;
    }
    QVERIFY(sum % kTypical.size() == 0 && sum != 0);
}

QTEST_GUILESS_MAIN(RequestHeadTest)
#include "tst_request_head.moc"
