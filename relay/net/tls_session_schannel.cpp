// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_engine_schannel.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace relay::net {

namespace {

constexpr std::size_t kReadBytes = 18 * 1024; // a record, with room for a second one's head

} // namespace

TlsSession::Engine::Engine(TlsContext &tlsContext, SocketHandle handle)
    : host(tlsContext.host())
    , rootsProblem(tlsContext.engine().rootsProblem)
    , target(tlsContext.engine().target)
    , credentials(tlsContext.engine().credentials)
    , extraRoots(CertDuplicateStore(tlsContext.engine().roots.extra))
    , socket(handle)
{
    if (credentials->status != SEC_E_OK)
        failFromStatus(credentials->status);
}

TlsSession::Engine::~Engine()
{
    if (hasContext)
        DeleteSecurityContext(&context);
    if (extraRoots)
        CertCloseStore(extraRoots, 0);
}

// ---- the socket

// Done: some bytes more are there.
IoStatus TlsSession::Engine::receive()
{
    if (plainBegin == plainEnd) {
        if (cipherBegin > 0)
            std::memmove(input.data(), input.data() + cipherBegin, cipherEnd - cipherBegin);
        cipherEnd -= cipherBegin;
        cipherBegin = plainBegin = plainEnd = 0;
    }
    if (input.size() < cipherEnd + kReadBytes)
        input.resize(cipherEnd + kReadBytes);
    const socket::Transfer transfer =
        socket::receive(socket, std::span(input).subspan(cipherEnd)); // first: it sets the error
    const int error = WSAGetLastError();
    switch (transfer.outcome) {
    case socket::Outcome::Done:
        cipherEnd += transfer.bytes;
        isIncomplete = false;
        return IoStatus::Done;
    case socket::Outcome::WouldBlock:
        if (cipherBegin == cipherEnd && plainBegin == plainEnd)
            dropBuffer();
        return IoStatus::WantRead;
    case socket::Outcome::Closed:
        return failFromSocket(true, 0);
    case socket::Outcome::Failed:
        break;
    }
    return failFromSocket(false, error);
}

// An idle connection keeps no buffer.
void TlsSession::Engine::dropBuffer()
{
    input = {};
    plainBegin = plainEnd = cipherBegin = cipherEnd = 0;
}

IoStatus TlsSession::Engine::flush()
{
    while (outBegin < output.size()) {
        const std::string_view part(output.data() + outBegin, output.size() - outBegin);
        const socket::Transfer transfer = socket::send(socket, std::span(&part, 1));
        const int error = WSAGetLastError();
        if (transfer.outcome == socket::Outcome::WouldBlock)
            return IoStatus::WantWrite;
        if (transfer.outcome != socket::Outcome::Done)
            return failFromSocket(false, error);
        outBegin += transfer.bytes;
    }
    output.clear();
    outBegin = 0;
    return IoStatus::Done;
}

// ---- records

void TlsSession::Engine::keepRest(std::span<const SecBuffer> buffers)
{
    const auto extra =
        std::ranges::find(buffers, static_cast<ULONG>(SECBUFFER_EXTRA), &SecBuffer::BufferType);
    cipherBegin = extra == buffers.end() ? cipherEnd : cipherEnd - extra->cbBuffer;
}

// Done: there are deciphered bytes, or something else has happened and it is worth another try.
IoStatus TlsSession::Engine::decipher()
{
    std::array<SecBuffer, 4> buffers{};
    buffers[0] = {static_cast<ULONG>(cipherEnd - cipherBegin), SECBUFFER_DATA, input.data() + cipherBegin};
    SecBufferDesc description{SECBUFFER_VERSION, 4, buffers.data()};
    const SECURITY_STATUS status = DecryptMessage(&context, &description, 0, nullptr);
    switch (status) {
    case SEC_E_INCOMPLETE_MESSAGE:
        isIncomplete = true;
        return IoStatus::Done;
    case SEC_I_CONTEXT_EXPIRED:
        closed = true;
        return IoStatus::Closed;
    case SEC_E_OK:
    case SEC_I_RENEGOTIATE:
        break;
    default:
        return failFromStatus(status);
    }
    for (const SecBuffer &buffer : buffers) {
        if (buffer.BufferType == SECBUFFER_DATA && buffer.cbBuffer > 0) {
            plainBegin = static_cast<std::size_t>(static_cast<char *>(buffer.pvBuffer) - input.data());
            plainEnd = plainBegin + buffer.cbBuffer;
        }
    }
    keepRest(buffers);
    isIncomplete = cipherBegin == cipherEnd;
    return status == SEC_I_RENEGOTIATE ? afterHandshake() : IoStatus::Done;
}

