// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/net/tls_context.h"
#include "relay/net/tls_roots.h"
#include "tests/support/plain_server.h"
#include "tests/support/tls_client.h"
#include "tests/support/tls_server.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace std::chrono_literals;
using relay::net::IoStatus;
using relay::net::TlsFailure;

// Which servers are believed, and what people are told about the others.
class TlsVerificationTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void certificates_data();
    void certificates();
    void nobodyIsTrustedWithoutTheExtraFile();
    void anUnreadableExtraFileIsNamed();
    void theEnvironmentNamesTheExtraFile();
    void theSystemsDirectoryIsTrusted();
    void aSelfSignedServerCanBeTrusted();
    void otherServers_data();
    void otherServers();

private:
    std::string write(const char *name, const std::string &text) const;

    QTemporaryDir m_directory;
    tests::CertificateAuthority m_authority;
    std::string m_authorityFile;
};

namespace {

tests::CertificateWishes forNames(std::vector<std::string> names)
{
    tests::CertificateWishes wishes;
    wishes.dnsNames = std::move(names);
    return wishes;
}

tests::CertificateWishes forAddresses(std::vector<std::string> addresses)
{
    tests::CertificateWishes wishes;
    wishes.addresses = std::move(addresses);
    return wishes;
}

tests::CertificateWishes valid(std::chrono::seconds from, std::chrono::seconds to)
{
    tests::CertificateWishes wishes = forNames({"api.test"});
    wishes.notBefore = from;
    wishes.notAfter = to;
    return wishes;
}

} // namespace

void TlsVerificationTest::initTestCase()
{
    QVERIFY(m_directory.isValid());
    m_authorityFile = write("authority.pem", m_authority.certificate());
}

std::string TlsVerificationTest::write(const char *name, const std::string &text) const
{
    QFile file(m_directory.filePath(QLatin1String(name)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0)
        qFatal("cannot write %s", name);
    return file.fileName().toStdString();
}

void TlsVerificationTest::certificates_data()
{
    QTest::addColumn<tests::CertificateWishes>("wishes");
    QTest::addColumn<std::string>("host");
    QTest::addColumn<bool>("selfSigned");
    QTest::addColumn<QString>("complaint"); // empty: accepted

    const auto row = [](const char *claim, const tests::CertificateWishes &wishes, const char *host,
                        const char *complaint, bool selfSigned = false) {
        QTest::newRow(claim) << wishes << std::string(host) << selfSigned << QString::fromUtf8(complaint);
    };
    row("the right name is accepted", forNames({"api.test"}), "api.test", "");
    row("one of several names is enough", forNames({"a.test", "api.test"}), "api.test", "");
    row("case does not matter", forNames({"API.test"}), "api.TEST", "");
    row("a closing dot does not matter", forNames({"api.test"}), "api.test.", "");
    row("a wildcard stands for one label", forNames({"*.api.test"}), "eu.api.test", "");
    row("a wildcard does not stand for two labels", forNames({"*.test"}), "eu.api.test",
        "for another host (*.test)");
    row("a part of a label is no wildcard", forNames({"a*.api.test"}), "ab.api.test", "for another host");
    row("another name is refused and told", forNames({"other.test", "www.other.test"}), "api.test",
        "for another host (other.test, www.other.test)");
    row("a sub-domain is another name", forNames({"api.test"}), "eu.api.test", "for another host (api.test)");
    row("an IPv4 address in the certificate is accepted", forAddresses({"127.0.0.1"}), "127.0.0.1", "");
    row("an IPv6 address in the certificate is accepted", forAddresses({"::1"}), "::1", "");
    row("another address is refused and told", forAddresses({"10.1.2.3", "fe80::1"}), "127.0.0.1",
        "for another host (10.1.2.3, fe80::1)");
    row("an address given as a name does not count", forNames({"127.0.0.1"}), "127.0.0.1",
        "for another host");
    row("an expired one is refused", valid(-48h, -24h), "api.test", "expired on 20");
    row("one from the future is refused", valid(24h, 48h), "api.test", "is valid only from 20");
    row("a self-signed one is refused", forNames({"api.test"}), "api.test",
        "self-signed certificate (CN=server)", true);
    row("without a name nobody is believed", forNames({"api.test"}), "", "for another host (api.test)");
    QTest::newRow("nor with half a one") << forNames({"api.test"}) << std::string("api.test\0.evil", 14)
                                         << false << QStringLiteral("for another host (api.test)");
}

void TlsVerificationTest::certificates()
{
    QFETCH(tests::CertificateWishes, wishes);
    QFETCH(std::string, host);
    QFETCH(bool, selfSigned);
    QFETCH(QString, complaint);
    const tests::TlsServer server(selfSigned ? tests::CertificateAuthority::selfSigned(wishes)
                                             : m_authority.issue(wishes));
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, host);
    tests::TlsClient client(context, server.port());

    const IoStatus status = client.handshake();

    const QString error = QString::fromStdString(client.session().error().english());
    QVERIFY2(error.contains(complaint), qPrintable(error));
    QCOMPARE(status, complaint.isEmpty() ? IoStatus::Done : IoStatus::Failed);
    QCOMPARE(client.session().failure(), complaint.isEmpty() ? TlsFailure::None : TlsFailure::Certificate);
    QCOMPARE(client.handshake(), status); // and stays so
    QCOMPARE(error.isEmpty(), complaint.isEmpty());
}

