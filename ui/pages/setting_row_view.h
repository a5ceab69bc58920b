// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "ui/models/measurement.h"

#include <QWidget>

#include <optional>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ui::widgets {
class Badge;
class GlyphText;
} // namespace ui::widgets

namespace ui::pages {

class SettingDetail;
class SettingEditor;
class SettingName;

// What a row shows beside its setting. A value.
struct SettingRowState
{
    bool engineOff = false; // SQLite's settings do not count now
    std::optional<models::Measurement> measured;
    bool canMeasure = false;    // there is something to compare with
    bool measuring = false;     // or waiting for its turn
    std::optional<int> percent; // of the measurement that runs
};

// One setting: its name, what it is set to, what the engine says, when it takes effect, what a measurement
// found; open, all that is known about it. Lives on gui.
class SettingRowView final : public QWidget
{
    Q_OBJECT

public:
    SettingRowView(const relay::api::SettingRow &row, const SettingRowState &state,
                   QWidget *parent = nullptr);

    void show(const relay::api::SettingRow &row, const SettingRowState &state);
    void refuse(const QString &why); // the value that was given; empty: it is fine again
    void setOpen(bool open);
    bool isOpen() const;
    const relay::api::SettingRow &row() const { return m_row; }

signals:
    void changeRequested(const QString &name, const QString &value);
    void resetRequested(const QString &name);
    void measureRequested(const QString &name);
    void cancelRequested();
    void restartRequested();
    void copied(const QString &what);

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void build();
    QWidget *buildMeasured();
    void showState(const SettingRowState &state);
    void showEngine(bool engineOff);
    void showMeasured(const SettingRowState &state);
    void showNote();
    void copy(const QString &text);

    relay::api::SettingRow m_row;
    SettingRowState m_state;
    QString m_refusal;
    QVBoxLayout *m_column = nullptr;
    SettingName *m_name = nullptr;
    SettingEditor *m_editor = nullptr;
    QPushButton *m_undo = nullptr;
    widgets::GlyphText *m_says = nullptr;
    QLabel *m_effect = nullptr;
    widgets::Badge *m_badge = nullptr;
    QPushButton *m_measure = nullptr;
    QLabel *m_progress = nullptr;
    QWidget *m_note = nullptr;
    QLabel *m_noteText = nullptr;
    QPushButton *m_restart = nullptr;
    SettingDetail *m_detail = nullptr; // null: never opened
};

} // namespace ui::pages
