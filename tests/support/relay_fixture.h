// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/service/relay_core.h"
#include "tests/support/http_client.h"

#include <QTemporaryDir>

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tests {

// A whole relay of its own in a temporary data directory, on a port that the system chose. For the test's
// thread, whose events it lets run while it waits.
class RelayFixture final
{
public:
    using Setting = std::pair<const std::string, std::string>;

    // Whatever `settings` do not name has its default, but for a small journal.
    RelayFixture(std::initializer_list<Setting> settings = {});
    ~RelayFixture();
    RelayFixture(const RelayFixture &) = delete;
    RelayFixture &operator=(const RelayFixture &) = delete;

    // Of the machine, from the next start() on.
    std::function<std::chrono::nanoseconds()> timeAsleep = &relay::platform::timeAsleep;
    std::string updateKey; // likewise: of who announces newer versions

    bool start(); // again, after stop(), with the same data directory
    void stop(std::chrono::milliseconds drain = std::chrono::milliseconds(0));
    relay::service::RelayCore &core() { return *m_core; }
    std::uint16_t port() const { return m_core->port(); }
    std::string key() const { return m_core->clientKey(); }
    QString dataDir() const { return m_directory.filePath(QStringLiteral("data")); }
    HttpClient client() const { return HttpClient(port(), key()); }

    // Its id; 0: refused. Without models it serves "m"; requests from now on see it.
    std::int64_t add(relay::model::Channel channel);
    std::int64_t add(const std::string &name, const std::string &baseUrl, int priority = 0);

    std::vector<relay::api::UsageRow> rows(); // newest first, all that is staged included
    // As they are now, without the connection that this takes.
    relay::api::RuntimeFigures figures();
    // Resident memory, as a look that begins now finds it; 0: none came.
    std::uint64_t residentBytes();

private:
    std::map<std::string, std::string> m_settings;
    QTemporaryDir m_directory;
    std::unique_ptr<relay::service::RelayCore> m_core;
    std::unique_ptr<HttpClient> m_observer;
};

// A chat request for "m".
std::string chatRequest(bool stream = false, const std::string &more = {});

} // namespace tests
