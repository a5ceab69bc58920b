// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/chunked_decoder.h"
#include "tests/unit/relay/http/exact_bytes.h"

#include <QTest>

#include <string>

using relay::http::ChunkedDecoder;
using tests::ExactBytes;

namespace {

struct Decoded
{
    std::string data;
    std::size_t used = 0;
    bool done = false;
    bool failed = false;

    bool operator==(const Decoded &) const = default;
};

// Feeds pieces that end at the given places, each in a buffer of its own.
Decoded decode(std::string_view bytes, const std::vector<std::size_t> &ends)
{
    ChunkedDecoder decoder;
    Decoded out;
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
        const ExactBytes piece(bytes.substr(begin, end - begin));
        const std::size_t used =
            decoder.feed(piece.view(), [&out](std::string_view data) { out.data += data; });
        out.used += used;
        begin = end;
        if (used != piece.view().size())
            break;
    }
    out.done = decoder.done();
    out.failed = decoder.failed();
    return out;
}

Decoded decode(std::string_view bytes)
{
    return decode(bytes, {bytes.size()});
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

class ChunkedDecoderTest : public QObject
{
    Q_OBJECT

private slots:
    void decodes_data();
    void decodes();
    void refuses_data();
    void refuses();
    void waitsForTheRest_data();
    void waitsForTheRest();
    void yieldsViewsIntoTheFedBytes();
    void leavesWhatFollows();
    void boundsLinesAndTrailers();
    void startsAgainAfterReset();
    void cutAnywhereItSaysTheSame();
};

void ChunkedDecoderTest::decodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("no data") << QByteArray("0\r\n\r\n") << QByteArray();
    QTest::newRow("one chunk") << QByteArray("5\r\nhello\r\n0\r\n\r\n") << QByteArray("hello");
    QTest::newRow("two chunks") << QByteArray("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n") << QByteArray("hello");
    QTest::newRow("hexadecimal in both cases")
        << QByteArray("a\r\n0123456789\r\nA\r\nabcdefghij\r\n0\r\n\r\n")
        << QByteArray("0123456789abcdefghij");
    QTest::newRow("zeros before a size")
        << QByteArray("0000000000000000000005\r\nhello\r\n000\r\n\r\n") << QByteArray("hello");
    QTest::newRow("line ends inside the data")
        << QByteArray("6\r\n\r\n0\r\n\r\r\n0\r\n\r\n") << QByteArray("\r\n0\r\n\r");
    QTest::newRow("extensions") << QByteArray("5;a=b;c=\"d;e\"\r\nhello\r\n0;x\r\n\r\n")
                                << QByteArray("hello");
    QTest::newRow("a space before an extension")
        << QByteArray("5 \t;a\r\nhello\r\n0\r\n\r\n") << QByteArray("hello");
    QTest::newRow("a size padded with spaces")
        << QByteArray("5   \r\nhello\r\n0\r\n\r\n") << QByteArray("hello");
    QTest::newRow("trailers") << QByteArray("5\r\nhello\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n")
                              << QByteArray("hello");
    QTest::newRow("any bytes") << QByteArray("3\r\n\0\xff\x01\r\n0\r\n\r\n", 13)
                               << QByteArray("\0\xff\x01", 3);
}

void ChunkedDecoderTest::decodes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, data);
    const Decoded whole = decode(viewOf(bytes));
    QCOMPARE(whole.data, viewOf(data));
    QVERIFY(whole.done);
    QCOMPARE(whole.used, viewOf(bytes).size());
    for (std::size_t cut = 0; cut <= viewOf(bytes).size(); ++cut)
        QVERIFY(decode(viewOf(bytes), {cut, viewOf(bytes).size()}) == whole);
}

void ChunkedDecoderTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no size") << QByteArray("\r\n");
    QTest::newRow("no size before an extension") << QByteArray(";a\r\n");
    QTest::newRow("a space before a size") << QByteArray(" 5\r\nhello\r\n");
    QTest::newRow("a negative size") << QByteArray("-5\r\nhello\r\n");
    QTest::newRow("a size with a plus") << QByteArray("+5\r\nhello\r\n");
    QTest::newRow("a size with 0x") << QByteArray("0x5\r\nhello\r\n");
    QTest::newRow("a size that is none") << QByteArray("g\r\n");
    QTest::newRow("digits after a space") << QByteArray("5 5\r\n");
    QTest::newRow("a size of 2^63") << QByteArray("8000000000000000\r\n");
    QTest::newRow("a size of 2^64") << QByteArray("10000000000000000\r\n");
    QTest::newRow("a size of many digits") << QByteArray(40, 'f') + "\r\n";
    QTest::newRow("a bare LF after a size") << QByteArray("5\nhello\r\n");
    QTest::newRow("a bare LF in an extension") << QByteArray("5;a\nhello\r\n");
    QTest::newRow("a bare CR after a size") << QByteArray("5\rhello\r\n");
    QTest::newRow("a NUL in an extension") << QByteArray("5;\0\r\n", 5);
    QTest::newRow("a chunk longer than its size") << QByteArray("5\r\nhello!\r\n");
    QTest::newRow("a chunk that ends in LF") << QByteArray("5\r\nhello\n0\r\n\r\n");
    QTest::newRow("a chunk that ends in CR") << QByteArray("5\r\nhello\r0\r\n\r\n");
    QTest::newRow("a bare LF as the end") << QByteArray("0\r\n\n");
    QTest::newRow("a bare CR as the end") << QByteArray("0\r\n\rx");
    QTest::newRow("a bare LF in a trailer") << QByteArray("0\r\nX: a\n\r\n");
    QTest::newRow("a NUL in a trailer") << QByteArray("0\r\nX: \0\r\n\r\n", 11);
}