void TlsVerificationTest::nobodyIsTrustedWithoutTheExtraFile()
{
    const tests::TlsServer server(m_authority.issue(forNames({"api.test"})));
    relay::net::TlsRoots roots;
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());

    QCOMPARE(client.handshake(), IoStatus::Failed);

    const QString error = QString::fromStdString(client.session().error().english());
    QVERIFY2(error.contains(QStringLiteral("unknown authority (CN=Test authority)")), qPrintable(error));
    QVERIFY2(error.contains(QStringLiteral("SSL_CERT_FILE")), qPrintable(error));
    QVERIFY(roots.problem().empty());
}

void TlsVerificationTest::anUnreadableExtraFileIsNamed()
{
    const tests::TlsServer server(m_authority.issue(forNames({"api.test"})));
    const std::string path = write("not_pem.txt", "no certificate");
    relay::net::TlsRoots roots(path);
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());

    QCOMPARE(client.handshake(), IoStatus::Failed);

    const QString error = QString::fromStdString(client.session().error().english());
    QVERIFY2(error.contains(QString::fromStdString(path)), qPrintable(error));
    QVERIFY(!roots.problem().empty());
}

void TlsVerificationTest::theEnvironmentNamesTheExtraFile()
{
    qputenv("SSL_CERT_FILE", QByteArray::fromStdString(m_authorityFile));
    const std::string fromEnvironment = relay::net::TlsRoots::extraFileFromEnvironment();
    qunsetenv("SSL_CERT_FILE");

    QCOMPARE(fromEnvironment, m_authorityFile);
    QVERIFY(relay::net::TlsRoots::extraFileFromEnvironment().empty());
}

void TlsVerificationTest::theSystemsDirectoryIsTrusted()
{
    const QTemporaryDir system;
    QVERIFY(QFile::copy(QString::fromStdString(m_authorityFile),
                        system.filePath(QString::fromStdString(m_authority.hashedFileName()))));
    const tests::TlsServer server(m_authority.issue(forNames({"api.test"})));
    qputenv("SSL_CERT_DIR", system.path().toLocal8Bit());
    relay::net::TlsRoots roots;
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());
    qunsetenv("SSL_CERT_DIR"); // read by now: the client's session needed the authorities

    QCOMPARE(client.handshake(), IoStatus::Done);
}

void TlsVerificationTest::aSelfSignedServerCanBeTrusted()
{
    const auto identity = tests::CertificateAuthority::selfSigned(forNames({"api.test"}));
    const tests::TlsServer server(identity);
    relay::net::TlsRoots roots(write("self.pem", identity.certificate));
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());

    QCOMPARE(client.handshake(), IoStatus::Done);
}

void TlsVerificationTest::otherServers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<TlsFailure>("failure");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("a plain HTTP server is told as such")
        << QByteArray("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n") << TlsFailure::Protocol
        << QStringLiteral("does not answer in TLS");
    QTest::newRow("an SSH server is told as such")
        << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << TlsFailure::Protocol
        << QStringLiteral("does not answer in TLS");
    QTest::newRow("a handshake alert is passed on")
        << QByteArray("\x15\x03\x03\x00\x02\x02\x28", 7) << TlsFailure::Protocol
        << QStringLiteral("handshake failure");
    QTest::newRow("a name it does not serve is told")
        << QByteArray("\x15\x03\x03\x00\x02\x02\x70", 7) << TlsFailure::Protocol
        << QStringLiteral("does not serve that host name");
    QTest::newRow("an end at once is told")
        << QByteArray() << TlsFailure::Connection
        << QStringLiteral("closed the connection during the TLS handshake");
}

void TlsVerificationTest::otherServers()
{
    QFETCH(QByteArray, answer);
    QFETCH(TlsFailure, failure);
    QFETCH(QString, complaint);
    const tests::PlainServer server(answer.toStdString());
    relay::net::TlsRoots roots(m_authorityFile);
    relay::net::TlsContext context(roots, "api.test");
    tests::TlsClient client(context, server.port());

    QCOMPARE(client.handshake(), IoStatus::Failed);

    const QString error = QString::fromStdString(client.session().error().english());
    QVERIFY2(error.contains(complaint), qPrintable(error));
    QVERIFY2(error.contains(QStringLiteral("api.test")), qPrintable(error));
    QCOMPARE(client.session().failure(), failure);
}

QTEST_GUILESS_MAIN(TlsVerificationTest)
#include "tst_tls_verification.moc"
