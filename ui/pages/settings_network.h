// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/listen_change.h"
#include "ui/pages/settings_sections.h"

#include <vector>

class QLineEdit;
class QPushButton;
class QSpinBox;

namespace ui::widgets {
class Banner;
class CopyField;
class LabelledField;
class SegmentedControl;
} // namespace ui::widgets

namespace ui::pages {

// Where the relay listens, who may reach it, and by which way it goes out. Lives on gui.
class SettingsNetwork final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsNetwork(const SettingsParts &parts);

    void tellMoved(std::int64_t entry); // once it listens there; `entry` takes it back

private:
    QWidget *buildListen();
    QWidget *buildOthers();
    void showSettings();
    void showReach();
    void showWhereOthersCall();
    void choose(int reach);
    void apply();
    bool isChanged() const;
    void showBusy();
    void warn();

    const SettingsParts m_parts;
    models::ListenChange m_listen;
    widgets::SegmentedControl *m_reach = nullptr; // this computer, the network, as typed
    QLineEdit *m_address = nullptr;
    QSpinBox *m_port = nullptr;
    widgets::LabelledField *m_addressField = nullptr;
    widgets::LabelledField *m_portField = nullptr;
    widgets::Banner *m_warning = nullptr;
    widgets::LabelledField *m_others = nullptr;
    std::vector<widgets::CopyField *> m_othersUrls;
    QPushButton *m_apply = nullptr;
    QString m_setAddress;
    int m_setPort = 0;
    bool m_addressLocked = false;
    bool m_portLocked = false;
    bool m_edited = false;
};

} // namespace ui::pages
