// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/measure_runner.h"
#include "ui/models/measurement_store.h"
#include "ui/models/preset_choice.h"
#include "ui/models/settings_model.h"
#include "ui/pages/page.h"
#include "ui/pages/setting_row_view.h"

class QBoxLayout;
class QLineEdit;
class QPushButton;

namespace ui::pages {

class SettingList;

// The heart of the program: each optimisation with its switch, what the engine says of it and what it brings
// here; presets, the guard, and the way back. A subject is a setting's name, or preset:NAME for what that one
// would change. Lives on gui.
class OptimizationsPage final : public Page
{
    Q_OBJECT

public:
    explicit OptimizationsPage(const PageContext &context);

    void showSubject(const QString &subject) override;

protected:
    void activate() override;
    void deactivate() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildHeader();
    QWidget *buildBody();
    void arrange();
    SettingRowState stateOf(const relay::api::SettingRow &row) const;
    void askForPreset(const QString &name);
    void showFileEdit();
    void measure(const QString &name);
    std::vector<models::MeasureRunner::Task> switches() const; // that can be measured
    void showMeasuring();
    void restart();

    models::SettingsModel m_model;
    models::PresetChoice m_presets;
    models::MeasureRunner &m_runner;
    QString m_asked;   // the preset whose difference is asked for, or shown; empty: none
    QString m_subject; // to be shown once the settings are known
    QLineEdit *m_search = nullptr;
    QPushButton *m_measureAll = nullptr;
    widgets::Banner *m_fileEdit = nullptr;
    SettingList *m_list = nullptr;
    QBoxLayout *m_halves = nullptr; // the list and what is beside it, or beneath where there is no room
    QBoxLayout *m_side = nullptr;
    QList<QWidget *> m_cards;
};

} // namespace ui::pages
