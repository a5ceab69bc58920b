// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"
#include "relay/base/phrase.h"
#include "relay/config/settings_loader.h"
#include "relay/service/doctor_looks.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace relay::service {

// Examines the relay on a thread of its own, one examination after another, and packs what it saw for
// somebody else. Thread-safe, but for open() and close(): for the thread that made it.
class DoctorDesk final : public api::DoctorService
{
public:
    // All of it outlives close().
    struct Parts
    {
        api::RelayService &service;
        std::function<std::shared_ptr<const config::LoadedSettings>()> settings;
        std::function<std::vector<model::Channel>()> channels;
        std::function<std::vector<model::Token>()> tokens;
        QString dataDir;
        QString envFile;
        Store &store;
        ledger::LedgerWriter &ledger;
        DatabaseDesk &database;
        SecretDesk &secrets;
        // On the relay's loop; false: no relay runs.
        std::function<bool(std::function<void(std::vector<UpstreamSight>)>)> lookAtUpstreams;
        std::function<Saying(std::uint16_t)> portHolder; // may be empty
    };

    explicit DoctorDesk(QObject *relayRoot); // see reply_delivery.h
    ~DoctorDesk();                           // closes
    Q_DISABLE_COPY_MOVE(DoctorDesk)

    void open(Parts parts);
    void hurry() { m_thread.hurry(); } // the look under way breaks off; thread-safe
    void close();                      // likewise, and waits

    void examine(QObject *context, api::Reply<std::vector<api::Finding>> reply) override;
    void fix(std::string name, QObject *context, api::Reply<api::SettingsOutcome> reply) override;
    void report(QObject *context, api::Reply<std::string> reply) override;

private:
    template <typename T>
    void on(QObject *context, api::Reply<T> reply, std::function<Result<T>()> work);
    DoctorSight sight();
    std::vector<api::Finding> findings();
    std::string pack();

    QObject *const m_relayRoot;
    std::unique_ptr<Parts> m_parts;
    WorkThread m_thread{QStringLiteral("doctor")};
};

} // namespace relay::service
