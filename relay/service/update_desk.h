// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/update_service.h"
#include "relay/config/settings.h"
#include "relay/profiling/contended_mutex.h"
#include "relay/update/announcement.h"
#include "relay/update/update_fetch.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relay::service {

// Asks for the announcement of the newest version, on the thread `update` that is there only once somebody
// has asked, and remembers over starts what was answered and when. Thread-safe, but for open() and close():
// for the thread that made it, before and after all others.
class UpdateDesk final : public api::UpdateService
{
public:
    static constexpr std::chrono::hours kPeriod{24};
    static constexpr std::chrono::hours kRetryPeriod{1}; // where nobody answered: there was no network yet

    // All of it outlives close().
    struct Parts
    {
        QObject *relayRoot; // see reply_delivery.h
        std::function<std::shared_ptr<const config::Settings>()> settings;
        QString file;                                                    // that remembers
        std::string keyPem;                                              // of who signs announcements
        std::function<void(std::string version, std::string page)> news; // a newer version
    };

    explicit UpdateDesk(Parts parts);
    ~UpdateDesk(); // closes
    Q_DISABLE_COPY_MOVE(UpdateDesk)

    void open();
    void look(std::int64_t unixMs); // asks if it is to and it is time
    void close();                   // a question under way is dropped

    api::UpdateStatus updateStatus() const override;
    void checkForUpdate(QObject *context, api::Reply<api::UpdateStatus> reply) override;

private:
    void begin(const config::Settings &settings, std::int64_t unixMs);
    void heard(const Result<std::string> &answer);
    void tellWaiting();
    void remember() const;
    void recall();

    const Parts m_parts;
    const Result<platform::P256PublicKey> m_key;
    QThread m_thread;
    update::UpdateFetch m_fetch; // lives on m_thread, once that runs

    mutable profiling::ContendedMutex m_mutex; // guards these
    bool m_open = false;
    bool m_asking = false;
    std::int64_t m_askedAtMs = 0;
    QString m_askedMark;        // of the address
    bool m_answered = true;     // by whomever, and with whatever
    std::string m_newestAnswer; // that m_newest was in
    update::Announcement m_newest;
    std::optional<Error> m_trouble; // with the last answer
    std::vector<api::Reply<api::UpdateStatus>> m_waiting;
};

} // namespace relay::service
