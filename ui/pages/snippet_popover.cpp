// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/snippet_popover.h"

#include "ui/models/figure_text.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

constexpr int kTextWidth = 480;
constexpr int kFromButton = 6;

} // namespace

SnippetPopover::SnippetPopover(const models::ClientSnippet &snippet, const QString &token, QWidget *parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint)
{
    using widgets::Ink;
    using widgets::TextRole;
    setObjectName(u"snippetPopover"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Copied: %1").arg(snippet.name));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(6);
    auto *top = new QHBoxLayout;
    top->setSpacing(6);
    auto *tick = new widgets::GlyphLabel(16);
    tick->setGlyph(widgets::Glyph::Check, Ink::Ok);
    top->addWidget(tick);
    top->addWidget(widgets::newLabel(tr("Copied: %1").arg(snippet.name), TextRole::CardTitle, Ink::Text), 1);
    column->addLayout(top);
    QLabel *where = widgets::newParagraph(snippet.where, TextRole::Secondary, Ink::Text2);
    where->setFixedWidth(widgets::scaled(kTextWidth));
    column->addWidget(where);
    QString shown = snippet.text.trimmed();
    if (!token.isEmpty())
        shown.replace(token, models::maskedKey(token));
    const QFont mono = widgets::fontOf(TextRole::MonoSmall);
    const QFontMetrics metrics(mono);
    QStringList lines = shown.split(u'\n');
    for (QString &line : lines)
        line = metrics.elidedText(line, Qt::ElideRight, widgets::scaled(kTextWidth));
    QLabel *text = widgets::newLabel(lines.join(u'\n'), TextRole::MonoSmall, Ink::Text);
    text->setObjectName(u"snippetText"_s);
    column->addWidget(text);
}

void SnippetPopover::showBelow(const QWidget &button)
{
    adjustSize();
    QPoint at = button.mapToGlobal(QPoint(0, button.height() + kFromButton));
    if (const QScreen *screen = button.screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        at.setY(std::min(at.y(), std::max(room.top(), room.bottom() - height())));
    }
    move(at);
    show();
}

void SnippetPopover::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), widgets::colour(widgets::Ink::Card, palette()));
    painter.setPen(widgets::colour(widgets::Ink::Field, palette()));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void copySnippet(const models::ClientSnippet &snippet, const QString &token, QWidget &button)
{
    QGuiApplication::clipboard()->setText(snippet.text);
    (new SnippetPopover(snippet, token, &button))->showBelow(button);
}

} // namespace ui::pages
