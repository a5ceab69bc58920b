// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/labelled_field.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

namespace ui::widgets {

LabelledField::LabelledField(const QString &label, QWidget *field, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_labelRow = new QHBoxLayout;
    m_labelRow->setSpacing(8);
    m_label = new QLabel;
    m_label->setFont(fontOf(TextRole::Secondary));
    m_label->setBuddy(field);
    setInk(m_label, Ink::Text2);
    m_labelRow->addWidget(m_label);
    m_labelRow->addStretch(1);
    if (!hint.isEmpty()) {
        auto *aside = new QLabel(hint);
        aside->setFont(fontOf(TextRole::Caption));
        setInk(aside, Ink::Text2);
        m_labelRow->addWidget(aside);
    }
    column->addLayout(m_labelRow);
    column->addWidget(field);
    m_trouble = new QLabel;
    m_trouble->setObjectName(QStringLiteral("trouble"));
    m_trouble->setFont(fontOf(TextRole::Secondary));
    m_trouble->setWordWrap(true);
    setInk(m_trouble, Ink::Error);
    m_trouble->hide();
    column->addWidget(m_trouble);
    setLabel(label);
}

void LabelledField::setLabel(const QString &label)
{
    m_label->setText(label);
    if (m_field->accessibleName().isEmpty())
        m_field->setAccessibleName(label);
}

void LabelledField::setTrouble(const QString &sentence)
{
    if (sentence == trouble())
        return;
    m_trouble->setText(sentence);
    m_trouble->setVisible(!sentence.isEmpty());
    m_field->setProperty("invalid", !sentence.isEmpty());
    m_field->setAccessibleDescription(sentence);
    m_field->update();
}

QString LabelledField::trouble() const
{
    return m_trouble->text();
}

} // namespace ui::widgets
