// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history_card.h"

#include "ui/models/preset_choice.h"
#include "ui/models/settings_model.h"
#include "ui/pages/history_dialog.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_text.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::HistoryLine;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;

constexpr std::size_t kMostShown = 12;
constexpr int kTextLeft = 22;
constexpr int kDot = 8;
constexpr int kShieldPx = 14;

} // namespace

HistoryEntryView::HistoryEntryView(const HistoryLine &line, bool last, QWidget *parent)
    : QWidget(parent)
    , m_line(line)
    , m_last(last)
{
    setToolTip(line.whole);
    QStringList words{line.title, line.detail, line.fact};
    words.removeAll({});
    setAccessibleName(words.join(u", "_s));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(widgets::scaled(kTextLeft), 4, 0, 8);
    row->setSpacing(4);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto *title = new widgets::ElidedLabel;
    title->setObjectName(u"title"_s);
    title->setWhole(line.title);
    texts->addWidget(title);
    const auto add = [texts](const QString &name, const QString &text) {
        auto *label = new widgets::ElidedLabel;
        label->setObjectName(name);
        label->setFont(widgets::fontOf(TextRole::Secondary));
        widgets::setInk(label, Ink::Text2);
        label->setWhole(text);
        texts->addWidget(label);
    };
    if (!line.detail.isEmpty())
        add(u"detail"_s, line.detail);
    add(u"fact"_s, line.fact);
    row->addLayout(texts, 1);
    m_actions = new QHBoxLayout;
    row->addLayout(m_actions);
    if (!line.canUndo)
        return;
    QPushButton *undo = widgets::newIconButton(Glyph::Undo, tr("Undo %1").arg(line.title));
    undo->setObjectName(u"undo:%1"_s.arg(line.id));
    widgets::setInRow(undo);
    m_actions->addWidget(undo, 0, Qt::AlignTop);
    connect(undo, &QPushButton::clicked, this, [this] { emit undoRequested(m_line.id); });
}

void HistoryEntryView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int centre = 4 + fontMetrics().height() / 2;
    const int dot = widgets::scaled(kDot);
    if (!m_last)
        painter.fillRect(QRect(dot / 2, centre + dot, 1, height() - centre - dot + 2),
                         widgets::colour(Ink::Line, palette()));
    if (m_line.kind == HistoryLine::Kind::Guard) {
        const int px = widgets::scaled(kShieldPx);
        widgets::paintGlyph(painter, Glyph::Shield, QRectF((dot + 1 - px) / 2.0, centre - px / 2.0, px, px),
                            widgets::colour(Ink::Warn, palette()));
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(
        widgets::colour(m_line.kind == HistoryLine::Kind::Stands ? Ink::Accent : Ink::Disabled, palette()));
    painter.drawEllipse(QRectF(0.5, centre - dot / 2.0, dot, dot));
}

HistoryCard::HistoryCard(models::SettingsModel &model, const models::PresetChoice &presets, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_presets(presets)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card(tr("History"));
    card->column()->setContentsMargins(16, 10, 16, 10);
    outer->addWidget(card, 1);
    m_all = widgets::newButton(widgets::ButtonKind::Link, tr("All"));
    m_all->setObjectName(u"allHistory"_s);
    m_all->setAccessibleName(tr("The whole history"));
    m_all->setFont(widgets::fontOf(TextRole::Secondary));
    card->titleRow()->addWidget(m_all);
    m_list = new QWidget;
    m_list->setMinimumHeight(widgets::scaled(60));
    m_list->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    m_column = new QVBoxLayout(m_list);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addStretch(1);
    card->column()->addWidget(m_list, 1);
    card->column()->addWidget(new widgets::Hairline);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    m_stood = new widgets::GlyphText;
    m_stood->setObjectName(u"stood"_s);
    m_stood->setFont(widgets::fontOf(TextRole::Secondary));
    foot->addWidget(m_stood, 1);
    m_return = widgets::newButton(widgets::ButtonKind::Link, tr("Return to it"));
    m_return->setObjectName(u"return"_s);
    m_return->setFont(widgets::fontOf(TextRole::Secondary));
    foot->addWidget(m_return);
    card->column()->addLayout(foot);
    connect(m_all, &QPushButton::clicked, this, &HistoryCard::openAll);
    connect(m_return, &QPushButton::clicked, this, [this] { m_model.undoBackTo(m_stoodEntry); });
    connect(&m_model, &models::SettingsModel::historyChanged, this, &HistoryCard::show);
    connect(&m_model, &models::SettingsModel::rowsChanged, this, &HistoryCard::show);
    connect(&m_model, &models::SettingsModel::guardChanged, this, &HistoryCard::showStood);
    show();
}

