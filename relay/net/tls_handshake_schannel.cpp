// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_engine_schannel.h"
#include "relay/net/tls_verification_schannel.h"

#include <array>
#include <cstring>

namespace relay::net {

namespace {

constexpr std::size_t kMaxHandshakeBytes = 1024 * 1024; // certificates of more than that are no honest ones
constexpr ULONG kRequest = ISC_REQ_SEQUENCE_DETECT | ISC_REQ_REPLAY_DETECT | ISC_REQ_CONFIDENTIALITY |
                           ISC_REQ_EXTENDED_ERROR | ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM |
                           ISC_REQ_USE_SUPPLIED_CREDS | ISC_REQ_MANUAL_CRED_VALIDATION;

// SEC_APPLICATION_PROTOCOLS with "http/1.1".
std::vector<unsigned char> applicationProtocols()
{
    constexpr unsigned char kAlpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    const auto listSize = static_cast<unsigned short>(sizeof kAlpn);
    const auto extension = static_cast<std::uint32_t>(SecApplicationProtocolNegotiationExt_ALPN);
    const auto listsSize = static_cast<std::uint32_t>(sizeof extension + sizeof listSize + sizeof kAlpn);
    std::vector<unsigned char> bytes(sizeof listsSize + listsSize);
    unsigned char *to = bytes.data();
    const auto put = [&to](const void *from, std::size_t size) {
        std::memcpy(to, from, size);
        to += size;
    };
    put(&listsSize, sizeof listsSize);
    put(&extension, sizeof extension);
    put(&listSize, sizeof listSize);
    put(kAlpn, sizeof kAlpn);
    return bytes;
}

struct OutToken
{
    ~OutToken()
    {
        for (SecBuffer &buffer : buffers) {
            if (buffer.pvBuffer)
                FreeContextBuffer(buffer.pvBuffer);
        }
    }

