// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/watch_column.h"

#include "ui/base/date_text.h"
#include "ui/models/said_text.h"
#include "ui/models/window_language.h"
#include "ui/pages/alert_row_view.h"
#include "ui/widgets/broken_text.h"
#include "ui/widgets/card.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ui::pages {

namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using relay::api::AlertRow;
using relay::api::Event;
using widgets::Ink;
using widgets::TextRole;

constexpr auto kEvery = 2s;
constexpr std::size_t kShownEvents = 12;

} // namespace

WatchColumn::WatchColumn(relay::api::WatchService &watch, models::SettingsAccess &settings, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_settings(settings)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto *alerts = new widgets::Card(tr("Alerts"));
    alerts->setFact(tr("above a limit; 0: off"));
    m_alerts = new QVBoxLayout;
    m_alerts->setSpacing(2);
    alerts->column()->addLayout(m_alerts);
    column->addWidget(alerts);
    auto *events = new widgets::Card(tr("Events"));
    events->setFact(tr("since the start"));
    m_events = new QWidget;
    m_events->setObjectName(u"events"_s);
    m_eventColumn = new QVBoxLayout(m_events);
    m_eventColumn->setContentsMargins(0, 0, 0, 0);
    m_eventColumn->setSpacing(8);
    events->column()->addWidget(m_events);
    column->addWidget(events);
    column->addStretch(1);
    m_timer.setInterval(kEvery);
    connect(&m_timer, &QTimer::timeout, this, &WatchColumn::read);
}

void WatchColumn::setActive(bool active)
{
    if (!active) {
        m_timer.stop();
        return;
    }
    read();
    m_timer.start();
}

QWidget &WatchColumn::placeOf(const QString &alert) const
{
    const auto row = m_rows.find(alert.toStdString());
    return row == m_rows.end() ? *m_events : row->second->limit();
}

void WatchColumn::read()
{
    showAlerts(m_watch.alerts());
    showEvents();
}

void WatchColumn::showAlerts(const std::vector<AlertRow> &alerts)
{
    std::vector<AlertRow> raised;
    QStringList texts;
    for (const AlertRow &alert : alerts) {
        AlertRowView *&row = m_rows[alert.name];
        if (row) {
            row->showAlert(alert);
        } else {
            if (m_rows.size() > 1)
                m_alerts->addWidget(new widgets::Hairline);
            row = new AlertRowView(alert, m_settings);
            m_alerts->addWidget(row);
        }
        if (alert.raised) {
            raised.push_back(alert);
            texts.append(models::saidText(alert.text));
        }
    }
    m_raised = std::move(raised);
    if (std::exchange(m_raisedTexts, texts) != texts)
        emit raisedChanged();
}

void WatchColumn::showEvents()
{
    const std::vector<Event> events = m_watch.events(0);
    const std::int64_t last = events.empty() ? 0 : events.back().id;
    if (last == m_lastEvent)
        return;
    m_lastEvent = last;
    while (QLayoutItem *item = m_eventColumn->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (events.empty()) {
        QLabel *none =
            widgets::newParagraph(tr("Nothing has happened: no alert, no slow requests, nothing undone."),
                                  TextRole::Secondary, Ink::Text2);
        m_eventColumn->addWidget(none);
        return;
    }
    const std::size_t shown = std::min(events.size(), kShownEvents);
    for (auto event = events.rbegin(); event != events.rbegin() + std::ptrdiff_t(shown); ++event) {
        auto *text = new widgets::BrokenText(models::capitalised(models::saidText(event->text)));
        text->setFont(fontOf(TextRole::Secondary));
        QLabel *time = widgets::newLabel(base::momentText(event->atMs, QDateTime::currentMSecsSinceEpoch()),
                                         TextRole::Caption, Ink::Text2);
        auto *both = new QWidget;
        auto *lines = new QVBoxLayout(both);
        lines->setContentsMargins(0, 0, 0, 0);
        lines->setSpacing(1);
        lines->addWidget(time);
        lines->addWidget(text);
        m_eventColumn->addWidget(both);
    }
}

} // namespace ui::pages
