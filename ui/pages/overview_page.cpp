// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_page.h"

#include "ui/models/figure_text.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/latency_table.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

enum Cell { kRequests, kFailed, kInFlight, kJournal, kMemory };
enum Row { kTotal, kOverhead, kFirstToken };

widgets::LatencyTable::Row rowOf(const relay::api::LatencyFigures &minute,
                                 const relay::api::LatencyFigures &hour)
{
    const auto cells = [](const relay::api::LatencyFigures &figures) {
        widgets::LatencyTable::Percentiles texts;
        if (figures.count == 0)
            return texts; // nothing measured is not the same as 0 ms
        texts = {models::durationText(figures.p50Us).whole(), models::durationText(figures.p95Us).whole(),
                 models::durationText(figures.p99Us).whole()};
        return texts;
    };
    return {cells(minute), cells(hour)};
}

} // namespace

OverviewPage::OverviewPage()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(buildAccess());
    setFocusProxy(m_address);

    m_strip = new widgets::NumberStrip(
        {tr("Requests"), tr("Failed"), tr("In flight"), tr("Journal"), tr("Memory")});
    m_strip->setObjectName(u"strip"_s);
    column->addWidget(m_strip);

    m_latency = new widgets::LatencyTable({tr("Response time"), tr("Relay overhead"), tr("First token")});
    m_latency->setObjectName(u"latency"_s);
    column->addWidget(m_latency);
    column->addStretch(1);
}

QWidget *OverviewPage::buildAccess()
{
    auto *card = new QFrame;
    widgets::setLook(card, "card");
    auto *grid = new QGridLayout(card);
    grid->setContentsMargins(16, 12, 16, 12);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 72);
    grid->setColumnStretch(1, 1);

    m_address = new widgets::CopyField(widgets::CopyField::Kind::Plain);
    m_address->setObjectName(u"address"_s);
    m_token = new widgets::CopyField(widgets::CopyField::Kind::Secret);
    m_token->setObjectName(u"token"_s);
    int row = 0;
    for (const auto &[name, field] : {std::pair(tr("Address"), m_address), std::pair(tr("Token"), m_token)}) {
        auto *label = new QLabel(name);
        widgets::setLook(label, "secondary");
        field->setAccessibleName(name);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        ++row;
    }
    return card;
}

void OverviewPage::show(const relay::api::StatusSnapshot &status, const relay::api::MetricsSnapshot &metrics,
                        const std::string &clientKey)
{
    const QString key = QString::fromStdString(clientKey);
    m_address->setText(QString::fromStdString(status.baseUrl));
    m_token->setSecret(key, models::maskedKey(key));
    showCounts(metrics);
    m_latency->setNote(metrics.enabled ? QString() : tr("Metrics are off: percentiles are not kept"));
    m_latency->setRow(kTotal, rowOf(metrics.minute.total, metrics.hour.total));
    m_latency->setRow(kOverhead, rowOf(metrics.minute.overhead, metrics.hour.overhead));
    m_latency->setRow(kFirstToken, rowOf(metrics.minute.ttft, metrics.hour.ttft));
}

void OverviewPage::showCounts(const relay::api::MetricsSnapshot &metrics)
{
    using models::countText;
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
