// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_verification_schannel.h"

#include "relay/net/host_address.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace relay::net {

namespace {

constexpr std::size_t kMaxNames = 4;
constexpr std::size_t kMaxTextBytes = 200;       // of the certificate's own words
constexpr DWORD kFetchPatienceMs = 3000;         // for an authority or a part of the chain
constexpr DWORD kIgnoreUnknownAuthority = 0x100; // SECURITY_FLAG_IGNORE_UNKNOWN_CA of wininet.h
constexpr DWORD kIgnoreHost = 0x1000;            // SECURITY_FLAG_IGNORE_CERT_CN_INVALID

struct ChainFreer
{
    void operator()(const CERT_CHAIN_CONTEXT *chain) const { CertFreeCertificateChain(chain); }
};
using Chain = std::unique_ptr<const CERT_CHAIN_CONTEXT, ChainFreer>;

std::string printable(std::string text)
{
    text.resize(std::min(text.size(), kMaxTextBytes));
    std::ranges::replace_if(
        text, [](char c) { return c < ' ' || c == '\x7f'; }, '?');
    return text;
}

std::string textOf(const CERT_NAME_BLOB &name)
{
    constexpr DWORD kForm = CERT_X500_NAME_STR | CERT_NAME_STR_REVERSE_FLAG;
    CERT_NAME_BLOB copy = name;
    std::array<wchar_t, 512> text{};
    CertNameToStrW(X509_ASN_ENCODING, &copy, kForm, text.data(), static_cast<DWORD>(text.size()));
    return printable(QString::fromWCharArray(text.data()).toStdString());
}

std::string dateOf(const FILETIME &time)
{
    SYSTEMTIME fields{};
    if (!FileTimeToSystemTime(&time, &fields))
        return "an unreadable date";
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d UTC", fields.wYear, fields.wMonth,
                  fields.wDay, fields.wHour, fields.wMinute);
    return text.data();
}

struct LocalFreer
{
    void operator()(void *memory) const { LocalFree(memory); }
};
using AlternativeNames = std::unique_ptr<CERT_ALT_NAME_INFO, LocalFreer>;

AlternativeNames alternativeNames(const CERT_CONTEXT &certificate)
{
    char identifier[] = szOID_SUBJECT_ALT_NAME2;
    const CERT_EXTENSION *extension =
        CertFindExtension(identifier, certificate.pCertInfo->cExtension, certificate.pCertInfo->rgExtension);
    CERT_ALT_NAME_INFO *names = nullptr;
    DWORD size = 0;
    if (!extension || !CryptDecodeObjectEx(X509_ASN_ENCODING, X509_ALTERNATE_NAME, extension->Value.pbData,
                                           extension->Value.cbData, CRYPT_DECODE_ALLOC_FLAG, nullptr,
                                           static_cast<void *>(&names), &size))
        return nullptr;
    return AlternativeNames(names);
}

std::span<const CERT_ALT_NAME_ENTRY> entriesOf(const AlternativeNames &names)
{
    if (!names)
        return {};
    return {names->rgAltEntry, names->cAltEntry};
}

std::span<const BYTE> addressBytes(const CERT_ALT_NAME_ENTRY &entry)
{
    return {entry.IPAddress.pbData, entry.IPAddress.cbData};
}

std::string addressText(std::span<const BYTE> bytes)
{
    std::string literal;
    if (bytes.size() == 4) {
        for (const BYTE byte : bytes)
            literal += (literal.empty() ? "" : ".") + std::to_string(byte);
    } else if (bytes.size() == 16) {
        static constexpr char kDigits[] = "0123456789abcdef";
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            literal += i % 2 == 0 && i > 0 ? ":" : "";
            literal += {kDigits[bytes[i] >> 4], kDigits[bytes[i] & 15]};
        }
    }
    const auto address = HostAddress::parse(literal);
    return address ? address->toString() : std::string();
}

