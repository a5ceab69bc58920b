// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"

#include <QWidget>

#include <array>

class QLabel;
class QPushButton;

namespace ui::widgets {
class GlyphLabel;
class ShareBar;
} // namespace ui::widgets

namespace ui::pages {

// What would be gone if the power failed now, and how to have it at nothing. Lives on gui.
class PowerCard final : public QWidget
{
    Q_OBJECT

public:
    PowerCard();

    void show(const relay::api::DatabaseSnapshot &database, bool batched);

signals:
    void safetyRequested(); // change what safeWrites() names

private:
    QLabel *m_rows = nullptr;
    QLabel *m_seconds = nullptr;
    widgets::ShareBar *m_bar = nullptr;
    std::array<QLabel *, 3> m_counts{};
    widgets::GlyphLabel *m_crashIcon = nullptr;
    QLabel *m_crash = nullptr;
    QPushButton *m_safe = nullptr;
    QLabel *m_isSafe = nullptr;
};

} // namespace ui::pages
