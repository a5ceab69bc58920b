// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_updates.h"

#include "ui/base/date_text.h"
#include "ui/models/live_figures.h"
#include "ui/models/said_text.h"
#include "ui/pages/setting_line.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/option_row.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::UpdateStatus;
using relay::api::UpdateVerdict;

QString dayOf(std::int64_t unixMs)
{
    return base::fullText(QDateTime::fromMSecsSinceEpoch(unixMs), QDate::currentDate());
}

QString sentenceOf(const UpdateStatus &status)
{
    if (status.asking)
        return SettingsUpdates::tr("Asking…");
    if (status.address.empty())
        return SettingsUpdates::tr("There is nobody to ask until there is an address.");
    if (status.askedAtMs == 0)
        return SettingsUpdates::tr("Nobody has been asked yet.");
    const QString day = dayOf(status.askedAtMs);
    if (!status.trouble.empty())
        return SettingsUpdates::tr("Asked %1, without an answer that counts.").arg(day);
    if (status.verdict == UpdateVerdict::Current)
        return SettingsUpdates::tr("Asked %1: %2 is the newest version.")
            .arg(day, QString::fromStdString(status.running));
    return SettingsUpdates::tr("Asked %1. This is %2.").arg(day, QString::fromStdString(status.running));
}

} // namespace

SettingsUpdates::SettingsUpdates(const SettingsParts &parts)
    : m_parts(parts)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_card = new widgets::Card(tr("Newer versions"));
    column->addWidget(m_card);
    connect(&m_parts.settings, &models::SettingsAccess::rowsRead, this, &SettingsUpdates::build);
    connect(&m_parts.context.figures, &models::LiveFigures::refreshed, this, &SettingsUpdates::showStatus);
    build();
}

void SettingsUpdates::build()
{
    if (!m_built && !m_parts.settings.rows().empty()) {
        m_built = true;
        for (const char *name : {"UPDATE_CHECK_ENABLED", "UPDATE_CHECK_URL"}) {
            if (!m_parts.settings.row(name))
                continue;
            m_card->column()->addWidget(new SettingLine(m_parts.settings, name));
            m_card->column()->addWidget(new widgets::Hairline);
        }
        m_check = widgets::newButton(widgets::ButtonKind::Secondary, tr("Check now"));
        m_check->setObjectName(u"checkUpdate"_s);
        widgets::setInRow(m_check);
        m_checkRow = new widgets::OptionRow(tr("Check for a newer version"), m_check);
        m_checkRow->setObjectName(u"checkUpdateRow"_s);
        m_card->column()->addWidget(m_checkRow);
        auto *open = widgets::newButton(widgets::ButtonKind::Primary, tr("Open its page"));
        open->setObjectName(u"openUpdatePage"_s);
        widgets::setInRow(open);
        m_newerRow = new widgets::OptionRow(tr("A newer version is there"), open);
        m_newerRow->setObjectName(u"newerRow"_s);
        m_card->column()->addWidget(m_newerRow);
        connect(m_check, &QPushButton::clicked, this, &SettingsUpdates::check);
        connect(open, &QPushButton::clicked, this, &SettingsUpdates::openPage);
    }
    showStatus();
}

void SettingsUpdates::showStatus()
{
    if (!m_built)
        return;
    UpdateStatus status = m_parts.context.service.updateService().updateStatus();
    status.asking = status.asking || m_asking;
    if (status.askedAtMs != m_refusedAskedAtMs)
        m_refusal.clear();
    m_checkRow->setExplanation(sentenceOf(status));
    // What nobody has asked for is no trouble.
    const bool wanted = status.enabled || status.askedAtMs != 0;
    const QString trouble = wanted && m_refusal.isEmpty() ? models::saidText(status.trouble) : m_refusal;
    m_checkRow->setTrouble(status.asking ? QString() : trouble);
    m_check->setEnabled(!status.asking && !status.address.empty());
    const bool newer = status.verdict == UpdateVerdict::Newer;
    m_newerRow->setVisible(newer);
    if (!newer)
        return;
    m_newerRow->setFact(QString::fromStdString(status.version), widgets::Ink::Text);
    m_newerRow->setExplanation(QString::fromStdString(status.notes));
    m_newerRow->setCode(QString::fromStdString(status.page));
}

void SettingsUpdates::check()
{
    m_asking = true;
    m_refusal.clear();
    showStatus();
    const auto reply = [this](const relay::Result<UpdateStatus> &status) {
        m_asking = false;
        if (!status) {
            m_refusal = models::saidText(status.error());
            m_refusedAskedAtMs = m_parts.context.service.updateService().updateStatus().askedAtMs;
        }
        showStatus();
    };
    m_parts.context.service.updateService().checkForUpdate(this, reply);
}

void SettingsUpdates::openPage()
{
    const QUrl page(QString::fromStdString(m_parts.context.service.updateService().updateStatus().page),
                    QUrl::StrictMode);
    if (page.scheme() != "https"_L1 || !QDesktopServices::openUrl(page))
        m_parts.complain(tr("The system has no program that opens %1").arg(page.toString()));
}

} // namespace ui::pages
