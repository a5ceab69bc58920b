// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagnose_page.h"

namespace ui::pages {

DiagnosePage::DiagnosePage(const PageContext &context)
    : Page(context, tr("Diagnose"))
{
}

} // namespace ui::pages
