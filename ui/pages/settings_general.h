// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/settings_sections.h"

namespace ui::widgets {
class Card;
class Hairline;
class OptionRow;
class ToggleSwitch;
} // namespace ui::widgets

namespace ui::pages {

// How the program starts and looks, and where its files are. Lives on gui.
class SettingsGeneral final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsGeneral(const SettingsParts &parts);

private:
    QWidget *buildStart();
    QWidget *buildLook();
    QWidget *buildFiles();
    void showAutostart(const models::EntryState &state);
    void showMenuEntry(const models::EntryState &state);
    void addMenuEntry(widgets::Card &card);
    void turnAutostart(bool on);
    void turnMenuEntry(bool on);
    void turnHidden(bool hidden);
    void openFolder();

    const SettingsParts m_parts;
    widgets::ToggleSwitch *m_autostart = nullptr;
    widgets::OptionRow *m_autostartRow = nullptr;
    widgets::ToggleSwitch *m_menu = nullptr;
    widgets::OptionRow *m_menuRow = nullptr; // with the line above it, hidden: not known yet, or the menu
    widgets::Hairline *m_menuLine = nullptr; // has no use for it
    int m_autostartAsked = 0;                // what was asked last: an earlier reply would put back what
    int m_menuAsked = 0;                     // was clicked since
    widgets::ToggleSwitch *m_hidden = nullptr;
    widgets::ToggleSwitch *m_toTray = nullptr;
};

} // namespace ui::pages
