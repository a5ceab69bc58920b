// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_header.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"

#include <QHBoxLayout>
#include <QLabel>

namespace ui::widgets {

namespace {

constexpr int kHeight = 64;

} // namespace

PageHeader::PageHeader(const QString &title, QWidget *parent)
    : QWidget(parent)
{
    setMinimumHeight(kHeight);
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    auto *label = new QLabel(title);
    label->setObjectName(QStringLiteral("title"));
    label->setFont(fontOf(TextRole::Title));
    m_row->addWidget(label, 0, Qt::AlignVCenter);
    m_row->addSpacing(7);
    m_facts = new QLabel;
    m_facts->setObjectName(QStringLiteral("facts"));
    m_facts->setFont(fontOf(TextRole::Secondary));
    setInk(m_facts, Ink::Text2);
    m_row->addWidget(m_facts, 0, Qt::AlignVCenter);
    m_row->addStretch(1);
    m_toast = new Toast;
    m_row->addWidget(m_toast, 0, Qt::AlignVCenter);
    m_row->addStretch(1);
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
