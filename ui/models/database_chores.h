// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"
#include "ui/models/database_text.h"

#include <QObject>

#include <array>
#include <optional>

namespace ui::models {

// One kind of work on the database: whether it runs, and what came of it last. A value.
struct Chore
{
    std::int64_t sinceMs = 0; // Unix: it runs since; 0: it does not
    std::int64_t endedMs = 0; // Unix; 0: not run yet
    ChoreEnd verdict = ChoreEnd::Fine;
    QString text; // of its last end

    bool isRunning() const { return sinceMs != 0; }
};

// What came of it, for whoever shows it next. A value.
struct ChoreResults
{
    std::array<Chore, 4> checkpoints; // by mode
    Chore integrity;
    Chore vacuum;
    Chore backup;
    QString holder;
    std::int64_t holderSeenMs = 0;
    QString problems;
};

// What is done to the database by hand, with its last answer in a sentence: one checkpoint at a time, and one
// of the integrity check, VACUUM and a backup, which can be called back. Lives on gui.
class DatabaseChores final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kModes = 4;

    explicit DatabaseChores(relay::api::DatabaseService &service, QObject *parent = nullptr);

    void checkpoint(relay::api::CheckpointMode mode);
    void checkIntegrity();
    void vacuum();
    void backUp();
    void cancel(); // the long work
    // Of the three that take long, the one at work; null: none.
    const Chore *longWork() const;
    QString longWorkName() const;
    bool isCancelling() const { return m_cancelling; }
    double share() const; // of the long work, 0 to 1; below 0: there is no measure
    void setLog(std::int64_t bytes, std::int64_t waitingFrames); // as last seen

    const Chore &checkpointed(relay::api::CheckpointMode mode) const
    {
        return m_checkpoints[std::size_t(mode)];
    }
    const Chore &integrity() const { return m_integrity; }
    const Chore &vacuumed() const { return m_vacuum; }
    const Chore &backedUp() const { return m_backup; }
    bool isCheckpointing() const;
    // Of the log, at the last checkpoint; empty: nobody, or the log has shrunk since.
    const QString &holder() const { return m_holder; }
    std::int64_t holderSeenMs() const { return m_holderSeenMs; } // Unix
    const QString &problems() const { return m_problems; }

    ChoreResults results() const;
    void takeResults(const ChoreResults &results);

signals:
    void changed();
    void checkpointEnded(relay::api::CheckpointMode mode, bool hasRun); // false: it could not

private:
    void begin(Chore &chore);
    bool beginLong(Chore &chore); // false: another one is at work
    void breakOff(Chore &chore, const QString &reason);
    void end(Chore &chore, ChoreEnd verdict, const QString &text);
    void tellCheckpoint(relay::api::CheckpointMode mode, const relay::api::CheckpointResult &result,
                        std::int64_t before);

    relay::api::DatabaseService &m_service;
    std::array<Chore, kModes> m_checkpoints;
    Chore m_integrity;
    Chore m_vacuum;
    Chore m_backup;
    QString m_holder;
    std::int64_t m_holderSeenMs = 0;
    QString m_problems;
    std::int64_t m_walBytes = -1;
    bool m_cancelling = false;
};

} // namespace ui::models
