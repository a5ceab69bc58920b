// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/listen_change.h"

#include "ui/models/said_text.h"

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

} // namespace

ListenChange::ListenChange(relay::api::RelayService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
}

void ListenChange::start()
{
    m_busy = true;
    emit began();
}

void ListenChange::apply(const ListenPlace &place)
{
    if (m_busy)
        return;
    start();
    m_service.trafficService().tryListen(place.address.trimmed().toStdString(), place.port, this,
                                         [this, place](const relay::Result<bool> &possible) {
                                             if (possible)
                                                 set(place);
                                             else
                                                 fail(saidText(possible.error()));
                                         });
}

void ListenChange::set(const ListenPlace &place)
{
    std::vector<std::pair<std::string, std::string>> values;
    if (!place.addressLocked)
        values.emplace_back("LISTEN_ADDRESS", place.address.trimmed().toStdString());
    if (!place.portLocked)
        values.emplace_back("PORT", std::to_string(place.port));
    m_service.settingsService().changeSettings(
        std::move(values), this, [this](const relay::Result<relay::api::SettingsOutcome> &outcome) {
            if (outcome)
                beginAnew(outcome->entry ? outcome->entry->id : 0);
            else
                fail(saidText(outcome.error()));
        });
}

void ListenChange::undo(std::int64_t entry)
{
    if (m_busy)
        return;
    start();
    m_service.settingsService().undo(entry, this,
                                     [this](const relay::Result<relay::api::SettingsOutcome> &outcome) {
                                         if (outcome)
                                             beginAnew(0);
                                         else
                                             fail(saidText(outcome.error()));
                                     });
}

void ListenChange::beginAnew(std::int64_t entry)
{
    const relay::Result<void> begun = m_service.trafficService().restart();
    if (begun) {
        m_busy = false;
        emit moved(entry);
    } else if (entry != 0) {
        putBack(entry, saidText(begun.error()));
    } else {
        fail(saidText(begun.error()));
    }
}

// It goes on where it was: the settings are to say so.
void ListenChange::putBack(std::int64_t entry, const QString &reason)
{
    m_service.settingsService().undo(
        entry, this, [this, reason](const relay::Result<relay::api::SettingsOutcome> &outcome) {
            fail(outcome ? reason
                         : tr("The new address is set, and takes effect when the program starts again: %1")
                               .arg(reason));
        });
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
