// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray_menu.h"

#include "ui/models/channel_words.h"
#include "ui/models/preset_choice.h"
#include "ui/models/said_text.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>

#include <algorithm>
#include <set>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;
using relay::api::CheckpointMode;
using relay::api::CheckpointResult;
using relay::api::PresetRow;
using relay::api::SettingEdit;
using relay::model::Channel;

QString escaped(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

TrayMenu::TrayMenu(relay::api::RelayService &service)
    : m_service(service)
{
    build();
    retranslate();
    connect(&m_menu, &QMenu::aboutToShow, this, [this] {
        askForChannels();
        askForPresets();
    });
}

void TrayMenu::build()
{
    m_statusLine = m_menu.addAction(QString());
    m_statusLine->setEnabled(false);
    m_menu.addSeparator();
    m_open = m_menu.addAction(QString());
    m_menu.setDefaultAction(m_open);
    m_copyUrl = m_menu.addAction(QString());
    m_copyToken = m_menu.addAction(QString());
    m_menu.addSeparator();
    m_pause = m_menu.addAction(QString());
    m_menu.addMenu(&m_channelMenu);
    m_menu.addMenu(&m_presetMenu);
    m_checkpoint = m_menu.addAction(QString());
    m_menu.addSeparator();
    m_quit = m_menu.addAction(QString());
    m_noChannels = m_channelMenu.addAction(QString());
    m_noChannels->setEnabled(false);

    connect(m_open, &QAction::triggered, this, &TrayMenu::openRequested);
    connect(m_quit, &QAction::triggered, this, &TrayMenu::quitRequested);
    connect(m_copyUrl, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromStdString(m_service.status().baseUrl));
    });
    connect(m_copyToken, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(m_service.clientKey())); });
    connect(m_pause, &QAction::triggered, this, [this] {
        m_service.trafficService().setPaused(!m_paused);
        setPaused(!m_paused);
    });
    connect(m_checkpoint, &QAction::triggered, this, &TrayMenu::checkpoint);
}

void TrayMenu::retranslate()
{
    m_open->setText(tr("Open TrayRelay"));
    m_copyUrl->setText(tr("Copy base URL"));
    m_copyToken->setText(tr("Copy token"));
    m_pause->setText(m_paused ? tr("Resume") : tr("Pause"));
    m_channelMenu.setTitle(tr("Channels"));
    m_presetMenu.setTitle(tr("Preset"));
    m_checkpoint->setText(tr("Checkpoint now"));
    m_quit->setText(tr("Quit"));
    m_noChannels->setText(tr("No channel yet"));
    showPresets();
}

void TrayMenu::setStatusLine(const QString &line)
{
    if (m_statusLine->text() != line)
        m_statusLine->setText(line);
}

void TrayMenu::setPaused(bool paused)
{
    m_paused = paused;
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
}

void TrayMenu::askForChannels()
{
    m_service.channels(this, [this](const relay::Result<std::vector<Channel>> &channels) {
        if (!channels)
            return;
        showChannels(*channels);
        askForHealth();
    });
}

// In words beside the name: a menu has no colours.
void TrayMenu::askForHealth()
{
    m_service.trafficService().channelHealth(
        this, [this](const relay::Result<std::vector<relay::api::ChannelHealth>> &health) {
            if (!health)
                return;
            for (const relay::api::ChannelHealth &one : *health) {
                const auto found = m_channels.find(one.channelId);
                if (found == m_channels.end() || !found->second->isChecked() ||
                    one.state == relay::api::HealthState::Healthy)
                    continue;
                found->second->setText(
                    tr("%1 (%2)").arg(found->second->data().toString(),
                                      models::healthText(one, QDateTime::currentMSecsSinceEpoch())));
            }
        });
}

void TrayMenu::showChannels(const std::vector<Channel> &channels)
{
    std::set<std::int64_t> there;
    for (const Channel &channel : channels) {
        there.insert(channel.id);
        QAction *&action = m_channels[channel.id];
        if (!action) {
            action = m_channelMenu.addAction(QString());
            action->setCheckable(true);
            connect(action, &QAction::triggered, this, [this, id = channel.id](bool on) { turn(id, on); });
        }
        action->setData(escaped(QString::fromStdString(channel.name)));
        action->setText(action->data().toString());
        action->setChecked(channel.enabled);
    }
    std::erase_if(m_channels, [&there](const auto &entry) {
        if (there.contains(entry.first))
            return false;
        delete entry.second; // its menu forgets it
        return true;
    });
    m_noChannels->setVisible(m_channels.empty());
}

void TrayMenu::turn(std::int64_t channelId, bool on)
{
    // As it is stored now: somebody else may have edited it since the menu was opened.
    m_service.channels(this, [this, channelId, on](const relay::Result<std::vector<Channel>> &channels) {
        if (!channels)
            return emit failed(models::saidText(channels.error()));
        const auto found = std::ranges::find(*channels, channelId, &Channel::id);
        if (found == channels->end())
            return;
        Channel edited = *found;
        edited.enabled = on;
        m_service.saveChannel(edited, this, [this](const relay::Result<Channel> &saved) {
            if (!saved)
                return emit failed(models::saidText(saved.error()));
            const QString name = QString::fromStdString(saved->name);
            emit done(saved->enabled ? tr("%1 is on").arg(name) : tr("%1 is off").arg(name));
        });
    });
}

void TrayMenu::showPresets()
{
    std::string lastKind;
    for (const PresetRow &preset : m_service.settingsService().presets()) {
        if (preset.kind == "remedy")
            continue;
        QAction *&action = m_presets[preset.name];
        if (!action) {
            if (!lastKind.empty() && preset.kind != lastKind)
                m_presetMenu.addSeparator();
            action = m_presetMenu.addAction(QString());
            action->setCheckable(true);
            connect(action, &QAction::triggered, this, [this, name = QString::fromStdString(preset.name)] {
                // Its difference is shown before it applies; the tick is the engine's to set.
                askForPresets();
                emit pageRequested(pages::PageId::Optimizations, pages::kPresetSubject % name);
            });
        }
        lastKind = preset.kind;
        action->setText(escaped(models::presetTitle(preset)));
        action->setObjectName(QString::fromStdString(preset.name));
    }
}

// Ticked: nothing differs from it. Asked while somebody looks: a difference costs the relay something.
void TrayMenu::askForPresets()
{
    for (const PresetRow &preset : m_service.settingsService().presets()) {
        const auto item = m_presets.find(preset.name);
        if (item == m_presets.end())
            continue;
        QAction *action = item->second;
        if (preset.kind != "tuning") {
            action->setChecked(false);
            continue;
        }
        m_service.settingsService().presetDifference(
            preset.name, this, [action, preset](const relay::Result<std::vector<SettingEdit>> &difference) {
                if (!difference)
                    return;
                const QString name = escaped(models::presetTitle(preset));
                action->setChecked(difference->empty());
                action->setText(difference->empty()
                                    ? name
                                    : tr("%1 (%n differ)", nullptr, int(difference->size())).arg(name));
            });
    }
}

void TrayMenu::checkpoint()
{
    m_service.databaseService().checkpoint(
        CheckpointMode::Passive, this, [this](const relay::Result<CheckpointResult> &result) {
            if (!result)
                return emit failed(models::saidText(result.error()));
            if (result->log < 0)
                return emit done(tr("There is no write-ahead log in this journal mode"));
            emit done(tr("Checkpoint: %1 of %Ln frame(s) copied", nullptr, int(result->log))
                          .arg(result->checkpointed));
        });
}

} // namespace ui::shell
