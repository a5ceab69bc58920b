// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/broken_text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>

namespace ui::widgets {

namespace {

using namespace Qt::StringLiterals;

constexpr QChar kBreak{0x200B}; // a space without width

} // namespace

QString broken(QString text)
{
    for (const QChar after : {u'_', u'=', u'/'})
        text.replace(after, QString(after) % kBreak);
    return text;
}

BrokenText::BrokenText(const QString &text, QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setText(broken(text));
    setAccessibleName(text);
}

QString BrokenText::selection() const
{
    return selectedText().remove(kBreak);
}

void BrokenText::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && hasSelectedText())
        QGuiApplication::clipboard()->setText(selection());
    else
        QLabel::keyPressEvent(event);
}

// X11 has what is selected on a clipboard of its own.
void BrokenText::mouseReleaseEvent(QMouseEvent *event)
{
    QLabel::mouseReleaseEvent(event);
    if (QGuiApplication::clipboard()->supportsSelection() && hasSelectedText())
        QGuiApplication::clipboard()->setText(selection(), QClipboard::Selection);
}

void BrokenText::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = menu->addAction(tr("Copy"), this,
                                    [text = selection()] { QGuiApplication::clipboard()->setText(text); });
    copy->setEnabled(hasSelectedText());
    menu->addAction(tr("Select all"), this, [this] { setSelection(0, int(text().size())); });
    menu->popup(event->globalPos());
}

} // namespace ui::widgets
