// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/live_figures.h"
#include "ui/models/test_request.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::widgets {
class Banner;
class CopyField;
} // namespace ui::widgets

namespace ui::pages {

// The guide's other step: address and token to take along, and the first request as it arrives. Lives on gui.
class GuideFirstRequest final : public QWidget
{
    Q_OBJECT

public:
    GuideFirstRequest(relay::api::RelayService &service, models::LiveFigures &figures);

    void activate(); // from now on a request counts as the first

signals:
    void arrived();

private:
    void refresh();
    void sendOne();
    void tellOfKnock();

    relay::api::RelayService &m_service;
    models::LiveFigures &m_figures;
    models::TestRequest m_request;
    widgets::CopyField *m_address = nullptr;
    widgets::CopyField *m_token = nullptr;
    QPushButton *m_curl = nullptr;
    QPushButton *m_send = nullptr;
    widgets::Banner *m_state = nullptr;
    std::uint64_t m_requestsBefore = 0;
    bool m_waiting = false;
};

} // namespace ui::pages
