// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/guide_first_request.h"

#include "ui/models/said_text.h"
#include "ui/pages/access_rows.h"
#include "ui/pages/overview_figures.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"

#include <QLabel>
#include <QVBoxLayout>

namespace ui::pages {

using namespace Qt::StringLiterals;
using widgets::Tone;

GuideFirstRequest::GuideFirstRequest(relay::api::RelayService &service, models::LiveFigures &figures,
                                     models::CommandShell shell)
    : m_service(service)
    , m_figures(figures)
    , m_shell(shell)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto *lead = new QLabel(tr("Give every tool this address and this token in place of its provider's."));
    lead->setWordWrap(true);
    column->addWidget(lead);
    m_access = new AccessRows(widgets::CopyField::Weight::Secondary);
    column->addWidget(m_access);
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

void GuideFirstRequest::activate(const std::string &model)
{
    m_model = model;
    m_requestsBefore = m_figures.metrics().totalRequests;
    m_waiting = true;
    m_state->say(Tone::Neutral, tr("Waiting for the first request. It is shown here as soon as it comes."));
    m_snippetModel = QString::fromStdString(model);
    if (model.empty())
        m_service.channels(this, [this](const relay::Result<std::vector<relay::model::Channel>> &channels) {
            if (!channels || !m_model.empty())
                return;
            m_snippetModel = QString::fromStdString(chooseModels(*channels).toShow);
            refresh();
        });
    refresh();
}

void GuideFirstRequest::refresh()
{
    m_access->setAccess({.baseUrl = QString::fromStdString(m_figures.status().baseUrl),
                         .token = QString::fromStdString(m_figures.clientKey()),
                         .model = m_snippetModel,
                         .shell = m_shell});
    if (m_waiting && m_figures.metrics().totalRequests > m_requestsBefore)
        tellOfKnock();
}

void GuideFirstRequest::sendOne()
{
    m_service.channels(this, [this](const relay::Result<std::vector<relay::model::Channel>> &channels) {
        if (!channels)
            return m_state->say(Tone::Error, models::saidText(channels.error()));
        const std::string model = m_model.empty() ? chooseModels(*channels).toTry : m_model;
        if (model.empty())
            return m_state->say(Tone::Warn, tr("No channel is on: go back and choose who answers."));
        m_request.send(QString::fromStdString(m_figures.status().baseUrl),
                       QString::fromStdString(m_figures.clientKey()), QString::fromStdString(model));
    });
}

void GuideFirstRequest::tellOfKnock()
{
    const std::optional<relay::api::Knock> knock = m_service.trafficService().lastKnock();
    if (knock && knock->status >= 400) {
        const QString remedy = models::saidText(knock->remedy.empty() ? knock->error : knock->remedy);
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
