// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profiling_page.h"

namespace ui::pages {

ProfilingPage::ProfilingPage(const PageContext &context)
    : Page(context, tr("Profiling"))
{
}

} // namespace ui::pages
