// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_page.h"

#include "ui/models/said_text.h"
#include "ui/models/setting_words.h"
#include "ui/pages/retention_question.h"
#include "ui/pages/setting_finds.h"
#include "ui/pages/setting_search.h"
#include "ui/pages/settings_about.h"
#include "ui/pages/settings_general.h"
#include "ui/pages/settings_limits.h"
#include "ui/pages/settings_network.h"
#include "ui/pages/settings_security.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QLineEdit>
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
constexpr auto kMoved = "moved:"_L1; // and the entry that takes it back
constexpr int kWidest = 760;         // a line of text that is still easy to read

int keptDays(const std::string &value)
{
    return QString::fromStdString(value).toInt();
}

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
    buildSearch();
    addSections();

    connect(m_section, &widgets::SegmentedControl::chosen, this, &SettingsPage::showSection);
    connect(m_restart, &widgets::Banner::actionRequested, this, &SettingsPage::restart);
    connect(&m_settings, &models::SettingsAccess::applied, this, &SettingsPage::applied);
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, &SettingsPage::showRestart);
    connect(&m_settings, &models::SettingsAccess::unreadable, this,
            [this](const QString &reason) { complainOf(u"read"_s, reason); });
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, [this] { complainOf(u"read"_s, {}); });
    connect(&m_settings, &models::SettingsAccess::refused, this,
            [this](const QStringList &names, const QString &reason) {
                if (names.isEmpty()) // of an undo: no field says it
                    complain(reason);
            });
    m_settings.setQuestion([this](const models::SettingValues &values, const std::function<void()> &go,
                                  const std::function<void()> &stay) {
        for (const auto &[name, value] : values) {
            const int days = keptDays(value);
            if (name == kRetentionSetting && keepsFewer(keptDays(m_settings.valueOf(name)), days))
                return askToKeepFewer(this, service(), days, go, stay);
        }
        go();
    });
    showSection(std::clamp(context.ui.memory(kMemory, 0).toInt(), 0, int(m_sections.size()) - 1));
}

void SettingsPage::buildSearch()
{
    m_search = new SettingSearch(*this);
    header().addAction(m_search);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
    m_finds = new SettingFinds(m_settings);
    m_finds->setObjectName(u"finds"_s);
    m_finds->hide();
    connect(m_finds, &SettingFinds::placeRequested, this, &SettingsPage::showPlaceOf);
}

void SettingsPage::search(const QString &words)
{
    const bool searching = !words.trimmed().isEmpty();
    m_finds->setWords(words);
    m_finds->setVisible(searching);
    m_section->setVisible(!searching);
    for (std::size_t i = 0; i < m_sections.size(); ++i)
        m_sections[i]->setVisible(!searching && int(i) == m_section->current());
}

void SettingsPage::showPlaceOf(const QString &setting)
{
    const relay::api::SettingRow *row = m_settings.row(setting.toStdString());
    if (row && row->group.starts_with("Phase"))
        return requestPage(PageId::Optimizations, setting);
    showSection(int(subjects().indexOf(u"network"_s)));
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
    m_network = new SettingsNetwork(parts);
    m_security = new SettingsSecurity(parts);
    m_sections = {new SettingsGeneral(parts), m_network, m_security, new SettingsLimits(parts),
                  new SettingsAbout(parts)};
    auto *column = new QWidget;
    column->setMaximumWidth(widgets::scaled(kWidest));
    auto *inColumn = new QVBoxLayout(column);
    inColumn->setContentsMargins(0, 0, 0, 0);
    inColumn->addWidget(m_finds);
    for (QWidget *section : m_sections)
        inColumn->addWidget(section);
    auto *row = new QHBoxLayout;
    row->addWidget(column, 1);
    row->addStretch(0);
    content()->addLayout(row, 1);
}

void SettingsPage::showSubject(const QString &subject)
{
    if (subject.startsWith(kMoved)) {
        showSection(int(subjects().indexOf(u"network"_s)));
        m_network->tellMoved(subject.mid(kMoved.size()).toLongLong());
        return;
    }
    if (subject.startsWith(kFindSubject)) {
        m_search->setText(subject.mid(kFindSubject.size()));
        m_search->setFocus(Qt::OtherFocusReason);
        return;
    }
    showSection(int(subjects().indexOf(subject)));
}

void SettingsPage::showSection(int index)
{
    if (index < 0 || index >= int(m_sections.size()))
        return;
    m_search->clear();
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
    const QString to = row ? models::valueText(*row, change.to) : models::valueWord(change.to);
    const QString done = tr("%1: %2").arg(models::titleOf(change.name), to);
    const bool rowsAreGone =
        change.name == kRetentionSetting && keepsFewer(keptDays(change.from), keptDays(change.to));
    if (rowsAreGone)
        say(done);
    else
        say(done, [this, id = outcome.entry->id] { m_settings.undo(id); });
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
    context().whenNothingIsLost([this] {
        const relay::Result<void> begun = service().trafficService().restart();
        if (!begun) {
            complain(models::saidText(begun.error()));
            return;
        }
        m_restart->clear();
        say(tr("The relay begins anew; answers under way end first"));
    });
}

} // namespace ui::pages
