// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_network.h"

#include "ui/models/network_places.h"
#include "ui/models/setting_words.h"
#include "ui/pages/setting_cards.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::Tone;

enum Reach { Here, Network, AsTyped };

constexpr auto kHere = "127.0.0.1"_L1;
constexpr auto kEverywhere = "0.0.0.0"_L1;
constexpr int kPortWidth = 110;
constexpr int kMostUrls = 3; // of a computer with many networks

} // namespace

SettingsNetwork::SettingsNetwork(const SettingsParts &parts)
    : m_parts(parts)
    , m_listen(parts.context.service)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(buildListen());
    column->addWidget(new SettingCards(m_parts.settings,
                                       {{tr("Browsers"), {"CORS_ALLOWED_ORIGINS"}},
                                        {tr("Going out"), {"RELAY_PROXY", "OTEL_EXPORTER_OTLP_ENDPOINT"}}}));
    column->addStretch(1);
    connect(&m_parts.settings, &models::SettingsAccess::rowsRead, this, &SettingsNetwork::showSettings);
    connect(&m_listen, &models::ListenChange::began, this, &SettingsNetwork::showBusy);
    connect(&m_listen, &models::ListenChange::failed, this, [this](const QString &reason) {
        showBusy();
        m_portField->setTrouble(reason);
        m_parts.settings.read();
    });
    connect(&m_listen, &models::ListenChange::moved, this, [this](qint64 entry) {
        m_edited = false;
        showBusy();
        m_parts.settings.read();
        // The window is another one when the relay has begun anew: the next one says that it has, and how to
        // go back.
        m_parts.context.ui.leaveNote(entry != 0 ? u"moved:"_s % QString::number(entry) : QString());
        if (entry != 0)
            m_parts.say(tr("The relay moves to the new address; answers under way end first"),
                        [this, entry] { m_listen.undo(entry); });
    });
    showSettings();
}

void SettingsNetwork::tellMoved(std::int64_t entry)
{
    const auto events = m_parts.context.service.watchService().events(0);
    const bool stayed = std::ranges::any_of(events, [](const relay::api::Event &event) {
        return event.kind == relay::api::EventKind::RestartFailed;
    });
    if (!stayed)
        m_parts.say(tr("The relay has moved to the new address"), [this, entry] { m_listen.undo(entry); });
}

QWidget *SettingsNetwork::buildListen()
{
    auto *card = new widgets::Card(tr("Where clients call"));
    m_reach = new widgets::SegmentedControl(
        {tr("This computer alone"), tr("The local network too"), tr("Another address")});
    m_reach->setObjectName(u"reach"_s);
    m_reach->setAccessibleName(tr("Who can reach the relay"));
    card->column()->addWidget(m_reach);

    auto *fields = new QHBoxLayout;
    fields->setSpacing(12);
    m_address = new QLineEdit;
    m_address->setObjectName(u"listenAddress"_s);
    m_address->setFont(fontOf(widgets::TextRole::Mono));
    m_addressField = new widgets::LabelledField(tr("Address"), m_address);
    fields->addWidget(m_addressField, 1, Qt::AlignTop);
    m_port = new QSpinBox;
    m_port->setObjectName(u"listenPort"_s);
    m_port->setRange(0, 65535);
    m_port->setGroupSeparatorShown(false);
    m_port->setMinimumWidth(widgets::scaled(kPortWidth));
    m_portField = new widgets::LabelledField(tr("Port"), m_port);
    fields->addWidget(m_portField, 1, Qt::AlignTop);
    card->column()->addLayout(fields);

    m_warning = new widgets::Banner;
    m_warning->setObjectName(u"networkWarning"_s);
    card->column()->addWidget(m_warning);
    card->column()->addWidget(buildOthers());
    auto *foot = new QHBoxLayout;
    QLabel *note = widgets::newParagraph(
        tr("The address is tried first. Answers under way end, then the relay begins anew there."),
        widgets::TextRole::Secondary, widgets::Ink::Text2);
    foot->addWidget(note, 1);
    m_apply = widgets::newButton(widgets::ButtonKind::Primary, tr("Apply"));
    m_apply->setObjectName(u"applyListen"_s);
    foot->addWidget(m_apply);
    card->column()->addLayout(foot);

    connect(m_reach, &widgets::SegmentedControl::chosen, this, &SettingsNetwork::choose);
    connect(m_address, &QLineEdit::textEdited, this, [this] {
        m_edited = true;
        m_addressField->setTrouble({});
        m_portField->setTrouble({});
        warn();
    });
    connect(m_port, &QSpinBox::valueChanged, this, [this] {
        m_edited = true;
        m_portField->setTrouble({});
        warn();
    });
    connect(m_address, &QLineEdit::returnPressed, this, &SettingsNetwork::apply);
    connect(m_apply, &QPushButton::clicked, this, &SettingsNetwork::apply);
    connect(m_warning, &widgets::Banner::actionRequested, this, [this] { m_parts.go(PageId::Tokens); });
    return card;
}

