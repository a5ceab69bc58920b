// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/model/phrase_table.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The phrases that have keys. Reentrant.
namespace relay::model {

using relay::Phrase;
using relay::PhraseRow;
using relay::PhraseValue;
using relay::Quantity;
using relay::Saying;
using relay::Unit;

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

Phrase phrase(PhraseKey key, const auto &...values)
{
    return {key.row(), {phraseValue(values)...}};
}

// Of a key that was stored; none: no row has it.
std::optional<Phrase> phraseFrom(std::string_view key, std::vector<PhraseValue> values);

} // namespace relay::model
