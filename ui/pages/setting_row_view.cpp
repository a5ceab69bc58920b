// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_row_view.h"

#include "ui/models/setting_choice.h"
#include "ui/models/setting_words.h"
#include "ui/pages/setting_columns.h"
#include "ui/pages/setting_detail.h"
#include "ui/pages/setting_editor.h"
#include "ui/pages/setting_name.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph_text.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::Verdict;
using relay::api::SettingRow;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;

QWidget *inColumn(QWidget *content, int width, Qt::Alignment alignment = Qt::AlignLeft)
{
    auto *column = new QWidget;
    column->setFixedWidth(width);
    auto *box = new QHBoxLayout(column);
    box->setContentsMargins(0, 0, 0, 0);
    if (alignment)
        box->addWidget(content, 0, alignment | Qt::AlignVCenter);
    else
        box->addWidget(content, 1, Qt::AlignVCenter);
    return column;
}

widgets::Tone toneOf(Verdict verdict)
{
    return verdict == Verdict::Better  ? widgets::Tone::Ok
           : verdict == Verdict::Worse ? widgets::Tone::Warn
                                       : widgets::Tone::Neutral;
}

} // namespace

SettingRowView::SettingRowView(const SettingRow &row, const SettingRowState &state, QWidget *parent)
    : QWidget(parent)
    , m_row(row)
{
    build();
    showState(state);
}

void SettingRowView::build()
{
    const SettingColumns columns = SettingColumns::ofFont();
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    m_name = new SettingName;
    line->addWidget(m_name, 1);
    line->addSpacing(columns.gap);
    m_editor = new SettingEditor(m_row);
    line->addWidget(m_editor, 0, Qt::AlignVCenter);
    m_undo = widgets::newIconButton(Glyph::Undo, tr("Back to the default"));
    widgets::setInRow(m_undo);
    m_undo->setObjectName(u"undo"_s);
    line->addWidget(inColumn(m_undo, columns.undo, Qt::AlignHCenter));
    m_says = new widgets::GlyphText;
    m_says->setObjectName(u"says"_s);
    QFont mono = widgets::fontOf(TextRole::Mono);
    mono.setPixelSize(widgets::fontOf(TextRole::Secondary).pixelSize());
    m_says->setFont(mono);
    line->addWidget(inColumn(m_says, columns.says, {}));
    line->addSpacing(SettingColumns::kAfterSays);
    m_effect = new QLabel;
    m_effect->setObjectName(u"effect"_s);
    m_effect->setFont(widgets::fontOf(TextRole::Secondary));
    line->addWidget(inColumn(m_effect, columns.takesEffect, {}));
    line->addSpacing(SettingColumns::kAfterEffect);
    line->addWidget(buildMeasured());
    m_column->addLayout(line);
    m_note = new QWidget;
    auto *note = new QHBoxLayout(m_note);
    note->setContentsMargins(columns.margin, 0, 16, 8);
    m_noteText = new QLabel;
    m_noteText->setObjectName(u"note"_s);
    m_noteText->setWordWrap(true);
    m_noteText->setFont(widgets::fontOf(TextRole::Secondary));
    note->addWidget(m_noteText, 1);
    m_restart = widgets::newButton(widgets::ButtonKind::Link, tr("Restart now"));
    m_restart->setObjectName(u"restart"_s);
    note->addWidget(m_restart);
    m_note->hide();
    m_column->addWidget(m_note);
    connect(m_name, &QAbstractButton::toggled, this, &SettingRowView::setOpen);
    connect(m_editor, &SettingEditor::given, this, [this](const QString &value) {
        if (!models::choiceNote(m_row.name, value.toStdString()).risk.isEmpty())
            setOpen(true); // on what it risks
        emit changeRequested(QString::fromStdString(m_row.name), value);
    });
    connect(m_editor, &SettingEditor::takenBack, this, [this] { refuse({}); });
    connect(m_undo, &QPushButton::clicked, this,
            [this] { emit resetRequested(QString::fromStdString(m_row.name)); });
    connect(m_measure, &QPushButton::clicked, this,
            [this] { emit measureRequested(QString::fromStdString(m_row.name)); });
    connect(m_restart, &QPushButton::clicked, this, &SettingRowView::restartRequested);
}

QWidget *SettingRowView::buildMeasured()
{
    auto *cell = new QWidget;
    cell->setFixedWidth(SettingColumns::ofFont().measured);
    auto *box = new QHBoxLayout(cell);
    box->setContentsMargins(0, 0, 0, 0);
    m_badge = new widgets::Badge;
    m_badge->setObjectName(u"badge"_s);
    m_badge->hide();
    m_measure = widgets::newButton(widgets::ButtonKind::Link, tr("Measure"));
    m_measure->setObjectName(u"measure"_s);
    m_measure->setFont(widgets::fontOf(TextRole::Secondary));
    m_progress = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    m_progress->setObjectName(u"progress"_s);
    for (QWidget *part : {static_cast<QWidget *>(m_badge), static_cast<QWidget *>(m_measure),
                          static_cast<QWidget *>(m_progress)})
        box->addWidget(part, 0, Qt::AlignLeft | Qt::AlignVCenter);
    box->addStretch(1);
    return cell;
}

