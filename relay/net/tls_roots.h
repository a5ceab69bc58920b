// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

namespace relay::net {

// The certificate authorities that every upstream's certificate is checked against: the system's, and those
// of one extra PEM file. Shared by all TlsContexts; nothing is loaded before the first of them connects.
// Lives on relay.
class TlsRoots final
{
public:
    explicit TlsRoots(std::string extraCaFile = {});
    ~TlsRoots();
    TlsRoots(const TlsRoots &) = delete;
    TlsRoots &operator=(const TlsRoots &) = delete;

    static std::string extraFileFromEnvironment(); // SSL_CERT_FILE

    // Why the extra file could not be used; empty when all is well or nothing is loaded yet.
    const std::string &problem() const { return m_problem; }

    struct Store; // the TLS library's own form
    const Store &store();

private:
    std::string m_extraCaFile;
    std::string m_problem;
    std::unique_ptr<Store> m_store;
};

} // namespace relay::net
