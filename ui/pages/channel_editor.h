// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/pages/side_panel.h"

#include <functional>

class QPushButton;

namespace ui::widgets {
class Banner;
} // namespace ui::widgets

namespace ui::pages {

class ChannelForm;
class VerdictStrip;

// The panel in which a channel is made and changed: its fields, a test of what they say now, and what to do
// with it. Lives on gui.
class ChannelEditor final : public SidePanel
{
    Q_OBJECT

public:
    explicit ChannelEditor(relay::api::RelayService &service);

    void open(const relay::model::Channel &channel); // id 0: a new one
    // What the relay has now: shown unless something else was typed meanwhile.
    void refresh(const relay::model::Channel &stored);
    void setHealth(const relay::api::ChannelHealth *health);
    bool isDirty() const;
    const relay::model::Channel &stored() const { return m_stored; }
    QString title() const;

    void save(std::function<void()> then = {});
    void test();
    void focusFirst();

signals:
    void saved(const relay::model::Channel &before, const relay::model::Channel &now);
    void removeRequested(std::int64_t id);

private:
    void buildFoot();
    void fetch();
    void cancel();

    relay::api::RelayService &m_service;
    relay::model::Channel m_stored;
    relay::model::Channel m_baseline; // as the form understood it
    int m_testNumber = 0;             // an answer to an older one is of no use
    int m_fetchNumber = 0;
    bool m_fetching = false;
    ChannelForm *m_form = nullptr;
    widgets::Banner *m_trouble = nullptr;
    VerdictStrip *m_strip = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace ui::pages
