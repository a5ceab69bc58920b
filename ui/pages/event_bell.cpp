// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/event_bell.h"

#include "ui/base/date_text.h"
#include "ui/models/finding_text.h"
#include "ui/models/said_text.h"
#include "ui/models/window_language.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QFontMetrics>
#include <QMenu>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::EventKind;

constexpr int kIconPx = 16;
constexpr int kMostShown = 12;
constexpr int kTextWidth = 360;
constexpr int kBadge = 15;

// A tool tip does not wrap by itself: at words, and where a word is as long as a path, within it.
QString inLines(const QString &text, const QFont &font)
{
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(widgets::scaled(kTextWidth));
        lines.append(text.mid(line.textStart(), line.textLength()).trimmed());
    }
    layout.endLayout();
    return lines.join(u'\n');
}

QIcon iconOf(EventKind kind)
{
    if (kind == EventKind::UpdateAvailable)
        return widgets::icon(widgets::Glyph::Info);
    return models::isGoodNews(kind) ? widgets::icon(widgets::Glyph::Check, widgets::Ink::Ok)
                                    : widgets::icon(widgets::Glyph::Warning, widgets::Ink::Warn);
}

} // namespace

EventPlace placeOf(const relay::api::Event &event)
{
    switch (event.kind) {
    case EventKind::SlowRequests:
        return {PageId::Requests, {}};
    case EventKind::GuardUndid:
    case EventKind::GuardFailed:
    case EventKind::SettingsFileEdited:
        return {PageId::Optimizations, {}};
    case EventKind::DatabaseRestored:
    case EventKind::RestoreFailed:
        return {PageId::Database, {}};
    case EventKind::Restarted:
    case EventKind::RestartFailed:
        return {PageId::Settings, u"network"_s};
    case EventKind::UpdateAvailable:
        return {PageId::Settings, u"about"_s};
    default: // alerts, and what has no page of its own
        return {PageId::Diagnose,
                event.subject.empty() ? u"events"_s : QString::fromStdString(event.subject)};
    }
}

EventBell::EventBell(QWidget *parent)
    : QPushButton(parent)
{
    setObjectName(u"bell"_s);
    setProperty("kind", QByteArray("icon"));
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setIcon(widgets::icon(widgets::Glyph::Bell));
    setIconSize(QSize(1, 1) * widgets::scaled(kIconPx));
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
    const auto first = m_events.size() > kMostShown ? m_events.end() - kMostShown : m_events.begin();
    for (auto event = m_events.end(); event != first;) {
        --event;
        const QString time = base::momentText(event->atMs, QDateTime::currentMSecsSinceEpoch());
        const QString text = models::capitalised(models::saidText(event->text));
        const QString line = time % u"  "_s % text; // a menu's are single ones
        QString cut =
            QFontMetrics(m_menu->font()).elidedText(line, Qt::ElideRight, widgets::scaled(kTextWidth));
        QAction *action = m_menu->addAction(iconOf(event->kind), cut.replace(u'&', u"&&"_s));
        action->setToolTip(inLines(text, m_menu->font()));
        const EventPlace place = placeOf(*event);
        connect(action, &QAction::triggered, this, [this, place] { emit placeChosen(place); });
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
    font.setWeight(QFont::DemiBold);
    const QString number = m_unseen > 9 ? u"9+"_s : QString::number(m_unseen);
    const QFontMetrics metrics(font);
    const int high = std::max(kBadge, metrics.height() + 1);
    const int wide = std::max(high, metrics.horizontalAdvance(number) + 6);
    const QRectF box(width() - wide, 0, wide, high);
    painter.setPen(Qt::NoPen);
    painter.setBrush(widgets::colour(isEnabled() ? widgets::Ink::Accent : widgets::Ink::Disabled, palette()));
    painter.drawRoundedRect(box, high / 2.0, high / 2.0);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter, number);
}

} // namespace ui::pages
