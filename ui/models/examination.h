// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"

#include <QDateTime>
#include <QObject>

#include <vector>

namespace ui::models {

// What the doctor found when it was last asked. Lives on gui.
class Examination final : public QObject
{
    Q_OBJECT

public:
    explicit Examination(relay::api::DoctorService &doctor, QObject *parent = nullptr);

    void examine(); // one at a time
    bool isRunning() const { return m_running; }
    const std::vector<relay::api::Finding> &findings() const { return m_findings; } // the common ones first
    const QDateTime &takenAt() const { return m_takenAt; }                          // invalid: never
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
    std::vector<relay::api::Finding> m_findings;
    QDateTime m_takenAt;
};

} // namespace ui::models
