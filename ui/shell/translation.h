// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/ui_settings.h"

#include <QStringList>
#include <QTranslator>

#include <optional>

namespace ui::shell {

// The language of the window, and with it the format of numbers and dates. What is already on the screen is
// to be made anew after a change. Lives on gui.
class Translation final
{
public:
    // Where the toolkit's own translations may be; empty: in its place on the system, and beside the program.
    explicit Translation(const QStringList &folders = {});
    Q_DISABLE_COPY_MOVE(Translation)

    // False: the words are the same as before.
    bool use(models::UiSettings::Language language);

private:
    QTranslator m_house;
    const QStringList m_folders;
    std::optional<bool> m_chinese; // none: nothing was chosen yet
    QTranslator m_qt;              // of the toolkit's own dialogs and menus
};

} // namespace ui::shell
