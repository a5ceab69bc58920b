// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"
#include "relay/api/settings_service.h"
#include "ui/models/client_snippets.h"
#include "ui/pages/overview_figures.h"
#include "ui/pages/page.h"

#include <QTimer>

#include <memory>

class QPushButton;

namespace ui::models {
class TestRequest;
struct TestAnswer;
} // namespace ui::models
namespace ui::widgets {
class EmptyNote;
class NumberStrip;
class SegmentedControl;
class TimeChart;
} // namespace ui::widgets

namespace ui::pages {

class AccessRows;
class EventBell;
class KnockCard;

// Where clients point, who called last, and how the relay does: figures now, and over time. Lives on gui.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    explicit OverviewPage(const PageContext &context);
    ~OverviewPage() override;

    void showSubject(const QString &subject) override;

protected:
    void activate() override;
    void deactivate() override;

private:
    void buildHeader();
    QWidget *buildTop();
    QWidget *buildChart();
    QPushButton *newTestButton(const QString &name);
    QPushButton *newAddButton(const QString &name);
    void tick();
    void askSlowly();
    void askChannels();
    void takeChannels(const std::vector<relay::model::Channel> &channels);
    void turnDemoOn();
    void askToday();
    bool earlierToday() const;
    void refresh();
    void showChart();
    void showEvents();
    void offerChoice(const ModelChoice &choice);
    void showNetwork();
    void sendTest(const std::string &model);
    void testAnswered(const models::TestAnswer &answer);
    void enableTest(bool enabled);

    AccessRows *m_access = nullptr;
    KnockCard *m_knock = nullptr;
    widgets::NumberStrip *m_strip = nullptr;
    widgets::TimeChart *m_chart = nullptr;
    widgets::SegmentedControl *m_spans = nullptr;
    widgets::EmptyNote *m_note = nullptr;
    bool m_cameEarlier = false; // requests, before this start: they did so still after midnight
    QPushButton *m_send = nullptr;
    QPushButton *m_sendFromNote = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_demoOn = nullptr;
    EventBell *m_bell = nullptr;
    std::unique_ptr<models::TestRequest> m_test;
    QTimer m_tick;
    int m_ticks = 0;
    bool m_chartDue = false;
    models::ClientAccess m_clientAccess;
    std::string m_listens;   // whose addresses for other computers are shown
    std::string m_testModel; // empty: nobody would answer, or it is not known yet
    std::string m_ownModel;  // the other choice beside a demo; empty: there is none
    std::string m_asked;
    bool m_channelsKnown = false;
    QString m_whoAnswers; // the test request
    std::vector<relay::api::SettingsHistoryRow> m_changes;
    std::vector<relay::api::SettingRow> m_settings;
    std::optional<relay::api::DatabaseSnapshot> m_database;
    std::optional<relay::api::UsageStat> m_today;
    TodayAsked m_todayAsked;
};

} // namespace ui::pages
