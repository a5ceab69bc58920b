// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"

#include <algorithm>

namespace relay::model {

std::optional<Phrase> phraseFrom(std::string_view key, std::vector<PhraseValue> values)
{
    const auto row = std::ranges::find(kPhrases, key, &PhraseRow::key);
    return row == kPhrases.end() ? std::nullopt : std::optional(Phrase{*row, std::move(values)});
}

} // namespace relay::model
