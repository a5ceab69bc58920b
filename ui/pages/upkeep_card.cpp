// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/upkeep_card.h"

#include "ui/models/database_chores.h"
#include "ui/models/figure_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;
using widgets::Ink;
using widgets::TextRole;

constexpr int kMostDays = 36'500;

} // namespace

UpkeepCard::UpkeepCard(models::DatabaseChores &chores)
    : m_chores(chores)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card(tr("Upkeep"));
    whole->addWidget(card);
    QVBoxLayout *column = card->column();
    column->setSpacing(9);
    m_integrity = addLongRow(column, tr("Integrity"), tr("Check"), "checkIntegrity");
    m_vacuum = addLongRow(column, tr("VACUUM"), tr("Run"), "vacuum");
    m_restore = addLongRow(column, tr("Backups"), tr("Restore"), "restore");
    m_retention = addRow(column, tr("Retention"), tr("Change"), "retention");
    buildRetention(column);
    column->addStretch(1);
    m_integrity.button->setAccessibleName(tr("Check integrity"));
    m_vacuum.button->setAccessibleName(tr("Run VACUUM"));
    m_restore.button->setAccessibleName(tr("Restore a backup"));
    m_retention.button->setAccessibleName(tr("Change retention"));
    connect(m_integrity.button, &QPushButton::clicked, this,
            [this] { press(m_chores.integrity(), [this] { m_chores.checkIntegrity(); }); });
    connect(m_vacuum.button, &QPushButton::clicked, this,
            [this] { press(m_chores.vacuumed(), [this] { m_chores.vacuum(); }); });
    connect(m_restore.button, &QPushButton::clicked, this,
            [this] { press(m_chores.backedUp(), [this] { emit restoreRequested(); }); });
    connect(m_retention.button, &QPushButton::clicked, this, [this] { editRetention(true); });
    connect(&chores, &models::DatabaseChores::changed, this, &UpkeepCard::refresh);
    refresh();
    showBackups();
}

UpkeepCard::Row UpkeepCard::addRow(QVBoxLayout *column, const QString &title, const QString &verb,
                                   const char *object)
{
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(new QLabel(title));
    Row row;
    row.fact = new widgets::ElidedLabel;
    row.fact->setObjectName(QLatin1String(object) % u"Fact"_s);
    row.fact->setFont(widgets::fontOf(TextRole::Secondary));
    widgets::setInk(row.fact, Ink::Text2);
    texts->addWidget(row.fact);
    line->addLayout(texts, 1);
    row.button = widgets::newButton(ButtonKind::Secondary, verb);
    row.button->setObjectName(QLatin1String(object));
    widgets::setInRow(row.button);
    row.button->setMinimumWidth(76);
    row.verb = verb;
    line->addWidget(row.button, 0, Qt::AlignVCenter);
    column->addLayout(line);
    return row;
}

UpkeepCard::Row UpkeepCard::addLongRow(QVBoxLayout *column, const QString &title, const QString &verb,
                                       const char *object)
{
    Row row = addRow(column, title, verb, object);
    row.progress = new widgets::ProgressLine;
    row.progress->setObjectName(QLatin1String(object) % u"Progress"_s);
    row.progress->setAccessibleName(title);
    row.progress->hide();
    auto *line = new QGridLayout; // both in one place: nothing moves when it begins
    line->addWidget(new widgets::Hairline, 0, 0, Qt::AlignVCenter);
    line->addWidget(row.progress, 0, 0, Qt::AlignVCenter);
    line->setRowMinimumHeight(0, row.progress->height());
    column->addLayout(line);
    return row;
}

void UpkeepCard::press(const models::Chore &chore, const std::function<void()> &begin)
{
    if (!chore.isRunning())
        begin();
    else if (QDateTime::currentMSecsSinceEpoch() - chore.sinceMs >= QApplication::doubleClickInterval())
        m_chores.cancel(); // and not by the second click of two
}

