// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/models/figure_text.h"
#include "ui/pages/overview_page.h"
#include "ui/widgets/theme.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;

constexpr int kHeaderHeight = 60;
constexpr int kMargin = 24;
constexpr QSize kFirstSize{760, 440};

} // namespace

MainWindow::MainWindow(relay::api::RelayService &service, TrayCheck trayAvailable)
    : m_figures(service)
    , m_trayAvailable(std::move(trayAvailable))
{
    setWindowTitle(tr("TrayRelay"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, 0, kMargin, kMargin);
    column->setSpacing(12);
    column->addWidget(buildHeader());

    m_trouble = new QLabel;
    m_trouble->setObjectName(u"trouble"_s);
    widgets::setLook(m_trouble, "errorBanner");
    m_trouble->setWordWrap(true);
    m_trouble->hide();
    column->addWidget(m_trouble);

    m_overview = new pages::OverviewPage;
    column->addWidget(m_overview, 1);

    m_overview->setFocus();

    auto *quit = new QShortcut(QKeySequence::Quit, this);
    connect(quit, &QShortcut::activated, this, &MainWindow::quitRequested);
    connect(&m_figures, &models::LiveFigures::refreshed, this, &MainWindow::refresh);
    resize(kFirstSize);
}

QWidget *MainWindow::buildHeader()
{
    auto *header = new QWidget;
    header->setMinimumHeight(kHeaderHeight);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);

    auto *title = new QLabel(tr("TrayRelay"));
    title->setFont(widgets::fontOf(widgets::TextRole::Title));
    m_facts = new QLabel;
    m_facts->setObjectName(u"facts"_s);
    widgets::setLook(m_facts, "secondary");
    m_facts->setFont(widgets::fontOf(widgets::TextRole::Secondary));
    m_state = new QLabel;
    m_state->setObjectName(u"state"_s);
    auto *quit = new QPushButton(tr("Quit"));
    quit->setObjectName(u"quit"_s);
    connect(quit, &QPushButton::clicked, this, &MainWindow::quitRequested);

    row->addWidget(title);
    row->addWidget(m_facts);
    row->addStretch(1);
    row->addWidget(m_state, 0, Qt::AlignVCenter);
    row->addWidget(quit);
    return header;
}

void MainWindow::refresh()
{
    const relay::api::StatusSnapshot &status = m_figures.status();
    const std::int64_t upMs = std::max<std::int64_t>(0, m_figures.takenAtMs() - status.startedAtMs);
    m_facts->setText(
        tr("up %1 · %2 requests per minute")
            .arg(models::spanText(upMs), models::countText(m_figures.metrics().minute.requests)));
    m_state->setText(status.ledgerHealthy ? tr("Running") : tr("Needs attention"));
    widgets::setLook(m_state, status.ledgerHealthy ? "okBadge" : "errorBadge");
    m_trouble->setText(QString::fromStdString(status.ledgerTrouble));
    m_trouble->setVisible(!status.ledgerHealthy);
    m_overview->show(status, m_figures.metrics(), m_figures.clientKey());
}

void MainWindow::followVisibility()
{
    m_figures.setActive(isVisible() && !isMinimized());
}

void MainWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    followVisibility();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_figures.setActive(false);
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        followVisibility();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    event->ignore(); // leaving is Quit's affair
    if (m_trayAvailable())
        hide();
    else
        showMinimized();
}

} // namespace ui::shell
