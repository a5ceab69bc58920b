// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace relay::update {

// One GET for an announcement: no redirect, no cookie, no cache, no more bytes and time than it needs. Lives
// on update.
class UpdateFetch final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kPatience{20'000};
    using Done = std::function<void(Result<std::string>)>;

    UpdateFetch();
    ~UpdateFetch() override;
    Q_DISABLE_COPY_MOVE(UpdateFetch)

    // `done` once, later, unless abandon() comes before. One at a time. Unavailable, UpstreamSilent: nobody
    // answered.
    void fetch(const QUrl &url, const QNetworkProxy &proxy, Done done);
    void abandon(); // closes all connections

private:
    void bound();
    void answered();
    Result<std::string> verdict();

    std::unique_ptr<QNetworkAccessManager> m_network; // as long as a question is under way
    QNetworkReply *m_reply = nullptr;                 // m_network's
    Done m_done;
    bool m_tooLarge = false;
};

} // namespace relay::update
