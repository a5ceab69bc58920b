// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/trace_exporter.h"

#include "relay/base/clock.h"
#include "relay/base/log.h"
#include "relay/base/thread_check.h"
#include "relay/routing/retry_after.h"

#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace relay::telemetry {

namespace {

constexpr qint64 kMostAnswerBytes = 64 * 1024; // more than that tells nothing
constexpr std::chrono::minutes kMostAsked{5};  // by a collector's Retry-After

// Every other 4xx and 5xx must not be sent again (OTLP/HTTP, "Retryable Response Codes").
bool mayBeSentAgain(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}

// As a log may show it: without password and query.
std::string shownUrl(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery).toStdString();
}

QNetworkRequest requestTo(QUrl url)
{
    const QString user = url.userName(QUrl::FullyDecoded);
    const QString password = url.password(QUrl::FullyDecoded);
    url.setUserInfo(QString());
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("trayrelay/" TRAYRELAY_VERSION));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(static_cast<int>(TraceExporter::kPatience.count()));
    if (!user.isEmpty())
        request.setRawHeader("Authorization",
                             "Basic " + (user + QLatin1Char(':') + password).toUtf8().toBase64());
    return request;
}

// Not all who lost the same collector may come back at the same moment.
std::chrono::milliseconds withJitter(std::chrono::milliseconds delay)
{
    return delay * QRandomGenerator::global()->bounded(80, 121) / 100;
}

} // namespace

QUrl tracesUrl(const std::string &endpoint)
{
    const QString kPath = QStringLiteral("/v1/traces");
    if (endpoint.empty())
        return {};
    QUrl url(QString::fromStdString(endpoint), QUrl::StrictMode);
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    if (!path.endsWith(kPath))
        path += kPath;
    url.setPath(path, QUrl::TolerantMode);
    return url;
}

TraceExporter::TraceExporter(TraceQueue &queue, SpanCounts &counts, Exporter exporter)
    : m_queue(queue)
    , m_counts(counts)
    , m_exporter(std::move(exporter))
    , m_period(this)
    , m_later(this)
{
    m_later.setSingleShot(true);
    connect(&m_period, &QTimer::timeout, this, &TraceExporter::send);
    connect(&m_later, &QTimer::timeout, this, &TraceExporter::send);
}

TraceExporter::~TraceExporter() = default;

void TraceExporter::setUrl(const QUrl &url)
{
    RELAY_ASSERT_OWN_THREAD();
    m_on = url.isValid();
    m_later.stop();
    m_delay = kFirstDelay;
    m_troubled = false;
    if (m_on) {
        m_url = url;
        m_period.start(kPeriod);
        if (!m_network) {
            m_network = std::make_unique<QNetworkAccessManager>();
            m_network->setProxy(QNetworkProxy::NoProxy); // RELAY_PROXY is for upstreams
        }
    }
    send();
}

void TraceExporter::send()
{
    RELAY_ASSERT_OWN_THREAD();
    if (m_reply || m_later.isActive() || !m_network)
        return;
    if (takeBatch())
        post();
    else
        rest();
}

bool TraceExporter::takeBatch()
{
    m_queue.rearm();
    while (m_batch.size() < kBatch) {
        auto trace = m_queue.pop();
        if (!trace)
            break;
        m_batch.push_back(std::move(trace));
    }
    return !m_batch.empty();
}

void TraceExporter::post()
{
    ++m_tries;
    m_reply = m_network->post(requestTo(m_url), encodeTraces(m_batch, m_exporter));
    connect(m_reply, &QNetworkReply::finished, this, &TraceExporter::answered);
    connect(m_reply, &QNetworkReply::readyRead, this, [reply = m_reply] {
        if (reply->bytesAvailable() > kMostAnswerBytes)
            reply->abort();
    });
}

