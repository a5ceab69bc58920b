// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_editor.h"

#include "ui/models/setting_choice.h"
#include "ui/models/setting_words.h"
#include "ui/pages/setting_columns.h"
#include "ui/widgets/button.h"
#include "ui/widgets/noted_choices.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/toggle_switch.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

namespace ui::pages {

namespace {

using relay::api::SettingKind;
using relay::api::SettingRow;

} // namespace

SettingEditor::SettingEditor(const SettingRow &row, QWidget *parent)
    : QWidget(parent)
    , m_row(row)
{
    auto *box = new QHBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    build();
    QWidget *const editors[] = {m_switch, m_choice, m_number, m_line};
    for (QWidget *editor : editors) {
        if (!editor)
            continue;
        editor->setAccessibleName(models::titleOf(row.name));
        editor->setAccessibleDescription(models::textOf(row));
        editor->setObjectName(QString::fromStdString(row.name));
        widgets::setInRow(editor);
        if (editor == m_switch)
            box->addWidget(editor, 0, Qt::AlignLeft | Qt::AlignVCenter);
        else
            box->addWidget(editor, 1, Qt::AlignVCenter);
        if (editor == m_switch)
            box->setContentsMargins(0, 0, 0, 0);
    }
    setFixedWidth(SettingColumns::ofFont().value);
    showValue();
}

void SettingEditor::build()
{
    switch (m_row.kind) {
    case SettingKind::Switch:
        m_switch = new widgets::ToggleSwitch;
        connect(m_switch, &QAbstractButton::clicked, this,
                [this](bool on) { emit given(on ? QStringLiteral("true") : QStringLiteral("false")); });
        return;
    case SettingKind::Choice:
        m_choice = new QComboBox;
        m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_choice->setMinimumContentsLength(4);
        m_choice->setItemDelegate(new widgets::NotedChoices(m_choice));
        for (const std::string &word : m_row.choices) {
            m_choice->addItem(QString::fromStdString(word));
            const models::ChoiceNote note = models::choiceNote(m_row.name, word);
            widgets::NotedChoices::note(*m_choice, m_choice->count() - 1, note.word,
                                        note.risk.isEmpty() ? widgets::Ink::Text2 : widgets::Ink::Warn);
        }
        connect(m_choice, &QComboBox::activated, this, [this] { emit given(m_choice->currentText()); });
        return;
    case SettingKind::Integer:
    case SettingKind::Decimal:
        m_number = new widgets::NumberField;
        m_number->setForm(m_row.kind == SettingKind::Decimal ? 2 : 0, m_row.unit != "port",
                          [row = m_row](double value) { return models::unitOf(row, value); });
        connect(m_number, &widgets::NumberField::given, this, &SettingEditor::given);
        connect(m_number, &widgets::NumberField::takenBack, this, &SettingEditor::takenBack);
        return;
    case SettingKind::Text:
    case SettingKind::Secret:
        m_line = new QLineEdit;
        if (m_row.kind == SettingKind::Secret)
            m_line->setEchoMode(QLineEdit::PasswordEchoOnEdit);
        connect(m_line, &QLineEdit::editingFinished, this, [this] {
            if (m_line->isModified() && m_line->text() != QString::fromStdString(m_row.value))
                emit given(m_line->text());
            m_line->setModified(false);
        });
        return;
    }
}

void SettingEditor::show(const SettingRow &row)
{
    const bool same = row.value == m_row.value && row.locked == m_row.locked;
    m_row = row;
    if (!same || m_switch || m_choice)
        showValue();
}

void SettingEditor::putBack()
{
    if (m_switch || m_choice)
        showValue();
}

void SettingEditor::showValue()
{
    const QString value = QString::fromStdString(m_row.value);
    setEnabled(!m_row.locked);
    if (m_switch) {
        m_switch->setChecked(m_row.value == "true");
    } else if (m_choice) {
        const QSignalBlocker quiet(m_choice);
        m_choice->setCurrentIndex(m_choice->findText(value));
    } else if (m_number) {
        m_number->setValue(value);
    } else if (m_line && !(m_line->hasFocus() && m_line->isModified())) {
        m_line->setText(value);
        m_line->setCursorPosition(0);
    }
}

void SettingEditor::setInvalid(bool invalid)
{
    if (m_number)
        m_number->setInvalid(invalid);
    if (m_line && m_line->property("invalid").toBool() != invalid) {
        m_line->setProperty("invalid", invalid);
        m_line->update();
    }
}

} // namespace ui::pages
