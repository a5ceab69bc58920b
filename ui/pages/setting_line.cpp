// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_line.h"

#include "ui/models/setting_words.h"
#include "ui/pages/page.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/option_row.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toggle_switch.h"

#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <string_view>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingKind;
using relay::api::SettingRow;
using widgets::Ink;

constexpr int kNumberWidth = 110;
constexpr int kTextWidth = 280;
constexpr auto kMasked = "***";
constexpr std::string_view kPath = "SQLITE_PATH"; // half of one is another, empty database

bool isNumber(const SettingRow &row)
{
    return row.kind == SettingKind::Integer || row.kind == SettingKind::Decimal;
}

} // namespace

SettingLine::SettingLine(models::SettingsAccess &settings, const std::string &name, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_name(name)
{
    const SettingRow row = settings.row(name) ? *settings.row(name) : SettingRow{.name = name};
    setObjectName(QString::fromStdString(name));
    m_row = new widgets::OptionRow(models::titleOf(name), buildEditor(row));
    m_row->setCode(QString::fromStdString(name));
    m_row->setExplanation(models::textOf(row));
    if (const QString said = isNumber(row) ? models::unitOf(row, 0) : QString(); !said.isEmpty()) {
        QLabel *unit = widgets::newLabel(said, widgets::TextRole::Secondary, Ink::Text2);
        unit->setMinimumWidth(widgets::scaled(56));
        m_row->controls()->addWidget(unit);
    }
    if (name == kPath)
        m_row->controls()->addWidget(buildApply());
    m_reset = widgets::newIconButton(widgets::Glyph::Undo, tr("Back to the default"));
    m_reset->setObjectName(u"reset"_s);
    widgets::setInRow(m_reset);
    QSizePolicy keeps = m_reset->sizePolicy();
    keeps.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keeps);
    m_row->controls()->insertWidget(0, m_reset); // its place kept, on the side where it shows no gap
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
    if (row.kind == SettingKind::Switch) {
        m_kind = Kind::Switch;
        m_switch = new widgets::ToggleSwitch;
        connect(m_switch, &QAbstractButton::clicked, this, [this](bool on) { give(on ? "true" : "false"); });
        return m_switch;
    }
    if (row.kind == SettingKind::Choice) {
        m_kind = Kind::Choice;
        m_choice = new QComboBox;
        for (const std::string &choice : row.choices)
            m_choice->addItem(QString::fromStdString(choice));
        widgets::setInRow(m_choice);
        connect(m_choice, &QComboBox::activated, this,
                [this] { give(m_choice->currentText().toStdString()); });
        return m_choice;
    }
    m_text = new QLineEdit;
    m_secret = row.kind == SettingKind::Secret;
    if (m_secret)
        m_text->setEchoMode(QLineEdit::Password);
    if (isNumber(row)) {
        m_text->setAlignment(Qt::AlignRight);
        m_text->setFixedWidth(widgets::scaled(kNumberWidth));
    } else {
        m_text->setFixedWidth(widgets::scaled(kTextWidth));
        m_text->setFont(fontOf(widgets::TextRole::Mono));
    }
    widgets::setInRow(m_text);
    if (row.name != kPath)
        connect(m_text, &QLineEdit::editingFinished, this, &SettingLine::giveText);
    connect(m_text, &QLineEdit::textEdited, this, [this] { m_row->setTrouble({}); });
    return m_text;
}

QPushButton *SettingLine::buildApply()
{
    m_apply = widgets::newButton(widgets::ButtonKind::Secondary, tr("Apply"));
    m_apply->setObjectName(u"apply"_s);
    widgets::setInRow(m_apply);
    m_apply->hide();
    connect(m_apply, &QPushButton::clicked, this, &SettingLine::giveText);
    connect(m_text, &QLineEdit::returnPressed, this, &SettingLine::giveText);
    connect(m_text, &QLineEdit::textChanged, this, &SettingLine::showApply);
    auto *back = new QShortcut(QKeySequence(Qt::Key_Escape), m_text, nullptr, nullptr, Qt::WidgetShortcut);
    connect(back, &QShortcut::activated, this, [this] {
        m_row->setTrouble({});
        m_text->setText(m_shown);
    });
    return m_apply;
}

void SettingLine::showApply()
{
    if (m_apply)
        m_apply->setVisible(!m_text->isReadOnly() && m_text->text().trimmed() != m_shown);
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
        const bool untouched = m_text->text() == m_shown || (!m_apply && !m_text->hasFocus());
        if (m_row->trouble().isEmpty() && untouched) {
            m_text->setText(shown); // not under somebody's hands
            m_text->setCursorPosition(0);
        }
        m_shown = shown;
        m_text->setReadOnly(row->locked);
        showApply();
    }
    showState(*row);
}

void SettingLine::showState(const SettingRow &row)
{
    m_reset->setVisible(!row.locked && row.value != row.defaultValue && !m_secret);
    m_reset->setToolTip(tr("Back to the default: %1").arg(models::valueText(row, row.defaultValue)));
    if (row.locked)
        m_row->setFact(models::lockText(row), Ink::Text2);
    else if (models::engineDiffers(row))
        m_row->setFact(tr("takes effect: %1").arg(models::takesEffectText(row)), Ink::Warn);
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
    showApply();
    m_settings.change({{m_name, value}});
}

void SettingLine::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy .env line"), this, &SettingLine::copyEnvLine);
    menu->popup(event->globalPos());
}

void SettingLine::copyEnvLine()
{
    const SettingRow *row = m_settings.row(m_name);
    if (!row)
        return;
    const QString line = models::envLine(*row);
    QGuiApplication::clipboard()->setText(line);
    for (QWidget *around = parentWidget(); around; around = around->parentWidget()) {
        if (auto *page = qobject_cast<Page *>(around))
            return page->tell(tr("Copied: %1").arg(line));
    }
}

void SettingLine::refuse(const QStringList &names, const QString &reason)
{
    if (names.contains(QString::fromStdString(m_name)))
        m_row->setTrouble(reason);
}

} // namespace ui::pages
