// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/text.h"
#include "relay/dialect/dialect.h"
#include "relay/dialect/key_scan.h"
#include "relay/pipeline/blank_key.h"
#include "relay/pipeline/exchange.h"

#include <algorithm>
#include <utility>

namespace relay::pipeline {

namespace {

constexpr std::size_t kErrorTextBytes = 300;
constexpr std::size_t kReadErrorBytes = 2048; // of it, before what is secret is blanked
constexpr std::size_t kHoldBytes = 64 * 1024; // of an event that may tell of an error

// One line, cut between two characters: for log, ledger and message.
void tidyErrorText(std::string &text)
{
    text.resize(cutText(text, kErrorTextBytes).size());
    for (char &c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            c = ' ';
    }
}

} // namespace

// What is kept of a failed answer: `told`, as it named it, or else its beginning.
std::string Exchange::errorText(std::string told, std::string_view body) const
{
    if (told.empty())
        told =
            m_encoded && body.empty()
                ? "an error in a compressed body"
                : std::string((m_status < 400 ? dialect::tellable(body) : body).substr(0, kReadErrorBytes));
    blankSecrets(told);
    tidyErrorText(told);
    return told.empty() && m_status >= 400 ? "no text" : told;
}

void Exchange::blankSecrets(std::string &text) const
{
    blankKey(text, m_candidate->key);
    if (const UpstreamTarget *const target = m_catalog->targets.find(m_candidate->channel->id)) {
        for (const std::string &secret : target->secrets)
            blankKey(text, secret);
    }
}

void Exchange::maskSecrets(std::string &bytes) const
{
    maskKey(bytes, m_candidate->key);
    if (const UpstreamTarget *const target = m_catalog->targets.find(m_candidate->channel->id)) {
        for (const std::string &secret : target->secrets)
            maskKey(bytes, secret);
    }
}

// An upstream that fails a stream may repeat in it what it was sent, with the key. An event that may tell of
// an error and arrives in pieces goes to the client when it is whole.
void Exchange::screen(std::vector<std::string_view> &out, bool complete)
{
    const bool waits = !complete && m_stream->mayFail();
    if (!waits && !m_stream->failed() && m_collected.empty())
        return;
    for (const std::string_view piece : out)
        m_collected.append(piece);
    std::string &shown = m_context.joined;
    if (waits && m_collected.size() < kHoldBytes) {
        const std::size_t kept = std::min(m_stream->heldBytes(), m_collected.size()); // whole events go on
        shown.assign(m_collected, 0, m_collected.size() - kept);
        m_collected.erase(0, shown.size());
    } else {
        shown = std::exchange(m_collected, {});
    }
    out.clear();
    if (shown.empty())
        return;
    maskSecrets(shown);
    out.push_back(shown);
}

// What comes behind an upstream's keep-alive may be an error as well: it goes to the client when it is whole.
void Exchange::screenAnswer(std::vector<std::string_view> &out, bool complete)
{
    constexpr std::size_t kBeginning = 32; // of JSON: tells whether it is an error
    for (const std::string_view piece : out)
        m_collected.append(piece);
    out.clear();
    const std::size_t begin = m_collected.find_first_not_of(" \t\r\n");
    const bool blank = begin == std::string::npos;
    const bool mayFail = dialect::beginsLikeError(m_collected);
    const bool young = !blank && m_collected.size() - begin < kBeginning;
    if ((mayFail || young) && !complete && m_collected.size() < kHoldBytes)
        return;
    m_keptAlive = blank;
    std::string &shown = m_context.joined;
    shown = std::exchange(m_collected, {});
    if (mayFail)
        maskSecrets(shown);
    out.push_back(shown);
}

} // namespace relay::pipeline
