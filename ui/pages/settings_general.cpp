// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_general.h"

#include "ui/models/said_text.h"
#include "ui/pages/setting_cards.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/option_row.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/toggle_switch.h"

#include <QDesktopServices>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::UiSettings;
using widgets::Hairline;
using widgets::OptionRow;
using widgets::SegmentedControl;
using widgets::ToggleSwitch;

ToggleSwitch *newSwitch(const QString &name, bool on)
{
    auto *toggle = new ToggleSwitch;
    toggle->setObjectName(name);
    toggle->setChecked(on);
    return toggle;
}

} // namespace

SettingsGeneral::SettingsGeneral(const SettingsParts &parts)
    : m_parts(parts)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(buildStart());
    column->addWidget(buildLook());
    column->addWidget(buildFiles());
    column->addWidget(new SettingCards(m_parts.settings, {{tr("Log"), {"LOG_LEVEL"}}}));
    column->addStretch(1);
    models::Desktop &desktop = m_parts.context.desktop;
    desktop.autostart(this, [this](const models::EntryState &state) {
        if (m_autostartAsked == 0) // else the reply to that knows better
            showAutostart(state);
    });
    desktop.menuEntry(this, [this](const models::EntryState &state) { showMenuEntry(state); });
}

QWidget *SettingsGeneral::buildStart()
{
    auto *card = new widgets::Card(tr("Start"));
    m_autostart = newSwitch(u"autostart"_s, false);
    m_autostart->setEnabled(false); // until it is known how it stands
    m_autostartRow = new OptionRow(tr("Start with the computer"), m_autostart);
    m_autostartRow->setExplanation(tr("When you log in."));
    card->column()->addWidget(m_autostartRow);
    card->column()->addWidget(new Hairline);
    m_hidden = newSwitch(u"startHidden"_s, m_parts.context.ui.startsHidden());
    auto *hiddenRow = new OptionRow(tr("Start without the window"), m_hidden);
    hiddenRow->setExplanation(tr("Only the tray icon is seen. A second start shows the window."));
    card->column()->addWidget(hiddenRow);
    card->column()->addWidget(new Hairline);
    m_toTray = newSwitch(u"closeToTray"_s, m_parts.context.ui.closesToTray());
    auto *trayRow = new OptionRow(tr("Close to the tray"), m_toTray);
    trayRow->setExplanation(tr("The relay works on when the window is closed. Off: closing quits."));
    card->column()->addWidget(trayRow);
    addMenuEntry(*card);
    connect(m_autostart, &QAbstractButton::clicked, this, &SettingsGeneral::turnAutostart);
    connect(m_hidden, &QAbstractButton::clicked, this, &SettingsGeneral::turnHidden);
    connect(m_toTray, &QAbstractButton::clicked, this, [this](bool on) {
        m_parts.context.ui.setClosesToTray(on);
        m_parts.say(on ? tr("Closing the window keeps the relay running")
                       : tr("Closing the window quits the program"),
                    [this, on] {
                        m_parts.context.ui.setClosesToTray(!on);
                        m_toTray->setChecked(!on);
                    });
    });
    return card;
}

QWidget *SettingsGeneral::buildLook()
{
    auto *card = new widgets::Card(tr("Look"));
    // Languages are written as those who speak them write them.
    auto *language = new SegmentedControl({tr("System"), u"English"_s, u"中文"_s});
    language->setObjectName(u"language"_s);
    language->setCurrent(int(m_parts.context.ui.language()));
    card->column()->addWidget(new OptionRow(tr("Language"), language));
    card->column()->addWidget(new Hairline);
    auto *colours = new SegmentedControl({tr("System"), tr("Light"), tr("Dark")});
    colours->setObjectName(u"colours"_s);
    colours->setCurrent(int(m_parts.context.ui.colours()));
    card->column()->addWidget(new OptionRow(tr("Colours"), colours));
    // The page is made anew in the other language: not from inside of its own click.
    connect(language, &SegmentedControl::chosen, this, [this, language](int index) {
        UiSettings &ui = m_parts.context.ui;
        const auto choose = [&ui, index] {
            QMetaObject::invokeMethod(
                &ui, [&ui, index] { ui.setLanguage(UiSettings::Language(index)); }, Qt::QueuedConnection);
        };
        m_parts.context.whenNothingIsLost(choose,
                                          [&ui, language] { language->setCurrent(int(ui.language())); });
    });
    connect(colours, &SegmentedControl::chosen, this,
            [this](int index) { m_parts.context.ui.setColours(UiSettings::Colours(index)); });
    return card;
}