void SettingRowView::show(const SettingRow &row, const SettingRowState &state)
{
    if (row.value != m_row.value)
        m_refusal.clear();
    m_row = row;
    m_editor->show(row);
    showState(state);
}

void SettingRowView::showState(const SettingRowState &state)
{
    m_state = state;
    const QString title = models::titleOf(m_row.name);
    const bool changed = models::isChanged(m_row);
    m_name->set(title, QString::fromStdString(m_row.name), changed, m_row.locked);
    m_measure->setAccessibleName(tr("Measure %1").arg(title));
    m_undo->setVisible(changed && !m_row.locked);
    const QString back = tr("%1: back to %2").arg(title, models::valueText(m_row, m_row.defaultValue));
    m_undo->setToolTip(back);
    m_undo->setAccessibleName(back);
    showEngine(state.engineOff);
    showMeasured(state);
    showNote();
    if (m_detail)
        m_detail->show(m_row, state);
}

void SettingRowView::showEngine(bool engineOff)
{
    const bool differs = models::engineDiffers(m_row);
    const QString said = !m_row.effective ? tr("no answer") : models::valueWord(*m_row.effective);
    m_says->set(!m_row.effective ? std::nullopt : std::optional(differs ? Glyph::Clock : Glyph::Check),
                differs ? Ink::Warn : Ink::Ok, said,
                !m_row.effective ? Ink::Text2
                : differs        ? Ink::Warn
                                 : Ink::Text);
    const bool switchedOff =
        engineOff && differs && models::sectionOf(m_row) == models::SettingSection::Sqlite;
    m_effect->setText(switchedOff ? tr("tuning is off") : models::takesEffectText(m_row));
    m_effect->setToolTip(switchedOff ? tr("It counts again once SQLite tuning is on.") : QString());
    widgets::setInk(m_effect, differs ? Ink::Warn : Ink::Text2);
}

void SettingRowView::showMeasured(const SettingRowState &state)
{
    m_progress->setVisible(state.measuring);
    m_progress->setText(state.percent ? tr("%1 %").arg(*state.percent) : tr("waiting"));
    const bool badge = state.measured && !state.measuring;
    if (badge) {
        const models::MeasuredBadge said = models::badgeOf(*state.measured);
        m_badge->set(toneOf(said.verdict), said.text);
    }
    m_badge->setVisible(badge);
    m_measure->setVisible(!badge && !state.measuring && state.canMeasure);
}

void SettingRowView::showNote()
{
    const bool waits = m_row.takesEffect == "at restart" && models::engineDiffers(m_row);
    const QString lock = models::lockText(m_row);
    const QString risk = models::choiceNote(m_row.name, m_row.value).risk;
    const QString text = !m_refusal.isEmpty() ? m_refusal
                         : !risk.isEmpty()    ? (lock.isEmpty() ? risk : risk % u' ' % lock)
                         : !lock.isEmpty()    ? lock
                         : waits              ? tr("Takes effect when the relay begins anew.")
                                              : QString();
    m_noteText->setText(text);
    widgets::setInk(m_noteText, !m_refusal.isEmpty() ? Ink::Error : !risk.isEmpty() ? Ink::Warn : Ink::Text2);
    m_restart->setVisible(waits && m_refusal.isEmpty() && lock.isEmpty());
    m_note->setVisible(!text.isEmpty());
    m_editor->setInvalid(!m_refusal.isEmpty());
}

void SettingRowView::refuse(const QString &why)
{
    m_refusal = why;
    m_editor->putBack();
    showNote();
}

bool SettingRowView::isOpen() const
{
    return m_name->isChecked();
}

void SettingRowView::setOpen(bool open)
{
    if (m_name->isChecked() != open) {
        m_name->setChecked(open); // comes back here
        return;
    }
    if (open && !m_detail) {
        m_detail = new SettingDetail;
        m_column->addWidget(m_detail);
        widgets::chainTabs(widgets::tabStops(*this));
        connect(m_detail, &SettingDetail::measureRequested, this,
                [this] { emit measureRequested(QString::fromStdString(m_row.name)); });
        connect(m_detail, &SettingDetail::cancelRequested, this, &SettingRowView::cancelRequested);
        connect(m_detail, &SettingDetail::copyRequested, this, [this] { copy(models::envLine(m_row)); });
    }
    if (m_detail) {
        m_detail->show(m_row, m_state);
        m_detail->setVisible(open);
    }
    update();
}

void SettingRowView::copy(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    emit copied(text);
}

void SettingRowView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy .env line"), this, [this] { copy(models::envLine(m_row)); });
    menu->addAction(tr("Copy name"), this, [this] { copy(QString::fromStdString(m_row.name)); });
    QAction *reset = menu->addAction(tr("Reset to default"), this,
                                     [this] { emit resetRequested(QString::fromStdString(m_row.name)); });
    reset->setEnabled(models::isChanged(m_row) && !m_row.locked);
    menu->popup(event->globalPos());
}

void SettingRowView::paintEvent(QPaintEvent *)
{
    if (!isOpen())
        return;
    QPainter painter(this);
    painter.fillRect(rect(), widgets::colour(Ink::Sunken, palette()));
}

} // namespace ui::pages
