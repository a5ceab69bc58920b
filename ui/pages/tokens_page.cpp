// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens_page.h"

namespace ui::pages {

TokensPage::TokensPage(const PageContext &context)
    : Page(context, tr("Tokens"))
{
}

} // namespace ui::pages
