// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/request_head.h"

#include <QTest>

#include <string>

using namespace relay::http;

// Where a request's body ends and whether another may follow; what is refused is in tst_request_refusal.
class RequestFramingTest : public QObject
{
    Q_OBJECT

private slots:
    void framesTheBody_data();
    void framesTheBody();
    void keepsTheConnection_data();
    void keepsTheConnection();
};

void RequestFramingTest::framesTheBody_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("framing");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<bool>("expectContinue");
    const int none = static_cast<int>(BodyFraming::None);
    const int length = static_cast<int>(BodyFraming::Length);
    const int chunked = static_cast<int>(BodyFraming::Chunked);
    QTest::newRow("no field: no body") << QByteArray() << none << quint64{0} << false;
    QTest::newRow("a length of nothing")
        << QByteArray("Content-Length: 0\r\n") << length << quint64{0} << false;
    QTest::newRow("equal lengths are one")
        << QByteArray("Content-Length: 7\r\nX: y\r\nCONTENT-LENGTH: 7\r\n") << length << quint64{7} << false;
    QTest::newRow("zeros before a length")
        << QByteArray("Content-Length: 007\r\n") << length << quint64{7} << false;
    QTest::newRow("the largest length") << QByteArray("Content-Length: 9223372036854775807\r\n") << length
                                        << quint64{9223372036854775807U} << false;
    QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked\r\n") << chunked << quint64{0}
                             << false;
    QTest::newRow("chunked in capitals")
        << QByteArray("transfer-encoding:  CHUNKED \r\n") << chunked << quint64{0} << false;
    QTest::newRow("waits for 100 with a length")
        << QByteArray("Expect: 100-Continue\r\nContent-Length: 9\r\n") << length << quint64{9} << true;
    QTest::newRow("waits for 100 with chunks")
        << QByteArray("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n") << chunked << quint64{0}
        << true;
    QTest::newRow("nothing to wait for without a body")
        << QByteArray("Expect: 100-continue\r\n") << none << quint64{0} << false;
}

void RequestFramingTest::framesTheBody()
{
    QFETCH(QByteArray, fields);
    const std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\n" + fields.toStdString() + "\r\n";
    RequestHead head;
    const HeadResult result = parseRequestHead(bytes, 0, head);
    QVERIFY2(result.state == HeadResult::Complete, result.reason);
    QTEST(static_cast<int>(head.framing), "framing");
    QTEST(static_cast<quint64>(head.contentLength), "length");
    QTEST(head.expectContinue, "expectContinue");
}

void RequestFramingTest::keepsTheConnection_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("keepAlive");
    QTest::newRow("1.1 stays open") << QByteArray("GET / HTTP/1.1\r\n") << true;
    QTest::newRow("1.1 closes when told") << QByteArray("GET / HTTP/1.1\r\nConnection: Close\r\n") << false;
    QTest::newRow("1.1 closes when told second")
        << QByteArray("GET / HTTP/1.1\r\nConnection: a\r\nConnection: b, close\r\n") << false;
    QTest::newRow("close wins over keep-alive")
        << QByteArray("GET / HTTP/1.1\r\nConnection: keep-alive, close\r\n") << false;
    QTest::newRow("1.0 closes") << QByteArray("GET / HTTP/1.0\r\n") << false;
    QTest::newRow("1.0 stays open when told")
        << QByteArray("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n") << true;
    QTest::newRow("1.0 expects nothing") << QByteArray("GET / HTTP/1.0\r\nExpect: 100-continue\r\n") << false;
    QTest::newRow("an upgrade changes nothing")
        << QByteArray("GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n") << true;
    QTest::newRow("nor does Upgrade alone") << QByteArray("GET / HTTP/1.1\r\nUpgrade: h2c\r\n") << true;
}

void RequestFramingTest::keepsTheConnection()
{
    QFETCH(QByteArray, head);
    const std::string bytes = head.toStdString() + "Host: a\r\n\r\n";
    RequestHead out;
    const HeadResult result = parseRequestHead(bytes, 0, out);
    QVERIFY2(result.state == HeadResult::Complete, result.reason);
    QTEST(out.keepAlive, "keepAlive");
    QVERIFY(!out.expectContinue);
}

QTEST_GUILESS_MAIN(RequestFramingTest)
#include "tst_request_framing.moc"
