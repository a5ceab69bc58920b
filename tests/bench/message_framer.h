// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace bench {

// Finds where one HTTP/1.1 message ends in a byte stream, resuming where it stopped, and hands out
// the body's bytes. Knows no more of the head than that needs: it is the floor of the comparison.
// Trusts its peer (bench only). Pure. Reentrant.
class MessageFramer final
{
public:
    enum class State { Head, Length, ChunkSize, ChunkData, ChunkEnd, Trailer, UntilClose, Done };

    [[nodiscard]] bool done() const { return m_state == State::Done; }
    [[nodiscard]] bool started() const { return m_state != State::Head || !m_head.empty(); }
    [[nodiscard]] bool headComplete() const { return m_state != State::Head; }
    [[nodiscard]] bool endsWithClose() const { return m_state == State::UntilClose; }
    [[nodiscard]] bool closes() const { return m_closes; }
    [[nodiscard]] bool expectsContinue() const { return m_expectsContinue; }
    [[nodiscard]] int status() const { return m_status; }

    void reset()
    {
        m_state = State::Head;
        m_head.clear();
        m_line.clear();
        m_left = 0;
        m_status = 0;
        m_closes = m_expectsContinue = false;
    }

    // Takes bytes up to the message's end and returns how many; `body` gets each piece of payload.
    template <typename Body>
    std::size_t feed(std::string_view bytes, Body &&body)
    {
        std::size_t at = 0;
        while (at < bytes.size() && m_state != State::Done) {
            const std::string_view rest = bytes.substr(at);
            switch (m_state) {
            case State::Head:
                at += feedHead(rest);
                break;
            case State::Length:
            case State::ChunkData:
                at += feedCounted(rest, body);
                break;
            case State::UntilClose:
                body(rest);
                at = bytes.size();
                break;
            default:
                at += feedLine(rest);
            }
        }
        return at;
    }

private:
    std::size_t feedHead(std::string_view bytes)
    {
        constexpr std::string_view kEnd = "\r\n\r\n";
        if (m_head.empty()) {
            if (const std::size_t end = find(bytes, kEnd); end != std::string_view::npos) {
                readHead(bytes.substr(0, end + 2));
                return end + kEnd.size();
            }
            m_head.assign(bytes);
            return bytes.size();
        }
        const std::size_t before = m_head.size();
        m_head.append(bytes);
        const std::size_t end = find(m_head, kEnd);
        if (end == std::string_view::npos)
            return bytes.size();
        readHead(std::string_view(m_head).substr(0, end + 2));
        return end + kEnd.size() - before;
    }

    // `head`: start line and header lines, each with its line end.
    void readHead(std::string_view head)
    {
        const bool isAnswer = head.starts_with("HTTP/");
        if (isAnswer && head.size() > 12)
            m_status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + (head[11] - '0');
        bool chunked = false;
        bool counted = false;
        for (std::size_t at = head.find('\n') + 1; at < head.size(); at = head.find('\n', at) + 1)
            readHeader(head.substr(at), chunked, counted);
        if (m_status >= 100 && m_status < 200) { // an interim answer: the real head follows
            reset();
            return;
        }
        if (chunked)
            m_state = State::ChunkSize;
        else if (counted || !isAnswer)
            m_state = m_left > 0 ? State::Length : State::Done;
        else
            m_state = State::UntilClose;
    }

    void readHeader(std::string_view line, bool &chunked, bool &counted)
    {
        switch (line.front() | 0x20) { // the first letter sorts out nearly every header
        case 'c':
            if (hasName(line, "content-length:")) {
                line.remove_prefix(15);
                line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
                for (m_left = 0; !line.empty() && line.front() >= '0' && line.front() <= '9';
                     line.remove_prefix(1))
                    m_left = m_left * 10 + static_cast<std::uint64_t>(line.front() - '0');
                counted = true;
            } else if (hasName(line, "connection:")) {
                m_closes = line.substr(0, line.find('\r')).find("close") != std::string_view::npos;
            }
            break;
        case 't':
            chunked = chunked || hasName(line, "transfer-encoding:");
            break;
        case 'e':
            m_expectsContinue = m_expectsContinue || hasName(line, "expect:");
            break;
        default:
            break;
        }
    }

    template <typename Body>
    std::size_t feedCounted(std::string_view bytes, Body &&body)
    {
        const std::size_t taken = std::min<std::uint64_t>(m_left, bytes.size());
        body(bytes.substr(0, taken));
        m_left -= taken;
        if (m_left == 0)
            m_state = m_state == State::Length ? State::Done : State::ChunkEnd;
        return taken;
    }

    // The lines of the chunked coding: a size, the empty line behind the data, the trailer.
    std::size_t feedLine(std::string_view bytes)
    {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            m_line.append(bytes);
            return bytes.size();
        }
        m_line.append(bytes.substr(0, end));
        const bool empty = m_line.empty() || m_line == "\r";
        if (m_state == State::ChunkEnd) {
            m_state = State::ChunkSize;
        } else if (m_state == State::Trailer) {
            m_state = empty ? State::Done : State::Trailer;
        } else {
            m_left = std::strtoull(m_line.c_str(), nullptr, 16);
            m_state = m_left > 0 ? State::ChunkData : State::Trailer;
        }
        m_line.clear();
        return end + 1;
    }

    static std::size_t find(std::string_view text, std::string_view what)
    {
        const void *hit = memmem(text.data(), text.size(), what.data(), what.size());
        return hit ? static_cast<std::size_t>(static_cast<const char *>(hit) - text.data())
                   : std::string_view::npos;
    }

    static bool hasName(std::string_view line, std::string_view lowerName)
    {
        return line.size() >= lowerName.size() &&
               std::equal(lowerName.begin(), lowerName.end(), line.begin(),
                          [](char want, char have) { return want == have || want == (have | 0x20); });
    }

    State m_state = State::Head;
    std::uint64_t m_left = 0;
    int m_status = 0;
    bool m_closes = false;
    bool m_expectsContinue = false;
    std::string m_head; // only when a head comes in pieces
    std::string m_line;
};

} // namespace bench
