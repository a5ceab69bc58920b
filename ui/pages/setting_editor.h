// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace ui::widgets {
class NumberField;
class ToggleSwitch;
} // namespace ui::widgets

namespace ui::pages {

// What one changes a setting with, made for its kind: a switch, a choice, a number with its unit, a line.
// Switches and choices give their value at once, the others on Enter or when they are left. Lives on gui.
class SettingEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingEditor(const relay::api::SettingRow &row, QWidget *parent = nullptr);

    void show(const relay::api::SettingRow &row); // not over what somebody is typing
    void putBack();                               // to what was shown last: the value was refused
    void setInvalid(bool invalid);

signals:
    void given(const QString &value);
    void takenBack(); // what had been typed

private:
    void build();
    void showValue();

    relay::api::SettingRow m_row;
    widgets::ToggleSwitch *m_switch = nullptr; // one of the four
    QComboBox *m_choice = nullptr;
    widgets::NumberField *m_number = nullptr;
    QLineEdit *m_line = nullptr;
};

} // namespace ui::pages
