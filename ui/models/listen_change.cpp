// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/listen_change.h"

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

} // namespace

ListenChange::ListenChange(relay::api::RelayService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
}

void ListenChange::apply(const QString &address, std::uint16_t port)
{
    if (m_busy)
        return;
    m_busy = true;
    emit began();
    const std::string where = address.trimmed().toStdString();
    m_service.trafficService().tryListen(where, port, this,
                                         [this, where, port](const relay::Result<bool> &possible) {
                                             if (possible)
                                                 set(where, port);
                                             else
                                                 fail(possible.error().message);
                                         });
}

void ListenChange::set(const std::string &address, std::uint16_t port)
{
    m_service.settingsService().changeSettings(
        {{"LISTEN_ADDRESS", address}, {"PORT", std::to_string(port)}}, this,
        [this](const relay::Result<relay::api::SettingsOutcome> &outcome) {
            if (outcome)
                beginAnew(outcome->entry ? outcome->entry->id : 0);
            else
                fail(outcome.error().message);
        });
}

void ListenChange::undo(std::int64_t entry)
{
    m_busy = true;
    m_service.settingsService().undo(entry, this,
                                     [this](const relay::Result<relay::api::SettingsOutcome> &outcome) {
                                         if (outcome)
                                             beginAnew(0);
                                         else
                                             fail(outcome.error().message);
                                     });
}

void ListenChange::beginAnew(std::int64_t entry)
{
    const relay::Result<void> begun = m_service.trafficService().restart();
    if (!begun) {
        fail(tr("The new address is set, and takes effect when the program starts again: %1")
                 .arg(begun.error().message));
        return;
    }
    m_busy = false;
    emit moved(entry);
}

void ListenChange::fail(const QString &reason)
{
    m_busy = false;
    emit failed(reason);
}

bool isOpenToNetwork(const QString &address)
{
    const QString where = address.trimmed().toLower();
    return !where.isEmpty() && where != "localhost"_L1 && !where.startsWith("127."_L1) && where != "::1"_L1 &&
           where != "[::1]"_L1;
}

} // namespace ui::models