TraceExporter::Verdict TraceExporter::judge(QNetworkReply &reply, std::string &why) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 200 && status < 300)
        return Verdict::Taken;
    const bool silent = reply.error() == QNetworkReply::OperationCanceledError;
    why = status != 0 ? "HTTP " + std::to_string(status)
          : silent    ? "no answer in time"
                      : reply.errorString().toStdString();
    return status == 0 || mayBeSentAgain(status) ? Verdict::TryAgain : Verdict::Refused;
}

void TraceExporter::answered()
{
    QNetworkReply *const reply = std::exchange(m_reply, nullptr);
    reply->deleteLater();
    std::string why;
    switch (judge(*reply, why)) {
    case Verdict::Taken:
        noteTaken(reply->isOpen() ? reply->read(kMostAnswerBytes) : QByteArray());
        break;
    case Verdict::TryAgain: {
        tellTrouble(why);
        const auto asked = routing::parseRetryAfter(reply->rawHeader("Retry-After").toStdString(), {},
                                                    Clock::system().unixMs());
        if (!m_on || m_tries >= kMostTries)
            giveUp();
        if (m_on)
            return tryLater(asked.value_or(std::chrono::milliseconds(0)));
        break;
    }
    case Verdict::Refused:
        tellTrouble(why);
        giveUp();
        break;
    }
    if (!m_on || m_queue.size() >= kBatch)
        send();
}

void TraceExporter::noteTaken(const QByteArray &body)
{
    const PartialSuccess partial = readExportResponse(body);
    const std::uint64_t spans = spansOfBatch();
    const std::uint64_t rejected = std::min(partial.rejectedSpans, spans);
    m_counts.exported += spans - rejected;
    m_counts.failed += rejected;
    m_batch.clear();
    m_tries = 0;
    m_delay = kFirstDelay;
    if (rejected > 0)
        return tellTrouble(std::to_string(rejected) + " spans rejected: " + partial.message);
    if (std::exchange(m_troubled, false))
        log::sys().info("traces are taken again by {}; {} spans were dropped, {} failed since start",
                        shownUrl(m_url), m_counts.dropped.load(), m_counts.failed.load());
}

void TraceExporter::tryLater(std::chrono::milliseconds asked)
{
    const auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(kMostAsked);
    m_later.start(asked.count() > 0 ? std::min(asked, longest) : withJitter(m_delay));
    m_delay = std::min(m_delay * 2, kLongestDelay);
}

void TraceExporter::giveUp()
{
    m_counts.failed += spansOfBatch();
    m_batch.clear();
    m_tries = 0;
}

void TraceExporter::rest()
{
    if (m_on || !m_network)
        return;
    m_period.stop();
    m_network.release()->deleteLater(); // with its connections; one of its replies may be telling this
    end();
}

void TraceExporter::end()
{
    if (m_done)
        std::exchange(m_done, {})();
}

void TraceExporter::finish(std::chrono::milliseconds atMost, std::function<void()> done)
{
    RELAY_ASSERT_OWN_THREAD();
    m_done = std::move(done);
    if (!m_network)
        return end();
    m_on = false;
    m_later.stop();
    QTimer::singleShot(atMost, this, [this] {
        if (!m_network)
            return;
        if (m_reply) {
            m_reply->disconnect(this);
            m_reply = nullptr;
        }
        m_counts.dropped += spansOfBatch();
        m_batch.clear();
        while (const auto trace = m_queue.pop())
            m_counts.dropped += trace->spanCount();
        rest();
    });
    send();
}

// Once, until a batch is taken again: a collector that is gone may not fill the log.
void TraceExporter::tellTrouble(const std::string &why)
{
    if (std::exchange(m_troubled, true))
        return;
    log::sys().warn("traces are not taken by {}: {}. What the queue cannot hold is dropped and counted in "
                    "/api/metrics/",
                    shownUrl(m_url), why);
}

std::uint64_t TraceExporter::spansOfBatch() const
{
    std::uint64_t spans = 0;
    for (const auto &trace : m_batch)
        spans += trace->spanCount();
    return spans;
}

} // namespace relay::telemetry
