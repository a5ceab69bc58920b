// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profiling_server_card.h"

#include "ui/models/said_text.h"
#include "ui/models/setting_words.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toggle_switch.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
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

ProfilingServerCard::ProfilingServerCard(models::SettingsAccess &settings,
                                         relay::api::TrafficService &traffic)
    : m_settings(settings)
    , m_traffic(traffic)
{
    auto *card = new widgets::Card(tr("Profiling server"));
    card->setFact(tr("for go tool pprof and its like, on this computer alone"));
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(card);

    m_lock = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    card->titleRow()->addWidget(m_lock);
    QLabel *portName = widgets::newLabel(tr("Port"), TextRole::Secondary, Ink::Text2);
    card->titleRow()->addWidget(portName);
    buildPort();
    card->titleRow()->addWidget(m_port);
    card->titleRow()->addWidget(m_apply);
    m_state = new widgets::Badge;
    m_state->setObjectName(u"serverState"_s);
    card->titleRow()->addWidget(m_state);
    m_switch = new widgets::ToggleSwitch;
    m_switch->setObjectName(u"server"_s);
    m_switch->setAccessibleName(tr("Profiling server"));
    card->titleRow()->addWidget(m_switch);

    m_trouble = widgets::newParagraph({}, TextRole::Body, Ink::Error);
    m_trouble->setObjectName(u"serverTrouble"_s);
    m_trouble->hide();
    card->column()->addWidget(m_trouble);
    m_use = buildUse();
    card->column()->addWidget(m_use);

    connect(m_switch, &QAbstractButton::clicked, this, &ProfilingServerCard::turn);
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, &ProfilingServerCard::showState);
    connect(&m_settings, &models::SettingsAccess::refused, this, &ProfilingServerCard::refuse);
    showState();
}

// A port on the way to another is not listened at: it is tried, and taken, when asked.
void ProfilingServerCard::buildPort()
{
    m_port = new QSpinBox;
    m_port->setObjectName(u"port"_s);
    m_port->setAccessibleName(tr("Port of the profiling server"));
    m_port->setRange(1, 65535);
    m_port->setGroupSeparatorShown(false);
    m_apply = widgets::newButton(widgets::ButtonKind::Secondary, tr("Apply"));
    m_apply->setObjectName(u"applyPort"_s);
    widgets::setInRow(m_apply);
    m_apply->hide();
    connect(m_port, &QSpinBox::valueChanged, this, [this] {
        m_trouble->hide();
        m_port->setProperty("invalid", false);
        m_port->update();
        showApply();
    });
    connect(m_apply, &QPushButton::clicked, this, &ProfilingServerCard::movePort);
    auto *enter = new QShortcut(QKeySequence(Qt::Key_Return), m_port);
    enter->setContext(Qt::WidgetWithChildrenShortcut);
    connect(enter, &QShortcut::activated, this, &ProfilingServerCard::movePort);
}

void ProfilingServerCard::showApply()
{
    m_apply->setVisible(m_setPort != 0 && m_port->isEnabled() && m_port->value() != m_setPort);
    m_apply->setEnabled(!m_trying);
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
        QLabel *label = widgets::newLabel(name, TextRole::Body, Ink::Text2);
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
    m_lock->setText(enabled->locked ? models::lockText(*enabled) : models::lockText(*port));
    const QString shown = QString::fromStdString(port->value);
    if (m_port->value() == m_setPort || m_setPort == 0) { // not what somebody is about to apply
        const QSignalBlocker quiet(m_port);
        m_port->setValue(shown.toInt());
    }
    m_setPort = shown.toInt();
    showApply();
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
    if (m_trying || m_port->value() == m_setPort)
        return;
    m_trouble->hide();
    m_trying = true;
    showApply();
    m_traffic.tryListen("127.0.0.1", std::uint16_t(m_port->value()), this,
                        [this](const relay::Result<bool> &possible) {
                            m_trying = false;
                            showApply();
                            if (possible)
                                takePort();
                            else
                                refusePort(models::saidText(possible.error()));
                        });
}

void ProfilingServerCard::takePort()
{
    m_settings.change({{kPort, std::to_string(m_port->value())}});
}

void ProfilingServerCard::refusePort(const QString &reason)
{
    m_port->setProperty("invalid", true);
    m_port->update();
    m_trouble->setText(reason);
    m_trouble->show();
}

void ProfilingServerCard::refuse(const QStringList &names, const QString &reason)
{
    if (names.contains(QLatin1String(kPort))) {
        refusePort(reason);
    } else if (names.contains(QLatin1String(kEnabled))) {
        m_trouble->setText(reason);
        m_trouble->show();
    }
}

} // namespace ui::pages
