// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/socket.h"
#include "relay/net/tls_context_schannel.h"
#include "relay/net/tls_fault.h"
#include "relay/net/tls_session.h"

// clang-format off
#include <winsock2.h>
#include <schannel.h> // needs it
// clang-format on

#include <span>
#include <vector>

namespace relay::net {

// Schannel knows no socket: it turns tokens and records in one piece of memory into others. What came from
// the socket stands in input: first what is deciphered and not yet read, then what is not deciphered. What
// goes to the socket stands in output, until the socket has taken it. Lives on relay.
struct TlsSession::Engine
{
    Engine(TlsContext &tlsContext, SocketHandle handle);
    ~Engine();

    IoStatus handshake();
    IoStatus read(char *to, std::size_t size, std::size_t &got);
    IoStatus write(const char *from, std::size_t size, std::size_t &put);
    void shutdown();
    bool hasPending() const;

    IoStatus receive();
    IoStatus flush();
    SECURITY_STATUS step();
    SECURITY_STATUS exchangeTokens(SecBufferDesc *from);
    IoStatus established();
    IoStatus decipher();
    IoStatus afterHandshake(); // what TLS 1.3 sends in between
    bool encipher(const char *from, std::size_t size);
    void keepRest(std::span<const SecBuffer> buffers);
    void dropBuffer();

    IoStatus fail(TlsFault what);
    IoStatus failFromStatus(SECURITY_STATUS status);
    IoStatus failFromSocket(bool atEnd, int error);

    std::string host;
    std::string rootsProblem;
    std::wstring target;
    std::shared_ptr<TlsContext::Engine::Credentials> credentials;
    HCERTSTORE extraRoots = nullptr;
    SocketHandle socket = kNoSocket;

    CtxtHandle context{};
    bool hasContext = false;
    std::vector<char> input;
    std::size_t plainBegin = 0;
    std::size_t plainEnd = 0;
    std::size_t cipherBegin = 0;
    std::size_t cipherEnd = 0;
    bool isIncomplete = true; // nothing can be made of the ciphered bytes before more have come
    std::vector<char> output;
    std::size_t outBegin = 0;
    std::size_t enciphered = 0; // of the caller's bytes, those that output stands for
    SecPkgContext_StreamSizes sizes{};

    TlsFault fault;
    std::string version;
    IoStatus nextRead = IoStatus::Done; // known already when the call before moved bytes
    IoStatus nextWrite = IoStatus::Done;
    bool handshakeDone = false;
    bool wasResumed = false;
    bool closed = false; // by the peer, in good order
    bool unusable = false;
};

} // namespace relay::net