std::string namesOf(const AlternativeNames &all)
{
    std::string result;
    const auto entries = entriesOf(all);
    for (const CERT_ALT_NAME_ENTRY &entry : entries.first(std::min(entries.size(), kMaxNames))) {
        std::string text;
        if (entry.dwAltNameChoice == CERT_ALT_NAME_DNS_NAME)
            text = printable(QString::fromWCharArray(entry.pwszDNSName).toStdString());
        else if (entry.dwAltNameChoice == CERT_ALT_NAME_IP_ADDRESS)
            text = addressText(addressBytes(entry));
        if (!text.empty())
            result += (result.empty() ? "" : ", ") + text;
    }
    return entries.size() > kMaxNames ? result + ", ..." : result;
}

bool isForAddress(const AlternativeNames &names, const HostAddress &address)
{
    const auto wanted = address.bytes();
    const std::size_t size = address.isV4() ? 4 : 16;
    return std::ranges::any_of(entriesOf(names), [&](const CERT_ALT_NAME_ENTRY &entry) {
        return entry.dwAltNameChoice == CERT_ALT_NAME_IP_ADDRESS &&
               std::ranges::equal(addressBytes(entry), std::span(wanted).first(size));
    });
}

Chain chainOf(const CERT_CONTEXT &certificate, HCERTSTORE extraRoots)
{
    // What the server sent and the extra certificates, from which the chain may be built; trusted is neither.
    const HCERTSTORE both = CertOpenStore(CERT_STORE_PROV_COLLECTION, 0, 0, 0, nullptr);
    if (both && certificate.hCertStore)
        CertAddStoreToCollection(both, certificate.hCertStore, 0, 0);
    if (both && extraRoots)
        CertAddStoreToCollection(both, extraRoots, 0, 0);
    char usage[] = szOID_PKIX_KP_SERVER_AUTH;
    char *usages[] = {usage};
    CERT_CHAIN_PARA parameters{};
    parameters.cbSize = sizeof parameters;
    parameters.RequestedUsage.dwType = USAGE_MATCH_TYPE_AND;
    parameters.RequestedUsage.Usage.cUsageIdentifier = 1;
    parameters.RequestedUsage.Usage.rgpszUsageIdentifier = usages;
    parameters.dwUrlRetrievalTimeout = kFetchPatienceMs;
    const CERT_CHAIN_CONTEXT *chain = nullptr;
    if (!CertGetCertificateChain(nullptr, &certificate, nullptr, both, &parameters, 0, nullptr, &chain))
        chain = nullptr;
    if (both)
        CertCloseStore(both, 0);
    return Chain(chain);
}

std::span<CERT_CHAIN_ELEMENT *const> elementsOf(const Chain &chain)
{
    if (chain->cChain == 0)
        return {};
    return {chain->rgpChain[0]->rgpElement, chain->rgpChain[0]->cElement};
}

// One of the chain's certificates is among the extra ones, and all signatures up to it are right.
bool leadsToExtraRoot(const Chain &chain, HCERTSTORE extraRoots)
{
    for (const CERT_CHAIN_ELEMENT *element : elementsOf(chain)) {
        const CERT_CONTEXT *found = CertFindCertificateInStore(
            extraRoots, X509_ASN_ENCODING, 0, CERT_FIND_EXISTING, element->pCertContext, nullptr);
        if (found) {
            CertFreeCertificateContext(found);
            return true;
        }
        if ((element->TrustStatus.dwErrorStatus & CERT_TRUST_IS_NOT_SIGNATURE_VALID) != 0)
            return false;
    }
    return false;
}

DWORD judged(const Chain &chain, const std::wstring &host, bool checkHost, bool ignoreAuthority)
{
    std::wstring name = host;
    SSL_EXTRA_CERT_CHAIN_POLICY_PARA wanted{};
    wanted.cbSize = sizeof wanted;
    wanted.dwAuthType = AUTHTYPE_SERVER;
    wanted.fdwChecks = (checkHost ? 0 : kIgnoreHost) | (ignoreAuthority ? kIgnoreUnknownAuthority : 0);
    wanted.pwszServerName = name.data();
    CERT_CHAIN_POLICY_PARA parameters{};
    parameters.cbSize = sizeof parameters;
    parameters.dwFlags = ignoreAuthority ? CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG : 0;
    parameters.pvExtraPolicyPara = &wanted;
    CERT_CHAIN_POLICY_STATUS status{};
    status.cbSize = sizeof status;
    if (!CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain.get(), &parameters, &status))
        return GetLastError();
    return status.dwError;
}

