// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/command_shell.h"
#include "ui/models/live_figures.h"
#include "ui/models/test_request.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::widgets {
class Banner;
} // namespace ui::widgets

namespace ui::pages {

class AccessRows;

// The guide's other step: address and token to take along, and the first request as it arrives. Lives on gui.
class GuideFirstRequest final : public QWidget
{
    Q_OBJECT

public:
    GuideFirstRequest(relay::api::RelayService &service, models::LiveFigures &figures,
                      models::CommandShell shell);

    // From now on a request counts as the first. `model`: what ours asks for; empty: what costs nothing.
    void activate(const std::string &model);

signals:
    void arrived();

private:
    void refresh();
    void sendOne();
    void tellOfKnock();

    relay::api::RelayService &m_service;
    models::LiveFigures &m_figures;
    const models::CommandShell m_shell;
    models::TestRequest m_request;
    AccessRows *m_access = nullptr;
    QPushButton *m_send = nullptr;
    widgets::Banner *m_state = nullptr;
    std::string m_model; // what ours asks for
    QString m_snippetModel;
    std::uint64_t m_requestsBefore = 0;
    bool m_waiting = false;
};

} // namespace ui::pages
