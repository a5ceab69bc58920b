// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_line.h"

#include "ui/widgets/button.h"
#include "ui/widgets/option_row.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toggle_switch.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingRow;
using widgets::Ink;

constexpr int kNumberWidth = 110;
constexpr int kTextWidth = 280;
constexpr auto kMasked = "***";

// one of WAL, DELETE, ...
QStringList choicesOf(const SettingRow &row)
{
    const QString allowed = QString::fromStdString(row.allowed);
    const QString head = u"one of "_s;
    return allowed.startsWith(head) ? allowed.mid(head.size()).split(u", "_s) : QStringList();
}

bool isNumber(const SettingRow &row)
{
    return row.allowed.starts_with("a number") || row.allowed.starts_with("a whole number");
}

} // namespace

SettingLine::SettingLine(models::SettingsAccess &settings, const std::string &name, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_name(name)
{
    const SettingRow row = settings.row(name) ? *settings.row(name) : SettingRow{.name = name};
    const QString title = models::settingTitle(row);
    setObjectName(QString::fromStdString(name));
    m_row = new widgets::OptionRow(title, buildEditor(row));
    m_row->setCode(QString::fromStdString(name));
    m_row->setExplanation(models::settingRemark(row));
    if (isNumber(row) && !row.unit.empty()) {
        auto *unit = new QLabel(QString::fromStdString(row.unit));
        unit->setFont(fontOf(widgets::TextRole::Secondary));
        setInk(unit, Ink::Text2);
        unit->setMinimumWidth(56);
        m_row->controls()->addWidget(unit);
    }
    m_reset = widgets::newIconButton(widgets::Glyph::Undo, tr("Back to the default"));
    m_reset->setObjectName(u"reset"_s);
    widgets::setInRow(m_reset);
    QSizePolicy keeps = m_reset->sizePolicy();
    keeps.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keeps);
    m_row->controls()->addWidget(m_reset);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_row);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const SettingRow *now = m_settings.row(m_name))
            give(now->defaultValue);
    });
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, &SettingLine::refresh);
    connect(&m_settings, &models::SettingsAccess::refused, this, &SettingLine::refuse);
    refresh();
}

QWidget *SettingLine::buildEditor(const SettingRow &row)
{
    if (row.allowed.starts_with("true or false")) {
        m_kind = Kind::Switch;
        m_switch = new widgets::ToggleSwitch;
        connect(m_switch, &QAbstractButton::clicked, this, [this](bool on) { give(on ? "true" : "false"); });
        return m_switch;
    }
    if (const QStringList choices = choicesOf(row); !choices.isEmpty()) {
        m_kind = Kind::Choice;
        m_choice = new QComboBox;
        m_choice->addItems(choices);
        widgets::setInRow(m_choice);
        connect(m_choice, &QComboBox::activated, this,
                [this] { give(m_choice->currentText().toStdString()); });
        return m_choice;
    }
    m_text = new QLineEdit;
    m_secret = row.name.starts_with("INITIAL_ROOT_");
    if (m_secret)
        m_text->setEchoMode(QLineEdit::Password);
    if (isNumber(row)) {
        m_text->setAlignment(Qt::AlignRight);
        m_text->setFixedWidth(kNumberWidth);
    } else {
        m_text->setFixedWidth(kTextWidth);
        m_text->setFont(fontOf(widgets::TextRole::Mono));
    }
    widgets::setInRow(m_text);
    connect(m_text, &QLineEdit::editingFinished, this, &SettingLine::giveText);
    connect(m_text, &QLineEdit::textEdited, this, [this] { m_row->setTrouble({}); });
    return m_text;
}

void SettingLine::refresh()
{
    const SettingRow *row = m_settings.row(m_name);
    if (!row)
        return;
    const QString value = QString::fromStdString(row->value);
    if (m_switch) {
        m_switch->setChecked(row->value == "true");
        m_switch->setEnabled(!row->locked);
    } else if (m_choice) {
        const QSignalBlocker quiet(m_choice);
        m_choice->setCurrentText(value);
        m_choice->setEnabled(!row->locked);
    } else {
        const bool masked = m_secret && row->value == kMasked;
        const QString shown = masked ? QString() : value;
        m_text->setPlaceholderText(masked               ? tr("set, and not shown")
                                   : row->value.empty() ? tr("none")
                                                        : QString());
        if (m_row->trouble().isEmpty() && (!m_text->hasFocus() || m_text->text() == m_shown)) {
            m_text->setText(shown); // not under somebody's hands
            m_text->setCursorPosition(0);
        }
        m_shown = shown;
        m_text->setReadOnly(row->locked);
    }
    showState(*row);
}

void SettingLine::showState(const SettingRow &row)
{
    m_reset->setVisible(!row.locked && row.value != row.defaultValue && !m_secret);
    const QString defaultText =
        row.defaultValue.empty() ? tr("none") : QString::fromStdString(row.defaultValue);
    m_reset->setToolTip(tr("Back to the default: %1").arg(defaultText));
    if (row.locked)
        m_row->setFact(models::lockedByText(row), Ink::Text2);
    else if (row.effective && *row.effective != row.value)
        m_row->setFact(tr("takes effect %1").arg(models::effectTimeText(row.takesEffect)), Ink::Warn);
    else
        m_row->setFact({}, Ink::Text2);
}

void SettingLine::giveText()
{
    const QString text = m_text->text().trimmed();
    if (text == m_shown || m_text->isReadOnly())
        return;
    give(text.toStdString());
}

void SettingLine::give(const std::string &value)
{
    m_row->setTrouble({});
    if (m_text)
        m_shown = QString::fromStdString(value); // given once
    m_settings.change({{m_name, value}});
}

void SettingLine::refuse(const QStringList &names, const QString &reason)
{
    if (names.contains(QString::fromStdString(m_name)))
        m_row->setTrouble(reason);
}

} // namespace ui::pages
