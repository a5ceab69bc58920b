// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/tls_refusal.h"
#include "relay/net/tls_roots_schannel.h"

namespace relay::net {

// Whether the certificate proves that its owner is `host` (a name, or an IP literal). The chain is built and
// judged by the system, which may fetch an authority that it trusts but does not hold yet: that takes seconds
// at most, once. Reentrant.
TlsRefusal verifyCertificate(const CERT_CONTEXT &certificate, const std::string &host, HCERTSTORE extraRoots);

} // namespace relay::net
