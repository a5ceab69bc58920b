// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/net/tls_context.h"
#include "relay/net/tls_roots.h"
#include "tests/support/tls_client.h"
#include "tests/support/tls_server.h"

#include <QTemporaryDir>
#include <QtTest>

using relay::net::IoStatus;
using relay::net::TlsFailure;
using tests::TlsServer;

// One connection from handshake to its end, and what the next one keeps of it.
class TlsSessionTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void versions_data();
    void versions();
    void namesAreTold_data();
    void namesAreTold();
    void laterConnectionsResume_data();
    void laterConnectionsResume();
    void aDroppedConnectionCanBeResumed();
    void contextsDoNotShareSessions();
    void aSessionOutlivesItsContext();
    void bigTransfersArriveWhole_data();
    void bigTransfersArriveWhole();
    void endings_data();
    void endings();
    void writingToAClosedConnectionRaisesNoSignal();

private:
    std::string m_authorityFile;
    tests::PemPair m_identity;
    QTemporaryDir m_directory;
};

void TlsSessionTest::initTestCase()
{
    const tests::CertificateAuthority authority;
    tests::CertificateWishes wishes;
    wishes.dnsNames = {"api.test"};
    wishes.addresses = {"127.0.0.1"};
    m_identity = authority.issue(wishes);
    QFile file(m_directory.filePath(QStringLiteral("authority.pem")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(QByteArray::fromStdString(authority.certificate())) > 0);
    m_authorityFile = file.fileName().toStdString();
}

void TlsSessionTest::versions_data()
{
    QTest::addColumn<TlsServer::Versions>("offered");
    QTest::addColumn<QString>("used"); // empty: refused
    QTest::newRow("1.3 is preferred") << TlsServer::Versions::Any << QStringLiteral("TLSv1.3");
    QTest::newRow("1.3 alone will do") << TlsServer::Versions::OnlyTls13 << QStringLiteral("TLSv1.3");
    QTest::newRow("1.2 alone will do") << TlsServer::Versions::OnlyTls12 << QStringLiteral("TLSv1.2");
    QTest::newRow("1.1 is refused") << TlsServer::Versions::OnlyTls11 << QString();
}

void TlsSessionTest::versions()
{
    QFETCH(TlsServer::Versions, offered);
    QFETCH(QString, used);
    const TlsServer server(m_identity, offered);
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());

    const IoStatus status = client.handshake();

    if (used.isEmpty()) {
        QCOMPARE(status, IoStatus::Failed);
        QCOMPARE(client.session().failure(), TlsFailure::Protocol);
        const QString error = QString::fromStdString(client.session().error().english());
        QVERIFY2(error.contains(QStringLiteral("older than 1.2")), qPrintable(error));
        return;
    }
    QCOMPARE(status, IoStatus::Done);
    QCOMPARE(QString::fromLatin1(client.session().protocol()), used);
    QTRY_COMPARE(server.seen().size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(server.seen()[0].protocol), used);
}

void TlsSessionTest::namesAreTold_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<std::string>("serverName");
    QTest::newRow("a name goes out as SNI") << std::string("api.test") << std::string("api.test");
    QTest::newRow("without its closing dot") << std::string("api.test.") << std::string("api.test");
    QTest::newRow("an address does not") << std::string("127.0.0.1") << std::string();
}

void TlsSessionTest::namesAreTold()
{
    QFETCH(std::string, host);
    QFETCH(std::string, serverName);
    const TlsServer server(m_identity);
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, host);
    tests::TlsClient client(context, server.port());

    QCOMPARE(client.handshake(), IoStatus::Done);

    QTRY_COMPARE(server.seen().size(), std::size_t{1});
    QCOMPARE(server.seen()[0].serverName, serverName);
    QCOMPARE(server.seen()[0].alpn, std::string("http/1.1"));
}

void TlsSessionTest::laterConnectionsResume_data()
{
    QTest::addColumn<TlsServer::Versions>("offered");
    QTest::newRow("TLS 1.3, by tickets") << TlsServer::Versions::OnlyTls13;
    QTest::newRow("TLS 1.2") << TlsServer::Versions::OnlyTls12;
}

void TlsSessionTest::laterConnectionsResume()
{
    QFETCH(TlsServer::Versions, offered);
    constexpr std::size_t kConnections = 6; // more than the tickets of the first
    const TlsServer server(m_identity, offered);
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, "api.test");

    for (std::size_t i = 0; i < kConnections; ++i) {
        tests::TlsClient client(context, server.port());
        QCOMPARE(client.handshake(), IoStatus::Done);
        QCOMPARE(client.session().resumed(), i > 0);
        QCOMPARE(client.exchange("echo 5\nhello", 5), IoStatus::Done);
        QCOMPARE(client.received(), std::string("hello"));
        client.session().shutdown();
        client.socket().close();
        QTRY_COMPARE(server.seen().size(), i + 1);
        QCOMPARE(server.seen()[i].resumed, i > 0);
    }
}