    std::array<SecBuffer, 2> buffers{SecBuffer{0, SECBUFFER_TOKEN, nullptr},
                                     SecBuffer{0, SECBUFFER_ALERT, nullptr}};
    SecBufferDesc description{SECBUFFER_VERSION, 2, buffers.data()};
};

} // namespace

// What Schannel answers to the tokens is added to output.
SECURITY_STATUS TlsSession::Engine::exchangeTokens(SecBufferDesc *from)
{
    OutToken out;
    ULONG attributes = 0;
    TimeStamp expiry{};
    const SECURITY_STATUS status = InitializeSecurityContextW(
        &credentials->handle, hasContext ? &context : nullptr, target.data(), kRequest, 0, 0, from, 0,
        hasContext ? nullptr : &context, &out.description, &attributes, &expiry);
    const auto *token = static_cast<const char *>(out.buffers[0].pvBuffer);
    if (token && (status >= 0 || (attributes & ISC_RET_EXTENDED_ERROR) != 0))
        output.insert(output.end(), token, token + out.buffers[0].cbBuffer);
    return status;
}

// One call of Schannel's with what is there; what is left of it and what is to be sent is kept.
SECURITY_STATUS TlsSession::Engine::step()
{
    std::vector<unsigned char> protocols;
    std::array<SecBuffer, 2> in{};
    if (!hasContext) {
        protocols = applicationProtocols();
        in[0] = {static_cast<ULONG>(protocols.size()), SECBUFFER_APPLICATION_PROTOCOLS, protocols.data()};
    } else {
        in[0] = {static_cast<ULONG>(cipherEnd - cipherBegin), SECBUFFER_TOKEN, input.data() + cipherBegin};
    }
    in[1] = {0, SECBUFFER_EMPTY, nullptr};
    SecBufferDesc inDescription{SECBUFFER_VERSION, hasContext ? 2U : 1U, in.data()};
    const SECURITY_STATUS status = exchangeTokens(&inDescription);
    const bool went = status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED;
    if (went && hasContext)
        keepRest(in);
    if (went)
        hasContext = true;
    return status;
}

IoStatus TlsSession::Engine::handshake()
{
    if (unusable)
        return IoStatus::Failed;
    bool wantsMore = hasContext && (cipherBegin == cipherEnd || isIncomplete);
    while (true) {
        if (const IoStatus sent = flush(); sent != IoStatus::Done)
            return sent;
        if (handshakeDone)
            return IoStatus::Done;
        if (wantsMore) {
            if (cipherEnd - cipherBegin > kMaxHandshakeBytes)
                return failFromStatus(SEC_E_ILLEGAL_MESSAGE);
            if (const IoStatus received = receive(); received != IoStatus::Done)
                return received;
        }
        const SECURITY_STATUS status = step();
        wantsMore = true;
        switch (status) {
        case SEC_E_OK:
            if (const IoStatus fine = established(); fine != IoStatus::Done)
                return fine;
            break;
        case SEC_I_CONTINUE_NEEDED:
            wantsMore = cipherBegin == cipherEnd;
            break;
        case SEC_E_INCOMPLETE_MESSAGE:
            isIncomplete = true;
            break;
        case SEC_I_INCOMPLETE_CREDENTIALS: // a client certificate would be welcome; on without one
            wantsMore = false;
            break;
        default:
            flush(); // the alert that tells the server, if the socket takes it
            return failFromStatus(status);
        }
    }
}

IoStatus TlsSession::Engine::established()
{
    const CERT_CONTEXT *certificate = nullptr;
    SECURITY_STATUS status =
        QueryContextAttributesW(&context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, static_cast<void *>(&certificate));
    if (status != SEC_E_OK || !certificate)
        return failFromStatus(status);
    const TlsRefusal refusal = verifyCertificate(*certificate, host, extraRoots);
    CertFreeCertificateContext(certificate);
    if (refusal.kind != TlsRefusal::Kind::None) {
        return fail({TlsFailure::Certificate, refusal.describe(host, rootsProblem)});
    }
    status = QueryContextAttributesW(&context, SECPKG_ATTR_STREAM_SIZES, &sizes);
    if (status != SEC_E_OK)
        return failFromStatus(status);
    SecPkgContext_ConnectionInfo connection{};
    if (QueryContextAttributesW(&context, SECPKG_ATTR_CONNECTION_INFO, &connection) == SEC_E_OK)
        version = (connection.dwProtocol & SP_PROT_TLS1_3_CLIENT) != 0 ? "TLSv1.3" : "TLSv1.2";
    SecPkgContext_SessionInfo session{};
    if (QueryContextAttributesW(&context, SECPKG_ATTR_SESSION_INFO, &session) == SEC_E_OK)
        wasResumed = (session.dwFlags & SSL_SESSION_RECONNECT) != 0;
    handshakeDone = true;
    isIncomplete = cipherBegin == cipherEnd;
    return IoStatus::Done;
}

IoStatus TlsSession::Engine::afterHandshake()
{
    if (version != "TLSv1.3")
        return failFromStatus(SEC_E_UNSUPPORTED_FUNCTION); // an old server wants to begin anew: not safe
    const SECURITY_STATUS status = step();
    isIncomplete = cipherBegin == cipherEnd;
    if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED)
        return failFromStatus(status);
    const IoStatus sent = flush();
    return sent == IoStatus::Failed ? sent : IoStatus::Done; // else it goes with the next bytes
}

void TlsSession::Engine::shutdown()
{
    if (unusable || !handshakeDone || !output.empty())
        return;
    DWORD wish = SCHANNEL_SHUTDOWN;
    SecBuffer wishBuffer{sizeof wish, SECBUFFER_TOKEN, &wish};
    SecBufferDesc wishDescription{SECBUFFER_VERSION, 1, &wishBuffer};
    if (ApplyControlToken(&context, &wishDescription) < 0)
        return;
    exchangeTokens(nullptr);
    flush();
}

} // namespace relay::net
