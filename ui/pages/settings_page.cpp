// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_page.h"

#include "ui/pages/settings_about.h"
#include "ui/pages/settings_general.h"
#include "ui/pages/settings_limits.h"
#include "ui/pages/settings_network.h"
#include "ui/pages/settings_security.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

const QStringList &subjects()
{
    static const QStringList words{u"general"_s, u"network"_s, u"security"_s, u"limits"_s, u"about"_s};
    return words;
}

const QString kMemory = u"settings/section"_s;
constexpr int kWidest = 760; // a line of text that is still easy to read

} // namespace

SettingsPage::SettingsPage(const PageContext &context)
    : Page(context, tr("Settings"))
    , m_settings(context.service.settingsService())
{
    m_restart = new widgets::Banner;
    m_restart->setObjectName(u"restart"_s);
    content()->addWidget(m_restart);
    m_section = new widgets::SegmentedControl(
        {tr("General"), tr("Network"), tr("Security"), tr("Limits"), tr("About")});
    m_section->setObjectName(u"section"_s);
    m_section->setAccessibleName(tr("Part of the settings"));
    content()->addWidget(m_section);
    addSections();

    connect(m_section, &widgets::SegmentedControl::chosen, this, &SettingsPage::showSection);
    connect(m_restart, &widgets::Banner::actionRequested, this, &SettingsPage::restart);
    connect(&m_settings, &models::SettingsAccess::applied, this, &SettingsPage::applied);
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, &SettingsPage::showRestart);
    connect(&m_settings, &models::SettingsAccess::unreadable, this, &SettingsPage::complain);
    connect(&m_settings, &models::SettingsAccess::refused, this,
            [this](const QStringList &names, const QString &reason) {
                if (names.isEmpty()) // of an undo: no field says it
                    complain(reason);
            });
    showSection(std::clamp(context.ui.memory(kMemory, 0).toInt(), 0, int(m_sections.size()) - 1));
}

void SettingsPage::addSections()
{
    const SettingsParts parts{
        .context = context(),
        .settings = m_settings,
        .say = [this](const QString &done, std::function<void()> undo) { say(done, std::move(undo)); },
        .complain = [this](const QString &trouble) { complain(trouble); },
        .go = [this](PageId page) { requestPage(page); },
        .showGuide = [this] { emit guideRequested(); }};
    m_security = new SettingsSecurity(parts);
    m_sections = {new SettingsGeneral(parts), new SettingsNetwork(parts), m_security,
                  new SettingsLimits(parts), new SettingsAbout(parts)};
    auto *column = new QWidget;
    column->setMaximumWidth(kWidest);
    auto *inColumn = new QVBoxLayout(column);
    inColumn->setContentsMargins(0, 0, 0, 0);
    for (QWidget *section : m_sections)
        inColumn->addWidget(section);
    auto *row = new QHBoxLayout;
    row->addWidget(column, 1);
    row->addStretch(0);
    content()->addLayout(row, 1);
}

void SettingsPage::showSubject(const QString &subject)
{
    showSection(int(subjects().indexOf(subject)));
}

void SettingsPage::showSection(int index)
{
    if (index < 0 || index >= int(m_sections.size()))
        return;
    m_section->setCurrent(index);
    for (std::size_t i = 0; i < m_sections.size(); ++i)
        m_sections[i]->setVisible(int(i) == index);
    context().ui.remember(kMemory, index);
}

void SettingsPage::activate()
{
    m_settings.read();
    m_security->read();
}

void SettingsPage::applied(const relay::api::SettingsOutcome &outcome)
{
    if (!outcome.entry || outcome.entry->changes.empty())
        return;
    const relay::api::SettingEdit &change = outcome.entry->changes.front();
    const relay::api::SettingRow *row = m_settings.row(change.name);
    const QString name = row ? models::settingTitle(*row) : QString::fromStdString(change.name);
    const QString to = change.to == "true"    ? tr("on")
                       : change.to == "false" ? tr("off")
                       : change.to.empty()    ? tr("none")
                                              : QString::fromStdString(change.to);
    say(tr("%1: %2").arg(name, to), [this, id = outcome.entry->id] { m_settings.undo(id); });
}

void SettingsPage::showRestart()
{
    const QStringList waiting = m_settings.waitingForRestart();
    if (waiting.isEmpty())
        m_restart->clear();
    else
        m_restart->say(
            widgets::Tone::Warn,
            tr("%n setting(s) take effect when the relay begins anew: %1", nullptr, int(waiting.size()))
                .arg(waiting.join(u", "_s)),
            tr("Restart now"));
}

void SettingsPage::restart()
{
    const relay::Result<void> begun = service().trafficService().restart();
    if (!begun) {
        complain(begun.error().message);
        return;
    }
    m_restart->clear();
    say(tr("The relay begins anew; answers under way end first"));
}

} // namespace ui::pages
