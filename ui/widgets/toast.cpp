// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "ui/widgets/button.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <chrono>
#include <utility>

namespace ui::widgets {

namespace {

using namespace std::chrono_literals;

constexpr int kSeconds = 10;
constexpr int kIconPx = 14;

} // namespace

Toast::Toast(QWidget *parent)
    : QFrame(parent)
    , Accessible(QAccessible::AlertMessage)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(10);
    m_icon = new GlyphLabel(kIconPx);
    m_icon->setGlyph(Glyph::Check, Ink::Ok);
    row->addWidget(m_icon);
    m_sentence = newLabel({});
    m_sentence->setObjectName(QStringLiteral("sentence"));
    row->addWidget(m_sentence);
    m_undo = newButton(ButtonKind::Link, tr("Undo"));
    m_undo->setObjectName(QStringLiteral("undo"));
    m_undo->setShortcut(QKeySequence::Undo);
    m_undo->installEventFilter(this);
    row->addWidget(m_undo);
    m_left = newLabel({}, TextRole::Secondary, Ink::Text2);
    row->addWidget(m_left);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setMinimumHeight(36);
    m_clock.setInterval(1s);
    connect(&m_clock, &QTimer::timeout, this, &Toast::tick);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        m_clock.stop();
        hide();
        if (const auto takeBack = std::exchange(m_takeBack, {}))
            takeBack();
    });
    hide();
}

void Toast::say(const QString &sentence, std::function<void()> undo)
{
    m_sentence->setText(sentence);
    m_takeBack = std::move(undo);
    m_undo->setVisible(bool(m_takeBack));
    m_seconds = kSeconds;
    m_left->setText(tr("%1 s").arg(m_seconds));
    m_left->setVisible(bool(m_takeBack));
    setAccessibleName(sentence);
    show();
    followAttention();
    announce(this);
}

QString Toast::sentence() const
{
    return isHidden() ? QString() : m_sentence->text();
}

void Toast::tick()
{
    if (--m_seconds <= 0) {
        m_clock.stop();
        m_takeBack = {};
        hide();
        return;
    }
    m_left->setText(tr("%1 s").arg(m_seconds));
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colour(Ink::Border, palette()));
    painter.setBrush(colour(Ink::Card, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

void Toast::enterEvent(QEnterEvent *)
{
    followAttention();
}

void Toast::leaveEvent(QEvent *)
{
    followAttention();
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        followAttention();
    return QFrame::eventFilter(watched, event);
}

void Toast::followAttention()
{
    if (isHidden() || underMouse() || m_undo->hasFocus())
        m_clock.stop();
    else
        m_clock.start();
}

} // namespace ui::widgets
