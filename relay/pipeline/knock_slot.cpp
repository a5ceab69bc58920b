// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/knock_slot.h"

#include "relay/http/request_head.h"
#include "relay/model/provider_keys.h"
#include "relay/pipeline/gateway.h"

#include <algorithm>

namespace relay::pipeline {

KnockTrouble troubleOf(ErrorKind kind, bool known, bool namesModel)
{
    switch (kind) {
    case ErrorKind::Unauthorized:
        return known ? KnockTrouble::TokenLimits : KnockTrouble::UnknownKey;
    case ErrorKind::Forbidden:
        return KnockTrouble::TokenLimits;
    case ErrorKind::QuotaExceeded:
        return KnockTrouble::Quota;
    case ErrorKind::NotFound:
        return namesModel ? KnockTrouble::Model : KnockTrouble::Path;
    case ErrorKind::TooLarge:
        return KnockTrouble::TooLarge;
    case ErrorKind::Paused:
        return KnockTrouble::Paused;
    case ErrorKind::RateLimited:
    case ErrorKind::Transient:
    case ErrorKind::UpstreamSilent:
    case ErrorKind::UpstreamRefused:
        return KnockTrouble::Upstream;
    default:
        return KnockTrouble::Other;
    }
}

KnockTrouble troubleOfKey(const http::RequestHead &head)
{
    std::string decoded;
    const std::string_view key = clientKey(head, decoded);
    if (key.empty())
        return KnockTrouble::NoKey;
    const auto begins = [key](const model::ProviderKeyPrefix &prefix) {
        // As it was shown, or as access::readKey() gives it, without sk-.
        return key.starts_with(prefix.text) ||
               (prefix.text.starts_with(model::kCommonKeyPrefix) &&
                key.starts_with(prefix.text.substr(model::kCommonKeyPrefix.size())));
    };
    const bool theirs = std::ranges::any_of(model::kProviderKeyPrefixes, begins);
    return theirs ? KnockTrouble::ProviderKey : KnockTrouble::UnknownKey;
}

void KnockSlot::arrived(const Arrival &arrival)
{
    const std::lock_guard lock(m_mutex);
    m_at = arrival.at;
    m_requestId = arrival.requestId;
    m_status = 0;
    m_trouble = KnockTrouble::None;
    m_userAgent.take(arrival.userAgent);
    m_path.take(arrival.path);
    m_model.take(arrival.model);
    m_error.size = 0;
    m_phrase.reset();
}

void KnockSlot::ended(std::uint64_t requestId, int status, KnockTrouble trouble, std::string_view error,
                      const std::shared_ptr<const Phrase> &phrase)
{
    const bool told = trouble != KnockTrouble::Upstream && trouble != KnockTrouble::Passed;
    const std::lock_guard lock(m_mutex);
    if (requestId != m_requestId)
        return;
    m_status = status;
    m_trouble = trouble;
    m_error.take(told ? error : std::string_view());
    m_phrase = told && m_error.size == error.size() ? phrase : nullptr;
}

std::optional<KnockSlot::Seen> KnockSlot::latest() const
{
    const std::lock_guard lock(m_mutex);
    if (m_requestId == 0)
        return std::nullopt;
    return Seen{.at = m_at,
                .requestId = m_requestId,
                .userAgent = m_userAgent.text(),
                .path = m_path.text(),
                .model = m_model.text(),
                .status = m_status,
                .trouble = m_trouble,
                .error = m_error.text(),
                .phrase = m_phrase};
}

} // namespace relay::pipeline
