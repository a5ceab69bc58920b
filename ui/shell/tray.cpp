// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray.h"

#include "relay/api/relay_service.h"
#include "ui/models/figure_text.h"

#include <QClipboard>
#include <QGuiApplication>

#include <chrono>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kToolTipInterval = 5s; // hosts do not say when somebody looks

QString numbers(const relay::api::MetricsSnapshot &metrics)
{
    const QString separator = u" · "_s;
    QString text = Tray::tr("%1 req/min").arg(models::countText(metrics.minute.requests));
    if (metrics.minute.total.count > 0)
        text += separator % u"p95 "_s % models::durationText(metrics.minute.total.p95Us).whole();
    return text % separator % u"WAL "_s % models::bytesText(metrics.runtime.walBytes).whole();
}

} // namespace

Tray::Tray(relay::api::RelayService &service, const QIcon &icon)
    : m_service(service)
    , m_icon(icon)
{
    m_statusLine = m_menu.addAction(QString());
    m_statusLine->setEnabled(false);
    m_menu.addSeparator();
    QAction *open = m_menu.addAction(tr("Open TrayRelay"));
    m_menu.setDefaultAction(open);
    QAction *copyUrl = m_menu.addAction(tr("Copy base URL"));
    QAction *copyToken = m_menu.addAction(tr("Copy token"));
    m_menu.addSeparator();
    QAction *quit = m_menu.addAction(tr("Quit"));

    connect(open, &QAction::triggered, this, &Tray::openRequested);
    connect(quit, &QAction::triggered, this, &Tray::quitRequested);
    connect(copyUrl, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromStdString(m_service.status().baseUrl));
    });
    connect(copyToken, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(m_service.clientKey())); });
    connect(&m_menu, &QMenu::aboutToShow, this, &Tray::refresh);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            emit openRequested();
    });
    connect(&m_timer, &QTimer::timeout, this, &Tray::refresh);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    m_icon.setContextMenu(&m_menu);
    refresh();
}

Tray::~Tray() = default;

void Tray::show()
{
    m_icon.show(); // where no tray is there yet, it comes when one does
    m_timer.start(kToolTipInterval);
}

void Tray::hide()
{
    m_timer.stop();
    m_icon.hide();
}

void Tray::refresh()
{
    const relay::api::StatusSnapshot status = m_service.status();
    const QString figures = numbers(m_service.metrics());
    const QString state = status.ledgerHealthy ? tr("Running") : tr("Needs attention");
    m_statusLine->setText(state % u" · "_s % figures);
    const QString toolTip =
        status.ledgerHealthy ? figures : QString::fromStdString(status.ledgerTrouble) % u'\n' % figures;
    if (toolTip != m_icon.toolTip()) // each change is a message to the host
        m_icon.setToolTip(toolTip);
}

} // namespace ui::shell
