// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QLineEdit>

namespace ui::pages {

// A subject of the Settings page, before the words to be searched for.
constexpr QLatin1StringView kFindSubject{"find:"};

// Where a page's settings are searched: Find goes there from all over the page, Escape empties it. Lives on
// gui.
class SettingSearch final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SettingSearch(QWidget &page);
};

} // namespace ui::pages