QWidget *SettingsNetwork::buildOthers()
{
    auto *urls = new QWidget;
    auto *column = new QVBoxLayout(urls);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    for (int i = 0; i < kMostUrls; ++i) {
        auto *url =
            new widgets::CopyField(widgets::CopyField::Kind::Plain, widgets::CopyField::Weight::Secondary);
        url->setObjectName(u"networkAddress%1"_s.arg(i));
        url->setAccessibleName(tr("Address for other computers"));
        column->addWidget(url);
        m_othersUrls.push_back(url);
    }
    m_others = new widgets::LabelledField(tr("It is open: other computers call"), urls);
    m_others->hide();
    return m_others;
}

// As it listens now, not as the fields above are.
void SettingsNetwork::showWhereOthersCall()
{
    const QStringList urls = models::networkUrls(m_parts.context.service.status(), models::networkPlaces());
    m_others->setVisible(!urls.isEmpty());
    for (std::size_t i = 0; i < m_othersUrls.size(); ++i) {
        const bool used = qsizetype(i) < urls.size();
        m_othersUrls[i]->setVisible(used);
        if (used)
            m_othersUrls[i]->setText(urls.at(qsizetype(i)));
    }
}

void SettingsNetwork::showSettings()
{
    showWhereOthersCall();
    const relay::api::SettingRow *address = m_parts.settings.row("LISTEN_ADDRESS");
    const relay::api::SettingRow *port = m_parts.settings.row("PORT");
    if (!address || !port) {
        showBusy();
        return;
    }
    m_setAddress = QString::fromStdString(address->value);
    m_setPort = QString::fromStdString(port->value).toInt();
    m_addressLocked = address->locked;
    m_portLocked = port->locked;
    m_addressField->setHint(models::lockText(*address));
    m_portField->setHint(port->locked ? models::lockText(*port) : tr("0: a free one"));
    if (!m_edited) {
        const QSignalBlocker quiet(m_port);
        m_address->setText(m_setAddress);
        m_port->setValue(m_setPort);
        showReach();
    }
    showBusy();
}

void SettingsNetwork::showReach()
{
    m_reach->setCurrent(m_setAddress == kHere ? Here : m_setAddress == kEverywhere ? Network : AsTyped);
}

void SettingsNetwork::choose(int reach)
{
    m_edited = true;
    if (reach != AsTyped)
        m_address->setText(reach == Here ? kHere : kEverywhere);
    m_addressField->setTrouble({});
    m_portField->setTrouble({});
    showBusy();
    if (reach == AsTyped) {
        m_address->setFocus();
        m_address->selectAll();
    }
}

bool SettingsNetwork::isChanged() const
{
    return m_address->text().trimmed() != m_setAddress || m_port->value() != m_setPort;
}

void SettingsNetwork::warn()
{
    const bool open = models::isOpenToNetwork(m_address->text());
    const bool hasToken = !m_parts.context.service.clientKey().empty();
    if (!open)
        m_warning->clear();
    else if (!hasToken)
        m_warning->say(Tone::Error,
                       tr("Without a token nobody could call, and nothing should be open to the network "
                          "without one."),
                       tr("Create a token"));
    else
        m_warning->say(Tone::Warn,
                       tr("Every computer in this network can then reach the relay, unencrypted: whoever has "
                          "a token spends your money, and whoever listens reads prompts, answers and tokens. "
                          "The system's firewall may ask."));
    m_apply->setText(open && isChanged() ? tr("Open to the network") : tr("Apply"));
    m_apply->setEnabled(isChanged() && !m_listen.isBusy() && !(open && !hasToken));
}

void SettingsNetwork::showBusy()
{
    const bool busy = m_listen.isBusy();
    m_reach->setEnabled(!busy && !m_addressLocked);
    m_address->setEnabled(!busy && !m_addressLocked && m_reach->current() == AsTyped);
    m_port->setEnabled(!busy && !m_portLocked);
    warn();
    if (busy)
        m_apply->setText(tr("Trying…"));
}

void SettingsNetwork::apply()
{
    if (!m_apply->isEnabled())
        return;
    m_port->interpretText();
    m_addressField->setTrouble(m_address->text().trimmed().isEmpty() ? tr("An address, like 127.0.0.1")
                                                                     : QString());
    if (!m_addressField->trouble().isEmpty())
        return;
    m_parts.context.whenNothingIsLost([this] {
        m_listen.apply({.address = m_address->text(),
                        .port = std::uint16_t(m_port->value()),
                        .addressLocked = m_addressLocked,
                        .portLocked = m_portLocked});
    });
}

} // namespace ui::pages
