// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"

#include <QtGlobal>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What the relay has to say to people, as a text and values: API, log and command line make English of it,
// the window says it in its own language. Reentrant.
//
// A refusal's text stands where it is made, marked for the translations:
//     Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "there is no token %1"), id)}
// What is told by its key (in the history) or used in several places is a row of model/phrase_table.h.
namespace relay {

// Stored by their numbers: a new one comes last.
enum class Unit { Bytes, Milliseconds, Seconds, Percent, Dollars, UnixMs };

struct Quantity
{
    double value = 0;
    Unit unit = Unit::Bytes;
};

// A number without a unit is a count or a name's number: written as it is. A phrase in a phrase is said in
// the same language.
using PhraseValue = std::variant<std::string, std::int64_t, Quantity, std::shared_ptr<const Phrase>>;

struct PhraseRow
{
    std::string_view key;       // empty: it has none
    const char *text = nullptr; // with %1, %2, … for values and %n for a count; also the translations' source
    const char *one = nullptr; // where %n is 1; null: there is no %n

    constexpr bool counts() const { return one != nullptr; }
};

// One clause. A value.
struct Phrase
{
    PhraseRow row; // without a text: said as the first value has it, whatever the language
    std::vector<PhraseValue> values;

    // That %n stands for: the first number of a row that counts something.
    std::int64_t count() const;
    std::string english() const;
};

// What is said of one thing: its clauses. Made of a text it is what a system or another program said, and has
// no translation. A value.
class Saying final
{
public:
    Saying() = default;
    Saying(Phrase phrase);      // NOLINT(google-explicit-constructor)
    Saying(const Error &error); // NOLINT(google-explicit-constructor)
    Saying(std::string text);   // NOLINT(google-explicit-constructor)
    Saying(const char *text)    // NOLINT(google-explicit-constructor)
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

inline PhraseValue phraseValue(std::string_view text)
{
    return std::string(text);
}
inline PhraseValue phraseValue(const std::string &text)
{
    return text;
}
inline PhraseValue phraseValue(const char *text)
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
PhraseValue phraseValue(const QString &text);
PhraseValue phraseValue(const Phrase &phrase);
PhraseValue phraseValue(const Error &error); // its phrase, or else its message
PhraseValue phraseValue(const Saying &saying);

Phrase said(const char *text, const auto &...values)
{
    return {{{}, text, nullptr}, {phraseValue(values)...}};
}

// What has no translation: words of a system or another program.
Phrase untranslated(std::string text);
Phrase phraseOf(const Error &error);

// `text` with the values in the places %1, %2, … and `count` in that of %n.
std::string withValues(std::string_view text, std::int64_t count, const std::vector<std::string> &values);

// Those of a phrase that %1, %2, … stand for; quantities and phrases each as `written` has them.
template <typename Writer>
std::vector<std::string> writtenValues(const Phrase &phrase, const Writer &written)
{
    std::vector<std::string> all;
    bool skipsCount = phrase.row.counts();
    for (const PhraseValue &value : phrase.values) {
        const auto *number = std::get_if<std::int64_t>(&value);
        if (number && skipsCount)
            skipsCount = false;
        else if (number)
            all.push_back(std::to_string(*number));
        else if (const auto *text = std::get_if<std::string>(&value))
            all.push_back(*text);
        else if (const auto *inner = std::get_if<std::shared_ptr<const Phrase>>(&value))
            all.push_back(written(**inner));
        else
            all.push_back(written(std::get<Quantity>(value)));
    }
    return all;
}

} // namespace relay
