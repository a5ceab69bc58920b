// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_page.h"

namespace ui::pages {

SettingsPage::SettingsPage(const PageContext &context)
    : Page(context, tr("Settings"))
{
}

} // namespace ui::pages
