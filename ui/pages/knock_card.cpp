// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/knock_card.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/steady_label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::Ink;
using widgets::TextRole;

constexpr int kRingPx = 12;
constexpr int kNotFound = 404;
constexpr int kLeastLetters = 11;
constexpr qsizetype kLongestVerdict = 20; // in a badge

} // namespace

KnockCard::KnockCard(QWidget *parent)
    : QWidget(parent)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card(tr("Last to knock"));
    whole->addWidget(card);
    m_when = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    card->titleRow()->addWidget(m_when);
    card->column()->setSpacing(4);

    m_client = new widgets::ElidedLabel;
    m_client->setObjectName(u"knockClient"_s);
    auto *who = new QHBoxLayout;
    who->setSpacing(8);
    who->addWidget(m_client);
    m_model = new widgets::ElidedLabel;
    m_model->setFont(widgets::fontOf(TextRole::Mono));
    widgets::setInk(m_model, Ink::Text2);
    who->addWidget(m_model);
    who->addStretch(1);
    m_badge = new widgets::Badge;
    m_badge->setObjectName(u"knockBadge"_s);
    who->addWidget(m_badge);
    card->column()->addLayout(who);
    m_remedy = new widgets::SteadyLabel;
    m_remedy->setObjectName(u"knockRemedy"_s);
    m_remedy->setFont(widgets::fontOf(TextRole::Secondary));
    static_cast<widgets::SteadyLabel *>(m_remedy)->setLeastLines(2);
    widgets::setInk(m_remedy, Ink::Text2);
    card->column()->addWidget(m_remedy, 1);
    card->column()->addWidget(buildActions());
}

QWidget *KnockCard::buildActions()
{
    auto *place = new QWidget;
    auto *row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    m_copy = widgets::newButton(widgets::ButtonKind::Secondary, tr("Copy token"), widgets::Glyph::Copy);
    m_copy->setObjectName(u"knockCopyToken"_s);
    widgets::setInRow(m_copy);
    connect(m_copy, &QPushButton::clicked, this, &KnockCard::copyTokenRequested);
    row->addWidget(m_copy);
    m_channels = widgets::newButton(widgets::ButtonKind::Secondary, tr("Open channels"));
    m_channels->setObjectName(u"knockOpenChannels"_s);
    widgets::setInRow(m_channels);
    connect(m_channels, &QPushButton::clicked, this, &KnockCard::channelsRequested);
    row->addWidget(m_channels);
    m_show = widgets::newButton(widgets::ButtonKind::Link, tr("Show request"));
    m_show->setObjectName(u"knockShowRequest"_s);
    widgets::setInRow(m_show);
    connect(m_show, &QPushButton::clicked, this, [this] { emit requestShown(m_requestId); });
    row->addWidget(m_show);
    m_ring = new widgets::GlyphLabel(kRingPx);
    m_ring->setGlyph(widgets::Glyph::Ring, Ink::Text2);
    row->addWidget(m_ring);
    m_listening = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    row->addWidget(m_listening);
    row->addStretch(1);
    place->setMinimumHeight(m_copy->sizeHint().height());
    return place;
}

void KnockCard::set(const std::optional<relay::api::Knock> &knock, std::int64_t nowMs, std::uint16_t port,
                    bool calledBefore)
{
    m_when->setText(knock ? tr("%1 ago").arg(models::spanText(std::max<std::int64_t>(0, nowMs - knock->atMs)))
                          : QString());
    m_ring->setVisible(!knock);
    m_listening->setVisible(!knock);
    m_badge->setVisible(knock.has_value());
    m_model->setVisible(knock.has_value());
    if (knock)
        showKnock(*knock);
    else
        showNobody(port, calledBefore);
}

void KnockCard::showKnock(const relay::api::Knock &knock)
{
    m_requestId = knock.requestId;
    m_client->setWhole(knock.client.empty() ? tr("A client without a name")
                                            : QString::fromStdString(knock.client));
    m_model->setWhole(QString::fromStdString(knock.model.empty() ? knock.endpoint : knock.model));
    for (widgets::ElidedLabel *label : {m_client, m_model}) // less of it says nothing
        label->setMinimumWidth(
            std::min(label->sizeHint().width(), kLeastLetters * label->fontMetrics().averageCharWidth()));
    const QString error = models::saidText(knock.error);
    const QString remedy = models::saidText(knock.remedy);
    const bool failed = knock.status >= 400 || !error.isEmpty();
    QString verdict = QLocale::c().toString(knock.status);
    if (error.size() <= kLongestVerdict)
        verdict = knock.status == 0 ? error : verdict % u' ' % error;
    using widgets::Glyph;
    using widgets::Tone;
    if (failed)
        m_badge->set(Tone::Error, verdict.trimmed(), Glyph::Close);
    else if (knock.status == 0)
        m_badge->set(Tone::Neutral, tr("under way"), Glyph::Clock);
    else
        m_badge->set(Tone::Ok, verdict.trimmed(), Glyph::Check);
    QStringList sentences;
    if (!remedy.isEmpty())
        sentences << remedy; // says what the error says, and what to do
    else if (error.size() > kLongestVerdict)
        sentences << error;
    if (!failed)
        sentences << (knock.status == 0 ? tr("Its answer has not ended yet.") : tr("Answered."));
    m_remedy->setText(sentences.join(u' '));
    m_remedy->setToolTip(error);
    const bool unknownModel = failed && knock.status == kNotFound && !knock.model.empty();
    m_copy->setVisible(failed && !unknownModel);
    m_channels->setVisible(unknownModel);
    m_show->setVisible(knock.requestId != 0);
}

void KnockCard::showNobody(std::uint16_t port, bool calledBefore)
{
    m_client->setWhole(calledBefore ? tr("No requests since the start.") : tr("Nobody has called yet."));
    m_remedy->setText(
        tr("Paste address and token into a client. Its first request shows up here, with the remedy "
           "if it fails."));
    m_copy->hide();
    m_channels->hide();
    m_show->hide();
    m_listening->setText(port == 0 ? tr("Not listening yet") : tr("Listening on port %1").arg(port));
}

} // namespace ui::pages
