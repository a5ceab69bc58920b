// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/checkpoint_card.h"

#include "ui/models/database_chores.h"
#include "ui/models/figure_text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::CheckpointMode;
using widgets::Ink;
using widgets::TextRole;

constexpr std::array kModes{CheckpointMode::Passive, CheckpointMode::Full, CheckpointMode::Restart,
                            CheckpointMode::Truncate};
constexpr std::array kWords{"PASSIVE", "FULL", "RESTART", "TRUNCATE"};
constexpr int kIconPx = 14;

} // namespace

CheckpointCard::CheckpointCard(models::DatabaseChores &chores)
    : m_chores(chores)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    m_card = new widgets::Card(tr("Checkpoint"));
    m_card->setFact(tr("moves the log into the database file"));
    m_card->column()->setSpacing(7);
    whole->addWidget(m_card);
    for (int i = 0; i < int(kModes.size()); ++i)
        addRow(i);
    m_card->column()->addStretch(1);
    m_holder = new widgets::Banner;
    m_holder->setObjectName(u"holder"_s);
    m_card->column()->addWidget(m_holder);
    connect(&chores, &models::DatabaseChores::changed, this, [this] {
        for (int i = 0; i < int(kModes.size()); ++i)
            showRow(i);
    });
}

void CheckpointCard::addRow(int index)
{
    const QString blocks[] = {tr("Blocks nobody; copies what it can."), tr("New writes wait, 1 s at most."),
                              tr("Also waits until readers have left."),
                              tr("As RESTART, then cuts the log to 0.")};
    m_card->column()->addWidget(new widgets::Hairline);
    auto *line = new QHBoxLayout;
    line->setSpacing(12);
    Row &row = m_rows[std::size_t(index)];
    const QString word = QLatin1String(kWords[std::size_t(index)]);
    row.button = widgets::newButton(widgets::ButtonKind::Secondary, word);
    row.button->setObjectName(u"checkpoint"_s % word);
    row.button->setAccessibleName(tr("Checkpoint %1").arg(word));
    widgets::setInRow(row.button);
    row.button->setFixedWidth(std::max(92, row.button->sizeHint().width()));
    line->addWidget(row.button);
    line->addWidget(widgets::newParagraph(blocks[index], TextRole::Secondary), 5);
    row.icon = new widgets::GlyphLabel(kIconPx);
    row.answer = widgets::newParagraph({}, TextRole::Secondary, Ink::Text2);
    row.answer->setObjectName(u"answer"_s % word);
    auto *said = new QHBoxLayout;
    said->setSpacing(6);
    said->addWidget(row.icon);
    said->addWidget(row.answer, 1);
    line->addLayout(said, 5);
    row.time = new QLabel;
    row.time->setFont(widgets::fontOf(TextRole::Secondary));
    widgets::setInk(row.time, Ink::Text2);
    row.time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row.time->setMinimumWidth(row.time->fontMetrics().horizontalAdvance(u"00:00"_s));
    line->addWidget(row.time);
    m_card->column()->addLayout(line);
    connect(row.button, &QPushButton::clicked, this,
            [this, index] { m_chores.checkpoint(kModes[std::size_t(index)]); });
}

void CheckpointCard::showRow(int index)
{
    const Row &row = m_rows[std::size_t(index)];
    const models::Chore &chore = m_chores.checkpointed(kModes[std::size_t(index)]);
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    row.button->setEnabled(!m_chores.isCheckpointing());
    row.time->setText(chore.endedMs == 0 ? QString() : models::clockText(chore.endedMs, now));
    if (chore.isRunning()) {
        row.icon->clear();
        widgets::setInk(row.answer, Ink::Text2);
        row.answer->setText(tr("running, %1").arg(models::spanText(now - chore.sinceMs)));
        return;
    }
    if (chore.endedMs == 0) {
        row.icon->clear();
        widgets::setInk(row.answer, Ink::Text2);
        row.answer->setText(m_hasLog ? tr("not run yet") : tr("there is no log to copy"));
        return;
    }
    const bool fine = chore.verdict == models::ChoreEnd::Fine;
    const bool partial = chore.verdict == models::ChoreEnd::Partial;
    widgets::setInk(row.answer, partial ? Ink::Warn : fine ? Ink::Text : Ink::Text2);
    row.answer->setText(chore.text);
    const widgets::Glyph glyph = partial ? widgets::Glyph::Warning
                                 : fine  ? widgets::Glyph::Check
                                         : widgets::Glyph::Info;
    const Ink ink = partial ? Ink::Warn : fine ? Ink::Ok : Ink::Text2;
    row.icon->setGlyph(glyph, ink);
}

void CheckpointCard::refresh(bool hasLog, const QString &journalMode)
{
    m_hasLog = hasLog;
    for (int i = 0; i < int(kModes.size()); ++i)
        showRow(i);
    if (!hasLog)
        m_holder->say(
            widgets::Tone::Neutral,
            tr("Journal mode %1 has no write-ahead log: checkpoints find nothing to do.").arg(journalMode));
    else if (!m_chores.holder().isEmpty())
        m_holder->say(widgets::Tone::Warn, tr("At %1 the log could not shrink: %2.")
                                               .arg(models::clockText(m_chores.holderSeenMs(),
                                                                      QDateTime::currentMSecsSinceEpoch()),
                                                    m_chores.holder()));
    else
        m_holder->clear();
}

} // namespace ui::pages
