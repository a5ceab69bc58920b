// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/settings_access.h"
#include "ui/pages/page.h"

#include <vector>

class QLineEdit;

namespace ui::widgets {
class Banner;
class SegmentedControl;
} // namespace ui::widgets

namespace ui::pages {

class SettingFinds;
class SettingsNetwork;
class SettingsSecurity;

// How the program is: what starts, who may call, where secrets are, what its bounds are. Subjects: general,
// network, security, limits, about. Lives on gui.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    explicit SettingsPage(const PageContext &context);

    void showSubject(const QString &subject) override;

private:
    void activate() override;
    void addSections();
    void showSection(int index);
    void buildSearch();
    void search(const QString &words); // empty: the part that was seen before
    void showPlaceOf(const QString &setting);
    void applied(const relay::api::SettingsOutcome &outcome);
    void showRestart();
    void restart();

    models::SettingsAccess m_settings;
    widgets::Banner *m_restart = nullptr;
    widgets::SegmentedControl *m_section = nullptr;
    std::vector<QWidget *> m_sections; // one is seen: what is not asks for no room
    QLineEdit *m_search = nullptr;
    SettingFinds *m_finds = nullptr;
    SettingsNetwork *m_network = nullptr;
    SettingsSecurity *m_security = nullptr;
};

} // namespace ui::pages
