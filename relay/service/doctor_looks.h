// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"
#include "relay/api/relay_service.h"
#include "relay/base/phrase.h"
#include "relay/config/settings_loader.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/service/database_desk.h"
#include "relay/service/secret_desk.h"
#include "relay/service/store.h"
#include "relay/service/upstream_sight.h"
#include "relay/service/work_thread.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What the doctor looks at: one function for each look. They wait, on the thread `doctor`.
namespace relay::service {

struct DoctorSight
{
    const api::RelayService &service; // its snapshots alone
    std::shared_ptr<const config::LoadedSettings> settings;
    QString dataDir;
    QString envFile;
    Store &store;
    ledger::LedgerWriter &ledger;
    DatabaseDesk &database;
    SecretDesk &secrets;
    WorkThread &thread;
    std::function<Saying(std::uint16_t)> portHolder; // who listens there; may be empty
    std::vector<model::Channel> channels;
    std::optional<std::vector<UpstreamSight>> upstreams; // none: no relay runs

    bool running() const { return service.status().port != 0; }
    const config::Settings &values() const { return settings->values; }
};

// What is staged is part of what happened. A database that cannot be written is looked at as it is.
void writeStaged(const DoctorSight &sight);

api::Finding lookAtLock(const DoctorSight &sight);
api::Finding lookAtWal(const DoctorSight &sight);
api::Finding lookAtLedger(const DoctorSight &sight);
api::Finding lookAtBackups(const DoctorSight &sight);

api::Finding lookAtMemory(const DoctorSight &sight);
api::Finding lookAtClock(const DoctorSight &sight);
api::Finding lookAtMasterKey(const DoctorSight &sight);
api::Finding lookAtPermissions(const DoctorSight &sight);
api::Finding lookAtDiskSpace(const DoctorSight &sight);
api::Finding lookAtDescriptors(const DoctorSight &sight);

api::Finding lookAtSlowRequests(const DoctorSight &sight);
api::Finding lookAtClientUrls(const DoctorSight &sight);

api::Finding lookAtPort(const DoctorSight &sight);
api::Finding lookAtProxies(const DoctorSight &sight);
api::Finding lookAtCertificates(const DoctorSight &sight);
api::Finding lookAtUpstreams(const DoctorSight &sight);

} // namespace relay::service