IoStatus TlsSession::Engine::read(char *to, std::size_t size, std::size_t &got)
{
    if (nextRead != IoStatus::Done)
        return std::exchange(nextRead, IoStatus::Done);
    if (closed)
        return IoStatus::Closed;
    if (unusable)
        return IoStatus::Failed;
    bool drained = false; // a receive that filled less than there was room for need not be repeated
    while (got < size) {
        IoStatus status = IoStatus::Done;
        if (plainBegin < plainEnd) {
            const std::size_t count = std::min(size - got, plainEnd - plainBegin);
            std::memcpy(to + got, input.data() + plainBegin, count);
            got += count;
            plainBegin += count;
        } else if (!isIncomplete && cipherBegin < cipherEnd) {
            status = decipher();
        } else if (drained) {
            status = IoStatus::WantRead;
        } else {
            status = receive();
            drained = cipherEnd < input.size();
        }
        if (status == IoStatus::Done)
            continue;
        if (got == 0)
            return status;
        nextRead = status;
        return IoStatus::Done;
    }
    return IoStatus::Done;
}

// ---- writing

bool TlsSession::Engine::encipher(const char *from, std::size_t size)
{
    const std::size_t begin = output.size();
    output.resize(begin + sizes.cbHeader + size + sizes.cbTrailer);
    char *const head = output.data() + begin;
    char *const body = head + sizes.cbHeader;
    std::memcpy(body, from, size);
    std::array<SecBuffer, 4> buffers{};
    buffers[0] = {sizes.cbHeader, SECBUFFER_STREAM_HEADER, head};
    buffers[1] = {static_cast<ULONG>(size), SECBUFFER_DATA, body};
    buffers[2] = {sizes.cbTrailer, SECBUFFER_STREAM_TRAILER, body + size};
    buffers[3] = {0, SECBUFFER_EMPTY, nullptr};
    SecBufferDesc description{SECBUFFER_VERSION, 4, buffers.data()};
    const SECURITY_STATUS status = EncryptMessage(&context, 0, &description, 0);
    if (status != SEC_E_OK) {
        failFromStatus(status);
        return false;
    }
    output.resize(begin + buffers[0].cbBuffer + buffers[1].cbBuffer + buffers[2].cbBuffer);
    return true;
}

IoStatus TlsSession::Engine::write(const char *from, std::size_t size, std::size_t &put)
{
    if (nextWrite != IoStatus::Done)
        return std::exchange(nextWrite, IoStatus::Done);
    if (unusable)
        return IoStatus::Failed;
    while (true) {
        if (const IoStatus sent = flush(); sent != IoStatus::Done) {
            if (put == 0)
                return sent;
            nextWrite = sent;
            return IoStatus::Done;
        }
        put += std::exchange(enciphered, 0);
        if (put >= size)
            return IoStatus::Done;
        const std::size_t count = std::min<std::size_t>(size - put, sizes.cbMaximumMessage);
        if (!encipher(from + put, count))
            return IoStatus::Failed;
        enciphered = count;
    }
}

bool TlsSession::Engine::hasPending() const
{
    return plainBegin < plainEnd || (!isIncomplete && cipherBegin < cipherEnd) || nextRead != IoStatus::Done;
}

// ---- failures

IoStatus TlsSession::Engine::fail(TlsFault what)
{
    unusable = true;
    fault = std::move(what);
    return IoStatus::Failed;
}

IoStatus TlsSession::Engine::failFromSocket(bool atEnd, int error)
{
    if (!atEnd)
        return fail(TlsFault::broken(host, handshakeDone, qt_error_string(error).trimmed().toStdString()));
    return fail(handshakeDone ? TlsFault::cutOff(host) : TlsFault::closedInHandshake(host));
}

IoStatus TlsSession::Engine::failFromStatus(SECURITY_STATUS status)
{
    switch (status) {
    case SEC_E_INVALID_TOKEN:
    case SEC_E_DECRYPT_FAILURE:
        if (!handshakeDone)
            return fail(TlsFault::notTls(host));
        break;
    case SEC_E_UNSUPPORTED_FUNCTION:
    case SEC_E_ALGORITHM_MISMATCH:
        return fail(TlsFault::tooOld(host));
    case SEC_E_WRONG_PRINCIPAL:
        return fail(TlsFault::unknownName(host));
    default:
        break;
    }
    return fail(TlsFault::other(host, qt_error_string(static_cast<int>(status)).trimmed().toStdString()));
}

// ---- the interface

TlsSession::TlsSession(TlsContext &context, SocketHandle socket)
    : m_engine(std::make_unique<Engine>(context, socket))
{
}

TlsSession::~TlsSession() = default;

IoStatus TlsSession::handshake()
{
    return m_engine->handshake();
}

IoStatus TlsSession::read(char *to, std::size_t size, std::size_t &got)
{
    got = 0;
    return m_engine->read(to, size, got);
}

IoStatus TlsSession::write(const char *from, std::size_t size, std::size_t &put)
{
    put = 0;
    return m_engine->write(from, size, put);
}

void TlsSession::shutdown()
{
    m_engine->shutdown();
}

bool TlsSession::hasPending() const
{
    return m_engine->hasPending();
}

bool TlsSession::resumed() const
{
    return m_engine->wasResumed;
}

const char *TlsSession::protocol() const
{
    return m_engine->version.c_str();
}

TlsFailure TlsSession::failure() const
{
    return m_engine->fault.kind;
}

const Phrase &TlsSession::error() const
{
    return m_engine->fault.text;
}

} // namespace relay::net
