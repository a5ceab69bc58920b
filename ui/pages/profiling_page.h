// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace ui::pages {

// Lives on gui.
class ProfilingPage final : public Page
{
    Q_OBJECT

public:
    explicit ProfilingPage(const PageContext &context);
};

} // namespace ui::pages
