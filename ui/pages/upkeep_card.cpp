// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/upkeep_card.h"

#include "ui/models/database_chores.h"
#include "ui/models/figure_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

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
    m_integrity = addRow(column, tr("Integrity"), tr("Check"), "checkIntegrity");
    column->addWidget(new widgets::Hairline);
    m_vacuum = addRow(column, tr("VACUUM"), tr("Run"), "vacuum");
    column->addWidget(new widgets::Hairline);
    m_restore = addRow(column, tr("Backups"), tr("Restore"), "restore");
    column->addWidget(new widgets::Hairline);
    m_retention = addRow(column, tr("Retention"), tr("Change"), "retention");
    buildRetention(column);
    column->addStretch(1);
    m_integrity.button->setAccessibleName(tr("Check integrity"));
    m_vacuum.button->setAccessibleName(tr("Run VACUUM"));
    m_restore.button->setAccessibleName(tr("Restore a backup"));
    m_retention.button->setAccessibleName(tr("Change retention"));
    connect(m_integrity.button, &QPushButton::clicked, &chores, &models::DatabaseChores::checkIntegrity);
    connect(m_vacuum.button, &QPushButton::clicked, &chores, &models::DatabaseChores::vacuum);
    connect(m_restore.button, &QPushButton::clicked, this, &UpkeepCard::restoreRequested);
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
    line->addWidget(row.button, 0, Qt::AlignVCenter);
    column->addLayout(line);
    return row;
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
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    row.button->setEnabled(!chore.isRunning());
    const bool bad = !chore.isRunning() && chore.endedMs != 0 && chore.verdict != models::ChoreEnd::Fine;
    widgets::setInk(row.fact, bad ? Ink::Error : Ink::Text2);
    if (chore.isRunning())
        row.fact->setWhole(tr("running, %1").arg(models::spanText(now - chore.sinceMs)));
    else if (chore.endedMs == 0)
        row.fact->setWhole(before);
    else
        row.fact->setWhole(tr("%1 · %2").arg(chore.text, models::clockText(chore.endedMs, now)));
}

void UpkeepCard::refresh()
{
    showChore(m_integrity, m_chores.integrity(), tr("not checked since the start"));
    showChore(m_vacuum, m_chores.vacuumed(), tr("gives empty pages back"));
    const bool backing = m_chores.backedUp().isRunning();
    m_restore.button->setEnabled(!backing);
    if (backing)
        m_restore.fact->setWhole(
            tr("backing up, %1")
                .arg(models::spanText(QDateTime::currentMSecsSinceEpoch() - m_chores.backedUp().sinceMs)));
    else
        showBackups();
}

void UpkeepCard::setBackups(const std::vector<relay::api::BackupFile> &files)
{
    m_backups = files;
    refresh();
}

void UpkeepCard::showBackups()
{
    if (m_backups.empty()) {
        m_restore.fact->setWhole(tr("none yet"));
        return;
    }
    const QString last = models::clockText(m_backups.front().changedMs, QDateTime::currentMSecsSinceEpoch());
    m_restore.fact->setWhole(tr("%n kept, last %1", nullptr, int(m_backups.size())).arg(last));
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
