// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/channel_probe.h"

#include "relay/base/clock.h"
#include "relay/base/phrase.h"
#include "relay/dialect/error_writer.h"
#include "relay/dialect/usage_reader.h"
#include "relay/pipeline/blank_key.h"

#include <QDateTime>
#include <QLocale>
#include <QUrl>

#include <algorithm>

namespace relay::service {

namespace {
constexpr std::size_t kMaxAnswerBytes = 4 * 1024 * 1024;
constexpr std::size_t kTextBytes = 300;
constexpr int kBadGateway = 502;
constexpr std::chrono::seconds kHeadPatience{60};
constexpr std::chrono::seconds kIdlePatience{30};
constexpr std::chrono::seconds kLookPatience{8};
// What a test costs at most. Some providers take no bound below 16; a model that has to name its bound by the
// newer name thinks before it says a word, and is an error where that does not suffice.
constexpr int kMostTokens = 16;
constexpr std::string_view kThinkersBound = "max_completion_tokens";
constexpr int kThinkersMostTokens = 1024;

// RFC 9110 5.6.7, the one form that may be sent.
std::optional<std::int64_t> httpDateMs(std::string_view text)
{
    QDateTime when = QLocale::c().toDateTime(
        QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())).trimmed(),
        QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    if (!when.isValid())
        return std::nullopt;
    when.setTimeSpec(Qt::UTC);
    return when.toMSecsSinceEpoch();
}

// The status said that it went well.
Saying failed(api::ChannelTest &test, Saying message)
{
    test.status = kBadGateway;
    return message;
}

} // namespace

std::int64_t ChannelProbe::microsecondsSince(SteadyTime begin) const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(m_context.loop.now() - begin).count();
}

dialect::AnswerFacts ChannelProbe::read(std::string text)
{
    const std::size_t size = text.size();
    text.reserve(size + dialect::kJsonPaddingBytes);
    return dialect::readAnswer({text.data(), size}, m_context.parser);
}

ChannelProbe::ChannelProbe(pipeline::GatewayContext &context,
                           std::shared_ptr<const pipeline::Catalog> catalog)
    : m_context(context)
    , m_request(static_cast<http::ClientRequest::Handler &>(*this))
    , m_catalog(std::move(catalog))
{
}

void ChannelProbe::test(std::int64_t channelId, api::ChannelQuestion question,
                        std::function<void(Result<api::ChannelTest>)> done)
{
    m_tested = std::move(done);
    if (question.listOnly)
        return send(channelId, "GET", "/models", {});
    const model::Channel *const channel = m_catalog->routes.channel(channelId);
    m_model = std::move(question.model);
    if (channel && m_model.empty()) {
        const auto plain =
            std::find_if(channel->models.begin(), channel->models.end(),
                         [](const std::string &name) { return name.find('*') == std::string::npos; });
        if (plain != channel->models.end())
            m_model = *plain;
    }
    if (channel && m_model.empty()) {
        const Error error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP("Phrases", "the channel lists no model: name one to test with"))};
        return finish(&error);
    }
    if (channel) {
        const auto mapped = std::find_if(channel->modelMapping.begin(), channel->modelMapping.end(),
                                         [this](const auto &pair) { return pair.first == m_model; });
        if (mapped != channel->modelMapping.end())
            m_model = mapped->second;
    }
    m_mayAskAgain = true;
    ask(channelId, "max_tokens", kMostTokens);
}

void ChannelProbe::ask(std::int64_t channelId, std::string_view bound, int tokens)
{
    std::string body = R"({"model":)";
    dialect::appendJsonString(m_model, body);
    body.append(R"(,"stream":true,")").append(bound).append("\":").append(std::to_string(tokens));
    body += R"(,"messages":[{"role":"user","content":"Say OK."}]})";
    send(channelId, "POST", "/chat/completions", std::move(body));
}

