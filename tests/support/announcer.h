// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tests {

// Who announces newer versions, with a key pair of its own that lives as long as it. Reentrant.
class Announcer final
{
public:
    Announcer();
    ~Announcer();
    Announcer(const Announcer &) = delete;
    Announcer &operator=(const Announcer &) = delete;

    std::string publicPem() const;
    std::string sign(std::string_view message) const; // r and s
    // The answer that a relay gets: `text` and its signature; of another text where that is named.
    std::string answer(std::string_view text) const { return answer(text, text); }
    std::string answer(std::string_view text, std::string_view signedText) const;

    // As installer/announce writes it.
    static std::string announcement(std::string_view version,
                                    std::string_view page = "https://updates.example/page");

private:
    struct Key;
    std::unique_ptr<Key> m_key;
};

} // namespace tests
