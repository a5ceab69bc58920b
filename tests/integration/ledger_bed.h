// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/marked_client.h"
#include "tests/integration/priced_upstream.h"
#include "tests/integration/relay_child.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tests {

// The relay between an upstream with known usage and clients that remember what they have received; in the
// end the ledger is held against that. Lives on the test's thread.
class LedgerBed final
{
public:
    static constexpr qint64 kQuota = 1'000'000'000'000;

    LedgerBed(QString dataDir, std::uint32_t seed);

    // Each returns what is wrong, nothing when all is well.
    QString setUp(); // starts the relay; a channel and a token with a quota
    QString difference() const;
    // What the token has used, by the totals alone; none: token and channel tell different numbers.
    std::optional<qint64> spent() const;

    // Requests from so many new clients, each on and on while `goOn` says so.
    void send(int clients, std::function<bool()> goOn, std::function<void(const WholeAnswer &)> told = {});
    bool quiet() const; // all clients have ended

    RelayChild relay;
    PricedUpstream upstream;
    std::string modelPrefix = "gpt-4o-mini-";
    std::string prompt = "Hello";
    std::string key; // the token's

    const std::map<std::string, WholeAnswer> &answers() const { return m_answers; } // by request id
    std::size_t answersOf(int status) const;
    std::int64_t sent() const { return m_sent; } // the last number

private:
    QString rowDifference(const QJsonObject &row, const WholeAnswer &answer) const;

    std::map<std::string, WholeAnswer> m_answers;
    std::vector<std::unique_ptr<MarkedClient>> m_clients;
    std::int64_t m_sent = 0;
    bool m_idTwice = false;
};

} // namespace tests
