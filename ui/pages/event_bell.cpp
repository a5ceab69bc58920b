// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/event_bell.h"

#include "ui/widgets/glyph.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QFontMetrics>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

constexpr int kIconPx = 16;
constexpr int kMostShown = 12;
constexpr int kTextWidth = 460;
constexpr int kBadge = 15;

} // namespace

EventBell::EventBell(QWidget *parent)
    : QPushButton(parent)
{
    setObjectName(u"bell"_s);
    setProperty("kind", QByteArray("icon"));
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setIcon(widgets::icon(widgets::Glyph::Bell));
    setIconSize({kIconPx, kIconPx});
    setAccessibleName(tr("Events"));
    setToolTip(tr("Events"));
    m_menu = new QMenu(this);
    m_menu->setToolTipsVisible(true);
    connect(m_menu, &QMenu::aboutToShow, this, &EventBell::fillMenu);
    connect(this, &QPushButton::clicked, this, [this] {
        m_menu->popup(mapToGlobal(QPoint(width() - m_menu->sizeHint().width(), height() + 4)));
        if (!m_events.empty())
            emit looked(m_events.back().id);
    });
    fillMenu();
}

void EventBell::setEvents(const std::vector<relay::api::Event> &events, std::int64_t seenId)
{
    const auto unseen =
        int(std::ranges::count_if(events, [seenId](const auto &event) { return event.id > seenId; }));
    const bool same = unseen == m_unseen && events.size() == m_events.size() &&
                      (events.empty() || events.back().id == m_events.back().id);
    if (same)
        return;
    m_events = events;
    m_unseen = unseen;
    setAccessibleName(unseen == 0 ? tr("Events") : tr("Events, %n new", nullptr, unseen));
    setToolTip(accessibleName());
    update();
}

void EventBell::fillMenu()
{
    m_menu->clear();
    if (m_events.empty()) {
        m_menu->addAction(tr("Nothing has happened since the start."))->setEnabled(false);
        return;
    }
    const QFontMetrics metrics(m_menu->font());
    const auto first = m_events.size() > kMostShown ? m_events.end() - kMostShown : m_events.begin();
    for (auto event = m_events.end(); event != first;) {
        --event;
        const QString time = QDateTime::fromMSecsSinceEpoch(event->atMs).toString(u"HH:mm"_s);
        const QString text = QString::fromStdString(event->text);
        QString line = metrics.elidedText(time % u"  "_s % text, Qt::ElideRight, kTextWidth);
        QAction *action = m_menu->addAction(line.replace(u'&', u"&&"_s));
        action->setToolTip(text);
        if (event->kind == relay::api::EventKind::UpdateAvailable) {
            connect(action, &QAction::triggered, this, &EventBell::updateChosen);
            continue;
        }
        const QString subject = QString::fromStdString(event->subject);
        connect(action, &QAction::triggered, this, [this, subject] { emit eventChosen(subject); });
    }
}

void EventBell::paintEvent(QPaintEvent *event)
{
    QPushButton::paintEvent(event);
    if (m_unseen == 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = widgets::fontOf(widgets::TextRole::Caption);
    font.setPixelSize(10);
    font.setWeight(QFont::DemiBold);
    const QString number = m_unseen > 9 ? u"9+"_s : QString::number(m_unseen);
    const QRectF box(width() - kBadge - 1, 1, kBadge, kBadge);
    painter.setPen(Qt::NoPen);
    painter.setBrush(widgets::colour(widgets::Ink::Accent, palette()));
    painter.drawEllipse(box);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter, number);
}

} // namespace ui::pages
