// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/pages/record_panel.h"

#include <optional>

namespace ui::pages {

class ChannelForm;
class VerdictStrip;

// The panel in which a channel is made and changed: its fields, a test of what they say now, and what to do
// with it. Lives on gui.
class ChannelEditor final : public RecordPanel
{
    Q_OBJECT

public:
    explicit ChannelEditor(relay::api::RelayService &service);

    void open(const relay::model::Channel &channel); // id 0: a new one
    // What the relay has now: shown unless something else was typed meanwhile.
    void refresh(const relay::model::Channel &stored);
    void setHealth(const relay::api::ChannelHealth *health);
    bool isDirty() const override;
    relay::model::Channel draft() const;           // as the fields have it
    void type(const relay::model::Channel &draft); // into what is open
    const relay::model::Channel &stored() const { return m_stored; }
    QString title() const;

    void test();
    void setTaken(const QStringList &names); // of channels, where a new one's is suggested
    void focusFirst();

signals:
    void saved(const relay::model::Channel &before, const relay::model::Channel &now);

protected:
    std::int64_t recordId() const override { return m_stored.id; }
    bool objects() override;
    void send() override;
    void cancel() override;

private:
    void take(const relay::model::Channel &channel);
    void fetch();
    void forgetTest();
    void forgetStale();

    relay::api::RelayService &m_service;
    relay::model::Channel m_stored;
    relay::model::Channel m_baseline;              // as the form understood it
    std::optional<relay::model::Channel> m_tested; // what the verdict is of, or will be
    int m_testNumber = 0;                          // an answer to an older one is of no use
    int m_fetchNumber = 0;
    bool m_fetching = false;
    ChannelForm *m_form = nullptr;
    VerdictStrip *m_strip = nullptr;
};

} // namespace ui::pages
