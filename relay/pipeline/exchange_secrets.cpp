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

// As an error does: alone or, as Gemini's, in an array.
bool beginsObject(std::string_view text)
{
    constexpr const char *kBlank = " \t\r\n";
    std::size_t at = text.find_first_not_of(kBlank);
    if (at != text.npos && text[at] == '[')
        at = text.find_first_not_of(kBlank, at + 1);
    return at != text.npos && text[at] == '{';
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

// Whether what is held is an error's, to which these pieces came last. It is read when something closes in
// it, not for each of many small pieces.
dialect::ErrorSign Exchange::signOf(std::span<const std::string_view> pieces) const
{
    const bool closes = std::any_of(pieces.begin(), pieces.end(), [](std::string_view piece) {
        return piece.find('}') != std::string_view::npos;
    });
    if (!closes && m_collected.size() < kHoldBytes && beginsObject(m_collected))
        return dialect::ErrorSign::Unclear;
    return dialect::errorSign(m_collected, m_context.parser);
}

// Where these bytes end with the beginning of a secret; their number: they do not.
std::size_t Exchange::secretBeginsAt(std::string_view bytes) const
{
    std::size_t at = keyBeginsAt(bytes, m_candidate->key);
    if (const UpstreamTarget *const target = m_catalog->targets.find(m_candidate->channel->id)) {
        for (const std::string &secret : target->secrets)
            at = std::min(at, keyBeginsAt(bytes, secret));
    }
    return at;
}

// What is held goes to the client, but for its last `kept` bytes, and for a secret that may be cut.
void Exchange::show(std::vector<std::string_view> &out, std::size_t kept, bool complete)
{
    std::string &shown = m_context.joined;
    shown.assign(m_collected, 0, m_collected.size() - kept);
    m_collected.erase(0, shown.size());
    out.clear();
    if (shown.empty())
        return;
    maskSecrets(shown);
    if (m_masking && !complete && kept == 0) {
        const std::size_t begin = secretBeginsAt(shown);
        m_collected.assign(shown, begin);
        shown.resize(begin);
    }
    if (!shown.empty())
        out.push_back(shown);
}

// An upstream that fails a stream may repeat in it what it was sent, with the key. An event that may tell of
// an error and arrives in pieces goes to the client when it is whole.
void Exchange::screen(std::vector<std::string_view> &out, bool complete)
{
    const bool waits = !complete && m_stream->mayFail();
    m_masking |= m_stream->failed();
    if (!waits && !m_masking && m_collected.empty())
        return;
    for (const std::string_view piece : out)
        m_collected.append(piece);
    const bool tooLong = m_collected.size() >= kHoldBytes;
    m_masking |= waits && tooLong;
    show(out, waits && !tooLong ? std::min(m_stream->heldBytes(), m_collected.size()) : 0, complete);
}

// Of an answer that is no stream of events. What comes behind an upstream's keep-alive may be an error as
// well: it waits until that is clear.
void Exchange::screenAnswer(std::vector<std::string_view> &out, bool complete)
{
    for (const std::string_view piece : out)
        m_collected.append(piece);
    if (m_keptAlive && m_collected.find_first_not_of(" \t\r\n") != std::string::npos) {
        const dialect::ErrorSign sign = signOf(out);
        if (sign == dialect::ErrorSign::Unclear && !complete && m_collected.size() < kHoldBytes) {
            out.clear();
            return;
        }
        m_keptAlive = false;
        m_masking = sign != dialect::ErrorSign::None || m_facts.stream; // another line may be one
    }
    if (m_masking)
        return show(out, 0, complete);
    std::string &shown = m_context.joined;
    shown = std::exchange(m_collected, {});
    out.assign(1, shown);
}

} // namespace relay::pipeline
