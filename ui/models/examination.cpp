// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/examination.h"

#include "ui/models/finding_text.h"
#include "ui/models/said_text.h"

#include <algorithm>
#include <utility>

namespace ui::models {

using relay::api::Finding;

Examination::Examination(relay::api::DoctorService &doctor, QObject *parent)
    : QObject(parent)
    , m_doctor(doctor)
{
}

void Examination::examine()
{
    if (m_running)
        return;
    m_running = true;
    m_doubted = false;
    emit runningChanged();
    m_doctor.examine(this, [this](const relay::Result<std::vector<Finding>> &findings) {
        m_running = false;
        if (findings) {
            m_look = {sorted(*findings), QDateTime::currentDateTime(), {}};
            m_look.age.start();
        }
        emit runningChanged();
        if (findings)
            emit examined();
        else
            emit failed(saidText(findings.error()));
        if (std::exchange(m_again, false))
            examine();
    });
}

void Examination::doubt()
{
    m_again = m_running; // what it looked at before the change may be old
    examine();
}

void Examination::expectChange()
{
    m_doubted = true;
}

bool Examination::isStale(std::chrono::seconds age) const
{
    return m_doubted || m_look.takenAt.isNull() ||
           m_look.age.hasExpired(std::chrono::milliseconds(age).count());
}

void Examination::take(const Look &look)
{
    m_look = look;
    emit examined();
}

int Examination::count(relay::api::Verdict verdict) const
{
    return int(std::ranges::count(m_look.findings, verdict, &Finding::verdict));
}

void Examination::fix(const std::string &name)
{
    if (m_fixing)
        return;
    m_fixing = true;
    m_doctor.fix(name, this, [this, name](const relay::Result<relay::api::SettingsOutcome> &outcome) {
        m_fixing = false;
        if (!outcome) {
            emit failed(saidText(outcome.error()));
            return;
        }
        if (!outcome->warnings.empty()) {
            emit failed(saidText(outcome->warnings.front()));
            examine();
            return;
        }
        emit mended(QString::fromStdString(name), outcome->entry ? outcome->entry->id : 0);
        examine();
    });
}

} // namespace ui::models