// The bound's name depends on the model, and a wrong one is refused: the refusal tells the right one.
bool ChannelProbe::askAgain()
{
    if (!m_mayAskAgain || m_status != 400 || m_answer.find(kThinkersBound) == std::string::npos)
        return false;
    m_again = std::make_unique<ChannelProbe>(m_context, m_catalog);
    m_again->m_tested = std::move(m_tested);
    m_again->m_model = m_model;
    m_again->ask(m_channelId, kThinkersBound, kThinkersMostTokens);
    return true;
}

void ChannelProbe::listModels(std::int64_t channelId,
                              std::function<void(Result<std::vector<std::string>>)> done)
{
    m_listed = std::move(done);
    send(channelId, "GET", "/models", {});
}

void ChannelProbe::look(const model::Channel &channel, std::function<void(UpstreamSight)> done)
{
    m_looked = std::move(done);
    m_sight.channel = channel.name;
    send(channel.id, "GET", "/models", {});
}

void ChannelProbe::send(std::int64_t channelId, std::string_view method, std::string_view path,
                        std::string body)
{
    m_channelId = channelId;
    const pipeline::UpstreamTarget *const target = m_catalog->targets.find(channelId);
    if (!target) {
        const Error error{
            ErrorKind::NotFound,
            said(QT_TRANSLATE_NOOP("Phrases", "there is no channel %1: name one that the list has"),
                 channelId)};
        return finish(&error);
    }
    if (!target->upstream || target->keyLines.empty()) {
        const Error error{ErrorKind::BadRequest, phraseOf(pipeline::problemOf(target))};
        return finish(&error);
    }
    m_body = std::move(body);
    m_bodyPart = m_body;
    m_head.append(method).append(" ").append(target->pathPrefix);
    if (!target->azureQuery.empty() && !m_model.empty())
        m_head.append("/deployments/")
            .append(QUrl::toPercentEncoding(QString::fromStdString(m_model)).toStdString());
    m_head.append(path);
    if (!target->azureQuery.empty())
        m_head.append("?").append(target->azureQuery);
    m_head.append(" HTTP/1.1\r\n");
    m_head.append(target->keyLines.front()).append("Accept-Encoding: identity\r\n");
    if (!m_body.empty())
        m_head.append("Content-Type: application/json\r\nContent-Length: ")
            .append(std::to_string(m_body.size()))
            .append("\r\n");
    m_head.append(pipeline::kLoopHeader).append(": ").append(m_context.instanceId).append("\r\n\r\n");
    m_startedAt = m_context.loop.now();
    m_context.pool.send(
        *target->upstream, m_request, {.head = m_head, .body = std::span(&m_bodyPart, 1)},
        {.head = m_looked ? kLookPatience : kHeadPatience, .idle = m_looked ? kLookPatience : kIdlePatience});
}

void ChannelProbe::responseHead(const http::ResponseHead &head)
{
    m_status = head.status;
    if (const auto theirs = httpDateMs(head.fields.value(http::HeaderId::Date)))
        m_sight.clockAheadMs = *theirs - Clock::system().unixMs();
}

void ChannelProbe::responseBody(std::span<const std::string_view> pieces, bool complete)
{
    for (const std::string_view piece : pieces)
        m_answer.append(piece);
    if (m_ttftUs < 0 && !m_answer.empty())
        m_ttftUs = microsecondsSince(m_startedAt);
    if (complete) {
        finish(nullptr);
    } else if (m_answer.size() > kMaxAnswerBytes) {
        m_request.cancel();
        finish(nullptr);
    }
}

void ChannelProbe::responseFailed(http::FailedAt at, const Error &error)
{
    m_sight.noConnection = at == http::FailedAt::Connect;
    finish(&error);
}

void ChannelProbe::blankSecrets(std::string &text) const
{
    const model::Channel *const channel = m_catalog->routes.channel(m_channelId);
    if (!channel)
        return;
    for (const std::string &key : channel->keys)
        pipeline::blankKey(text, key);
    if (const pipeline::UpstreamTarget *const target = m_catalog->targets.find(m_channelId)) {
        for (const std::string &secret : target->secrets)
            pipeline::blankKey(text, secret);
    }
}

