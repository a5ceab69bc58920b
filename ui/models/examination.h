// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>

#include <chrono>
#include <vector>

namespace ui::models {

// What the doctor found at one time. A value.
struct Look
{
    std::vector<relay::api::Finding> findings; // the common ones first
    QDateTime takenAt;                         // invalid: never
    QElapsedTimer age;                         // no clock that somebody sets
};

// What the doctor found when it was last asked. Lives on gui.
class Examination final : public QObject
{
    Q_OBJECT

public:
    explicit Examination(relay::api::DoctorService &doctor, QObject *parent = nullptr);

    void examine();      // one at a time
    void expectChange(); // it is stale from now on
    bool isRunning() const { return m_running; }
    void doubt(); // something has changed that may mend what was found: looks once more, now or afterwards
    // None, or older than that, or something has changed since.
    bool isStale(std::chrono::seconds age) const;
    const std::vector<relay::api::Finding> &findings() const { return m_look.findings; }
    const QDateTime &takenAt() const { return m_look.takenAt; }
    const Look &look() const { return m_look; }
    void take(const Look &look); // of the window before
    int count(relay::api::Verdict verdict) const;

    // Applies the preset that the finding names, then looks again.
    void fix(const std::string &name);

signals:
    void runningChanged();
    void examined();
    void failed(const QString &reason);
    void mended(const QString &name, qint64 entry); // of the history; 0: everything was so already

private:
    relay::api::DoctorService &m_doctor;
    bool m_running = false;
    bool m_fixing = false;
    bool m_doubted = false; // since the look began, or before it
    bool m_again = false;   // once the one is over that is under way
    Look m_look;
};

} // namespace ui::models