std::vector<HistoryLine> HistoryCard::lines() const
{
    return models::historyLines({.history = m_model.history(),
                                 .rows = m_model.rows(),
                                 .presets = m_presets.presets(),
                                 .nowMs = QDateTime::currentMSecsSinceEpoch()});
}

void HistoryCard::show()
{
    std::vector<HistoryLine> now = lines();
    if (m_entries.empty() || now != m_lines) {
        m_lines = std::move(now);
        rebuild();
    }
    showStood();
}

// Who was at an entry's button is there again afterwards, or at the card's if the entry has none any more.
void HistoryCard::rebuild()
{
    const QWidget *focus = window()->focusWidget();
    const QString place = focus && m_list->isAncestorOf(focus) ? focus->objectName() : QString();
    for (HistoryEntryView *entry : m_entries) {
        m_column->removeWidget(entry); // gone at once, whenever it is deleted
        entry->hide();
        entry->deleteLater();
    }
    m_entries.clear();
    delete std::exchange(m_none, nullptr);
    const std::size_t shown = std::min(m_lines.size(), kMostShown);
    for (std::size_t i = 0; i < shown; ++i) {
        auto *entry = new HistoryEntryView(m_lines[i], i + 1 == m_lines.size());
        connect(entry, &HistoryEntryView::undoRequested, this, [this](qint64 id) { m_model.undo(id); });
        m_column->insertWidget(int(i), entry);
        m_entries.push_back(entry);
    }
    if (m_lines.empty()) {
        m_none = widgets::newParagraph(tr("No changes yet. Each one will be here, with a way back."),
                                       TextRole::Secondary, Ink::Text2);
        m_column->insertWidget(0, m_none);
    }
    m_all->setVisible(!m_lines.empty());
    fit();
    if (place.isEmpty())
        return;
    QWidget *again = m_all;
    for (const HistoryEntryView *entry : m_entries) {
        auto *same = entry->findChild<QWidget *>(place);
        if (same && same->isVisible())
            again = same;
    }
    again->setFocus();
}

void HistoryCard::showStood()
{
    const relay::api::SettingRow *seconds = m_model.row("GUARD_SECONDS");
    const std::int64_t nowMs = QDateTime::currentMSecsSinceEpoch();
    const auto stood =
        seconds ? models::stoodLong(m_model.history(), std::stoll(seconds->value), nowMs) : std::nullopt;
    m_stoodEntry = stood ? stood->entry : 0;
    m_return->setVisible(stood && stood->untilMs);
    if (stood)
        m_stood->set(Glyph::Clock, Ink::Text2,
                     stood->untilMs
                         ? tr("As it was until %1").arg(models::historyTime(*stood->untilMs, nowMs))
                         : tr("Unchanged since %1").arg(models::historyTime(stood->sinceMs, nowMs)),
                     Ink::Text);
    else
        m_stood->set(Glyph::Ring, Ink::Text2,
                     m_model.history().empty() ? tr("Nothing changed yet") : tr("Changed just now"),
                     Ink::Text2);
}

void HistoryCard::fit()
{
    int bottom = 0;
    for (HistoryEntryView *entry : m_entries) {
        bottom += entry->sizeHint().height();
        entry->setVisible(bottom <= m_list->height());
    }
}

void HistoryCard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void HistoryCard::openAll()
{
    auto *dialog = new HistoryDialog(lines(), this);
    connect(dialog, &HistoryDialog::undoRequested, this, [this](qint64 id) { m_model.undo(id); });
    connect(dialog, &HistoryDialog::backRequested, this, [this](qint64 id) { m_model.undoBackTo(id); });
    dialog->open();
}

} // namespace ui::pages