Phrase ChannelProbe::withoutSecrets(Phrase phrase) const
{
    for (PhraseValue &value : phrase.values) {
        if (auto *const text = std::get_if<std::string>(&value))
            blankSecrets(*text);
        else if (const auto *const inner = std::get_if<std::shared_ptr<const Phrase>>(&value))
            value = phraseValue(withoutSecrets(**inner));
    }
    return phrase;
}

Saying ChannelProbe::withoutSecrets(const Saying &saying) const
{
    Saying clean;
    for (const Phrase &phrase : saying.phrases())
        clean += withoutSecrets(phrase);
    return clean;
}

void ChannelProbe::finish(const Error *error)
{
    m_finished = true;
    if (m_tested)
        return finishTest(error);
    if (m_looked)
        return finishLook(error);
    if (error)
        return m_listed(*error);
    finishList();
}

void ChannelProbe::finishLook(const Error *error)
{
    m_sight.status = m_status;
    m_sight.badUrl = m_head.empty();
    if (error)
        m_sight.problem = withoutSecrets(*error);
    m_looked(m_sight);
}

void ChannelProbe::finishTest(const Error *error)
{
    if (error && (error->kind == ErrorKind::NotFound || error->kind == ErrorKind::BadRequest))
        return m_tested(*error);
    if (!error && askAgain())
        return;
    api::ChannelTest test;
    test.status = m_status;
    test.elapsedUs = microsecondsSince(m_startedAt);
    test.ttftUs = m_ttftUs;
    test.model = m_model;
    test.message = withoutSecrets(error ? Saying(*error) : verdict(test));
    if (error)
        test.status = 0; // an answer that breaks off is none
    m_tested(test);
}

Saying ChannelProbe::verdict(api::ChannelTest &test)
{
    const std::size_t begin = m_answer.find_first_not_of(" \t\r\n");
    const std::string text = m_answer.substr(0, kTextBytes);
    if (m_status >= 400 || begin == std::string::npos || m_answer[begin] == '{') {
        const dialect::AnswerFacts facts = read(m_answer);
        test.usage = facts.usage;
        if (m_status >= 400)
            return facts.errorText.empty() ? text : facts.errorText;
        return facts.failed ? failed(test, facts.errorText.empty() ? text : facts.errorText) : Saying("OK");
    }
    bool events = false;
    for (std::size_t at = 0; at < m_answer.size();) {
        const std::size_t end = std::min(m_answer.find('\n', at), m_answer.size());
        const std::string_view line = std::string_view(m_answer).substr(at, end - at);
        at = end + 1;
        if (!line.starts_with("data:"))
            continue;
        events = true;
        const dialect::AnswerFacts facts = read(std::string(line.substr(5)));
        if (facts.usage.known())
            test.usage = facts.usage;
        if (facts.failed)
            return failed(test, facts.errorText);
    }
    return events ? Saying("OK")
                  : failed(test,
                           said(QT_TRANSLATE_NOOP("Phrases", "this is no answer of an LLM API: %1"), text));
}

void ChannelProbe::finishList()
{
    simdjson::ondemand::document document;
    simdjson::ondemand::array data;
    std::vector<std::string> models;
    if (m_status >= 400 || m_context.parser.iterateCopy(m_answer, document) != simdjson::SUCCESS ||
        document["data"].get_array().get(data) != simdjson::SUCCESS) {
        const dialect::AnswerFacts facts = read(m_answer);
        std::string text = facts.errorText.empty() ? m_answer.substr(0, kTextBytes) : facts.errorText;
        blankSecrets(text);
        const bool keyIsWrong = m_status == 401; // a 403 may be about the country or the project
        return m_listed(
            Error{keyIsWrong ? ErrorKind::UpstreamRefused : ErrorKind::Transient,
                  said(QT_TRANSLATE_NOOP("Phrases", "the upstream answers HTTP %1: %2"), m_status, text)});
    }
    for (auto item : data) {
        std::string_view id;
        if (item["id"].get_string().get(id) == simdjson::SUCCESS)
            models.emplace_back(id);
    }
    std::sort(models.begin(), models.end());
    m_listed(std::move(models));
}

} // namespace relay::service
