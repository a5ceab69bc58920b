// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ui::models {

// The settings as they are, their history and what the guard sees, read anew every few seconds while active,
// and everything that changes them. Lives on gui.
class SettingsModel final : public QObject
{
    Q_OBJECT

public:
    using Values = std::vector<std::pair<std::string, std::string>>;

    explicit SettingsModel(relay::api::RelayService &service);

    void setActive(bool active); // becoming active reads at once
    void refresh();

    bool isKnown() const { return m_known; }
    const std::vector<relay::api::SettingRow> &rows() const { return m_rows; }
    const relay::api::SettingRow *row(std::string_view name) const; // null: there is none
    const std::vector<relay::api::SettingsHistoryRow> &history() const { return m_history; } // newest first
    const relay::api::SettingsFileEdit &fileEdit() const { return m_fileEdit; }
    const relay::api::GuardSnapshot &guard() const { return m_guard; }

    void change(const std::string &name, const std::string &value); // refused() tells why not
    void reset(const std::string &name);
    void applyPreset(const std::string &name);
    void undo(std::int64_t entry);
    void undoBackTo(std::int64_t entry);
    void takeFile();
    void keepChange(std::int64_t entry);

signals:
    void rowsChanged(); // or known for the first time
    void historyChanged();
    void fileEditChanged();
    void guardChanged();
    // Something was done, in a sentence; with an entry to undo it by (0: none).
    void done(const QString &sentence, qint64 undoEntry);
    void refused(const QString &name, const QString &why); // of change(): nothing is different
    void failed(const QString &why);                       // of anything else

private:
    enum class Deed { Change, Preset, Undo, File };

    void tick();
    void readRows();
    void readGuard();
    relay::api::Reply<relay::api::SettingsOutcome> outcome(Deed deed, const std::string &subject);
    void finish(Deed deed, const std::string &subject,
                const relay::Result<relay::api::SettingsOutcome> &result);
    QString sentence(Deed deed, const std::string &subject, const relay::api::SettingsOutcome &outcome) const;

    relay::api::RelayService &m_service;
    QTimer m_timer;
    int m_ticks = 0;
    int m_changing = 0;   // changes under way: what is read meanwhile is stale
    int m_generation = 0; // of what was asked for before a change, and is not wanted any more
    bool m_known = false;
    std::vector<relay::api::SettingRow> m_rows;
    std::vector<relay::api::SettingsHistoryRow> m_history;
    relay::api::SettingsFileEdit m_fileEdit;
    relay::api::GuardSnapshot m_guard;
};

// What a change of one setting says: "Batch usage rows is on", "Page cache is now −128,000 KiB".
QString changeSentence(const relay::api::SettingRow &row, std::string_view value);

} // namespace ui::models
