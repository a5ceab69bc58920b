// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/record_panel.h"

#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/return_key.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QShortcut>
#include <QVBoxLayout>

#include <utility>

namespace ui::pages {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;

RecordPanel::RecordPanel(const QString &removeWord, const QString &removeName)
{
    m_trouble = new widgets::Banner;
    m_trouble->setObjectName(u"refusal"_s);
    strips()->addWidget(m_trouble);
    m_remove = widgets::newButton(ButtonKind::Danger, removeWord, widgets::Glyph::Trash);
    m_remove->setObjectName(removeName);
    auto *cancel = widgets::newButton(ButtonKind::Secondary, tr("Cancel"));
    cancel->setObjectName(u"cancel"_s);
    m_save = widgets::newButton(ButtonKind::Primary, tr("Save"));
    m_save->setObjectName(u"save"_s);
    foot()->addWidget(m_remove);
    foot()->addStretch(1);
    foot()->addWidget(cancel);
    foot()->addWidget(m_save);
    connect(m_remove, &QPushButton::clicked, this, [this] { emit removeRequested(recordId()); });
    connect(cancel, &QPushButton::clicked, this, [this] { this->cancel(); });
    connect(m_save, &QPushButton::clicked, this, [this] { save(); });
    auto *keys = new QShortcut(QKeySequence::Save, this);
    keys->setContext(Qt::WidgetWithChildrenShortcut);
    keys->setAutoRepeat(false);
    connect(keys, &QShortcut::activated, this, [this] { save(); });
}

void RecordPanel::keyPressEvent(QKeyEvent *event)
{
    if (!widgets::pressedByReturn(*event, *m_save))
        SidePanel::keyPressEvent(event);
}

void RecordPanel::begun(bool known)
{
    ++m_opened;
    m_remove->setVisible(known);
    m_trouble->clear();
}

void RecordPanel::clearTrouble()
{
    m_trouble->clear();
}

void RecordPanel::save(std::function<void()> then)
{
    if (m_saving) { // once is enough: a new one would be stored twice
        if (then)
            m_afterSave = std::move(then);
        return;
    }
    if (objects())
        return;
    m_afterSave = std::move(then);
    setSaving(true);
    send();
}

void RecordPanel::told(int opened, const relay::Error *error, const std::function<void(bool stillOpen)> &take)
{
    setSaving(false);
    const std::function<void()> next = std::exchange(m_afterSave, {});
    const bool stillOpen = opened == m_opened;
    if (error) {
        if (stillOpen)
            m_trouble->say(widgets::Tone::Error, error->message, {}, true);
        else
            emit saveFailed(error->message);
        return;
    }
    take(stillOpen);
    if (next && stillOpen)
        next();
}

void RecordPanel::setSaving(bool saving)
{
    m_saving = saving;
    if (saving)
        setFormEnabled(false);
    m_save->setEnabled(!saving);
    if (!saving)
        setFormEnabled(true);
}

} // namespace ui::pages