QWidget *SettingsGeneral::buildFiles()
{
    auto *card = new widgets::Card;
    auto *open =
        widgets::newButton(widgets::ButtonKind::Secondary, tr("Open folder"), widgets::Glyph::Folder);
    open->setObjectName(u"openFolder"_s);
    widgets::setInRow(open);
    auto *folder = new OptionRow(tr("Data folder"), open);
    folder->setExplanation(tr("Database, settings, backups and logs."));
    folder->setCode(QDir::toNativeSeparators(m_parts.context.desktop.dataDirectory()));
    card->column()->addWidget(folder);
    card->column()->addWidget(new Hairline);
    auto *show = widgets::newButton(widgets::ButtonKind::Secondary, tr("Show it again"));
    show->setObjectName(u"showGuide"_s);
    widgets::setInRow(show);
    auto *guide = new OptionRow(tr("First-start guide"), show);
    guide->setExplanation(tr("From nothing to a first request."));
    card->column()->addWidget(guide);
    connect(open, &QPushButton::clicked, this, &SettingsGeneral::openFolder);
    connect(show, &QPushButton::clicked, this, [this] { m_parts.showGuide(); });
    return card;
}

void SettingsGeneral::showAutostart(const models::EntryState &state)
{
    m_autostart->setChecked(state.on);
    m_autostart->setEnabled(state.possible);
    m_autostartRow->setExplanation(state.obstacle.isEmpty() ? tr("When you log in.") : state.obstacle);
}

void SettingsGeneral::showMenuEntry(const models::EntryState &state)
{
    if (state.possible || state.on) {
        m_menuLine->show();
        m_menuRow->show();
    }
    m_menu->setChecked(state.on);
}

void SettingsGeneral::addMenuEntry(widgets::Card &card)
{
    m_menuLine = new Hairline;
    m_menuLine->hide();
    card.column()->addWidget(m_menuLine);
    m_menu = newSwitch(u"menuEntry"_s, false);
    m_menuRow = new OptionRow(tr("Show in the menu of programs"), m_menu);
    m_menuRow->setExplanation(tr("Your desktop's menu then starts this file, wherever you keep it."));
    m_menuRow->hide();
    card.column()->addWidget(m_menuRow);
    connect(m_menu, &QAbstractButton::clicked, this, &SettingsGeneral::turnMenuEntry);
}

void SettingsGeneral::turnAutostart(bool on)
{
    const auto told = [this, on, asked = ++m_autostartAsked](const models::EntryChange &change) {
        if (asked != m_autostartAsked)
            return;
        showAutostart(change.now);
        m_autostartRow->setTrouble(change.done ? QString() : models::saidText(change.done.error()));
        if (change.done)
            m_parts.say(on ? tr("TrayRelay starts with the computer") : tr("TrayRelay waits to be started"),
                        [this, on] { turnAutostart(!on); });
    };
    m_parts.context.desktop.setAutostart(on, m_parts.context.ui.startsHidden(), this, told);
}

void SettingsGeneral::turnMenuEntry(bool on)
{
    const auto told = [this, on, asked = ++m_menuAsked](const models::EntryChange &change) {
        if (asked != m_menuAsked)
            return;
        showMenuEntry(change.now);
        m_menuRow->setTrouble(change.done ? QString() : models::saidText(change.done.error()));
        if (change.done)
            m_parts.say(on ? tr("The menu of programs has TrayRelay now")
                           : tr("The menu of programs has TrayRelay no more"),
                        [this, on] { turnMenuEntry(!on); });
    };
    m_parts.context.desktop.setMenuEntry(on, this, told);
}

void SettingsGeneral::turnHidden(bool hidden)
{
    m_parts.context.ui.setStartsHidden(hidden);
    m_hidden->setChecked(hidden);
    // What the system starts says it itself.
    const auto told = [this, asked = ++m_autostartAsked](const models::EntryChange &change) {
        if (asked != m_autostartAsked)
            return;
        showAutostart(change.now);
        m_autostartRow->setTrouble(change.done ? QString() : models::saidText(change.done.error()));
    };
    m_parts.context.desktop.keepAutostart(hidden, this, told);
    m_parts.say(hidden ? tr("The next start shows the tray icon alone")
                       : tr("The next start shows the window"),
                [this, hidden] { turnHidden(!hidden); });
}

void SettingsGeneral::openFolder()
{
    const QUrl folder = QUrl::fromLocalFile(m_parts.context.desktop.dataDirectory());
    if (!QDesktopServices::openUrl(folder))
        m_parts.complain(
            tr("The system has no program that shows folders. It is %1").arg(folder.toLocalFile()));
}

} // namespace ui::pages
