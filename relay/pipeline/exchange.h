// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/body_splice.h"
#include "relay/dialect/request_facts.h"
#include "relay/dialect/stream_observer.h"
#include "relay/dialect/usage_reader.h"
#include "relay/http/client_request.h"
#include "relay/http/inflater.h"
#include "relay/http/server_connection.h"
#include "relay/pipeline/answer_head.h"
#include "relay/pipeline/gateway_context.h"
#include "relay/routing/failover_plan.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relay::pipeline {

class Gateway;

inline constexpr int kClientGone = 499; // nginx's word for it: the client closed the connection
inline constexpr std::chrono::seconds kPingInterval{15}; // of silence in a stream
inline constexpr std::size_t kHoldBytes = 64 * 1024;     // of what may yet be an error

inline constexpr const char *kEmptyStream = "the upstream's stream ended at once, without an event";

// An error that tells of the upstream's own trouble, or of a key that another channel need not share.
inline bool isUpstreamsFault(int status)
{
    return status >= 500 || status == 401 || status == 402 || status == 429;
}

// One request and its answer: read, route, attempt, pass on, record. The stages are in files of their own:
// exchange_read, exchange_attempt, exchange_answer, exchange_pass, exchange_secrets, exchange_record,
// exchange_settle, exchange_spans.
// Everything that the request's views point to is held by the connection until the answer has ended. Lives on
// relay.
class Exchange final : public net::Retirable,
                       private http::Responder,
                       private http::ClientRequest::Handler,
                       private net::Timer::Owner,
                       private DatabaseWaiter
{
public:
    Exchange(Gateway &gateway, GatewayContext &context, http::ServerConnection &connection,
             std::size_t index);
    ~Exchange() override;

    static void *operator new(std::size_t bytes, BlockPool &pool) { return pool.take(bytes); }
    static void operator delete(void *object) { BlockPool::giveBack(object); }
    static void operator delete(void *object, BlockPool &) { BlockPool::giveBack(object); }

    // The whole exchange; may end before it returns.
    void start(const http::RequestHead &head, std::string_view body, const dialect::EndpointMatch &match,
               const access::Caller &caller, Nanos authTime);

private:
    friend class Gateway;

    enum class Phase : std::uint8_t {
        Reading,    // nothing sent upstream
        Reserving,  // the database sets the quota aside
        Waiting,    // an attempt is under way; or the delay before one
        Collecting, // an answer that may lead to another attempt: its body is gathered
        Passing,    // the client has the head
        Settling,   // a whole answer waits until its record is in the database
        Ended,
    };
    static std::string_view phaseText(Phase phase); // for people

    void clientGone() override;
    void clientDrained() override;
    void responseHead(const http::ResponseHead &head) override;
    void responseBody(std::span<const std::string_view> pieces, bool complete) override;
    void responseFailed(http::FailedAt at, const Error &error) override;
    void timerExpired(net::Timer &timer) override;

    // read
    Result<void> read(const http::RequestHead &head, std::string_view body,
                      const dialect::EndpointMatch &match);
    void noteKnock(const http::RequestHead &head);
    Result<void> checkCaller();
    Result<void> reserveQuota(std::span<const routing::Candidate> candidates);
    void releaseQuota();

    // attempt
    void tryCandidate(const routing::Candidate *candidate); // null: there is none left
    void sendAttempt();
    void composeUpstreamHead(const UpstreamTarget &target);
    void attemptOver(const routing::Outcome &outcome);
    void follow(const routing::FailoverPlan::Verdict &verdict, const routing::Outcome &failure);
    void noteAttempt(std::string_view error, SteadyTime now);
    void dropAttempt(std::string_view why, SteadyTime now);
    void addTimings(SteadyTime now);

    // answer
    bool isPinged() const { return m_stream && !m_encoded && !m_length; }
    void readEncoding(std::string_view contentEncoding);
    void conclude(std::string_view body, bool complete);
    void giveWhole(const dialect::AnswerFacts &facts, std::string_view body, std::string_view text,
                   std::string_view error, SteadyTime now);
    void beginStream();
    void openStream(std::span<const std::string_view> pieces, bool complete);
    void passOpening(const routing::Outcome &outcome, std::span<const std::string_view> pieces,
                     bool complete);
    void dropEmptyStream();
    void retryWithoutUsageOption();
    void answerError(const Error &error, std::optional<std::chrono::seconds> retryAfter);

    // pass: what the client gets piece by piece
    void startPassing(SteadyTime now);
    void pass(std::span<const std::string_view> pieces, bool complete);
    void passStream(std::span<const std::string_view> pieces, bool complete);
    void passOn(std::span<const std::string_view> pieces);
    void observeCopy(std::span<const std::string_view> pieces);
    const char *whatIsMissing() const;
    void judgeStream();
    bool isChannelsFault() const;
    std::size_t waitingBytes() const;
    bool awaitsUsage() const { return m_toldEndAt != SteadyTime{} && !m_recorded; }
    void stopAwaitingUsage();
    void passUnheard(bool complete);
    void ping();
    void breakOff(const Error &error);
    void keepUsage();

    // secrets: what an upstream's error may repeat
    std::string errorText(std::string told, std::string_view body) const;
    void blankSecrets(std::string &text) const;
    void maskSecrets(std::string &bytes) const;
    dialect::ErrorSign signOf(std::span<const std::string_view> pieces) const;
    std::size_t secretBeginsAt(std::string_view bytes) const;
    void show(std::vector<std::string_view> &out, std::size_t kept, bool complete);
    void screen(std::vector<std::string_view> &out, bool complete);
    void screenAnswer(std::vector<std::string_view> &out, bool complete);

    // record
    void recordStream();
    void record(int status, std::string_view error, SteadyTime now);
    void tell(const model::UsageRecord &record, const StageTimes &times, SteadyTime firstContent);
    KnockTrouble knockTrouble(int status) const;
    StageTimes stageTimes() const;

    // settle: the answer's last bytes, which wait for the database where settings ask for that
    struct Held;
    void databaseDone() override;
    bool waitForDatabase();
    void databaseSilent();
    void stopWaiting();
    void respondWhole(int status, std::string_view body);
    void endBody(std::span<const std::string_view> pieces);
    void abortBody();
    void hold(std::span<const std::string_view> pieces);
    void releaseHeld();
    void tellHeld();

    // spans, of an exchange that is traced
    void beginTrace(const http::RequestHead &head);
    void dropTraceFields();
    void beginSpan(const UpstreamTarget *target);
    void appendTraceParent(const UpstreamTarget &target);
    void noteFailure(telemetry::Failure failure);
    void endSpan(SteadyTime now);
    void noteTraced(const model::UsageRecord &record);
    void endTrace();

    void cut(); // the relay ends
    void finish();

    Gateway &m_gateway;
    GatewayContext &m_context;
    http::ServerConnection &m_connection;
    http::ClientRequest m_client;
    net::Timer m_timer;
    std::shared_ptr<const Catalog> m_catalog;
    const access::KnownToken *m_token = nullptr;
    std::int64_t m_pinnedChannel = 0;
    const dialect::Endpoint *m_endpoint = nullptr;
    const routing::Candidate *m_candidate = nullptr;
    std::optional<routing::FailoverPlan> m_plan;
    std::optional<dialect::StreamObserver> m_stream;
    std::optional<dialect::AnswerObserver> m_answer;
    std::unique_ptr<http::Inflater> m_inflater; // of a compressed answer that can be read
    dialect::RequestFacts m_facts;
    dialect::BodyParts m_body;
    http::Method m_method = http::Method::Post;
    std::string_view m_methodText;
    std::string_view m_path;
    std::string_view m_rest;   // of the path, behind the endpoint's own
    bool m_ownWords = false;   // of an endpoint alone: the path may be shown as it is
    std::string m_query;       // what goes upstream of it: without the key
    std::string m_forwarded;   // the client's fields that go upstream
    std::string m_head;        // of the current attempt
    std::string m_answerHead;  // the upstream's fields, then ours
    std::string m_collected;   // an answer's body, while it is held back
    std::string m_answerError; // what the upstream said, of an error that is passed on
    std::string m_cors;
    model::TokenUsage m_usage;
    std::uint64_t m_answerBytes = 0;                   // of the body, not with the connection yet
    std::int64_t m_reserved = 0;                       // of the token's quota, until the record is taken
    std::unique_ptr<telemetry::ExchangeTrace> m_trace; // null: not traced
    std::unique_ptr<Held> m_held; // while the database is waited for, after the record was taken
    std::vector<model::Attempt> m_attempts;
    StageTimes m_times; // sums over the attempts so far
    SteadyTime m_startedAt;
    SteadyTime m_attemptAt{}; // when it began, or the delay before it
    SteadyTime m_headAt{};
    SteadyTime m_lastPieceAt{};    // of an answer that did not come with its head
    SteadyTime m_firstContentAt{}; // of a stream
    SteadyTime m_toldEndAt{};      // when it said that it was complete, and had not told its usage
    std::uint64_t m_requestId;
    std::size_t m_index; // in the gateway's list
    std::optional<std::uint64_t> m_length;
    std::size_t m_holdBytes = 0; // of an answer: so much is gathered before it is passed on
    int m_status = 0;            // of the answer that is passed on or collected
    std::optional<std::chrono::milliseconds> m_retryAfter;
    Phase m_phase = Phase::Reading;
    bool m_retrySame = false;
    bool m_usageAsked = false;
    bool m_recorded = false;
    bool m_encoded = false;                      // the answer passes compressed
    bool m_html = false;                         // the answer calls itself a web page
    bool m_keptAlive = false;                    // of the answer only an upstream's keep-alive has gone
    bool m_masking = false;                      // secrets are masked in all that follows
    bool m_answerFault = false;                  // it tells of an error that speaks against its channel
    bool m_clientLeft = false;                   // with a complete answer, whose usage is waited for
    bool m_broken = false;                       // broken off after the client had got the head
    bool m_ownError = false;                     // the status is of our making
    ErrorKind m_errorKind = ErrorKind::Internal; // then
    std::shared_ptr<const Phrase> m_errorPhrase; // then
};

} // namespace relay::pipeline
