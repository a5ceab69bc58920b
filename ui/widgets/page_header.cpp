// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_header.h"

#include "ui/widgets/base_line.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyle>

namespace ui::widgets {

namespace {

constexpr int kHeight = 64;

// Gives way before a title and actions do; what does not fit is left out at the end, and is in the tool tip.
class FactsLabel final : public QLabel
{
public:
    FactsLabel() { setTextFormat(Qt::PlainText); }
    QSize minimumSizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(QChar(0x2026)), QLabel::minimumSizeHint().height()};
    }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ToolTip)
            setToolTip(fontMetrics().horizontalAdvance(text()) > width() ? text() : QString());
        return QLabel::event(event);
    }
    void paintEvent(QPaintEvent *) override
    {
        constexpr qsizetype kLeast = 5; // of letters: fewer say nothing
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
        if (shown != text() && shown.size() <= kLeast)
            return;
        QPainter painter(this);
        style()->drawItemText(&painter, contentsRect(), int(Qt::AlignLeft | Qt::AlignVCenter), palette(),
                              isEnabled(), shown, foregroundRole());
    }
};

} // namespace

PageHeader::PageHeader(const QString &title, QWidget *parent)
    : QWidget(parent)
{
    setMinimumHeight(kHeight);
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    m_title = newLabel(title, TextRole::Title);
    m_title->setObjectName(QStringLiteral("title"));
    auto *words = new QHBoxLayout;
    words->setSpacing(15);
    words->addWidget(m_title, 0, Qt::AlignBottom);
    m_facts = new FactsLabel;
    m_facts->setFont(fontOf(TextRole::Secondary));
    setInk(m_facts, Ink::Text2);
    m_facts->setObjectName(QStringLiteral("facts"));
    standOnLineOf(*m_title, m_facts);
    words->addWidget(m_facts, 0, Qt::AlignBottom);
    words->setAlignment(Qt::AlignVCenter);
    m_row->addLayout(words);
    m_row->addStretch(1);
    m_toast = new Toast;
    m_row->addWidget(m_toast, 0, Qt::AlignVCenter);
    m_row->addStretch(1);
}

void PageHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PageHeader::setFacts(const QString &facts)
{
    m_facts->setText(facts);
}

void PageHeader::addAction(QWidget *control)
{
    m_row->addWidget(control, 0, Qt::AlignVCenter);
}

} // namespace ui::widgets
