// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/base/error.h"
#include "relay/base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace relay::http {
struct RequestHead;
}

namespace relay::pipeline {

// What keeps a client from its answer, as far as somebody can do something about it.
enum class KnockTrouble : std::uint8_t {
    None,
    Host,   // called by a name that is not ours
    Origin, // a web page that may not call
    NoKey,
    ProviderKey, // a key of the kind that a provider hands out
    UnknownKey,
    TokenLimits, // off, expired, or not for this model or address
    Quota,
    Path,
    Model,
    TooLarge,
    Paused,
    Upstream, // no good answer came
    Passed,   // the upstream's own error, which the client has got
    Other,    // the error's text says all
};

// `known`: it showed one of our tokens.
KnockTrouble troubleOf(ErrorKind kind, bool known, bool namesModel);
KnockTrouble troubleOfKey(const http::RequestHead &head); // that nobody knows

// The latest client request. Texts go into fixed buffers under a lock that `relay` shares with whoever looks
// some times a second: two locks and some 200 bytes for a request, 0.1 us, and never an allocation. It is one
// slot, not a posted call, as a window must be told while the loop is busy. Holds no key and no body; words
// of an upstream, which may quote a prompt, stay in the ledger. Thread-safe.
class KnockSlot final
{
public:
    struct Arrival
    {
        SteadyTime at{};
        std::uint64_t requestId = 0;
        std::string_view userAgent;
        std::string_view path; // without query or key
        std::string_view model;
    };
    struct Seen
    {
        SteadyTime at{};
        std::uint64_t requestId = 0;
        std::string userAgent;
        std::string path;
        std::string model;
        int status = 0; // 0: under way
        KnockTrouble trouble = KnockTrouble::None;
        std::string error;                    // empty for those of upstreams
        std::shared_ptr<const Phrase> phrase; // the same, where it is whole and the relay's own words
    };

    void arrived(const Arrival &arrival);
    // Of another than the latest it changes nothing.
    void ended(std::uint64_t requestId, int status, KnockTrouble trouble, std::string_view error,
               const std::shared_ptr<const Phrase> &phrase = {});
    std::optional<Seen> latest() const;

private:
    template <std::size_t Bytes>
    struct Text
    {
        std::array<char, Bytes> bytes;
        std::size_t size = 0;

        void take(std::string_view text)
        {
            size = cutText(text, Bytes).size();
            std::memcpy(bytes.data(), text.data(), size);
        }
        std::string text() const { return {bytes.data(), size}; }
    };

    mutable std::mutex m_mutex; // guards all
    SteadyTime m_at{};
    std::uint64_t m_requestId = 0; // 0: none came yet
    int m_status = 0;
    KnockTrouble m_trouble = KnockTrouble::None;
    Text<192> m_userAgent; // a browser's says what it is at its end
    Text<200> m_path;
    Text<128> m_model;
    Text<240> m_error;
    std::shared_ptr<const Phrase> m_phrase; // of the error that there is anyway: nothing is allocated
};

} // namespace relay::pipeline
