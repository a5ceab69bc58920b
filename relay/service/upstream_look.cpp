// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/upstream_look.h"

#include "relay/base/clock.h"
#include "relay/pipeline/answer_head.h"
#include "relay/pipeline/blank_key.h"

#include <QDateTime>
#include <QLocale>

namespace relay::service {

namespace {

constexpr auto kPatience = std::chrono::seconds{8};
constexpr std::size_t kMostBodyBytes = 4 * 1024 * 1024;

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

} // namespace

UpstreamLook::UpstreamLook(pipeline::GatewayContext &context, const model::Channel &channel)
    : m_context(context)
    , m_request(static_cast<http::ClientRequest::Handler &>(*this))
    , m_catalog(context.catalog)
    , m_channelId(channel.id)
{
    m_sight.channel = channel.name;
}

void UpstreamLook::begin(std::function<void(UpstreamSight)> done)
{
    m_done = std::move(done);
    const pipeline::UpstreamTarget *const target = m_catalog->targets.find(m_channelId);
    if (!target || !target->upstream || target->keyLines.empty()) {
        m_sight.badUrl = true;
        m_sight.problem = target ? target->problem.toStdString() : std::string("it has no address");
        return finish();
    }
    m_head.append("GET ").append(target->pathPrefix).append("/models HTTP/1.1\r\n");
    m_head.append(target->keyLines.front()).append("Accept-Encoding: identity\r\n");
    m_head.append(pipeline::kLoopHeader).append(": ").append(m_context.instanceId).append("\r\n\r\n");
    m_context.pool.send(*target->upstream, m_request, {.head = m_head, .body = {}},
                        {.head = kPatience, .idle = kPatience});
}

void UpstreamLook::responseHead(const http::ResponseHead &head)
{
    m_sight.status = head.status;
    if (const auto theirs = httpDateMs(head.fields.value(http::HeaderId::Date)))
        m_sight.clockAheadMs = *theirs - Clock::system().unixMs();
}

void UpstreamLook::responseBody(std::span<const std::string_view> pieces, bool complete)
{
    for (const std::string_view piece : pieces)
        m_bodyBytes += piece.size();
    if (!complete && m_bodyBytes <= kMostBodyBytes) // read to its end, so that the connection stays good
        return;
    if (!complete)
        m_request.cancel();
    finish();
}

void UpstreamLook::responseFailed(http::FailedAt at, const Error &error)
{
    m_sight.noConnection = at == http::FailedAt::Connect;
    m_sight.problem = error.message.toStdString();
    finish();
}

void UpstreamLook::finish()
{
    m_finished = true;
    const model::Channel *const channel = m_catalog->routes.channel(m_channelId);
    const pipeline::UpstreamTarget *const target = m_catalog->targets.find(m_channelId);
    if (channel)
        for (const std::string &key : channel->keys)
            pipeline::blankKey(m_sight.problem, key);
    if (target)
        for (const std::string &secret : target->secrets)
            pipeline::blankKey(m_sight.problem, secret);
    m_done(m_sight);
}

} // namespace relay::service
