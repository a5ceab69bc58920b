// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_search.h"

#include "ui/widgets/glyph.h"
#include "ui/widgets/scaled.h"

#include <QShortcut>

namespace ui::pages {

SettingSearch::SettingSearch(QWidget &page)
{
    setObjectName(QStringLiteral("search"));
    setPlaceholderText(tr("Search name, text or .env"));
    setAccessibleName(tr("Search settings"));
    setClearButtonEnabled(true);
    addAction(widgets::icon(widgets::Glyph::Search), QLineEdit::LeadingPosition);
    setMinimumWidth(widgets::scaled(220));
    setMaximumWidth(widgets::scaled(248));
    auto *find = new QShortcut(QKeySequence::Find, &page);
    connect(find, &QShortcut::activated, this, [this] { setFocus(Qt::ShortcutFocusReason); });
    auto *leave = new QShortcut(QKeySequence(Qt::Key_Escape), this, nullptr, nullptr, Qt::WidgetShortcut);
    connect(leave, &QShortcut::activated, this, &QLineEdit::clear);
}

} // namespace ui::pages
