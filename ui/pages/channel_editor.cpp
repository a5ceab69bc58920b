// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channel_editor.h"

#include "ui/models/channel_draft.h"
#include "ui/models/said_text.h"
#include "ui/pages/channel_form.h"
#include "ui/pages/verdict_strip.h"

#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::model::Channel;

} // namespace

ChannelEditor::ChannelEditor(relay::api::RelayService &service)
    : RecordPanel(tr("Delete"), u"delete"_s)
    , m_service(service)
{
    m_form = new ChannelForm(service.providers());
    setForm(m_form);
    m_strip = new VerdictStrip;
    strips()->addWidget(m_strip);
    connect(m_form, &ChannelForm::changed, this, [this] {
        clearTrouble();
        forgetStale();
    });
    connect(m_form, &ChannelForm::fetchRequested, this, &ChannelEditor::fetch);
    connect(m_strip, &VerdictStrip::testRequested, this, &ChannelEditor::test);
    connect(m_strip, &VerdictStrip::cancelRequested, this, &ChannelEditor::forgetTest);
    open({});
}

QString ChannelEditor::title() const
{
    return m_stored.id == 0 ? tr("New channel") : QString::fromStdString(m_stored.name);
}

void ChannelEditor::open(const Channel &channel)
{
    take(channel);
    forgetTest();
}

void ChannelEditor::take(const Channel &channel)
{
    begun(channel.id != 0);
    ++m_fetchNumber;
    m_fetching = false;
    m_stored = channel;
    m_form->load(channel);
    if (channel.id == 0 && channel.name.empty())
        m_form->suggestName();
    m_baseline = m_form->draft();
    setPanelTitle(title());
}

void ChannelEditor::forgetTest()
{
    ++m_testNumber;
    m_tested.reset();
    m_strip->forget();
}

// A verdict is of what was tested: a new name or weight, and being saved, change nothing of that.
void ChannelEditor::forgetStale()
{
    if (m_tested && !models::sameUpstream(*m_tested, m_form->draft()))
        forgetTest();
}

void ChannelEditor::refresh(const Channel &stored)
{
    const bool same = models::sameEdit(stored, m_stored);
    if (!same && !isDirty() && stored.id == m_stored.id)
        return open(stored);
    m_stored.enabled = stored.enabled; // the table's affair: a later save keeps them
    m_stored.priority = stored.priority;
}

void ChannelEditor::setHealth(const relay::api::ChannelHealth *health)
{
    m_form->setHealth(health);
}

bool ChannelEditor::isDirty() const
{
    return !models::sameEdit(m_form->draft(), m_baseline);
}

Channel ChannelEditor::draft() const
{
    return m_form->draft();
}

void ChannelEditor::type(const Channel &draft)
{
    m_form->load(draft);
}

void ChannelEditor::setTaken(const QStringList &names)
{
    m_form->setTaken(names);
}

void ChannelEditor::focusFirst()
{
    m_form->focusFirst();
}

void ChannelEditor::cancel()
{
    if (isDirty() && m_stored.id != 0)
        open(Channel(m_stored));
    else if (m_stored.id == 0) {
        open(Channel(m_stored)); // its button says that what was typed goes
        emit closeRequested();
    } else {
        emit closeRequested();
    }
}

bool ChannelEditor::objects()
{
    return m_form->objects();
}

void ChannelEditor::send()
{
    Channel channel = m_form->draft();
    channel.enabled = m_stored.enabled;
    channel.priority = m_stored.priority;
    const auto reply = [this, before = m_stored, number = opened()](const relay::Result<Channel> &stored) {
        told(number, stored ? nullptr : &stored.error(), [this, &before, &stored](bool stillOpen) {
            if (stillOpen) {
                take(*stored);
                forgetStale();
            }
            emit saved(before, *stored);
        });
    };
    m_service.saveChannel(channel, this, reply);
}

void ChannelEditor::test()
{
    const Channel draft = m_form->draft();
    const int number = ++m_testNumber;
    m_tested = draft;
    m_strip->wait();
    m_service.testDraft(draft, {.model = {}, .listOnly = draft.models.empty()}, this,
                        [this, number](const relay::Result<relay::api::ChannelTest> &reply) {
                            if (number == m_testNumber)
                                m_strip->tell(reply);
                        });
}

void ChannelEditor::fetch()
{
    const int number = ++m_fetchNumber;
    m_fetching = !m_fetching;
    m_form->setFetching(m_fetching);
    if (!m_fetching)
        return;
    m_service.draftModels(m_form->draft(), this,
                          [this, number](const relay::Result<std::vector<std::string>> &reply) {
                              if (number != m_fetchNumber)
                                  return;
                              m_fetching = false;
                              if (reply)
                                  m_form->setFetched(*reply);
                              else
                                  m_form->setFetchFailed(models::saidText(reply.error()));
                          });
}

} // namespace ui::pages
