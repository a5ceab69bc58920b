// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requests_page.h"

namespace ui::pages {

RequestsPage::RequestsPage(const PageContext &context)
    : Page(context, tr("Requests"))
{
}

} // namespace ui::pages
