// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/dialect.h"

namespace relay::dialect {

// chat/completions and everything of OpenAI's that streams `data:` events up to [DONE]. Thread-safe.
class OpenAiChatDialect final : public Dialect
{
public:
    static const OpenAiChatDialect &instance();

    std::string writeError(const Error &error, int status) const override;
    std::string writeStreamError(const Error &error, std::uint64_t events) const override;
    AnswerFacts readAnswer(PaddedView body, JsonParser &parser) const override;
    EventRole observe(const StreamEvent &event, StreamFacts &facts, JsonParser &parser) const override;
};

} // namespace relay::dialect
