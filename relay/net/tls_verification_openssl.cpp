// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_verification_openssl.h"

#include "relay/net/host_address.h"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <string_view>

namespace relay::net {

namespace {

constexpr int kMaxNames = 4;
constexpr std::size_t kMaxTextBytes = 200; // of the certificate's own words

std::string_view viewOf(const ASN1_STRING *text)
{
    return {reinterpret_cast<const char *>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string textOf(const X509_NAME *name)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0)
        return {};
    char *data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return std::string(data, std::min(static_cast<std::size_t>(size), kMaxTextBytes));
}

std::string dateOf(const ASN1_TIME *time)
{
    std::tm fields{};
    std::array<char, 32> text{};
    if (ASN1_TIME_to_tm(time, &fields) != 1 ||
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &fields) == 0)
        return "an unreadable date";
    return text.data();
}

std::string addressText(std::string_view bytes)
{
    std::string literal;
    if (bytes.size() == 4) {
        for (const char byte : bytes)
            literal += (literal.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(byte));
    } else if (bytes.size() == 16) {
        static constexpr char kDigits[] = "0123456789abcdef";
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const auto byte = static_cast<unsigned char>(bytes[i]);
            literal += i % 2 == 0 && i > 0 ? ":" : "";
            literal += {kDigits[byte >> 4], kDigits[byte & 15]};
        }
    }
    const auto address = HostAddress::parse(literal);
    return address ? address->toString() : std::string();
}

std::string namesOf(X509 *certificate)
{
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> all(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        &GENERAL_NAMES_free);
    std::string result;
    const int count = all ? sk_GENERAL_NAME_num(all.get()) : 0;
    for (int i = 0; i < std::min(count, kMaxNames); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(all.get(), i);
        std::string text;
        if (name->type == GEN_DNS)
            text = viewOf(name->d.dNSName).substr(0, kMaxTextBytes);
        else if (name->type == GEN_IPADD)
            text = addressText(viewOf(name->d.iPAddress));
        std::ranges::replace_if(
            text, [](char c) { return c <= ' ' || c > '~'; }, '?');
        if (!text.empty())
            result += (result.empty() ? "" : ", ") + text;
    }
    return count > kMaxNames ? result + ", ..." : result;
}

TlsRefusal::Kind kindOf(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return TlsRefusal::Kind::Expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return TlsRefusal::Kind::NotYetValid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return TlsRefusal::Kind::SelfSigned;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return TlsRefusal::Kind::UntrustedRoot;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return TlsRefusal::Kind::UnknownAuthority;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return TlsRefusal::Kind::OtherHost;
    case X509_V_ERR_CERT_REVOKED:
        return TlsRefusal::Kind::Revoked;
    default:
        return TlsRefusal::Kind::Other;
    }
}

} // namespace

int TlsVerification::onCertificate(int isFine, X509_STORE_CTX *chain)
{
    if (isFine != 0)
        return 1;
    auto *ssl = static_cast<SSL *>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto *found = static_cast<TlsVerification *>(SSL_get_app_data(ssl));
    X509 *certificate = X509_STORE_CTX_get_current_cert(chain);
    if (found == nullptr)
        return 0;
    const int error = X509_STORE_CTX_get_error(chain);
    found->kind = kindOf(error);
    found->reason = X509_verify_cert_error_string(error);
    if (certificate != nullptr) {
        found->subject = textOf(X509_get_subject_name(certificate));
        found->issuer = textOf(X509_get_issuer_name(certificate));
        found->names = namesOf(certificate);
        found->notBefore = dateOf(X509_get0_notBefore(certificate));
        found->notAfter = dateOf(X509_get0_notAfter(certificate));
    }
    return 0;
}

} // namespace relay::net
