// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profiling_server_card.h"

#include "ui/widgets/badge.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toggle_switch.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::CopyField;
using widgets::Ink;
using widgets::TextRole;

constexpr auto kEnabled = "PPROF_ENABLED";
constexpr auto kPort = "PPROF_PORT";

} // namespace

ProfilingServerCard::ProfilingServerCard(models::SettingsAccess &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
{
    auto *card = new widgets::Card(tr("Profiling server"));
    card->setFact(tr("for go tool pprof and its like, on this computer alone"));
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(card);

    m_lock = new QLabel;
    m_lock->setFont(fontOf(TextRole::Secondary));
    setInk(m_lock, Ink::Text2);
    card->titleRow()->addWidget(m_lock);
    auto *portName = new QLabel(tr("Port"));
    portName->setFont(fontOf(TextRole::Secondary));
    setInk(portName, Ink::Text2);
    card->titleRow()->addWidget(portName);
    m_port = new QSpinBox;
    m_port->setObjectName(u"port"_s);
    m_port->setAccessibleName(tr("Port of the profiling server"));
    m_port->setRange(1, 65535);
    m_port->setGroupSeparatorShown(false);
    m_port->setKeyboardTracking(false);
    card->titleRow()->addWidget(m_port);
    m_state = new widgets::Badge;
    m_state->setObjectName(u"serverState"_s);
    card->titleRow()->addWidget(m_state);
    m_switch = new widgets::ToggleSwitch;
    m_switch->setObjectName(u"server"_s);
    m_switch->setAccessibleName(tr("Profiling server"));
    card->titleRow()->addWidget(m_switch);

    m_trouble = new QLabel;
    m_trouble->setObjectName(u"serverTrouble"_s);
    m_trouble->setWordWrap(true);
    setInk(m_trouble, Ink::Error);
    m_trouble->hide();
    card->column()->addWidget(m_trouble);
    m_use = buildUse();
    card->column()->addWidget(m_use);

    connect(m_switch, &QAbstractButton::clicked, this, &ProfilingServerCard::turn);
    connect(m_port, &QSpinBox::valueChanged, this, &ProfilingServerCard::movePort);
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, &ProfilingServerCard::showState);
    connect(&m_settings, &models::SettingsAccess::refused, this, &ProfilingServerCard::refuse);
    showState();
}

QWidget *ProfilingServerCard::buildUse()
{
    auto *use = new QWidget;
    auto *grid = new QGridLayout(use);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    m_address = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Secondary);
    m_address->setObjectName(u"serverAddress"_s);
    m_address->setAccessibleName(tr("Address of the profiling server"));
    m_command = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Secondary);
    m_command->setObjectName(u"serverCommand"_s);
    m_command->setAccessibleName(tr("Command"));
    const auto named = [](const QString &name) {
        auto *label = new QLabel(name);
        setInk(label, Ink::Text2);
        return label;
    };
    grid->addWidget(named(tr("Address")), 0, 0);
    grid->addWidget(m_address, 0, 1);
    grid->addWidget(named(tr("Command")), 1, 0);
    grid->addWidget(m_command, 1, 1);
    grid->setColumnStretch(1, 1);
    return use;
}

void ProfilingServerCard::showState()
{
    const relay::api::SettingRow *enabled = m_settings.row(kEnabled);
    const relay::api::SettingRow *port = m_settings.row(kPort);
    m_switch->setEnabled(enabled && !enabled->locked);
    m_port->setEnabled(port && !port->locked);
    showAddress(QString::number(m_port->value()));
    m_use->setVisible(enabled && enabled->value == "true");
    if (!enabled || !port) {
        m_state->set(widgets::Tone::Neutral, tr("unknown"));
        return;
    }
    const bool wanted = enabled->value == "true";
    const bool on = enabled->effective ? *enabled->effective == "true" : wanted;
    m_switch->setChecked(wanted);
    m_state->set(on ? widgets::Tone::Ok : widgets::Tone::Neutral, on ? tr("on") : tr("off"),
                 on ? widgets::Glyph::Check : widgets::Glyph::Ring);
    m_lock->setText(enabled->locked ? models::lockedByText(*enabled) : models::lockedByText(*port));
    const QSignalBlocker quiet(m_port);
    const QString shown = QString::fromStdString(port->value);
    if (!m_port->hasFocus() || m_port->value() == shown.toInt())
        m_port->setValue(shown.toInt());
    showAddress(shown);
}

void ProfilingServerCard::showAddress(const QString &port)
{
    const QString address = u"http://127.0.0.1:"_s % port % u"/debug/pprof/"_s;
    m_address->setText(address);
    m_command->setText(u"go tool pprof "_s % address % u"profile?seconds=30"_s);
}

void ProfilingServerCard::turn(bool on)
{
    m_trouble->hide();
    m_settings.change({{kEnabled, on ? "true" : "false"}});
}

void ProfilingServerCard::movePort()
{
    m_trouble->hide();
    m_port->setProperty("invalid", false);
    m_settings.change({{kPort, std::to_string(m_port->value())}});
}

void ProfilingServerCard::refuse(const QStringList &names, const QString &reason)
{
    if (!names.contains(QLatin1String(kEnabled)) && !names.contains(QLatin1String(kPort)))
        return;
    m_port->setProperty("invalid", names.contains(QLatin1String(kPort)));
    m_port->update();
    m_trouble->setText(reason);
    m_trouble->show();
}

} // namespace ui::pages
