// SPDX-License-Identifier: GPL-3.0-or-later
// Where the system's authorities come from, in this order:
// 1. A directory whose files are named after the hash of their subject (Debian, Arch, openSUSE, Alpine have
// it;
//    SSL_CERT_DIR may name another). OpenSSL opens the one file it needs, at the first handshake that needs
//    it.
// 2. QtNetwork, which knows the places of every system, and reads every certificate it finds there.
// Measured on Debian 12, 142 authorities: 1 takes no time and no memory, one bundle file 50 ms and 1.4 MB, 2
// takes 200 to 240 ms (on the relay's loop) and 6 MB.
#include "relay/net/tls_roots_openssl.h"

#include "relay/base/log.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <QByteArray>
#include <QDir>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QStringList>

#include <utility>

namespace relay::net {

namespace {

bool isHashedDirectory(const QString &path)
{
    static const QStringList kHashedNames{QStringLiteral("[0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
                                                         "[0-9a-f][0-9a-f][0-9a-f][0-9a-f].0")};
    return !path.isEmpty() && !QDir(path).entryList(kHashedNames, QDir::Files).isEmpty();
}

// Empty: this system has none.
QString hashedDirectory()
{
    const QString candidates[] = {
        QString::fromLocal8Bit(qgetenv("SSL_CERT_DIR")),
        QStringLiteral("/etc/ssl/certs"),
        QStringLiteral("/etc/pki/ca-trust/extracted/pem/directory-hash"),
        QString::fromLocal8Bit(X509_get_default_cert_dir()),
    };
    for (const QString &path : candidates) {
        if (isHashedDirectory(path))
            return path;
    }
    return {};
}

void addFromQt(X509_STORE *store)
{
    for (const QSslCertificate &certificate : QSslConfiguration::systemCaCertificates()) {
        const QByteArray der = certificate.toDer();
        auto *bytes = reinterpret_cast<const unsigned char *>(der.constData());
        if (X509 *x509 = d2i_X509(nullptr, &bytes, static_cast<long>(der.size()))) {
            X509_STORE_add_cert(store, x509);
            X509_free(x509);
        }
    }
}

} // namespace

TlsRoots::TlsRoots(std::string extraCaFile)
    : m_extraCaFile(std::move(extraCaFile))
{
}

TlsRoots::~TlsRoots() = default;

std::string TlsRoots::extraFileFromEnvironment()
{
    return qgetenv("SSL_CERT_FILE").toStdString();
}

const TlsRoots::Store &TlsRoots::store()
{
    if (m_store)
        return *m_store;
    m_store = std::make_unique<Store>();
    X509_STORE *x509 = m_store->x509.get();
    const QString directory = hashedDirectory();
    if (directory.isEmpty() || X509_STORE_load_path(x509, QFile::encodeName(directory).constData()) != 1)
        addFromQt(x509);
    if (!m_extraCaFile.empty() && X509_STORE_load_file(x509, m_extraCaFile.c_str()) != 1) {
        m_problem = "The file " + m_extraCaFile +
                    " with extra certificate authorities (SSL_CERT_FILE) cannot be " +
                    "read, or holds no certificate in PEM form.";
        log::net().error("{}", m_problem);
    }
    ERR_clear_error();
    return *m_store;
}

} // namespace relay::net
