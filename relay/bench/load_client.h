// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/client_pool.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace relay::bench {

class LoadGenerator;

// One of those who ask at the same time: sends a request, reads its answer to the end, sends the next. Lives
// on its generator's thread.
class LoadClient final : private http::ClientRequest::Handler
{
public:
    explicit LoadClient(LoadGenerator &generator);

    void begin();
    void cancel() { m_request.cancel(); }

private:
    void responseHead(const http::ResponseHead &head) override;
    void responseBody(std::span<const std::string_view> pieces, bool complete) override;
    void responseFailed(http::FailedAt at, const Error &error) override;

    void look(std::string_view piece);
    void finish();

    LoadGenerator &m_generator;
    http::ClientRequest m_request;
    SteadyTime m_firstByteAt{};
    std::uint64_t m_bytes = 0;
    std::string m_end;  // of the body, as much as the last event of a stream
    std::string m_said; // the beginning of an answer that is an error
    int m_status = 0;
};

} // namespace relay::bench
