// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of channels stores: order, switches, what is deleted.
#include "ui/models/channel_order.h"
#include "ui/models/said_text.h"
#include "ui/pages/channel_editor.h"
#include "ui/pages/channels_page.h"
#include "ui/widgets/ask_dialog.h"

#include <utility>

namespace ui::pages {

using relay::model::Channel;
using widgets::AskDialog;

// Edits that belong together, stored one after the other.
struct ChannelsPage::Batch
{
    std::vector<Channel> channels;
    std::vector<Channel> before;
    QString done;
    std::size_t next = 0;
};

// Stores what belongs together; then says so, with the way back.
void ChannelsPage::store(std::vector<Channel> channels, const QString &done, std::vector<Channel> before)
{
    if (channels.empty())
        return;
    complain({});
    storeNext(std::make_shared<Batch>(Batch{std::move(channels), std::move(before), done}));
}

void ChannelsPage::storeNext(const std::shared_ptr<Batch> &batch)
{
    if (batch->next == batch->channels.size()) {
        if (!batch->done.isEmpty() && batch->before.empty())
            say(batch->done);
        else if (!batch->done.isEmpty())
            say(batch->done, [this, before = batch->before] { store(before, {}, {}); });
        return reload();
    }
    service().saveChannel(batch->channels[batch->next], this,
                          [this, batch](const relay::Result<Channel> &reply) {
                              if (!reply) {
                                  complain(models::saidText(reply.error()));
                                  return reload();
                              }
                              ++batch->next;
                              storeNext(batch);
                          });
}

void ChannelsPage::turn(std::int64_t id)
{
    const Channel *known = m_channels.channelAt(m_channels.rowOf(id));
    if (!known || !m_turning.insert(id).second)
        return;
    Channel turned = *known;
    turned.enabled = !turned.enabled;
    const QString name = QString::fromStdString(turned.name);
    store({turned}, turned.enabled ? tr("%1 is on").arg(name) : tr("%1 is off").arg(name), {*known});
}

void ChannelsPage::move(int from, int to)
{
    const std::vector<Channel> &now = m_channels.channels();
    if (from < 0 || to < 0 || from >= int(now.size()) || to >= int(now.size()))
        return;
    const std::vector<Channel> changed = models::moved(now, std::size_t(from), std::size_t(to));
    std::vector<Channel> before;
    before.reserve(changed.size());
    for (const Channel &channel : changed)
        before.push_back(now[std::size_t(m_channels.rowOf(channel.id))]);
    store(changed,
          tr("%1 is tried at place %2").arg(QString::fromStdString(now[std::size_t(from)].name)).arg(to + 1),
          before);
}

void ChannelsPage::share(std::int64_t id)
{
    const int row = m_channels.rowOf(id);
    const Channel *above = m_channels.channelAt(row - 1);
    const Channel *known = m_channels.channelAt(row);
    if (!known || !above)
        return;
    Channel shared = *known;
    shared.priority = above->priority;
    store({shared},
          tr("%1 and %2 share by weight")
              .arg(QString::fromStdString(above->name), QString::fromStdString(known->name)),
          {*known});
}

void ChannelsPage::askToRemove(std::int64_t id)
{
    const Channel *channel = m_channels.channelAt(m_channels.rowOf(id));
    if (!channel)
        return;
    const QString name = QString::fromStdString(channel->name);
    auto *ask = new AskDialog(this, tr("Delete %1?").arg(name),
                              tr("Its keys are lost. What it has answered stays in the list of requests."),
                              tr("Keep it"));
    ask->addDanger(tr("Delete"), [this, id, name] { remove(id, name); });
    ask->open();
}

void ChannelsPage::remove(std::int64_t id, const QString &name)
{
    service().removeChannel(id, this, [this, id, name](const relay::Result<bool> &reply) {
        if (!reply)
            return complain(models::saidText(reply.error()));
        if (m_editor->stored().id == id)
            close();
        say(tr("%1 was deleted").arg(name));
        reload();
    });
}

} // namespace ui::pages
