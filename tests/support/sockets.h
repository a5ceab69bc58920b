// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What the tests' own servers and clients ask of the system's TCP sockets, on 127.0.0.1. A descriptor is its
// caller's to close, and -1 where there is none. Calls wait unless they say otherwise. Thread-safe.
namespace tests::sockets {

constexpr unsigned kReadable = 1;
constexpr unsigned kWritable = 2;

int listenAnywhere(std::uint16_t &port);
int accept(int listener);        // -1: none this time
void endListening(int listener); // accept() on another thread comes back
int connect(std::uint16_t port); // never waits in send and receive
void close(int descriptor);      // of -1: nothing
void endSending(int descriptor);
void endBoth(int descriptor); // who waits on another thread finds the end; of -1: nothing
void resetOnClose(int descriptor);
void sendAtOnce(int descriptor); // small pieces do not wait for each other

// True: one of those that are wanted is so, or the peer is gone.
bool wait(int descriptor, unsigned wanted, std::chrono::milliseconds limit);
bool waitUntilGone(int descriptor, std::chrono::milliseconds limit); // closed, or reset

// Bytes; 0: the end; negative: a failure, or wouldBlock(). No signal comes of a peer that is gone.
std::ptrdiff_t send(int descriptor, std::string_view bytes);
std::ptrdiff_t sendNow(int descriptor, std::string_view bytes); // never waits
std::ptrdiff_t receive(int descriptor, char *buffer, std::size_t size);
bool wouldBlock(); // of this thread's last call

void ignoreBrokenPipes(); // on this thread: for libraries that write to sockets by themselves

} // namespace tests::sockets
