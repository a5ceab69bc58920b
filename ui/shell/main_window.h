// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/live_figures.h"

#include <QWidget>

#include <functional>

class QLabel;

namespace ui::pages {
class OverviewPage;
}

namespace ui::shell {

// Header and page. Figures are read while somebody can see them. Closing hides to the tray, if one is
// there at that moment; otherwise it minimises, so that the window can be found again. Lives on gui.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    using TrayCheck = std::function<bool()>;

    MainWindow(relay::api::RelayService &service, TrayCheck trayAvailable);

    const models::LiveFigures &figures() const { return m_figures; }

signals:
    void quitRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *buildHeader();
    void followVisibility();
    void refresh();

    models::LiveFigures m_figures;
    TrayCheck m_trayAvailable;
    QLabel *m_facts = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_trouble = nullptr;
    pages::OverviewPage *m_overview = nullptr;
};

} // namespace ui::shell
