// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/watch_service.h"
#include "ui/pages/page.h"

#include <QPushButton>

#include <vector>

class QMenu;

namespace ui::pages {

// The page that tells more of an event, and its subject there.
struct EventPlace
{
    PageId page = PageId::Diagnose;
    QString subject;
};
EventPlace placeOf(const relay::api::Event &event);

// A bell with the number of events that nobody has looked at, and a menu of the last ones. Lives on gui.
class EventBell final : public QPushButton
{
    Q_OBJECT

public:
    explicit EventBell(QWidget *parent = nullptr);

    void setEvents(const std::vector<relay::api::Event> &events, std::int64_t seenId); // the oldest first
    int unseen() const { return m_unseen; }

signals:
    void looked(std::int64_t lastId); // all up to this one have been seen
    void placeChosen(const ui::pages::EventPlace &place);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void fillMenu();

    std::vector<relay::api::Event> m_events;
    int m_unseen = 0;
    QMenu *m_menu = nullptr;
};

} // namespace ui::pages
