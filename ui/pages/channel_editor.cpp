// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channel_editor.h"

#include "ui/pages/channel_form.h"
#include "ui/pages/verdict_strip.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"

#include <QHBoxLayout>
#include <QShortcut>
#include <QVBoxLayout>

#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::model::Channel;
using widgets::ButtonKind;
using widgets::Glyph;

} // namespace

ChannelEditor::ChannelEditor(relay::api::RelayService &service)
    : m_service(service)
{
    m_form = new ChannelForm(service.providers());
    setForm(m_form);
    m_trouble = new widgets::Banner;
    m_trouble->setObjectName(u"refusal"_s);
    strips()->addWidget(m_trouble);
    m_strip = new VerdictStrip;
    strips()->addWidget(m_strip);
    buildFoot();
    connect(m_form, &ChannelForm::changed, m_trouble, &widgets::Banner::clear);
    connect(m_form, &ChannelForm::fetchRequested, this, &ChannelEditor::fetch);
    connect(m_strip, &VerdictStrip::testRequested, this, &ChannelEditor::test);
    connect(m_strip, &VerdictStrip::cancelRequested, this, [this] { ++m_testNumber; });
    auto *save = new QShortcut(QKeySequence::Save, this);
    save->setContext(Qt::WidgetWithChildrenShortcut);
    connect(save, &QShortcut::activated, this, [this] { this->save(); });
    open({});
}

void ChannelEditor::buildFoot()
{
    m_remove = widgets::newButton(ButtonKind::Danger, tr("Delete"), Glyph::Trash);
    m_remove->setObjectName(u"delete"_s);
    auto *cancel = widgets::newButton(ButtonKind::Secondary, tr("Cancel"));
    cancel->setObjectName(u"cancel"_s);
    m_save = widgets::newButton(ButtonKind::Primary, tr("Save"));
    m_save->setObjectName(u"save"_s);
    foot()->addWidget(m_remove);
    foot()->addStretch(1);
    foot()->addWidget(cancel);
    foot()->addWidget(m_save);
    connect(m_remove, &QPushButton::clicked, this, [this] { emit removeRequested(m_stored.id); });
    connect(cancel, &QPushButton::clicked, this, &ChannelEditor::cancel);
    connect(m_save, &QPushButton::clicked, this, [this] { save(); });
}

QString ChannelEditor::title() const
{
    return m_stored.id == 0 ? tr("New channel") : QString::fromStdString(m_stored.name);
}

void ChannelEditor::open(const Channel &channel)
{
    ++m_testNumber;
    ++m_fetchNumber;
    m_fetching = false;
    m_stored = channel;
    m_form->load(channel);
    m_baseline = m_form->draft();
    setPanelTitle(title());
    m_remove->setVisible(channel.id != 0);
    m_trouble->clear();
    m_strip->forget();
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

void ChannelEditor::save(std::function<void()> then)
{
    if (m_form->objects())
        return;
    Channel channel = m_form->draft();
    channel.enabled = m_stored.enabled;
    channel.priority = m_stored.priority;
    m_save->setEnabled(false);
    m_service.saveChannel(channel, this, [this, then = std::move(then)](relay::Result<Channel> reply) {
        m_save->setEnabled(true);
        if (!reply) {
            m_trouble->say(widgets::Tone::Error, reply.error().message, {}, true);
            return;
        }
        const Channel before = m_stored;
        open(*reply);
        emit saved(before, *reply);
        if (then)
            then();
    });
}

void ChannelEditor::test()
{
    const Channel draft = m_form->draft();
    const int number = ++m_testNumber;
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
                                  m_form->setFetchFailed(reply.error().message);
                          });
}

} // namespace ui::pages
