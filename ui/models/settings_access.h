// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <utility>

namespace ui::models {

using SettingValues = std::vector<std::pair<std::string, std::string>>;

// The relay's settings as they are, and the way to change some of them. Lives on gui.
class SettingsAccess final : public QObject
{
    Q_OBJECT

public:
    // Is asked before a change is made, and calls one of the two.
    using Question = std::function<void(const SettingValues &values, std::function<void()> go,
                                        std::function<void()> stay)>;

    explicit SettingsAccess(relay::api::SettingsService &service, QObject *parent = nullptr);

    void setQuestion(Question question) { m_question = std::move(question); }

    void read();
    const std::vector<relay::api::SettingRow> &rows() const { return m_rows; }
    const relay::api::SettingRow *row(std::string_view name) const; // null: not read yet, or unknown
    std::string valueOf(std::string_view name) const;
    bool isOn(std::string_view name) const { return valueOf(name) == "true"; }

    // All or nothing. `done` before applied() or refused(), if there is one.
    void change(SettingValues values, const std::function<void(bool taken)> &done = {});
    void undo(std::int64_t entry);

    QStringList waitingForRestart() const; // names whose value is not in force before

signals:
    void rowsRead(); // also when nothing is different
    void unreadable(const QString &reason);
    void applied(const relay::api::SettingsOutcome &outcome);
    void undone();
    void refused(const QStringList &names, const QString &reason);

private:
    void give(SettingValues values, const std::function<void(bool)> &done);

    relay::api::SettingsService &m_service;
    Question m_question;
    std::vector<relay::api::SettingRow> m_rows;
};

bool takesEffectAtRestart(const relay::api::SettingRow &row);

} // namespace ui::models
