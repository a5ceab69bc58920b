// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/preset_bar.h"

#include "ui/widgets/button.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::PresetRow;
using widgets::Ink;

} // namespace

PresetBar::PresetBar(models::PresetChoice &choice, QWidget *parent)
    : QWidget(parent)
    , m_choice(choice)
    , m_tuning(choice.ofKind("tuning"))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 9, 16, 9);
    row->setSpacing(8);
    QLabel *label = widgets::newLabel(tr("Preset"), widgets::TextRole::Body, Ink::Text2);
    row->addWidget(label);
    row->addSpacing(4);
    QStringList words;
    for (const PresetRow &preset : m_tuning)
        words.append(models::presetTitle(preset));
    m_segments = new widgets::SegmentedControl(words);
    m_segments->setObjectName(u"presets"_s);
    m_segments->setAccessibleName(tr("Preset"));
    m_segments->setCurrent(-1);
    row->addWidget(m_segments);
    row->addWidget(buildMenu(tr("Roll back"), "rollback"));
    row->addWidget(buildMenu(tr("Remedies"), "remedy"));
    m_fact = widgets::newParagraph({}, widgets::TextRole::Secondary, Ink::Text2);
    m_fact->setObjectName(u"presetFact"_s);
    m_fact->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_fact, 1);
    row->addSpacing(6);
    m_show = widgets::newButton(widgets::ButtonKind::Link, tr("Show"));
    m_show->setObjectName(u"showDifference"_s);
    m_show->hide();
    row->addWidget(m_show);
    connect(m_segments, &widgets::SegmentedControl::chosen, this, [this](int index) {
        show(); // in force is what it was, until it is applied
        emit presetRequested(QString::fromStdString(m_tuning[std::size_t(index)].name));
    });
    connect(m_show, &QPushButton::clicked, this,
            [this] { emit presetRequested(QString::fromStdString(m_choice.nearest())); });
    connect(&m_choice, &models::PresetChoice::changed, this, &PresetBar::show);
}

QPushButton *PresetBar::buildMenu(const QString &title, std::string_view kind)
{
    QPushButton *button = widgets::newButton(widgets::ButtonKind::Secondary, title);
    button->setObjectName(QString::fromUtf8(kind.data(), qsizetype(kind.size())));
    auto *menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    for (const PresetRow &preset : m_choice.ofKind(kind)) {
        QString name = models::presetTitle(preset);
        for (const QChar colon : {QChar(u':'), QChar(0xFF1A)}) { // the menu's own title says it
            if (const qsizetype at = name.indexOf(colon); at >= 0)
                name = name.mid(at + 1).trimmed();
        }
        name[0] = name[0].toUpper();
        QAction *action = menu->addAction(name.replace(u'&', u"&&"_s), this, [this, id = preset.name] {
            emit presetRequested(QString::fromStdString(id));
        });
        action->setToolTip(models::presetText(preset));
        action->setObjectName(QString::fromStdString(preset.name));
    }
    button->setMenu(menu);
    return button;
}

void PresetBar::show()
{
    const std::string &nearest = m_choice.nearest();
    const auto found = std::ranges::find(m_tuning, nearest, &PresetRow::name);
    m_segments->setCurrent(found == m_tuning.end() ? -1 : int(found - m_tuning.begin()));
    const int differing = int(m_choice.difference().size());
    const bool tuning = found != m_tuning.end();
    if (nearest.empty())
        m_fact->clear();
    else if (differing > 0)
        m_fact->setText(tr("%n setting(s) differ from it", nullptr, differing));
    else
        m_fact->setText(tuning ? tr("all settings are as it says")
                               : tr("%1 is in force").arg(models::presetTitle(m_choice.presets(), nearest)));
    m_show->setVisible(differing > 0);
}

void PresetBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(widgets::colour(Ink::Line, palette()));
    painter.setBrush(widgets::colour(Ink::Card, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace ui::pages
