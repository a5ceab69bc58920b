// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/labelled_field.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
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
    m_label = newLabel({}, TextRole::Secondary, Ink::Text2);
    m_label->setBuddy(field);
    m_labelRow->addWidget(m_label);
    m_labelRow->addStretch(1);
    m_hint = newLabel({}, TextRole::Caption, Ink::Text2);
    m_labelRow->addWidget(m_hint);
    column->addLayout(m_labelRow);
    column->addWidget(field);
    m_trouble = newParagraph({}, TextRole::Secondary, Ink::Error);
    m_trouble->setObjectName(QStringLiteral("trouble"));
    m_trouble->hide();
    column->addWidget(m_trouble);
    setLabel(label);
    setHint(hint);
}

void LabelledField::setHint(const QString &hint)
{
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
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

int LabelledField::troubleHeight() const
{
    return m_trouble->isHidden() ? 0 : m_trouble->heightForWidth(width()) + layout()->spacing();
}

QString LabelledField::trouble() const
{
    return m_trouble->text();
}

} // namespace ui::widgets
