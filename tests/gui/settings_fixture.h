// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/fake_desktop.h"
#include "tests/gui/fake_relay_service.h"
#include "tests/support/table_settings.h"
#include "ui/pages/page.h"

#include <QTemporaryDir>

#include <memory>

namespace tests {

// All that a page needs which changes settings, over the real table of them. Lives on gui.
class SettingsFixture final
{
public:
    struct Service final : FakeRelayService
    {
        TableSettings tableSettings;
        relay::api::SettingsService &settingsService() override { return tableSettings; }
    };

    SettingsFixture() { desktop.directory = m_data.path(); }

    // On the screen and active, in a window of the pictures' size.
    template <typename P>
    std::unique_ptr<P> shown()
    {
        auto page = std::make_unique<P>(ui::pages::PageContext{service, desktop, figures, ui});
        page->resize(980, 760);
        page->show();
        page->setActive(true);
        figures.readNow();
        return page;
    }

private:
    QTemporaryDir m_data;

public:
    Service service;
    FakeDesktop desktop;
    ui::models::LiveFigures figures{service};
    ui::models::UiSettings ui{m_data.path()};
};

} // namespace tests