bool UpkeepCard::showLong(const Row &row, const models::Chore &chore)
{
    const bool runs = chore.isRunning();
    const bool cancelling = runs && m_chores.isCancelling();
    const bool waits = !runs && m_chores.longWork();
    row.button->setText(runs ? tr("Cancel") : row.verb);
    row.button->setEnabled(!waits && !cancelling);
    row.button->setToolTip(waits ? tr("Waits for %1 to end").arg(m_chores.longWorkName()) : QString());
    row.button->setAccessibleDescription(row.button->toolTip());
    row.progress->setVisible(runs);
    if (!runs)
        return false;
    row.progress->setShare(m_chores.share());
    widgets::setInk(row.fact, Ink::Text2);
    const QString time = models::spanText(QDateTime::currentMSecsSinceEpoch() - chore.sinceMs);
    row.fact->setWhole(cancelling                       ? tr("is being cancelled")
                       : &chore == &m_chores.backedUp() ? tr("backing up, %1").arg(time)
                                                        : tr("running, %1").arg(time));
    return true;
}

void UpkeepCard::buildRetention(QVBoxLayout *column)
{
    m_edit = new QWidget;
    auto *row = new QHBoxLayout(m_edit);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_days = new QSpinBox;
    m_days->setObjectName(u"retentionDays"_s);
    m_days->setAccessibleName(tr("Days that rows are kept"));
    m_days->setRange(0, kMostDays);
    m_days->setSuffix(tr(" days"));
    m_days->setSpecialValueText(tr("for ever"));
    widgets::setInRow(m_days);
    row->addWidget(m_days, 1);
    auto *cancel = widgets::newButton(ButtonKind::Secondary, tr("Cancel"));
    cancel->setObjectName(u"retentionCancel"_s);
    auto *apply = widgets::newButton(ButtonKind::Secondary, tr("Apply"));
    apply->setObjectName(u"retentionApply"_s);
    for (QPushButton *button : {cancel, apply}) {
        widgets::setInRow(button);
        row->addWidget(button);
    }
    column->addWidget(m_edit);
    m_edit->hide();
    connect(cancel, &QPushButton::clicked, this, [this] { editRetention(false); });
    connect(apply, &QPushButton::clicked, this, [this] {
        editRetention(false);
        if (m_days->value() != m_daysNow)
            emit retentionChosen(m_days->value());
    });
}

void UpkeepCard::editRetention(bool editing)
{
    if (editing)
        m_days->setValue(m_daysNow);
    m_edit->setVisible(editing);
    m_retention.button->setVisible(!editing);
    if (editing)
        m_days->setFocus();
    else
        m_retention.button->setFocus();
}

void UpkeepCard::showChore(const Row &row, const models::Chore &chore, const QString &before)
{
    if (showLong(row, chore))
        return;
    const bool bad = chore.endedMs != 0 && chore.verdict == models::ChoreEnd::Partial;
    widgets::setInk(row.fact, bad ? Ink::Error : Ink::Text2);
    if (chore.endedMs == 0)
        row.fact->setWhole(before);
    else
        row.fact->setWhole(tr("%1 · %2").arg(
            chore.text, models::clockText(chore.endedMs, QDateTime::currentMSecsSinceEpoch())));
}

void UpkeepCard::refresh()
{
    showChore(m_integrity, m_chores.integrity(), tr("not checked since the start"));
    showChore(m_vacuum, m_chores.vacuumed(), tr("gives empty pages back"));
    if (!showLong(m_restore, m_chores.backedUp()))
        showBackups();
}

void UpkeepCard::setBackups(std::optional<std::vector<relay::api::BackupFile>> files)
{
    m_backups = std::move(files);
    if (m_backups)
        std::erase_if(*m_backups, models::isSafetyCopy);
    refresh();
}

void UpkeepCard::showBackups()
{
    if (!m_backups || m_backups->empty()) {
        m_restore.fact->setWhole(m_backups ? tr("none yet") : QString());
        return;
    }
    const QString last = models::clockText(m_backups->front().changedMs, QDateTime::currentMSecsSinceEpoch());
    m_restore.fact->setWhole(tr("%n kept, last %1", nullptr, int(m_backups->size())).arg(last));
}

void UpkeepCard::setRetention(int days, const QString &lockedBy)
{
    m_daysNow = days;
    m_retention.button->setEnabled(days >= 0 && lockedBy.isEmpty());
    m_retention.button->setToolTip(lockedBy);
    m_retention.fact->setWhole(days < 0    ? QString()
                               : days == 0 ? tr("every row for ever")
                                           : tr("%n day(s), then per-day sums", nullptr, days));
}

} // namespace ui::pages
