// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray.h"

#include "ui/models/figure_text.h"
#include "ui/widgets/ink.h"

#include <QDesktopServices>
#include <QGuiApplication>
#include <QUrl>

#include <chrono>

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

TrayState stateOf(const relay::api::StatusSnapshot &status)
{
    return status.paused            ? TrayState::Paused
           : !status.ledgerHealthy  ? TrayState::Error
           : !status.alerts.empty() ? TrayState::Attention
                                    : TrayState::Running;
}

QString wordOf(TrayState state)
{
    switch (state) {
    case TrayState::Paused:
        return Tray::tr("Paused");
    case TrayState::Error:
        return Tray::tr("In trouble");
    case TrayState::Attention:
        return Tray::tr("Needs attention");
    case TrayState::Running:
        break;
    }
    return Tray::tr("Running");
}

} // namespace

Tray::Tray(relay::api::RelayService &service)
    : m_service(service)
    , m_menu(service)
{
    connect(&m_menu, &TrayMenu::openRequested, this, &Tray::openRequested);
    connect(&m_menu, &TrayMenu::pageRequested, this, &Tray::pageRequested);
    connect(&m_menu, &TrayMenu::quitRequested, this, &Tray::quitRequested);
    connect(&m_menu, &TrayMenu::done, this, [this](const QString &sentence) {
        m_toldOfUpdate = false;
        m_icon.showMessage(u"TrayRelay"_s, sentence, QSystemTrayIcon::NoIcon,
                           int(std::chrono::milliseconds(kMessageShown).count()));
        refresh();
    });
    connect(&m_menu, &TrayMenu::failed, this, [this](const QString &sentence) {
        m_toldOfUpdate = false;
        m_icon.showMessage(u"TrayRelay"_s, sentence, QSystemTrayIcon::Warning,
                           int(std::chrono::milliseconds(kMessageShown).count()));
    });
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

void Tray::refresh()
{
    const relay::api::StatusSnapshot status = m_service.status();
    const relay::api::MetricsSnapshot metrics = m_service.metrics();
    const TrayState state = stateOf(status);
    const bool dark = widgets::isDark(QGuiApplication::palette());
    if (!m_painted || state != m_state || dark != m_dark)
        m_icon.setIcon(trayIcon(state, dark));
    m_painted = true;
    m_state = state;
    m_dark = dark;
    const QString separator = u" · "_s;
    QStringList parts = figures(metrics);
    m_menu.setStatusLine((QStringList{wordOf(state)} + parts).join(separator));
    m_menu.setPaused(status.paused);
    parts += tr("$%1 today").arg(models::moneyText(metrics.costTodayUsd));
    parts += tr("WAL %1").arg(models::bytesText(metrics.runtime.walBytes).whole());
    m_icon.setToolTip(parts.join(separator));
}

void Tray::tell(const relay::api::Event &event)
{
    refresh();
    const bool good = event.kind == EventKind::AlertRecovered || event.kind == EventKind::DatabaseRestored ||
                      event.kind == EventKind::GuardUndid || event.kind == EventKind::UpdateAvailable;
    m_toldOfUpdate = event.kind == EventKind::UpdateAvailable;
    const QString text =
        m_toldOfUpdate
            ? tr("Version %1 is there. Click here for its page.").arg(QString::fromStdString(event.subject))
            : QString::fromStdString(event.text);
    m_icon.showMessage(u"TrayRelay"_s, text, good ? QSystemTrayIcon::Information : QSystemTrayIcon::Warning,
                       int(std::chrono::milliseconds(kMessageShown).count()));
}

void Tray::followMessage()
{
    const QUrl page(QString::fromStdString(m_service.updateService().updateStatus().page), QUrl::StrictMode);
    if (!m_toldOfUpdate || page.scheme() != "https"_L1 || !QDesktopServices::openUrl(page))
        emit openRequested();
}

} // namespace ui::shell
