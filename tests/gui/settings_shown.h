// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/page_fixture.h"
#include "ui/pages/setting_line.h"
#include "ui/pages/settings_page.h"

#include <QTest>

namespace tests {

template <typename T>
T *part(const QWidget &page, const QString &name)
{
    return page.findChild<T *>(name);
}

// The settings page at one of its sections, with the settings read.
inline std::unique_ptr<ui::pages::SettingsPage> settingsAt(PageFixture &fixture, const QString &section)
{
    auto page = fixture.shown<ui::pages::SettingsPage>();
    page->showSubject(section);
    [&] { QTRY_VERIFY(part<ui::pages::SettingLine>(*page, QStringLiteral("LOG_LEVEL"))); }();
    return page;
}

} // namespace tests
