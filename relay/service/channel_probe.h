// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/http/client_request.h"
#include "relay/pipeline/answer_head.h"
#include "relay/pipeline/gateway_context.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace relay::service {

// Asks one channel a question of our own: does it answer, which models has it. Outside routing and ledger;
// one question each. Lives on relay.
class ChannelProbe final : private http::ClientRequest::Handler
{
public:
    explicit ChannelProbe(pipeline::GatewayContext &context);

    void test(std::int64_t channelId, std::string model, std::function<void(Result<api::ChannelTest>)> done);
    void listModels(std::int64_t channelId, std::function<void(Result<std::vector<std::string>>)> done);
    bool finished() const { return m_finished; }

private:
    void send(std::int64_t channelId, std::string_view method, std::string_view path, std::string body);
    void responseHead(const http::ResponseHead &head) override;
    void responseBody(std::span<const std::string_view> pieces, bool complete) override;
    void responseFailed(http::FailedAt at, const Error &error) override;
    void finish(const Error *error);
    void finishList();
    void blankSecrets(std::string &text) const;

    pipeline::GatewayContext &m_context;
    http::ClientRequest m_request;
    std::shared_ptr<const pipeline::Catalog> m_catalog;
    std::function<void(Result<api::ChannelTest>)> m_tested;
    std::function<void(Result<std::vector<std::string>>)> m_listed;
    std::string m_head;
    std::string m_body;
    std::string_view m_bodyPart;
    std::string m_answer;
    SteadyTime m_startedAt{};
    std::int64_t m_channelId = 0;
    int m_status = 0;
    bool m_finished = false;
};

} // namespace relay::service
