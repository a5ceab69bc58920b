// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/optimizations_page.h"

namespace ui::pages {

OptimizationsPage::OptimizationsPage(const PageContext &context)
    : Page(context, tr("Optimizations"))
{
}

} // namespace ui::pages
