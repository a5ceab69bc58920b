// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray.h"

#include "ui/models/figure_text.h"
#include "ui/models/finding_text.h"
#include "ui/models/said_text.h"
#include "ui/models/window_language.h"

#include <QDesktopServices>
#include <QUrl>

#include <chrono>
#include <utility>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::api::EventKind;

constexpr auto kToolTipInterval = 5s; // hosts do not say when somebody looks
constexpr auto kMessageShown = 8s;

QStringList figures(const relay::api::MetricsSnapshot &metrics)
{
    QStringList parts{Tray::tr("%1 req/min").arg(models::countText(metrics.minute.requests))};
    if (metrics.minute.total.count > 0)
        parts += Tray::tr("p95 %1").arg(models::durationText(metrics.minute.total.p95Us).whole());
    return parts;
}

} // namespace

Tray::Tray(relay::api::RelayService &service, PanelCheck panelIsDark)
    : m_service(service)
    , m_panelIsDark(std::move(panelIsDark))
    , m_menu(service)
{
    connect(&m_menu, &TrayMenu::openRequested, this, &Tray::openRequested);
    connect(&m_menu, &TrayMenu::pageRequested, this, &Tray::pageRequested);
    connect(&m_menu, &TrayMenu::quitRequested, this, &Tray::quitRequested);
    connect(&m_menu, &TrayMenu::done, this, [this](const QString &sentence) {
        say(sentence, QSystemTrayIcon::NoIcon);
        refresh();
    });
    connect(&m_menu, &TrayMenu::failed, this,
            [this](const QString &sentence) { say(sentence, QSystemTrayIcon::Warning); });
    connect(&m_menu.menu(), &QMenu::aboutToShow, this, &Tray::refresh);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            emit openRequested();
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::followMessage);
    m_service.watchService().onEvent(this, [this](const relay::api::Event &event) { tell(event); });
    m_icon.setContextMenu(&m_menu.menu());
    connect(&m_timer, &QTimer::timeout, this, &Tray::refresh);
    refresh();
}

Tray::~Tray()
{
    hide();
}

void Tray::show()
{
    m_icon.show();
    // What was said before anybody could hear it: how the start went.
    for (const relay::api::Event &event : m_service.watchService().events(m_lastTold))
        tell(event);
    m_timer.start(kToolTipInterval);
}

void Tray::hide()
{
    m_timer.stop();
    m_icon.hide();
}

void Tray::retranslate()
{
    m_menu.retranslate();
    refresh();
}

void Tray::setRestarting()
{
    m_restarting = true;
    refresh();
}

void Tray::tellHidden()
{
    say(tr("TrayRelay goes on here, in the tray. A click opens the window again; Quit is in this icon's "
           "menu."),
        QSystemTrayIcon::Information);
}

void Tray::say(const QString &sentence, QSystemTrayIcon::MessageIcon look)
{
    m_toldOfUpdate = false;
    m_icon.showMessage(u"TrayRelay"_s, sentence, look, int(std::chrono::milliseconds(kMessageShown).count()));
    emit told(sentence, look);
}

void Tray::refresh()
{
    const relay::api::StatusSnapshot status = m_service.status();
    const relay::api::MetricsSnapshot metrics = m_service.metrics();
    const models::RelayState state = m_restarting ? models::RelayState::Paused : models::relayState(status);
    const bool dark = m_panelIsDark();
    if (!m_painted || state != m_state || dark != m_dark)
        m_icon.setIcon(trayIcon(state, dark));
    m_painted = true;
    m_state = state;
    m_dark = dark;
    const QString separator = u" · "_s;
    QStringList parts = figures(metrics);
    const QString word = m_restarting ? tr("Restarting") : models::relayStateWord(state);
    m_menu.setStatusLine((QStringList{word} + parts).join(separator));
    m_menu.setPaused(status.paused);
    m_menu.setHasToken(!m_service.clientKey().empty());
    parts += tr("$%1 today").arg(models::moneyText(metrics.costTodayUsd));
    parts += tr("WAL %1").arg(models::bytesText(metrics.runtime.walBytes).whole());
    m_icon.setToolTip(parts.join(separator));
}

void Tray::tell(const relay::api::Event &event)
{
    if (event.id <= m_lastTold)
        return;
    m_lastTold = event.id;
    refresh();
    const bool good = models::isGoodNews(event.kind);
    const bool update = event.kind == EventKind::UpdateAvailable;
    const QString text =
        update
            ? tr("Version %1 is there. Click here for its page.").arg(QString::fromStdString(event.subject))
        : event.kind == EventKind::Restarted ? tr("The relay has begun anew")
                                             : models::capitalised(models::saidText(event.text));
    say(text, good ? QSystemTrayIcon::Information : QSystemTrayIcon::Warning);
    m_toldOfUpdate = update;
}

void Tray::followMessage()
{
    const QUrl page(QString::fromStdString(m_service.updateService().updateStatus().page), QUrl::StrictMode);
    if (!m_toldOfUpdate || page.scheme() != "https"_L1 || !QDesktopServices::openUrl(page))
        emit openRequested();
}

} // namespace ui::shell
