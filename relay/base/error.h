// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>
#include <utility>

namespace relay {

struct Phrase;

// What a caller decides on. The wire form of each is its dialect's affair.
enum class ErrorKind {
    BadRequest,    // what came in is wrong; nobody else would take it either
    Unauthorized,  // no key, or one that we do not know
    Forbidden,     // known, but not allowed (model, address, Host, Origin)
    QuotaExceeded, // the token has nothing left to spend
    NotFound,      // unknown path, model or object
    MethodNotAllowed,
    Timeout, // the client was silent for too long
    TooLarge,
    Conflict,        // a locked setting, a name that is taken
    RateLimited,     // an upstream's 429
    Transient,       // an upstream failed in a way that another may not
    UpstreamSilent,  // no answer in time
    UpstreamRefused, // an upstream's 401 or 403: our key there is wrong
    Unavailable,     // no channel, or we cannot take it now
    Paused,          // by its user's wish
    LoopDetected,
    Storage, // the database or a file failed
    Internal,
};

// The kind is for code, the message for people: it says what to do. UTF-16, no secret ever. What the relay
// itself says is a phrase (see phrase.h), which the window says in its own language; the message is its
// English.
struct Error
{
    Error() = default;
    Error(ErrorKind what, QString text)
        : kind(what)
        , message(std::move(text))
    {
    }
    Error(ErrorKind what, const Phrase &said);

    ErrorKind kind = ErrorKind::Internal;
    QString message;
    std::shared_ptr<const Phrase> phrase; // null: words of a system or another program
};

} // namespace relay
