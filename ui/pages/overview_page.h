// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace ui::widgets {
class CopyField;
class NumberStrip;
} // namespace ui::widgets

namespace ui::pages {

// Where clients point and what the relay does now. Lives on gui.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    explicit OverviewPage(const PageContext &context);

protected:
    void activate() override { refresh(); }

private:
    QWidget *buildAccess();
    void refresh();
    void showCounts();

    widgets::CopyField *m_address = nullptr;
    widgets::CopyField *m_token = nullptr;
    widgets::NumberStrip *m_strip = nullptr;
};

} // namespace ui::pages
