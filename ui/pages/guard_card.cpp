// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/guard_card.h"

#include "ui/models/figure_text.h"
#include "ui/models/setting_words.h"
#include "ui/models/settings_model.h"
#include "ui/pages/setting_columns.h"
#include "ui/pages/thin_bar.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::GuardSnapshot;
using relay::api::SettingRow;
using widgets::ButtonKind;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;
using widgets::Tone;

constexpr int kGap = 8;
constexpr int kInnerWidth = 212; // at 13 px of text

QString percentText(double value)
{
    return models::numberText(value, value < 9.95 ? 1 : 0) % QChar(0x00A0) % u'%';
}

} // namespace

// Beside a name and its value there may be room for the limit, or it takes a line of its own.
bool GuardCard::isRoomBeside()
{
    const QFontMetrics words(widgets::fontOf(TextRole::Secondary));
    const QFontMetrics small(widgets::fontOf(TextRole::Caption));
    const QString longest = u"88.8 ms"_s;
    return std::max(words.horizontalAdvance(tr("Errors")), words.horizontalAdvance(tr("Overhead p95"))) +
               QFontMetrics(widgets::bold(widgets::fontOf(TextRole::Secondary))).horizontalAdvance(longest) +
               small.horizontalAdvance(tr("limit %1").arg(longest)) + 2 * kGap <=
           widgets::scaled(kInnerWidth);
}

GuardCard::GuardCard(models::SettingsModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card(tr("Guard"));
    outer->addWidget(card);
    m_badge = new widgets::Badge;
    m_badge->setObjectName(u"guardBadge"_s);
    card->titleRow()->addWidget(m_badge);
    m_faces = new QStackedWidget;
    m_rest = widgets::newParagraph({}, TextRole::Secondary, Ink::Text2);
    m_rest->setObjectName(u"guardRest"_s);
    m_rest->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_faces->addWidget(m_rest);
    m_faces->addWidget(buildWatching());
    card->column()->addWidget(m_faces);
    connect(&m_model, &models::SettingsModel::guardChanged, this, &GuardCard::show);
    connect(&m_model, &models::SettingsModel::rowsChanged, this, &GuardCard::show);
    show();
}

QWidget *GuardCard::buildWatching()
{
    auto *face = new QWidget;
    auto *column = new QVBoxLayout(face);
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(8);
    m_bar = new ThinBar;
    column->addWidget(m_bar);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(kGap);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(0, 1);
    int row = 0;
    for (const auto &[name, value, limit] : {std::tuple(tr("Errors"), &m_errors, &m_errorLimit),
                                             std::tuple(tr("Overhead p95"), &m_overhead, &m_overheadLimit)}) {
        QLabel *title = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
        title->setText(name);
        grid->addWidget(title, row, 0);
        *value = widgets::newLabel({}, TextRole::Secondary, Ink::Text);
        QFont bold = (*value)->font();
        bold.setWeight(QFont::DemiBold);
        (*value)->setFont(bold);
        grid->addWidget(*value, row, 1, Qt::AlignRight);
        *limit = widgets::newLabel({}, TextRole::Caption, Ink::Text2);
        if (isRoomBeside())
            grid->addWidget(*limit, row, 2, Qt::AlignRight);
        else
            grid->addWidget(*limit, row + 1, 0, 1, 2, Qt::AlignRight);
        row += 2;
    }
    m_errors->setObjectName(u"guardErrors"_s);
    m_overhead->setObjectName(u"guardOverhead"_s);
    column->addLayout(grid);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_keep = widgets::newButton(ButtonKind::Secondary, tr("Keep it"));
    m_keep->setObjectName(u"keep"_s);
    m_keep->setToolTip(tr("The change stays, whatever follows"));
    m_undo = widgets::newButton(ButtonKind::Secondary, tr("Undo now"), Glyph::Undo);
    m_undo->setObjectName(u"undoNow"_s);
    for (QPushButton *button : {m_keep, m_undo}) {
        widgets::setInRow(button);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    column->addSpacing(2);
    column->addLayout(buttons);
    column->addStretch(1);
    connect(m_keep, &QPushButton::clicked, this, [this] { m_model.keepChange(m_model.guard().entry); });
    connect(m_undo, &QPushButton::clicked, this, [this] { m_model.undo(m_model.guard().entry); });
    return face;
}

void GuardCard::show()
{
    const GuardSnapshot &guard = m_model.guard();
    const SettingRow *enabled = m_model.row("GUARD_ENABLED");
    const bool on = !enabled || enabled->value == "true";
    m_faces->setCurrentIndex(guard.watching ? 1 : 0);
    if (guard.watching) {
        m_badge->set(
            Tone::Warn,
            tr("watching %1:%2").arg(guard.secondsLeft / 60).arg(guard.secondsLeft % 60, 2, 10, QChar(u'0')),
            Glyph::Clock);
        showFigures(guard);
        return;
    }
    m_badge->set(on ? Tone::Ok : Tone::Neutral, on ? tr("ready") : tr("off"),
                 on ? Glyph::Check : Glyph::Ring);
    const SettingRow *seconds = m_model.row("GUARD_SECONDS");
    const SettingRow *factor = m_model.row("GUARD_FACTOR");
    if (!seconds || !factor)
        return;
    m_rest->setText(
        on ? tr("After a change it watches for %1. If errors or p95 of overhead get worse by more than "
                "%2 times, the change is undone. Watched are numbers that count at once, alone or in a "
                "preset. Switches, journal mode, synchronous and what you roll back stay as you set them.")
                 .arg(models::valueText(*seconds, seconds->value), models::valueText(*factor, factor->value))
           : tr("Nothing watches over a change: what makes things worse stays until you undo it."));
}

void GuardCard::showFigures(const GuardSnapshot &guard)
{
    static_cast<ThinBar *>(m_bar)->setShare(
        guard.seconds > 0 ? 1.0 - double(guard.secondsLeft) / double(guard.seconds) : 0);
    const auto limit = [](const std::optional<double> &value, const auto &text) {
        return value ? tr("limit %1").arg(text(*value)) : tr("no limit yet");
    };
    const auto time = [](double us) { return models::durationText(us).whole(); };
    m_errors->setText(guard.errorPercent ? percentText(*guard.errorPercent) : models::dash());
    m_errorLimit->setText(limit(guard.errorLimitPercent, percentText));
    m_overhead->setText(guard.overheadP95Us ? time(*guard.overheadP95Us) : models::dash());
    m_overheadLimit->setText(limit(guard.overheadP95LimitUs, time));
    const QString few =
        guard.requests < guard.requestsNeeded
            ? tr("%1 of %2 requests that it takes to judge")
                  .arg(models::countText(guard.requests), models::countText(guard.requestsNeeded))
            : QString();
    m_errors->setToolTip(few);
    m_overhead->setToolTip(few);
    widgets::setInk(m_errors, guard.errorPercent && guard.errorLimitPercent &&
                                      *guard.errorPercent > *guard.errorLimitPercent
                                  ? Ink::Error
                                  : Ink::Text);
    widgets::setInk(m_overhead, guard.overheadP95Us && guard.overheadP95LimitUs &&
                                        *guard.overheadP95Us > *guard.overheadP95LimitUs
                                    ? Ink::Error
                                    : Ink::Text);
}

} // namespace ui::pages
