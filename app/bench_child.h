// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench_pause.h"
#include "relay/base/result.h"
#include "relay/config/setting_change.h"

#include <QByteArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace app {

// What a child has done and cost since its start.
struct ChildFigures
{
    std::uint64_t requests = 0; // as its metrics count them
    std::uint64_t writeTransactions = 0;
    std::uint64_t reads = 0;
    std::uint64_t processorNanos = 0;
    std::uint64_t residentBytes = 0;
};

// This same program, headless, in a folder of its own, with nothing of the user's: all settings are at their
// defaults but those that are given. Ends with its owner, however that one ends. Lives on gui.
class BenchChild final
{
public:
    BenchChild(QString folder, BenchPause &pause);
    ~BenchChild(); // kills
    Q_DISABLE_COPY_MOVE(BenchChild)

    // Until it listens, has a channel to that upstream and a token with a quota for its model.
    relay::Result<void> start(const std::vector<relay::config::SettingAssignment> &settings,
                              std::uint16_t upstreamPort, const QString &model);

    std::uint16_t port() const { return m_port; }
    const std::string &clientKey() const { return m_clientKey; }
    // After what is staged has been written.
    relay::Result<ChildFigures> figures();
    relay::Result<std::uint64_t> ledgerRows();

private:
    relay::Result<void> launch(const std::vector<relay::config::SettingAssignment> &settings);
    relay::Result<QJsonValue> call(const QByteArray &method, const QString &path,
                                   const QJsonObject &body = {});
    relay::Error ended(const QString &what);

    QString m_folder;
    BenchPause &m_pause;
    QProcess m_process;
    QNetworkAccessManager m_network;
    QByteArray m_adminKey;
    std::string m_clientKey;
    std::uint16_t m_port = 0;
};

} // namespace app
