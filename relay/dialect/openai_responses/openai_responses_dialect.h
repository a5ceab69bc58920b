// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/dialect.h"

namespace relay::dialect {

// The Responses API: named events, ended by response.completed, .incomplete or .failed. Thread-safe.
class OpenAiResponsesDialect final : public Dialect
{
public:
    static const OpenAiResponsesDialect &instance();

    std::string writeError(const Error &error, int status) const override;
    std::string writeStreamError(const Error &error, std::uint64_t events) const override;
    AnswerFacts readAnswer(PaddedView body, JsonParser &parser) const override;
    EventRole observe(const StreamEvent &event, StreamFacts &facts, JsonParser &parser) const override;
};

} // namespace relay::dialect
