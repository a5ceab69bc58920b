// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/base/phrase.h"
#include "relay/dialect/answer_facts.h"
#include "relay/http/client_request.h"
#include "relay/pipeline/answer_head.h"
#include "relay/pipeline/gateway_context.h"
#include "relay/service/upstream_sight.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace relay::service {

// Asks one channel a question of our own: does it answer, which models has it, what ails it. Outside routing
// and ledger; one question each. Lives on relay.
class ChannelProbe final : private http::ClientRequest::Handler
{
public:
    // `catalog`: that the channel is looked for in.
    ChannelProbe(pipeline::GatewayContext &context, std::shared_ptr<const pipeline::Catalog> catalog);

    void test(std::int64_t channelId, api::ChannelQuestion question,
              std::function<void(Result<api::ChannelTest>)> done);
    void listModels(std::int64_t channelId, std::function<void(Result<std::vector<std::string>>)> done);
    // Whether name, route, proxy, certificate, key and base URL are right: by its list of models, which costs
    // nothing.
    void look(const model::Channel &channel, std::function<void(UpstreamSight)> done);
    bool finished() const { return m_finished && (!m_again || m_again->finished()); }

private:
    void ask(std::int64_t channelId, std::string_view bound, int tokens);
    bool askAgain();
    void send(std::int64_t channelId, std::string_view method, std::string_view path, std::string body);
    void responseHead(const http::ResponseHead &head) override;
    void responseBody(std::span<const std::string_view> pieces, bool complete) override;
    void responseFailed(http::FailedAt at, const Error &error) override;
    void finish(const Error *error);
    void finishTest(const Error *error);
    void finishList();
    void finishLook(const Error *error);
    // What went wrong, although the status says that nothing did; or what the upstream says of its error.
    Saying verdict(api::ChannelTest &test);
    std::int64_t microsecondsSince(SteadyTime begin) const;
    dialect::AnswerFacts read(std::string text);
    void blankSecrets(std::string &text) const;
    Phrase withoutSecrets(Phrase phrase) const;
    Saying withoutSecrets(const Saying &saying) const;

    pipeline::GatewayContext &m_context;
    http::ClientRequest m_request;
    std::shared_ptr<const pipeline::Catalog> m_catalog;
    std::function<void(Result<api::ChannelTest>)> m_tested;
    std::function<void(Result<std::vector<std::string>>)> m_listed;
    std::function<void(UpstreamSight)> m_looked;
    UpstreamSight m_sight;
    std::string m_head;
    std::string m_body;
    std::string_view m_bodyPart;
    std::string m_answer;
    std::string m_model; // as sent; empty: the list of models is asked for
    SteadyTime m_startedAt{};
    std::int64_t m_ttftUs = -1;
    std::int64_t m_channelId = 0;
    int m_status = 0;
    bool m_finished = false;
    bool m_mayAskAgain = false;
    std::unique_ptr<ChannelProbe> m_again; // with the other bound; answers in this one's place
};

} // namespace relay::service
