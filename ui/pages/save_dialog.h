// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace ui::pages {

// Asks where to, with `name` as the suggestion, and tells; not if the user leaves it.
// Nothing waits meanwhile. Lives on gui.
void askWhereToSave(QWidget *parent, const QString &title, const QString &name, const QString &filter,
                    std::function<void(const QString &path)> chosen);

} // namespace ui::pages
