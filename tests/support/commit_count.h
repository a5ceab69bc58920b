// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>

namespace tests {

// The transactions that SQLite itself has committed in this process, on any connection that was opened after
// the first of these was made. Thread-safe.
class CommitCount final
{
public:
    CommitCount()
    {
        // SQLite's interface: of a type that it casts back.
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(&CommitCount::opened));
    }

    std::int64_t now() const { return all(); }

private:
    static std::atomic<std::int64_t> &all()
    {
        static std::atomic<std::int64_t> count{0};
        return count;
    }
    static int opened(sqlite3 *connection, char **, const void *)
    {
        sqlite3_commit_hook(
            connection,
            [](void *) {
                ++all();
                return 0;
            },
            nullptr);
        return SQLITE_OK;
    }
};

} // namespace tests
