// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/secret_service.h"
#include "ui/pages/settings_sections.h"

class QLabel;
class QPushButton;

namespace ui::widgets {
class Badge;
class CopyField;
class OptionRow;
} // namespace ui::widgets

namespace ui::pages {

// Where the master key of all secrets is, the admin token, and what leaves this computer. Lives on gui.
class SettingsSecurity final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsSecurity(const SettingsParts &parts);

    void read();

private:
    QWidget *buildKeeping();
    QWidget *buildAdmin();
    QWidget *buildPrivacy();
    void showKeeping(const relay::Result<relay::api::SecretKeeping> &keeping);
    void moveKey(relay::api::SecretPlace to, bool undoing);

    const SettingsParts m_parts;
    relay::api::SecretKeeping m_keeping;
    widgets::Badge *m_place = nullptr;
    QLabel *m_where = nullptr;
    QLabel *m_meaning = nullptr;
    widgets::OptionRow *m_moveRow = nullptr;
    QPushButton *m_move = nullptr;
    widgets::CopyField *m_admin = nullptr;
};

} // namespace ui::pages
