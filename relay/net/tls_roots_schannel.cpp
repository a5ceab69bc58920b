// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_roots_schannel.h"

#include "relay/base/log.h"

#include <QFile>

#include <string_view>
#include <utility>
#include <vector>

namespace relay::net {

namespace {

// How many certificates the PEM text has added.
int addFromPem(HCERTSTORE store, std::string_view text)
{
    constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
    int added = 0;
    for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at)) {
        const std::size_t end = text.find(kEnd, at);
        if (end == std::string_view::npos)
            break;
        const std::string_view block = text.substr(at, end + kEnd.size() - at);
        at = end;
        std::vector<BYTE> der(block.size());
        auto size = static_cast<DWORD>(der.size());
        if (CryptStringToBinaryA(block.data(), static_cast<DWORD>(block.size()), CRYPT_STRING_BASE64HEADER,
                                 der.data(), &size, nullptr, nullptr) &&
            CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, der.data(), size,
                                             CERT_STORE_ADD_REPLACE_EXISTING, nullptr))
            ++added;
    }
    return added;
}

} // namespace

TlsRoots::Store::Store()
    : extra(CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_CREATE_NEW_FLAG, nullptr))
{
}

TlsRoots::Store::~Store()
{
    if (extra)
        CertCloseStore(extra, 0);
}

TlsRoots::TlsRoots(std::string extraCaFile)
    : m_extraCaFile(std::move(extraCaFile))
{
}

TlsRoots::~TlsRoots() = default;

std::string TlsRoots::extraFileFromEnvironment()
{
    return qEnvironmentVariable("SSL_CERT_FILE").toStdString();
}

const TlsRoots::Store &TlsRoots::store()
{
    if (m_store)
        return *m_store;
    m_store = std::make_unique<Store>();
    if (m_extraCaFile.empty())
        return *m_store;
    QFile file(QString::fromStdString(m_extraCaFile));
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    if (addFromPem(m_store->extra, text.toStdString()) == 0) {
        m_problem = "The file " + m_extraCaFile +
                    " with extra certificate authorities (SSL_CERT_FILE) cannot be " +
                    "read, or holds no certificate in PEM form.";
        log::net().error("{}", m_problem);
    }
    return *m_store;
}

} // namespace relay::net
