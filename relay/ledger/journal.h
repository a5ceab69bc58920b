// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/usage_record.h"
#include "relay/platform/mapped_file.h"
#include "relay/storage/meta_table.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

namespace relay::ledger {

// A reader's place: the next record, and how many it has passed since the journal was opened.
struct JournalCursor
{
    std::uint64_t offset = 0;   // logical: counts on through all laps
    std::uint64_t sequence = 0; // of the last record passed
    std::uint64_t records = 0;
    std::uint64_t rows = 0; // of those: wanted as rows
};

struct JournalEntry
{
    std::uint64_t sequence = 0;
    bool wantsRow = true;               // false: for the totals alone
    std::span<const std::byte> payload; // see usage_codec.h; valid until the record is released
};

// What a journal's file holds, by itself: its database may have some of it already.
struct JournalContent
{
    std::uint64_t database = 0;
    std::uint64_t records = 0;
    std::uint64_t before = 0; // the sequence before them: what was surely written
};

// Usage records on their way to the database, in a mapped file of fixed size: a ring that survives SIGKILL at
// any instruction (format: see journal.cpp). append() is for one thread, and neither calls the system nor
// allocates; the rest is for readers that take turns under a lock of theirs. Figures are thread-safe.
class Journal final
{
public:
    static constexpr std::uint64_t kSmallestBytes = 64 * 1024;

    // `marks` and `largestRowId` are the database's: what it has already is passed over, and sequences go on
    // after all that was ever given. A file of another size is replaced once it is empty; one that is
    // damaged, or holds records of another database, is kept under another name (see aside_journals.h).
    static Result<std::unique_ptr<Journal>> open(const QString &path, std::uint64_t bytes,
                                                 const storage::JournalWatermarks &marks,
                                                 std::uint64_t largestRowId);
    static Result<JournalContent> look(const QString &path); // while nobody has it open
    Q_DISABLE_COPY_MOVE(Journal)

    // The sequence given to the record. ErrorKind::Unavailable: full.
    Result<std::uint64_t> append(const model::UsageRecord &record, bool wantsRow = true);

    // The next staged record from `cursor` on, which moves past it; false: there is none.
    bool next(JournalCursor &cursor, JournalEntry &entry) const;
    const JournalCursor &rows() const { return m_rows; }     // all before is in the database as rows
    const JournalCursor &totals() const { return m_totals; } // all before is in the totals
    // Committed up to there: frees what both have passed.
    void rowsDone(const JournalCursor &cursor);
    void totalsDone(const JournalCursor &cursor);
    // Passes what these watermarks cover: after a commit whose outcome was unknown.
    void passCommitted(const storage::JournalWatermarks &marks);
    // Frees room that holds no record. Cheap; before each look.
    void trim();

    std::uint64_t database() const { return m_database; }
    std::uint64_t capacityBytes() const { return m_capacity; }
    std::uint64_t usedBytes() const;
    std::uint64_t appended() const { return m_appended.load(); } // records since open, replayed ones included
    std::uint64_t written() const;                               // of those: in rows and in totals
    std::uint64_t depth() const;                                 // not yet in the database
    std::uint64_t rowsWaiting() const;
    std::uint64_t totalsWaiting() const;

private:
    Journal(platform::MappedFile file, std::uint64_t lastSequence);

    struct Frame;
    struct Tail;
    static Result<std::unique_ptr<Journal>> create(const QString &path, std::uint64_t bytes,
                                                   std::uint64_t database, std::uint64_t lastSequence);
    static Result<std::unique_ptr<Journal>> recover(const QString &path, bool &damaged);
    bool validHeader() const;
    bool readTail();
    void scan();
    void writeTail(std::uint64_t offset, std::uint64_t sequence);
    void publishTail();

    const std::byte *at(std::uint64_t offset) const;
    std::byte *at(std::uint64_t offset);
    std::uint64_t roomToEnd(std::uint64_t offset) const { return m_capacity - offset % m_capacity; }
    std::uint64_t checksum(std::uint64_t offset, const Frame &frame) const;
    bool validFrame(std::uint64_t offset, Frame &frame) const;
    void writeFrame(std::uint64_t offset, std::uint32_t kind, std::uint32_t payloadBytes,
                    std::uint64_t sequence);
    // Passes skips and short ends: an offset at which a record stands, or `end`.
    std::uint64_t recordAt(std::uint64_t offset, std::uint64_t end) const;

    platform::MappedFile m_file;
    std::uint64_t m_capacity = 0;
    std::uint64_t m_salt = 0;
    std::uint64_t m_database = 0;
    std::uint64_t m_generation = 0; // of the tail last written

    // The producer's.
    std::uint64_t m_write = 0; // logical offset of the next frame
    std::uint64_t m_sequence = 0;

    alignas(64) std::atomic<std::uint64_t> m_head{0}; // published frames end here
    std::atomic<std::uint64_t> m_appended{0};
    std::atomic<std::uint64_t> m_rowsAppended{0};

    alignas(64) std::atomic<std::uint64_t> m_tail{0}; // freed up to here
    std::atomic<std::uint64_t> m_rowsPassed{0};       // records that the rows' reader has passed
    std::atomic<std::uint64_t> m_rowsWritten{0};      // of those: wanted as rows
    std::atomic<std::uint64_t> m_totalsPassed{0};
    JournalCursor m_rows;
    JournalCursor m_totals;
};

} // namespace relay::ledger
