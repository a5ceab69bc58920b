// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channels_page.h"

namespace ui::pages {

ChannelsPage::ChannelsPage(const PageContext &context)
    : Page(context, tr("Channels"))
{
}

} // namespace ui::pages
