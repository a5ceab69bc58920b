// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/phrase_table.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What the relay has to say to people, as keys and values: API, log and command line make English of it, the
// window says it in its own language. Reentrant.
namespace relay::model {

enum class Unit { Bytes, Milliseconds, Seconds, Percent, Dollars, UnixMs };

struct Quantity
{
    double value = 0;
    Unit unit = Unit::Bytes;
};

// A number without a unit is a count or a name's number: written as it is.
using PhraseValue = std::variant<std::string, std::int64_t, Quantity>;

// The place of a row of kPhrases; a key that there is not does not compile.
class PhraseKey final
{
public:
    consteval PhraseKey(const char *key) // NOLINT(google-explicit-constructor): phrase("wal.size", …)
    {
        while (kPhrases.at(m_row).key != key)
            ++m_row;
    }
    const PhraseRow &row() const { return kPhrases[m_row]; }

private:
    std::size_t m_row = 0;
};

// One clause. A value.
struct Phrase
{
    const PhraseRow *row = nullptr; // null: said as the first value has it, whatever the language
    std::vector<PhraseValue> values;

    // That %n stands for: the first number of a row that counts something.
    std::int64_t count() const;
};

inline PhraseValue phraseValue(std::string_view text)
{
    return std::string(text);
}
inline PhraseValue phraseValue(Quantity quantity)
{
    return quantity;
}
PhraseValue phraseValue(std::integral auto number)
{
    return static_cast<std::int64_t>(number);
}

Phrase phrase(PhraseKey key, const auto &...values)
{
    return {&key.row(), {phraseValue(values)...}};
}

// What is said of one thing: its clauses. Made of a text it is what a system or another program said, and has
// no translation. A value.
class Saying final
{
public:
    Saying() = default;
    Saying(Phrase phrase);    // NOLINT(google-explicit-constructor)
    Saying(std::string text); // NOLINT(google-explicit-constructor)
    Saying(const char *text)  // NOLINT(google-explicit-constructor)
        : Saying(std::string(text))
    {
    }

    Saying &operator+=(Phrase phrase);
    bool empty() const { return m_phrases.empty(); }
    const std::vector<Phrase> &phrases() const { return m_phrases; }
    std::string english() const; // the clauses with "; " between them

private:
    std::vector<Phrase> m_phrases;
};

// `text` with the values in the places %1, %2, … and `count` in that of %n.
std::string withValues(std::string_view text, std::int64_t count, const std::vector<std::string> &values);
// Those of a phrase that %1, %2, … stand for, each as `written` has it.
template <typename Writer>
std::vector<std::string> writtenValues(const Phrase &phrase, const Writer &written)
{
    std::vector<std::string> all;
    bool skipsCount = phrase.row && phrase.row->counts();
    for (const PhraseValue &value : phrase.values) {
        const auto *number = std::get_if<std::int64_t>(&value);
        if (number && skipsCount)
            skipsCount = false;
        else if (number)
            all.push_back(std::to_string(*number));
        else if (const auto *text = std::get_if<std::string>(&value))
            all.push_back(*text);
        else
            all.push_back(written(std::get<Quantity>(value)));
    }
    return all;
}

} // namespace relay::model