bool isUnknownAuthority(DWORD error)
{
    return error == static_cast<DWORD>(CERT_E_UNTRUSTEDROOT) || error == static_cast<DWORD>(CERT_E_CHAINING);
}

bool isSelfSigned(const CERT_CONTEXT &certificate)
{
    return CertCompareCertificateName(X509_ASN_ENCODING, &certificate.pCertInfo->Subject,
                                      &certificate.pCertInfo->Issuer) != FALSE;
}

TlsRefusal::Kind kindOf(DWORD error, const CERT_CONTEXT &certificate, const Chain &chain)
{
    switch (static_cast<HRESULT>(error)) {
    case CERT_E_EXPIRED:
    case CERT_E_VALIDITYPERIODNESTING:
        return CertVerifyTimeValidity(nullptr, certificate.pCertInfo) < 0 ? TlsRefusal::Kind::NotYetValid
                                                                          : TlsRefusal::Kind::Expired;
    case CERT_E_UNTRUSTEDROOT:
        return elementsOf(chain).size() <= 1 && isSelfSigned(certificate) ? TlsRefusal::Kind::SelfSigned
                                                                          : TlsRefusal::Kind::UntrustedRoot;
    case CERT_E_CHAINING:
        return isSelfSigned(certificate) ? TlsRefusal::Kind::SelfSigned : TlsRefusal::Kind::UnknownAuthority;
    case CERT_E_CN_NO_MATCH:
        return TlsRefusal::Kind::OtherHost;
    case CERT_E_REVOKED:
    case CRYPT_E_REVOKED:
        return TlsRefusal::Kind::Revoked;
    default:
        return TlsRefusal::Kind::Other;
    }
}

} // namespace

TlsRefusal verifyCertificate(const CERT_CONTEXT &certificate, const std::string &host, HCERTSTORE extraRoots)
{
    TlsRefusal refusal;
    const Chain chain = chainOf(certificate, extraRoots);
    if (!chain) {
        refusal.kind = TlsRefusal::Kind::Other;
        refusal.reason = qt_error_string(static_cast<int>(GetLastError())).toStdString();
        return refusal;
    }
    const std::optional<HostAddress> address = HostAddress::parse(host);
    const AlternativeNames names = alternativeNames(certificate);
    // Without a name any certificate would do; RFC 6761 6.4: nobody has this one.
    const std::wstring name = host.empty() ? L"invalid" : QString::fromStdString(host).toStdWString();
    DWORD error = judged(chain, name, !address, false);
    if (isUnknownAuthority(error) && extraRoots && leadsToExtraRoot(chain, extraRoots))
        error = judged(chain, name, !address, true);
    if (error == 0 && address && !isForAddress(names, *address))
        error = static_cast<DWORD>(CERT_E_CN_NO_MATCH);
    if (error == 0)
        return refusal;
    refusal.kind = kindOf(error, certificate, chain);
    const CERT_CONTEXT *atFault = &certificate;
    if (refusal.kind == TlsRefusal::Kind::UntrustedRoot)
        atFault = elementsOf(chain).back()->pCertContext;
    refusal.subject = textOf(atFault->pCertInfo->Subject);
    refusal.issuer = textOf(atFault->pCertInfo->Issuer);
    refusal.names = namesOf(names);
    refusal.notBefore = dateOf(atFault->pCertInfo->NotBefore);
    refusal.notAfter = dateOf(atFault->pCertInfo->NotAfter);
    refusal.reason = qt_error_string(static_cast<int>(error)).trimmed().toStdString();
    return refusal;
}

} // namespace relay::net
