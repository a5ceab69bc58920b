// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/settings_access.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ui::widgets {
class OptionRow;
class ToggleSwitch;
} // namespace ui::widgets

namespace ui::pages {

// One setting of the relay's table, changed in place: a switch and a choice at once, what is typed with Enter
// or when the field is left, a path by its button alone. What is refused stays, with the reason. Lives on
// gui.
class SettingLine final : public QWidget
{
    Q_OBJECT

public:
    // The row must be known by then.
    SettingLine(models::SettingsAccess &settings, const std::string &name, QWidget *parent = nullptr);

    const std::string &name() const { return m_name; }

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    enum class Kind { Switch, Choice, Text };

    QWidget *buildEditor(const relay::api::SettingRow &row);
    void refresh();
    void showState(const relay::api::SettingRow &row);
    void give(const std::string &value);
    void giveText();
    void copyEnvLine();
    QPushButton *buildApply();
    void showApply();
    void refuse(const QStringList &names, const QString &reason);

    models::SettingsAccess &m_settings;
    const std::string m_name;
    Kind m_kind = Kind::Text;
    bool m_secret = false;
    QString m_shown; // what the text was when nobody had typed
    widgets::OptionRow *m_row = nullptr;
    widgets::ToggleSwitch *m_switch = nullptr;
    QComboBox *m_choice = nullptr;
    QLineEdit *m_text = nullptr;
    QPushButton *m_apply = nullptr; // where half of a word would do harm
    QPushButton *m_reset = nullptr;
};

} // namespace ui::pages
