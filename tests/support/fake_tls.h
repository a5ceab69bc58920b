// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tests {

// A TLS server's identity. Thread-safe once it is made.
class FakeTls final
{
public:
    // The server's end of one connection; every call waits. Not thread-safe.
    class Session
    {
    public:
        Session() = default;
        virtual ~Session() = default;
        Session(const Session &) = delete;
        Session &operator=(const Session &) = delete;

        virtual std::ptrdiff_t send(std::string_view bytes) = 0;            // 0: a failure
        virtual std::ptrdiff_t receive(char *buffer, std::size_t size) = 0; // 0: the end, or a failure
        virtual void end() = 0;                                             // of what is sent
    };

    FakeTls(const std::string &certificate, const std::string &key); // in PEM
    ~FakeTls();
    FakeTls(const FakeTls &) = delete;
    FakeTls &operator=(const FakeTls &) = delete;

    std::unique_ptr<Session> accept(int descriptor) const; // null: no handshake

private:
    struct Library;

    std::unique_ptr<Library> m_library;
};

} // namespace tests
