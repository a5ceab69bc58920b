// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/trace_context.h"
#include "relay/telemetry/trace_source.h"

#include <QTest>

#include <set>
#include <string>

using namespace relay::telemetry;

// A `traceparent` as W3C Trace Context reads it.
class TraceContextTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatIsValid_data();
    void readsWhatIsValid();
    void ignoresWhatIsNot_data();
    void ignoresWhatIsNot();
    void readsBackWhatItWrites_data();
    void readsBackWhatItWrites();
    void anExchangeContinuesItsClientsTrace();
    void anExchangeWithoutAParentBeginsATrace();
};

namespace {

const QByteArray kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const QByteArray kSpan = "00f067aa0ba902b7";
const QByteArray kRest = "-" + kTrace + "-" + kSpan + "-";

std::optional<TraceContext> parse(const QByteArray &value)
{
    return parseTraceparent({value.data(), static_cast<std::size_t>(value.size())});
}

} // namespace

void TraceContextTest::readsWhatIsValid_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("flags");

    QTest::newRow("sampled") << "00" + kRest + "01" << 1;
    QTest::newRow("not sampled") << "00" + kRest + "00" << 0;
    QTest::newRow("level 2's random flag is kept") << "00" + kRest + "03" << 3;
    QTest::newRow("unknown flags are masked") << "00" + kRest + "fd" << 1;
    QTest::newRow("a higher version, no longer") << "01" + kRest + "01" << 1;
    QTest::newRow("a higher version that goes on") << "cc" + kRest + "01-what-the-future-will-be-like" << 1;
    QTest::newRow("a higher version that ends in a dash") << "fe" + kRest + "01-" << 1;
    QTest::newRow("of a higher version only sampled is known") << "01" + kRest + "02" << 0;
}

void TraceContextTest::readsWhatIsValid()
{
    QFETCH(const QByteArray, value);
    QFETCH(const int, flags);
    const auto context = parse(value);
    QVERIFY(context);
    QCOMPARE(context->trace.high, 0x4bf92f3577b34da6U);
    QCOMPARE(context->trace.low, 0xa3ce929d0e0e4736U);
    QCOMPARE(context->span, 0x00f067aa0ba902b7U);
    QCOMPARE(int{context->flags}, flags);
    QCOMPARE(context->sampled(), (flags & 1) != 0);
}

void TraceContextTest::ignoresWhatIsNot_data()
{
    QTest::addColumn<QByteArray>("value");
    const QByteArray zeros(32, '0');

    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a word") << QByteArray("traceparent");
    QTest::newRow("version ff") << "ff" + kRest + "01";
    QTest::newRow("version ff that goes on") << "ff" + kRest + "01-x";
    QTest::newRow("version 00 that goes on") << "00" + kRest + "01-x";
    QTest::newRow("version 00 with another byte") << "00" + kRest + "010";
    QTest::newRow("a higher version without the dash") << "01" + kRest + "01x";
    QTest::newRow("a higher version that is too short") << "01" + kRest + "0";
    QTest::newRow("version in upper case") << "0A" + kRest + "01";
    QTest::newRow("version of three digits") << "000" + kRest + "01";
    QTest::newRow("trace id of zeros") << "00-" + zeros + "-" + kSpan + "-01";
    QTest::newRow("span id of zeros") << "00-" + kTrace + "-" + zeros.left(16) + "-01";
    QTest::newRow("trace id in upper case") << "00-" + kTrace.toUpper() + "-" + kSpan + "-01";
    QTest::newRow("span id in upper case") << "00-" + kTrace + "-" + kSpan.toUpper() + "-01";
    QTest::newRow("flags in upper case") << "00" + kRest + "0B";
    QTest::newRow("a letter behind f") << "00-" + kTrace.left(31) + "g-" + kSpan + "-01";
    QTest::newRow("trace id one digit short") << "00-" + kTrace.left(31) + "-" + kSpan + "-01 ";
    QTest::newRow("other separators") << "00_" + kTrace + "_" + kSpan + "_01";
    QTest::newRow("no separator before the flags") << "00-" + kTrace + "-" + kSpan + "001";
    QTest::newRow("white space ahead") << " 00" + kRest + "01";
    QTest::newRow("a sign among the digits") << "00-" + kTrace.left(31) + "+-" + kSpan + "-01";
    QTest::newRow("bytes above ASCII") << "00-" + kTrace.left(30) + "\xc3\xa4-" + kSpan + "-01";
}

void TraceContextTest::ignoresWhatIsNot()
{
    QFETCH(const QByteArray, value);
    QVERIFY(!parse(value));
}

void TraceContextTest::readsBackWhatItWrites_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("written");
    for (const char *flags : {"00", "01", "02", "03"})
        QTest::addRow("flags %s", flags) << "00" + kRest + flags << "00" + kRest + flags;
    QTest::newRow("a higher version becomes ours") << "42" + kRest + "03-more"
                                                   << "00" + kRest + "01";
}

void TraceContextTest::readsBackWhatItWrites()
{
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, written);
    const auto context = parse(value);
    QVERIFY(context);
    std::string text;
    appendTraceparent(text, *context);
    QCOMPARE(QByteArray::fromStdString(text), written);
    QVERIFY(parse(written) == *context);
}

void TraceContextTest::anExchangeContinuesItsClientsTrace()
{
    SpanCounts counts;
    TraceQueue queue(4, 4, counts, [] {});
    TraceSource source(queue);
    const auto parent = parse("00" + kRest + "03");
    const auto trace = source.begin(parent);
    QVERIFY(trace->own.trace == parent->trace);
    QCOMPARE(trace->parent, parent->span);
    QCOMPARE(int{trace->own.flags}, 3);
    QVERIFY(trace->own.span != 0 && trace->own.span != parent->span);
}

void TraceContextTest::anExchangeWithoutAParentBeginsATrace()
{
    SpanCounts counts;
    TraceQueue queue(4, 4, counts, [] {});
    TraceSource source(queue);
    std::set<std::uint64_t> ids;
    for (int i = 0; i < 1000; ++i) {
        const auto trace = source.begin(std::nullopt);
        QCOMPARE(trace->parent, std::uint64_t{0});
        QVERIFY(trace->own.sampled());
        ids.insert({trace->own.trace.high, trace->own.trace.low, trace->own.span, source.newSpan()});
    }
    QCOMPARE(ids.size(), std::size_t{4000});
    QVERIFY(!ids.contains(0));
}

QTEST_GUILESS_MAIN(TraceContextTest)
#include "tst_trace_context.moc"
