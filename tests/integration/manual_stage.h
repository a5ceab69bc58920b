// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/api_manual.h"
#include "tests/integration/relay_child.h"
#include "tests/support/announcer.h"
#include "tests/support/black_hole.h"
#include "tests/support/fake_upstream.h"
#include "tests/support/http_client.h"
#include "tests/support/relay_fixture.h"

#include <QTemporaryDir>

#include <memory>

struct sqlite3;

namespace tests {

// What stands around the examples of relay/admin/API.md: the program, started for the first time, upstreams
// and files that they name, and what the manual's steps have done. Lives on the test's thread.
class ManualStage final
{
public:
    explicit ManualStage(ManualNotation &notation); // gets the names of what stands here
    ~ManualStage();
    ManualStage(const ManualStage &) = delete;
    ManualStage &operator=(const ManualStage &) = delete;

    bool begins();
    bool does(const QString &step); // false: the manual wants something that is not known
    HttpReply asked(const ManualExample &example) const;

    static QString sizeInside(const std::string &gzip);   // "gzip: NUMBER bytes"; empty: it is none
    static QString namesInside(const std::string &tarGz); // "tar: NAME" a line; empty: it is none

private:
    HttpReply send(std::uint16_t port, const std::string &key, const ManualExample &example) const;
    bool turnsToAnother();
    bool editsEnv();
    bool locksDatabase();
    bool letsDatabaseGo();
    bool takesProfile();

    ManualNotation &m_notation;
    QTemporaryDir m_folder;
    RelayChild m_relay;
    const std::uint16_t m_holePort;
    FakeUpstream m_refusing;
    FakeUpstream m_strange;
    BlackHole m_hole;
    const Announcer m_announcer;
    FakeUpstream m_announcing;
    // Trusts those who announce to it; the program trusts one alone.
    std::unique_ptr<RelayFixture> m_other;
    std::unique_ptr<HttpClient> m_profile;
    sqlite3 *m_database = nullptr;
};

} // namespace tests
