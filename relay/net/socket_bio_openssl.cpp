// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/socket_bio_openssl.h"

#include <openssl/bio.h>

#include <cerrno>
#include <memory>
#include <sys/socket.h>

namespace relay::net {

namespace {

SocketBio &socketOf(BIO *bio)
{
    return *static_cast<SocketBio *>(BIO_get_data(bio));
}

bool wouldBlock(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

int writeSocket(BIO *bio, const char *from, std::size_t size, std::size_t *put)
{
    SocketBio &socket = socketOf(bio);
    BIO_clear_retry_flags(bio);
    const ssize_t count = ::send(socket.descriptor, from, size, MSG_NOSIGNAL);
    if (count > 0) {
        *put = static_cast<std::size_t>(count);
        return 1;
    }
    *put = 0;
    if (count < 0 && wouldBlock(errno))
        BIO_set_retry_write(bio);
    else if (!socket.atEnd) // an alert that nobody hears any more is no news
        socket.systemError = errno;
    return 0;
}

int readSocket(BIO *bio, char *to, std::size_t size, std::size_t *got)
{
    SocketBio &socket = socketOf(bio);
    BIO_clear_retry_flags(bio);
    *got = 0;
    if (socket.drained) {
        BIO_set_retry_read(bio);
        return 0;
    }
    const ssize_t count = ::recv(socket.descriptor, to, size, 0);
    if (count > 0) {
        *got = static_cast<std::size_t>(count);
        socket.drained = *got < size;
        return 1;
    }
    if (count == 0)
        socket.atEnd = true;
    else if (wouldBlock(errno))
        BIO_set_retry_read(bio);
    else
        socket.systemError = errno;
    return 0;
}

long control(BIO *bio, int command, long, void *)
{
    if (command == BIO_CTRL_FLUSH)
        return 1;
    if (command == BIO_CTRL_EOF)
        return socketOf(bio).atEnd ? 1 : 0;
    return 0;
}

using Method = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;

Method makeMethod()
{
    Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket"), &BIO_meth_free);
    if (method) {
        BIO_meth_set_write_ex(method.get(), writeSocket);
        BIO_meth_set_read_ex(method.get(), readSocket);
        BIO_meth_set_ctrl(method.get(), control);
    }
    return method;
}

} // namespace

BIO *SocketBio::create(SocketBio &socket)
{
    static const Method method = makeMethod();
    BIO *bio = method ? BIO_new(method.get()) : nullptr;
    if (bio != nullptr) {
        BIO_set_data(bio, &socket);
        BIO_set_init(bio, 1);
    }
    return bio;
}

} // namespace relay::net
