// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_page.h"

#include "ui/models/figure_text.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/number_strip.h"
#include "ui/widgets/page_header.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

enum Cell { kRequests, kFailed, kInFlight, kJournal, kMemory };

} // namespace

OverviewPage::OverviewPage(const PageContext &context)
    : Page(context, tr("Overview"))
{
    content()->addWidget(buildAccess());
    m_strip = new widgets::NumberStrip(
        {tr("Requests"), tr("Failed"), tr("In flight"), tr("Journal"), tr("Memory")});
    m_strip->setObjectName(u"strip"_s);
    content()->addWidget(m_strip);
    content()->addStretch(1);
    connect(&context.figures, &models::LiveFigures::refreshed, this, [this] {
        if (isActive())
            refresh();
    });
}

QWidget *OverviewPage::buildAccess()
{
    auto *card = new widgets::Card;
    auto *grid = new QGridLayout;
    card->column()->addLayout(grid);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(9);
    grid->setColumnMinimumWidth(0, 72);
    grid->setColumnStretch(1, 1);
    using widgets::CopyField;
    m_address = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Primary);
    m_address->setObjectName(u"address"_s);
    m_token = new CopyField(CopyField::Kind::Secret, CopyField::Weight::Secondary);
    m_token->setObjectName(u"token"_s);
    int row = 0;
    for (const auto &[name, field] : {std::pair(tr("Address"), m_address), std::pair(tr("Token"), m_token)}) {
        auto *label = new QLabel(name);
        widgets::setInk(label, widgets::Ink::Text2);
        field->setAccessibleName(name);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        ++row;
    }
    return card;
}

void OverviewPage::refresh()
{
    const models::LiveFigures &figures = context().figures;
    const relay::api::StatusSnapshot &status = figures.status();
    const QString key = QString::fromStdString(figures.clientKey());
    m_address->setText(QString::fromStdString(status.baseUrl));
    m_token->setSecret(key, models::maskedKey(key));
    const std::int64_t upMs = std::max<std::int64_t>(0, figures.takenAtMs() - status.startedAtMs);
    header().setFacts(tr("up %1 · %2 requests per minute")
                          .arg(models::spanText(upMs), models::countText(figures.metrics().minute.requests)));
    showCounts();
}

void OverviewPage::showCounts()
{
    using models::countText;
    const relay::api::MetricsSnapshot &metrics = context().figures.metrics();
    const relay::api::RuntimeFigures &runtime = metrics.runtime;
    m_strip->setCell(kRequests, countText(metrics.totalRequests), {},
                     tr("%1 in the last hour").arg(countText(metrics.hour.requests)));
    m_strip->setCell(kFailed, countText(metrics.totalFailed), {},
                     tr("%1 % of all").arg(models::percentText(metrics.totalFailed, metrics.totalRequests)));
    m_strip->setCell(kInFlight, countText(runtime.liveExchanges), {},
                     tr("%1 connections").arg(countText(runtime.clientConnections)));
    m_strip->setCell(kJournal, countText(runtime.journalDepth), {}, tr("rows to be written"));
    const models::FigureText memory = models::bytesText(runtime.rssBytes);
    m_strip->setCell(kMemory, memory.figure, memory.unit, tr("%1 threads").arg(runtime.threads));
}

} // namespace ui::pages
