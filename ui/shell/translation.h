// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/ui_settings.h"

#include <QTranslator>

namespace ui::shell {

// The language of the window, and with it the format of numbers and dates. What is already on the screen is
// to be made anew after a change. Lives on gui.
class Translation final
{
public:
    Translation() = default;
    Q_DISABLE_COPY_MOVE(Translation)

    void use(models::UiSettings::Language language);

private:
    QTranslator m_house;
};

} // namespace ui::shell
