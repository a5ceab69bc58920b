// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/guide_first_request.h"

#include "ui/models/figure_text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/ink.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::pages {

using namespace Qt::StringLiterals;
using widgets::Tone;

GuideFirstRequest::GuideFirstRequest(relay::api::RelayService &service, models::LiveFigures &figures)
    : m_service(service)
    , m_figures(figures)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto *lead = new QLabel(tr("Give every tool this address and this token in place of its provider's."));
    lead->setWordWrap(true);
    column->addWidget(lead);
    using widgets::CopyField;
    m_address = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Secondary);
    m_address->setObjectName(u"guideAddress"_s);
    m_address->setAccessibleName(tr("Address"));
    m_token = new CopyField(CopyField::Kind::Secret, CopyField::Weight::Secondary);
    m_token->setObjectName(u"guideToken"_s);
    m_token->setAccessibleName(tr("Token"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    int row = 0;
    for (const auto &[name, field] : {std::pair(tr("Address"), m_address), std::pair(tr("Token"), m_token)}) {
        auto *label = new QLabel(name);
        widgets::setInk(label, widgets::Ink::Text2);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row++, 1);
    }
    column->addLayout(grid);
    m_state = new widgets::Banner;
    m_state->setObjectName(u"guideState"_s);
    column->addWidget(m_state);
    m_send = widgets::newButton(widgets::ButtonKind::Secondary, tr("Send one now"), widgets::Glyph::Play);
    m_send->setObjectName(u"guideSend"_s);
    column->addWidget(m_send, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(m_send, &QPushButton::clicked, this, &GuideFirstRequest::sendOne);
    connect(&m_request, &models::TestRequest::failed, this,
            [this](const QString &why) { m_state->say(Tone::Error, why); });
    connect(&m_figures, &models::LiveFigures::refreshed, this, &GuideFirstRequest::refresh);
}

void GuideFirstRequest::activate()
{
    m_requestsBefore = m_figures.metrics().totalRequests;
    m_waiting = true;
    m_state->say(Tone::Neutral, tr("Waiting for the first request. It is shown here as soon as it comes."));
    refresh();
}

void GuideFirstRequest::refresh()
{
    const QString key = QString::fromStdString(m_figures.clientKey());
    m_address->setText(QString::fromStdString(m_figures.status().baseUrl));
    m_token->setSecret(key, models::maskedKey(key));
    if (m_waiting && m_figures.metrics().totalRequests > m_requestsBefore)
        tellOfKnock();
}

void GuideFirstRequest::sendOne()
{
    m_service.channels(this, [this](const relay::Result<std::vector<relay::model::Channel>> &channels) {
        if (!channels)
            return m_state->say(Tone::Error, channels.error().message);
        const QString model = models::TestRequest::modelOf(*channels);
        if (model.isEmpty())
            return m_state->say(Tone::Warn, tr("No channel is on: go back and choose who answers."));
        m_request.send(QString::fromStdString(m_figures.status().baseUrl),
                       QString::fromStdString(m_figures.clientKey()), model);
    });
}

void GuideFirstRequest::tellOfKnock()
{
    const std::optional<relay::api::Knock> knock = m_service.trafficService().lastKnock();
    if (knock && knock->status >= 400) {
        const QString remedy = QString::fromStdString(knock->remedy.empty() ? knock->error : knock->remedy);
        m_state->say(Tone::Warn, tr("A request came, and failed with %1: %2").arg(knock->status).arg(remedy));
        m_requestsBefore = m_figures.metrics().totalRequests; // the next one may fare better
        return;
    }
    m_waiting = false;
    if (knock && !knock->client.empty())
        m_state->say(Tone::Ok,
                     tr("It works: %1 asked for %2.")
                         .arg(QString::fromStdString(knock->client), QString::fromStdString(knock->model)));
    else
        m_state->say(Tone::Ok, tr("It works: the first request was answered."));
    emit arrived();
}

} // namespace ui::pages
