// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/request_facts.h"

#include <QtGlobal>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace relay::dialect {

// A body as up to kMaxParts pieces: views of the client's bytes with our few between them. Nothing is
// parsed and printed again, so unknown members, key order, huge integers and white space survive.
// Views the body and itself: stays where it is. Reentrant.
class BodyParts final
{
    Q_DISABLE_COPY_MOVE(BodyParts)
public:
    static constexpr std::size_t kMaxParts = 7;

    BodyParts() = default;

    // Replaces the model, and asks for usage where `wantUsage` and the client did not. An equal model and
    // nothing to ask gives the body as it is, in one part. Returns true if usage was added: then the
    // usage-only chunk is not the client's (StreamObserver hides it).
    bool splice(const RequestFacts &facts, std::string_view upstreamModel, bool wantUsage);

    std::span<const std::string_view> parts() const { return {m_parts.data(), m_count}; }
    std::size_t sizeBytes() const { return m_sizeBytes; }
    void appendTo(std::string &out) const;

private:
    void add(std::string_view part);

    std::array<std::string_view, kMaxParts> m_parts;
    std::size_t m_count = 0;
    std::size_t m_sizeBytes = 0;
    std::string m_model; // as a JSON string, or a whole member
};

// Whether splice() with wantUsage should be asked for: a stream of an endpoint that knows the option.
bool shouldAskForUsage(const RequestFacts &facts, const Endpoint &endpoint);

} // namespace relay::dialect
