// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/measurement.h"

#include <QObject>

#include <deque>

class QProcess;

namespace ui::models {

// Measures settings one after another: each by `bench --compare` of this program in a process of its own,
// beside live traffic and behind it. Ends that process, which ends its own, when it is cancelled or goes.
// Lives on gui.
class MeasureRunner final : public QObject
{
    Q_OBJECT

public:
    struct Task
    {
        std::string setting;
        std::string before;
        std::string after;
    };

    MeasureRunner(QString program, QString dataDirectory, QObject *parent = nullptr);
    ~MeasureRunner() override;

    void measure(std::vector<Task> tasks); // after those that wait already
    void cancel();                         // the one that runs, and those that wait

    bool isRunning() const { return m_process; }
    bool isMeasuring(const std::string &setting) const; // or about to
    const std::string &current() const { return m_task.setting; }
    double progress() const { return m_progress; } // 0 to 1, of the current one
    int round() const { return m_round; }          // 0: warming up
    int rounds() const { return m_rounds; }
    int number() const { return m_done + 1; } // of the current one among all
    int count() const { return m_done + (isRunning() ? 1 : 0) + int(m_waiting.size()); }

signals:
    void progressed(); // also when one begins or ends
    void measured(const ui::models::Measurement &measurement);
    void failed(const QString &setting, const QString &why);
    void cancelled();

private:
    void next();
    void readProgress();
    void take(const QString &line);
    void ended(int exitCode, bool crashed);
    void letGo(); // of the process, which is told to end

    const QString m_program;
    const QString m_dataDirectory;
    std::deque<Task> m_waiting;
    Task m_task;
    QProcess *m_process = nullptr; // null: nothing runs
    QString m_said;                // what it wrote on standard error that is no progress
    QString m_title;               // of the phase it is in
    int m_phase = 0;               // within the round
    int m_round = 0;
    int m_rounds = 0;
    double m_progress = 0;
    int m_done = 0;
};

} // namespace ui::models
