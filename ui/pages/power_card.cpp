// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/power_card.h"

#include "ui/models/database_text.h"
#include "ui/models/figure_text.h"
#include "ui/widgets/base_line.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/share_bar.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::Ink;
using widgets::TextRole;

constexpr int kIconPx = 16;

} // namespace

PowerCard::PowerCard()
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card(tr("If the power failed now"));
    whole->addWidget(card);
    QVBoxLayout *column = card->column();
    auto *figure = new QHBoxLayout;
    figure->setSpacing(7);
    m_rows = new widgets::FigureLabel(TextRole::Title);
    m_rows->setObjectName(u"atRisk"_s);
    m_seconds = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    m_seconds->setObjectName(u"atRiskSpan"_s);
    widgets::standOnLineOf(*m_rows, m_seconds);
    figure->addWidget(m_rows, 0, Qt::AlignBottom);
    figure->addWidget(m_seconds, 0, Qt::AlignBottom);
    figure->addStretch(1);
    column->addLayout(figure);
    QLabel *meaning = widgets::newLabel(tr("Answered to clients, not yet safe on the disk."),
                                        TextRole::Secondary, Ink::Text2);
    meaning->setWordWrap(true);
    column->addWidget(meaning);
    m_bar = new widgets::ShareBar;
    m_bar->setAccessibleName(tr("What is at risk"));
    column->addWidget(m_bar);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    const std::pair<QString, Ink> parts[] = {{tr("in the WAL, not yet synced"), Ink::P95},
                                             {tr("staged in the journal"), Ink::P50},
                                             {tr("settings, tokens, channels"), Ink::Field}};
    int line = 0;
    for (const auto &[name, ink] : parts) {
        grid->addWidget(new widgets::ShareSwatch(ink, line < 2), line, 0);
        grid->addWidget(widgets::newLabel(name, TextRole::Secondary, Ink::Text2), line, 1);
        m_counts[std::size_t(line)] = new widgets::FigureLabel(TextRole::CardTitle);
        m_counts[std::size_t(line)]->setAccessibleName(name);
        grid->addWidget(m_counts[std::size_t(line)], line, 2, Qt::AlignRight);
        ++line;
    }
    column->addLayout(grid);
    column->addWidget(new widgets::Hairline);
    auto *crash = new QHBoxLayout;
    crash->setSpacing(6);
    m_crashIcon = new widgets::GlyphLabel(kIconPx);
    crash->addWidget(m_crashIcon, 0, Qt::AlignTop);
    m_crash = widgets::newParagraph({}, TextRole::Secondary, Ink::Text);
    m_crash->setObjectName(u"ifItCrashed"_s);
    crash->addWidget(m_crash, 1);
    column->addLayout(crash);
    column->addStretch(1);
    m_safe = widgets::newButton(widgets::ButtonKind::Secondary, {});
    m_safe->setObjectName(u"makeSafe"_s);
    widgets::setInRow(m_safe);
    m_safe->hide(); // until it is known what would make it safe
    column->addWidget(m_safe);
    m_isSafe = widgets::newLabel(tr("Each row is on the disk before its answer ends."), TextRole::Secondary,
                                 Ink::Text2);
    m_isSafe->setWordWrap(true);
    column->addWidget(m_isSafe);
    connect(m_safe, &QPushButton::clicked, this, &PowerCard::safetyRequested);
}

void PowerCard::show(const relay::api::DatabaseSnapshot &database, bool batched)
{
    const relay::api::PowerRisk &risk = database.atRisk;
    const std::int64_t rows = risk.stagedRows + risk.unsyncedRows;
    m_rows->setText(tr("%n row(s)", nullptr, int(rows)));
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    m_seconds->setText(risk.oldestMs == 0
                           ? tr("at risk")
                           : tr("or %1 of usage at risk").arg(models::spanText(now - risk.oldestMs)));
    m_bar->setParts({{tr("in the WAL, not yet synced"), double(risk.unsyncedRows), Ink::P95},
                     {tr("staged in the journal"), double(risk.stagedRows), Ink::P50},
                     {tr("settings, tokens, channels"), double(risk.unsyncedEdits), Ink::Field}});
    const std::int64_t counts[] = {risk.unsyncedRows, risk.stagedRows, risk.unsyncedEdits};
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i]->setText(models::countText(std::uint64_t(std::max<std::int64_t>(0, counts[i]))));

    const QString mode = models::pragmaOf(database, "journal_mode").toUpper();
    const bool breaks = mode == "OFF"_L1 || mode == "MEMORY"_L1;
    m_crash->setText(
        breaks ? tr("If only the program crashed: journal mode %1 may leave a broken file.").arg(mode)
               : tr("If only the program crashed: 0 rows."));
    m_crashIcon->setGlyph(breaks ? widgets::Glyph::Warning : widgets::Glyph::Shield,
                          breaks ? Ink::Warn : Ink::Ok);
    const auto edits = models::safeWrites(batched, models::pragmaOf(database, "synchronous"));
    const bool full =
        std::ranges::any_of(edits, [](const auto &edit) { return edit.first == "SQLITE_SYNCHRONOUS"; });
    m_safe->setText(!full     ? tr("Make it 0: batches off")
                    : batched ? tr("Make it 0: FULL, batches off")
                              : tr("Make it 0: synchronous FULL"));
    m_safe->setVisible(!edits.empty());
    m_isSafe->setVisible(edits.empty());
}

} // namespace ui::pages
