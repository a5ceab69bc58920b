// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::widgets {
class GlyphLabel;
class Badge;
class ElidedLabel;
} // namespace ui::widgets

namespace ui::pages {

// The latest client: who, what it asked, how that ended and, if it failed, what to change. Lives on gui.
class KnockCard final : public QWidget
{
    Q_OBJECT

public:
    explicit KnockCard(QWidget *parent = nullptr);

    // None: nobody has called since the start.
    void set(const std::optional<relay::api::Knock> &knock, std::int64_t nowMs, std::uint16_t port,
             bool calledBefore); // before the start: somebody has called then

signals:
    void copyTokenRequested();
    void channelsRequested();
    void requestShown(std::uint64_t id);

private:
    QWidget *buildActions();
    void showKnock(const relay::api::Knock &knock);
    void showNobody(std::uint16_t port, bool calledBefore);

    QLabel *m_when = nullptr;
    widgets::ElidedLabel *m_client = nullptr;
    widgets::ElidedLabel *m_model = nullptr;
    widgets::Badge *m_badge = nullptr;
    QLabel *m_remedy = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_channels = nullptr; // in its stead for a model that no channel has
    QPushButton *m_show = nullptr;
    QLabel *m_listening = nullptr;
    widgets::GlyphLabel *m_ring = nullptr;
    std::uint64_t m_requestId = 0;
};

} // namespace ui::pages
