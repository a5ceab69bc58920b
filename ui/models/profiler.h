// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/profiling_service.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>

namespace ui::models {

// Takes one profile after the other, with the time that it still needs, and keeps the last. Lives on gui.
class Profiler final : public QObject
{
    Q_OBJECT

public:
    explicit Profiler(relay::api::ProfilingService &service, QObject *parent = nullptr);
    ~Profiler() override;

    void start(relay::api::ProfileKind kind, std::chrono::milliseconds duration);
    void cancel();
    bool isRunning() const { return m_running.has_value(); }
    double progress() const;           // 0 to 1; of a kind that takes no time: 1
    std::chrono::seconds left() const; // until it is there

    struct Taken
    {
        relay::api::ProfileKind kind = relay::api::ProfileKind::Cpu;
        std::chrono::milliseconds duration{};
        QDateTime at;
        relay::api::ProfileCapture capture;
    };
    const std::optional<Taken> &last() const { return m_last; }

signals:
    void started();
    void progressed();
    void taken();
    void cancelled();
    void failed(const QString &reason);

private:
    void end();

    relay::api::ProfilingService &m_service;
    struct Running
    {
        relay::api::ProfilingService::Id id = 0;
        relay::api::ProfileKind kind = relay::api::ProfileKind::Cpu;
        std::chrono::milliseconds duration{};
        QElapsedTimer clock;
    };
    std::optional<Running> m_running;
    std::optional<Taken> m_last;
    QTimer m_tick;
    int m_turn = 0; // a reply of an earlier one is none of ours
};

// What its numbers are, as people read them: 1.36 s, 4.1 MB, 12.
QString profileValueText(std::int64_t value, const std::string &unit);

} // namespace ui::models
