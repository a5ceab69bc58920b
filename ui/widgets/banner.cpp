// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/widgets/button.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace ui::widgets {

namespace {

constexpr int kIconPx = 16;

Glyph glyphOf(Tone tone)
{
    return tone == Tone::Ok ? Glyph::Check : tone == Tone::Neutral ? Glyph::Info : Glyph::Warning;
}

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , Accessible(QAccessible::AlertMessage)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 8, 6);
    row->setSpacing(8);
    m_icon = new GlyphLabel(kIconPx);
    row->addWidget(m_icon, 0, Qt::AlignVCenter);
    m_sentence = newParagraph({});
    m_sentence->setObjectName(QStringLiteral("sentence"));
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_sentence, 1);
    m_action = newButton(ButtonKind::Secondary, {});
    m_action->setObjectName(QStringLiteral("action"));
    setInRow(m_action);
    row->addWidget(m_action);
    m_close = newIconButton(Glyph::Close, tr("Dismiss"));
    setInRow(m_close);
    row->addWidget(m_close);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionRequested);
    connect(m_close, &QPushButton::clicked, this, [this] {
        clear();
        emit dismissed();
    });
    m_action->hide();
    m_close->hide();
    hide();
}

void Banner::say(Tone tone, const QString &sentence, const QString &action, bool dismissible)
{
    const bool isNews = sentence != this->sentence();
    m_tone = tone;
    m_icon->setGlyph(glyphOf(tone), inkOf(tone));
    m_sentence->setText(sentence);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_close->setVisible(dismissible);
    setAccessibleName(sentence);
    show();
    update();
    if (isNews)
        announce(this);
}

void Banner::clear()
{
    hide();
}

QString Banner::sentence() const
{
    return isHidden() ? QString() : m_sentence->text();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(softInkOf(m_tone), palette()));
    painter.drawRoundedRect(rect(), 6, 6);
}

} // namespace ui::widgets
