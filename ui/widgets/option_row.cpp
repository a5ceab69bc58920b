// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/option_row.h"

#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::widgets {

namespace {

void write(QLabel *label, const QString &text)
{
    if (label->text() == text)
        return;
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

OptionRow::OptionRow(const QString &title, QWidget *control, QWidget *parent)
    : QWidget(parent)
    , m_control(control)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 2);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    column->addLayout(row);

    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    QLabel *name = newParagraph(title);
    name->setObjectName(QStringLiteral("title"));
    words->addWidget(name);
    m_explanation = newLabel({}, TextRole::Secondary, Ink::Text2);
    m_explanation->hide();
    m_explanation->setObjectName(QStringLiteral("explanation"));
    m_explanation->setWordWrap(true);
    words->addWidget(m_explanation);
    m_code = newLabel({}, TextRole::MonoSmall, Ink::Text2);
    m_code->hide();
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->addWidget(m_code);
    row->addLayout(words, 1);

    m_controls = new QHBoxLayout;
    m_controls->setSpacing(8);
    m_fact = newLabel({}, TextRole::Secondary, Ink::Text2);
    m_fact->hide();
    m_fact->setObjectName(QStringLiteral("fact"));
    m_controls->addWidget(m_fact);
    if (control) {
        m_controls->addWidget(control);
        if (control->accessibleName().isEmpty())
            control->setAccessibleName(title);
    }
    row->addLayout(m_controls);

    m_trouble = newLabel({}, TextRole::Secondary, Ink::Error);
    m_trouble->hide();
    m_trouble->setObjectName(QStringLiteral("trouble"));
    m_trouble->setWordWrap(true);
    column->addWidget(m_trouble);
}

void OptionRow::setExplanation(const QString &text)
{
    write(m_explanation, text);
}

QString OptionRow::explanation() const
{
    return m_explanation->text();
}

void OptionRow::setCode(const QString &code)
{
    write(m_code, code);
}

void OptionRow::setFact(const QString &fact, Ink ink)
{
    setInk(m_fact, ink);
    write(m_fact, fact);
}

void OptionRow::setTrouble(const QString &sentence)
{
    write(m_trouble, sentence);
    if (!m_control)
        return;
    m_control->setProperty("invalid", !sentence.isEmpty());
    m_control->setAccessibleDescription(sentence);
    m_control->update();
}

QString OptionRow::trouble() const
{
    return m_trouble->text();
}

} // namespace ui::widgets
