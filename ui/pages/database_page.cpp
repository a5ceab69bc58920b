// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/database_page.h"

namespace ui::pages {

DatabasePage::DatabasePage(const PageContext &context)
    : Page(context, tr("Database"))
{
}

} // namespace ui::pages
