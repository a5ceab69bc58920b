// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace tests {

struct PemPair
{
    std::string certificate;
    std::string key;
};

struct CertificateWishes
{
    std::string commonName = "server";
    std::vector<std::string> dnsNames;
    std::vector<std::string> addresses;                      // literals
    std::chrono::seconds notBefore = -std::chrono::hours(1); // from now
    std::chrono::seconds notAfter = std::chrono::hours(1);
};

// A certificate authority that lives as long as a test; keys are P-256. Reentrant.
class CertificateAuthority final
{
public:
    explicit CertificateAuthority(const std::string &name = "Test authority");
    ~CertificateAuthority();
    CertificateAuthority(const CertificateAuthority &) = delete;
    CertificateAuthority &operator=(const CertificateAuthority &) = delete;

    PemPair issue(const CertificateWishes &wishes) const;
    const std::string &certificate() const; // PEM
    std::string hashedFileName() const;     // what it is called in a system's directory of authorities

    static PemPair selfSigned(const CertificateWishes &wishes);

private:
    struct Keys;
    std::unique_ptr<Keys> m_keys;
};

} // namespace tests
