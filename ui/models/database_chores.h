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

// What is done to the database by hand, one of a kind at a time, with its last answer in a sentence. The work
// cannot be called back once it is asked for. Lives on gui.
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
    void setWalBytes(std::int64_t bytes) { m_walBytes = bytes; } // as last seen

    const Chore &checkpointed(relay::api::CheckpointMode mode) const
    {
        return m_checkpoints[std::size_t(mode)];
    }
    const Chore &integrity() const { return m_integrity; }
    const Chore &vacuumed() const { return m_vacuum; }
    const Chore &backedUp() const { return m_backup; }
    bool isCheckpointing() const;
    const QString &holder() const { return m_holder; } // of the log, at the last checkpoint; empty: nobody
    const QString &problems() const { return m_problems; }

signals:
    void changed();
    void checkpointEnded(relay::api::CheckpointMode mode);

private:
    void begin(Chore &chore);
    void end(Chore &chore, ChoreEnd verdict, const QString &text);
    void tellCheckpoint(relay::api::CheckpointMode mode, const relay::api::CheckpointResult &result,
                        std::int64_t before);

    relay::api::DatabaseService &m_service;
    std::array<Chore, kModes> m_checkpoints;
    Chore m_integrity;
    Chore m_vacuum;
    Chore m_backup;
    QString m_holder;
    QString m_problems;
    std::int64_t m_walBytes = -1;
};

} // namespace ui::models