void ChunkedDecoderTest::refuses()
{
    QFETCH(QByteArray, bytes);
    const Decoded whole = decode(viewOf(bytes));
    QVERIFY(whole.failed);
    QVERIFY(!whole.done);
    for (std::size_t cut = 0; cut <= viewOf(bytes).size(); ++cut)
        QVERIFY(decode(viewOf(bytes), {cut, viewOf(bytes).size()}) == whole);
    ChunkedDecoder decoder;
    decoder.feed(viewOf(bytes), [](std::string_view) {});
    QVERIFY(decoder.reason()[0] != '\0');
    QCOMPARE(decoder.feed("0\r\n\r\n", [](std::string_view) {}), std::size_t{0});
    QVERIFY(decoder.failed());
}

void ChunkedDecoderTest::waitsForTheRest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("in a size") << QByteArray("5");
    QTest::newRow("in the data") << QByteArray("7fffffffffffffff\r\nhello");
    QTest::newRow("before the last chunk") << QByteArray("5\r\nhello\r\n");
    QTest::newRow("before the last line") << QByteArray("5\r\nhello\r\n0\r\n");
    QTest::newRow("in a trailer") << QByteArray("0\r\nX: a\r\n");
}

void ChunkedDecoderTest::waitsForTheRest()
{
    QFETCH(QByteArray, bytes);
    const Decoded out = decode(viewOf(bytes));
    QVERIFY(!out.done);
    QVERIFY(!out.failed);
    QCOMPARE(out.used, viewOf(bytes).size());
}

void ChunkedDecoderTest::yieldsViewsIntoTheFedBytes()
{
    const std::string bytes = "5\r\nhello\r\n0\r\n\r\n";
    ChunkedDecoder decoder;
    int runs = 0;
    decoder.feed(bytes, [&](std::string_view data) {
        ++runs;
        QCOMPARE(static_cast<const void *>(data.data()), static_cast<const void *>(bytes.data() + 3));
    });
    QCOMPARE(runs, 1);
}

void ChunkedDecoderTest::leavesWhatFollows()
{
    const std::string body = "5\r\nhello\r\n0\r\nX: a\r\n\r\n";
    const std::string bytes = body + "0\r\n\r\nGET / HTTP/1.1\r\n";
    const Decoded out = decode(bytes);
    QVERIFY(out.done);
    QCOMPARE(out.used, body.size());
    QCOMPARE(out.data, std::string("hello"));
}

void ChunkedDecoderTest::boundsLinesAndTrailers()
{
    const std::size_t line = ChunkedDecoder::kMaxChunkLineBytes;
    QVERIFY(decode("0;" + std::string(line - 3, 'x') + "\r\n\r\n").done);
    QVERIFY(decode("0;" + std::string(line - 2, 'x') + "\r\n\r\n").failed);
    QVERIFY(decode(std::string(line, '0')).failed == false);
    QVERIFY(decode(std::string(line + 1, '0')).failed);

    const std::string trailer = "X: " + std::string(1000, 'x') + "\r\n";
    std::string many = "0\r\n";
    for (int i = 0; i < 16; ++i)
        many += trailer;
    QVERIFY(decode(many + "\r\n").done);
    QVERIFY(decode(many + trailer + "\r\n").failed);
}

void ChunkedDecoderTest::startsAgainAfterReset()
{
    ChunkedDecoder decoder;
    const auto ignore = [](std::string_view) {};
    decoder.feed("x", ignore);
    QVERIFY(decoder.failed());
    decoder.reset();
    QCOMPARE(decoder.feed("0\r\n\r\n", ignore), std::size_t{5});
    QVERIFY(decoder.done());
}

void ChunkedDecoderTest::cutAnywhereItSaysTheSame()
{
    const unsigned seed = tests::randomSeed();
    const std::string told = "TEST_SEED=" + std::to_string(seed);
    std::mt19937 random(seed);
    constexpr std::string_view kAlphabet = "0015aF;\r\n\r\n\r\n x\x01";
    for (int round = 0; round < 20000; ++round) {
        std::string bytes =
            round % 2 == 0 ? "5;a=b\r\nhello\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX: y\r\n\r\nnext"
                           : "";
        for (int i = round % 3; i < 3; ++i) { // changed in up to three places
            const std::size_t at = random() % (bytes.size() + 1);
            bytes.insert(at, 1, kAlphabet[random() % kAlphabet.size()]);
        }
        const Decoded whole = decode(bytes);
        QVERIFY2(decode(bytes, tests::randomCuts(bytes.size(), random)) == whole, told.c_str());
    }
}

QTEST_GUILESS_MAIN(ChunkedDecoderTest)
#include "tst_chunked_decoder.moc"
