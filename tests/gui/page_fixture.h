// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/fake_desktop.h"
#include "tests/gui/fake_relay_service.h"
#include "ui/pages/page_factory.h"

#include <QTemporaryDir>

#include <memory>

namespace tests {

// All that a page needs, faked. What the page shows is set in `service` before. Lives on gui.
class PageFixture final
{
public:
    PageFixture() { desktop.directory = m_data.path(); }

    // On the screen and active, in a window of the pictures' size.
    template <typename P>
    std::unique_ptr<P> shown()
    {
        auto page = std::make_unique<P>(context());
        page->resize(980, 760);
        page->show();
        page->setActive(true);
        figures.readNow();
        return page;
    }
    ui::pages::PageContext context() { return {service, desktop, figures, ui, measuring()}; }

private:
    QTemporaryDir m_data;

public:
    FakeRelayService service;
    FakeDesktop desktop;
    ui::models::LiveFigures figures{service};
    ui::models::UiSettings ui{m_data.path()};
    ui::models::Measuring &measuring() // of desktop.program as it is then
    {
        if (!m_measuring)
            m_measuring = std::make_unique<ui::models::Measuring>(desktop.program, desktop.directory);
        return *m_measuring;
    }

private:
    std::unique_ptr<ui::models::Measuring> m_measuring;
};

} // namespace tests