void TlsSessionTest::aDroppedConnectionCanBeResumed()
{
    const TlsServer server(m_identity);
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, "api.test");
    for (const bool expected : {false, true, true, true}) {
        tests::TlsClient client(context, server.port());
        QCOMPARE(client.handshake(), IoStatus::Done);
        QCOMPARE(client.exchange("cut hello", 0), IoStatus::Done);
        QCOMPARE(client.exchange("\n", 5), IoStatus::Done);
        QCOMPARE(client.session().resumed(), expected);
    }
}

void TlsSessionTest::contextsDoNotShareSessions()
{
    const TlsServer server(m_identity);
    relay::net::TlsRoots roots(m_authorityFile);
    for (const char *host : {"api.test", "127.0.0.1"}) {
        relay::net::TlsContext context(roots, host);
        tests::TlsClient client(context, server.port());
        QCOMPARE(client.handshake(), IoStatus::Done);
        QCOMPARE(client.exchange("echo 2\nhi", 2), IoStatus::Done);
        QVERIFY(!client.session().resumed());
    }
}

void TlsSessionTest::aSessionOutlivesItsContext()
{
    const TlsServer server(m_identity);
    relay::net::TlsRoots roots(m_authorityFile);
    auto context = std::make_unique<relay::net::TlsContext>(roots, "api.test");
    tests::TlsClient client(*context, server.port());
    QCOMPARE(client.handshake(), IoStatus::Done);

    context.reset(); // before the tickets have been read

    QCOMPARE(client.exchange("echo 5\nhello", 5), IoStatus::Done);
    QCOMPARE(client.received(), std::string("hello"));
}

void TlsSessionTest::bigTransfersArriveWhole_data()
{
    QTest::addColumn<TlsServer::Versions>("offered");
    QTest::addColumn<int>("size");
    for (const int size : {1, 16 * 1024, 16 * 1024 + 1, 300'000, 20'000'000}) {
        QTest::addRow("%d bytes over TLS 1.3", size) << TlsServer::Versions::OnlyTls13 << size;
        QTest::addRow("%d bytes over TLS 1.2", size) << TlsServer::Versions::OnlyTls12 << size;
    }
}

void TlsSessionTest::bigTransfersArriveWhole()
{
    QFETCH(TlsServer::Versions, offered);
    QFETCH(int, size);
    const TlsServer server(m_identity, offered);
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());
    QCOMPARE(client.handshake(), IoStatus::Done);
    std::string body(static_cast<std::size_t>(size), '\0');
    for (std::size_t i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>(i * 2654435761U >> 13);

    QCOMPARE(client.send("echo " + std::to_string(size) + "\n"), IoStatus::Done);
    constexpr std::size_t kPiece = 100'000;
    for (std::size_t at = 0; at < body.size(); at += kPiece) {
        const std::string_view piece = std::string_view(body).substr(at, kPiece);
        QCOMPARE(client.exchange(piece, piece.size()), IoStatus::Done);
    }

    QVERIFY(client.received() == body);
    QVERIFY(!client.session().hasPending());
}

void TlsSessionTest::endings_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<IoStatus>("end");
    QTest::addColumn<TlsFailure>("failure");
    QTest::newRow("close_notify is an orderly end")
        << QStringLiteral("close bye\n") << IoStatus::Closed << TlsFailure::None;
    QTest::newRow("an end without it is a truncation")
        << QStringLiteral("cut bye\n") << IoStatus::Failed << TlsFailure::Truncated;
}

void TlsSessionTest::endings()
{
    QFETCH(QString, command);
    QFETCH(IoStatus, end);
    QFETCH(TlsFailure, failure);
    const TlsServer server(m_identity);
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());
    QCOMPARE(client.handshake(), IoStatus::Done);
    QCOMPARE(client.send(command.toStdString()), IoStatus::Done);

    QCOMPARE(client.receiveToEnd(), end);

    QCOMPARE(client.received(), std::string("bye"));
    QCOMPARE(client.session().failure(), failure);
    QCOMPARE(client.session().truncated(), failure == TlsFailure::Truncated);
    char more = 0;
    std::size_t got = 1;
    QCOMPARE(client.session().read(&more, 1, got), end); // asked again, it says the same
    QCOMPARE(got, std::size_t{0});
}

void TlsSessionTest::writingToAClosedConnectionRaisesNoSignal()
{
    const TlsServer server(m_identity);
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());
    QCOMPARE(client.handshake(), IoStatus::Done);
    QCOMPARE(client.send("cut bye\n"), IoStatus::Done);
    QCOMPARE(client.receive(3), IoStatus::Done);
    QVERIFY(client.socket().waitReadable()); // its end, not read: the writing finds out by itself

    const std::string megabyte(1024 * 1024, 'x');
    IoStatus status = IoStatus::Done;
    for (int i = 0; i < 100 && status == IoStatus::Done; ++i)
        status = client.send(megabyte); // SIGPIPE would end the test here

    QCOMPARE(status, IoStatus::Failed);
    QCOMPARE(client.session().failure(), TlsFailure::Connection);
}

QTEST_GUILESS_MAIN(TlsSessionTest)
#include "tst_tls_session.moc"
