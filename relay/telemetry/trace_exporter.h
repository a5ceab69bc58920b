// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/telemetry/otlp_json.h"
#include "relay/telemetry/trace_queue.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace relay::telemetry {

// Where traces go, from the value of OTEL_EXPORTER_OTLP_ENDPOINT: /v1/traces is appended to its path, unless
// it ends so already. Not valid: nowhere. Thread-safe.
QUrl tracesUrl(const std::string &endpoint);

// Sends what the queue holds to a collector, by OTLP/HTTP in JSON: one batch at a time, as soon as one is
// full or kPeriod has passed. One that cannot be delivered is tried again, later and later; what does not fit
// into the queue meanwhile is lost to everybody but a counter. Lives on telemetry.
class TraceExporter final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kBatch = 256; // exchanges
    static constexpr std::chrono::milliseconds kPeriod{5000};
    static constexpr std::chrono::milliseconds kPatience{10'000}; // with the collector; OTLP's default
    static constexpr std::chrono::milliseconds kFirstDelay{1000}; // before another try; it doubles
    static constexpr std::chrono::milliseconds kLongestDelay{30'000};
    static constexpr int kMostTries = 6; // of one batch

    TraceExporter(TraceQueue &queue, SpanCounts &counts, Exporter exporter);
    ~TraceExporter() override;
    Q_DISABLE_COPY_MOVE(TraceExporter)

    // From now on there. Not valid: what is queued is still sent to where it went so far, once, and then
    // nothing.
    void setUrl(const QUrl &url);
    void send(); // what is there, unless something is on its way
    // Sends the rest, each batch once; calls `done` at the latest after that time, and does nothing more.
    void finish(std::chrono::milliseconds atMost, std::function<void()> done);

private:
    enum class Verdict { Taken, TryAgain, Refused };

    bool takeBatch();
    void post();
    void answered();
    Verdict judge(QNetworkReply &reply, std::string &why) const;
    void noteTaken(const QByteArray &body);
    void tryLater(std::chrono::milliseconds asked);
    void giveUp(); // on the batch: the collector would not have it
    void rest();   // nothing is left, or not enough for a batch
    void end();
    void tellTrouble(const std::string &why);
    std::uint64_t spansOfBatch() const;

    TraceQueue &m_queue;
    SpanCounts &m_counts;
    const Exporter m_exporter;
    QUrl m_url;
    bool m_on = false; // off: what is left goes out, and nothing is tried twice
    std::unique_ptr<QNetworkAccessManager> m_network;
    QNetworkReply *m_reply = nullptr; // of the batch that is on its way; m_network's
    std::vector<std::unique_ptr<ExchangeTrace>> m_batch;
    int m_tries = 0;
    std::chrono::milliseconds m_delay{kFirstDelay};
    QTimer m_period;
    QTimer m_later;
    bool m_troubled = false; // told, and not yet over
    std::function<void()> m_done;
};

} // namespace relay::telemetry
