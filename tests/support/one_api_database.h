// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

struct sqlite3;

namespace tests {

// A database as one-api makes it: its tables, columns and indices. One statement after another fills it;
// what goes wrong ends the test. Closed at the end of the scope. For one thread.
class OneApiDatabase final
{
public:
    explicit OneApiDatabase(const QString &path);
    ~OneApiDatabase();
    OneApiDatabase(const OneApiDatabase &) = delete;
    OneApiDatabase &operator=(const OneApiDatabase &) = delete;

    void run(const std::string &sql);
    // That many rows of consumption in logs, 60 s apart: of tokens "editor" and "agent" and the token "gone",
    // of channels 1 and 2 and the channel 9, which are no more; 10 units each, and a top-up beside them.
    void addLogs(int count, int firstId = 1);

private:
    sqlite3 *m_handle = nullptr;
};

} // namespace tests
