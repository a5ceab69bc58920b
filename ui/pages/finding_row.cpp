// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/finding_row.h"

#include "ui/models/finding_text.h"
#include "ui/models/said_text.h"
#include "ui/models/window_language.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::Verdict;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;
using widgets::Tone;

constexpr int kBadgeWidth = 92;
constexpr int kLargeLetters = 125; // percent of those in the drafts

Tone toneOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Fine:
        return Tone::Ok;
    case Verdict::Hint:
        return Tone::Warn;
    case Verdict::Trouble:
        return Tone::Error;
    case Verdict::Unknown:
        break;
    }
    return Tone::Neutral;
}

Glyph glyphOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Fine:
        return Glyph::Check;
    case Verdict::Hint:
        return Glyph::Info;
    case Verdict::Trouble:
        return Glyph::Warning;
    case Verdict::Unknown:
        break;
    }
    return Glyph::Ring;
}

// So that all words begin at one place.
int widestBadge(const QFont &font)
{
    int widest = kBadgeWidth;
    for (const Verdict verdict : {Verdict::Fine, Verdict::Hint, Verdict::Trouble, Verdict::Unknown})
        widest = std::max(widest, widgets::Badge::sizeOf(font, models::verdictText(verdict), true).width());
    return widest;
}

QLabel *wrapped(const QString &text, Ink ink)
{
    QLabel *label = widgets::newParagraph(text, TextRole::Secondary, ink);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

FindingRow::FindingRow(const relay::api::Finding &finding, QWidget *parent)
    : QWidget(parent)
    , m_finding(finding)
{
    setObjectName(u"finding-"_s % QString::fromStdString(finding.name));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 6, 0, 6);
    row->setSpacing(12);
    auto *badge = new widgets::Badge;
    badge->setObjectName(u"verdict"_s);
    badge->set(toneOf(finding.verdict), models::verdictText(finding.verdict), glyphOf(finding.verdict));
    badge->setMinimumWidth(badge->sizeHint().width());
    auto *place = new QWidget;
    place->setMinimumWidth(widestBadge(badge->font()));
    auto *inPlace = new QHBoxLayout(place);
    inPlace->setContentsMargins(0, 0, 0, 0);
    inPlace->addWidget(badge, 0, Qt::AlignTop);
    inPlace->addStretch(1);
    row->addWidget(place, 0, Qt::AlignTop);
    QWidget *words = buildWords();
    row->addWidget(words, 1);
    QWidget *action = buildAction();
    if (!action)
        return;
    if (widgets::scaled(100) >= kLargeLetters) // beside it the words would be a pillar
        static_cast<QVBoxLayout *>(words->layout())->addWidget(action, 0, Qt::AlignLeft);
    else
        row->addWidget(action, 0, Qt::AlignVCenter);
}

QWidget *FindingRow::buildWords() const
{
    auto *words = new QWidget;
    auto *column = new QVBoxLayout(words);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto *title = new QLabel(models::findingTitle(m_finding.name));
    QFont font = title->font();
    font.setWeight(m_finding.verdict == Verdict::Fine ? QFont::Normal : QFont::DemiBold);
    title->setFont(font);
    column->addWidget(title);
    if (!m_finding.evidence.empty())
        column->addWidget(wrapped(models::capitalised(models::saidText(m_finding.evidence)), Ink::Text2));
    if (!m_finding.remedy.empty() && m_finding.verdict != Verdict::Fine)
        column->addWidget(wrapped(models::capitalised(models::saidText(m_finding.remedy)), Ink::Text));
    return words;
}

QWidget *FindingRow::buildAction()
{
    const bool ails = m_finding.verdict == Verdict::Hint || m_finding.verdict == Verdict::Trouble;
    if (!ails)
        return nullptr;
    const QString name = QString::fromStdString(m_finding.name);
    const models::MendingPlace place = models::mendingPlace(m_finding.name);
    const bool preset = !m_finding.preset.empty();
    if (!preset && place == models::MendingPlace::Nowhere)
        return nullptr;
    auto *button = widgets::newButton(widgets::ButtonKind::Secondary,
                                      preset ? tr("Apply remedy…") : models::mendingVerb(place),
                                      preset ? Glyph::Flask : Glyph::ArrowRight);
    button->setObjectName(u"remedy"_s);
    button->setAccessibleName(tr("%1: %2").arg(models::findingTitle(m_finding.name), button->text()));
    widgets::setInRow(button);
    connect(button, &QPushButton::clicked, this, [this, name, preset] {
        if (preset)
            emit remedyRequested(name);
        else
            emit placeRequested(name);
    });
    return button;
}

} // namespace ui::pages
