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
#include <optional>

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
    // "only where ...": whether the next example is of this system; nothing: the step is none of those.
    std::optional<bool> holds(const QString &step) const;
    HttpReply asked(const ManualExample &example);

    static QString sizeInside(const std::string &gzip);   // "gzip: NUMBER bytes"; empty: it is none
    static QString namesInside(const std::string &tarGz); // "tar: NAME" a line; empty: it is none

private:
    HttpReply send(std::uint16_t port, const std::string &key, const ManualExample &example);
    bool turnsToAnother();
    QString envPath() const;
    bool editsEnv(const QStringList &lines); // below those it has
    bool opensDatabase(const char *statement);
    bool letsDatabaseGo();
    bool takesProfile();
    bool profileIsTaken() const;

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
    QByteArray m_envBefore; // the latest edit
    bool m_ends = false;    // once it has the next request
    sqlite3 *m_database = nullptr;
};

} // namespace tests
