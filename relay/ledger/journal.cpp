// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/journal.h"

#include "relay/base/ids.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/ledger/aside_journals.h"
#include "relay/ledger/usage_codec.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <bit>
#include <cstring>

// The file
//
//   0      header, written once: magic, version, capacity, a random salt, the database's id, checksum
//   1024   tail A   the two take turns: generation, offset, sequence, checksum. A sector each, so that
//   2048   tail B   one of them is whole whatever happens while the other is written
//   4096   the ring, `capacity` bytes
//
// Offsets are logical: they count on through all laps, and the place in the ring is offset % capacity.
// A frame is 24 bytes (payload bytes, kind, sequence, checksum), then the payload, filled up to eight bytes.
// A frame never wraps: where the rest of a lap is too short, a skip frame (or, below 24 bytes, nothing)
// leads to the next lap. The checksum covers salt, logical offset, frame and payload. So a frame is valid
// only in its own lap and file: what an earlier lap left behind, half a record, or zeros can never pass for
// a record. A kill may leave the last frame unfinished; it ends the journal there, and as its append() had
// not returned, nobody was told that it was kept.
//
// Two readers follow: rows and totals, each with a watermark (a sequence) that is committed in the same
// database transaction as what it covers. The tail is only a hint where to begin reading: it is moved after
// the commit, to the slower of the two, and before the room behind it is given to append(). Opening scans
// from the tail to the first invalid frame and passes over what the database's watermarks cover, so
// nothing is lost or written twice, wherever the process stopped.
//
// Sequences are row ids. They go on after the largest of: the last frame, the tail, both watermarks, the
// largest row. So an older database, or a journal that was deleted, never leads to the same id twice.
//
// When all is written and an eighth of the lap is used, append() skips to the next lap: the same few pages
// stay in use (and in the cache) instead of walking through all of the file.
//
// Killing the process keeps all of the above, because the kernel has the pages. After a power cut, pages may
// be missing in any order. Nothing false is replayed then, but the first page that is missing ends the scan,
// and a tail that is older than the oldest lap still there finds no frame at all: all that had been staged
// may be lost, as with a database that does not wait for the disk at each commit.

namespace relay::ledger {

namespace {

constexpr std::uint64_t kMagic = 0x314c'4e52'4a52'5254; // "TRRJRNL1" in memory order
constexpr std::uint64_t kVersion = 2;
constexpr std::uint64_t kHeaderBytes = 4096;
constexpr std::uint64_t kTailAt[2] = {1024, 2048};
constexpr std::uint64_t kFrameBytes = 24;
constexpr std::uint32_t kRow = 0x726f7721;    // a record that becomes a row
constexpr std::uint32_t kTotals = 0x746f7421; // a record for the totals alone
constexpr std::uint32_t kSkip = 0x736b6970;   // leads to the next lap

constexpr std::uint64_t kMix = 0x9e37'79b9'7f4a'7c15;

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word)
{
    return std::rotl((hash ^ word) * kMix, 29);
}

// Two lanes of eight bytes, finished by a shuffle in which each bit matters to all: finds what was not
// finished or not written. Not against forgery.
std::uint64_t hashBytes(std::uint64_t seed, const std::byte *data, std::size_t size)
{
    std::uint64_t a = seed;
    std::uint64_t b = ~seed;
    std::uint64_t words[2];
    for (; size >= 16; size -= 16, data += 16) {
        std::memcpy(words, data, 16);
        a = mix(a, words[0]);
        b = mix(b, words[1]);
    }
    words[0] = words[1] = 0;
    std::memcpy(words, data, size);
    a = mix(a, words[0] ^ size);
    b = mix(b, words[1]);
    a = mix(a ^ std::rotl(b, 32), b);
    a ^= a >> 32;
    a *= kMix;
    return a ^ (a >> 29);
}

struct Header
{
    std::uint64_t magic;
    std::uint64_t version;
    std::uint64_t capacity;
    std::uint64_t salt;
    std::uint64_t database;
    std::uint64_t checksum;
};

template <typename T>
T load(const std::byte *from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <typename T>
std::uint64_t ownChecksum(const T &value) // the checksum is its last member
{
    return hashBytes(kMagic, reinterpret_cast<const std::byte *>(&value),
                     sizeof value - sizeof(std::uint64_t));
}

constexpr std::uint64_t roundUp8(std::uint64_t bytes)
{
    return (bytes + 7) & ~std::uint64_t{7};
}

} // namespace

struct Journal::Frame
{
    std::uint32_t payloadBytes;
    std::uint32_t kind;
    std::uint64_t sequence;
    std::uint64_t checksum;
};

struct Journal::Tail
{
    std::uint64_t generation;
    std::uint64_t offset;
    std::uint64_t sequence;
    std::uint64_t checksum;
};

Journal::Journal(platform::MappedFile file, std::uint64_t lastSequence)
    : m_file(std::move(file))
    , m_sequence(lastSequence)
{
    static_assert(sizeof(Frame) == kFrameBytes);
}

const std::byte *Journal::at(std::uint64_t offset) const
{
    return m_file.data() + kHeaderBytes + offset % m_capacity;
}

std::byte *Journal::at(std::uint64_t offset)
{
    return m_file.data() + kHeaderBytes + offset % m_capacity;
}

// ---- opening

Result<std::unique_ptr<Journal>> Journal::create(const QString &path, std::uint64_t bytes,
                                                 std::uint64_t database, std::uint64_t lastSequence)
{
    const std::uint64_t capacity = roundUp8(std::max(bytes, kSmallestBytes)) - kHeaderBytes;
    Result<platform::MappedFile> file = platform::MappedFile::create(path, capacity + kHeaderBytes);
    if (!file)
        return file.error();
    std::unique_ptr<Journal> journal(new Journal(std::move(*file), lastSequence));
    Header header{kMagic, kVersion, capacity, randomId(), database, 0};
    header.checksum = ownChecksum(header);
    journal->m_capacity = capacity;
    journal->m_salt = header.salt;
    journal->m_database = database;
    journal->writeTail(0, lastSequence);
    std::memcpy(journal->m_file.data(), &header, sizeof header);
    return journal;
}

bool Journal::validHeader() const
{
    if (m_file.sizeBytes() <= kHeaderBytes)
        return false;
    const auto header = load<Header>(m_file.data());
    return header.magic == kMagic && header.checksum == ownChecksum(header) &&
           header.capacity == m_file.sizeBytes() - kHeaderBytes && header.capacity % 8 == 0;
}

bool Journal::readTail()
{
    bool found = false;
    for (const std::uint64_t place : kTailAt) {
        const auto tail = load<Tail>(m_file.data() + place);
        if (tail.checksum != ownChecksum(tail) || (found && tail.generation < m_generation))
            continue;
        found = true;
        m_generation = tail.generation;
        m_tail.store(tail.offset);
        m_rows.offset = m_totals.offset = tail.offset;
        m_rows.sequence = m_totals.sequence = tail.sequence;
    }
    return found;
}

Result<std::unique_ptr<Journal>> Journal::recover(const QString &path, bool &damaged)
{
    Result<platform::MappedFile> file = platform::MappedFile::open(path);
    damaged = QFileInfo(path).size() == 0;
    if (!file)
        return file.error();
    std::unique_ptr<Journal> journal(new Journal(std::move(*file), 0));
    damaged = !journal->validHeader();
    if (damaged)
        return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "%1 is not a journal"), path)};
    const auto header = load<Header>(journal->m_file.data());
    if (header.version > kVersion)
        return Error{
            ErrorKind::Storage,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 was written by a newer TrayRelay: update this one"), path)};
    journal->m_capacity = header.capacity;
    journal->m_salt = header.salt;
    journal->m_database = header.database;
    damaged = !journal->readTail();
    if (damaged)
        return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "%1 has lost its place"), path)};
    journal->scan();
    return journal;
}

// Finds the end: the first frame that is not valid, or not newer than the one before.
void Journal::scan()
{
    const std::uint64_t begin = m_tail.load();
    std::uint64_t offset = begin;
    std::uint64_t last = m_rows.sequence;
    std::uint64_t records = 0;
    std::uint64_t rows = 0;
    while (offset - begin < m_capacity) {
        if (roomToEnd(offset) < kFrameBytes) {
            offset += roomToEnd(offset);
            continue;
        }
        Frame frame;
        if (!validFrame(offset, frame))
            break;
        if (frame.kind == kSkip) {
            offset += roomToEnd(offset);
            continue;
        }
        if (frame.sequence <= last)
            break;
        last = frame.sequence;
        ++records;
        rows += frame.kind == kRow ? 1 : 0;
        offset += kFrameBytes + roundUp8(frame.payloadBytes);
    }
    m_write = std::min(offset, begin + m_capacity);
    m_sequence = last;
    m_appended.store(records);
    m_rowsAppended.store(rows);
    m_head.store(m_write);
}

// Killed between making the file and writing its header.
static bool neverUsed(const QString &path)
{
    QFile file(path);
    if (file.size() == 0)
        return true;
    const QByteArray start = file.open(QIODevice::ReadOnly) ? file.read(sizeof(Header)) : QByteArray();
    return start.size() == static_cast<qsizetype>(sizeof(Header)) && start.count('\0') == start.size();
}

Result<JournalContent> Journal::look(const QString &path)
{
    bool damaged = false;
    const Result<std::unique_ptr<Journal>> found = recover(path, damaged);
    if (!found)
        return found.error();
    const Journal &journal = **found;
    return JournalContent{journal.m_database, journal.m_appended.load(), journal.m_rows.sequence};
}

Result<std::unique_ptr<Journal>> Journal::open(const QString &path, std::uint64_t bytes,
                                               const storage::JournalWatermarks &marks,
                                               std::uint64_t largestRowId)
{
    const std::uint64_t known = std::max({marks.rows, marks.totals, largestRowId});
    const auto fresh = [&] { return create(path, bytes, marks.database, known); };
    if (const Result<void> exchanged = exchangeJournals(path, marks.database, known); !exchanged)
        return exchanged.error();
    if (!QFileInfo::exists(path))
        return fresh();
    bool damaged = false;
    Result<std::unique_ptr<Journal>> opened = recover(path, damaged);
    if (!opened && damaged) { // out of the way; then its database may have another one
        const std::string why = opened.error().message.toStdString();
        const QString aside = asideName(path);
        const bool used = !neverUsed(path);
        if (!(used ? QFile::rename(path, aside) : QFile::remove(path)))
            return Error{ErrorKind::Storage,
                         said(QT_TRANSLATE_NOOP("Phrases", "%1, and it cannot be renamed"), opened.error())};
        if (used)
            log::ledger().error("{}; it is kept as {}", why, aside.toStdString());
        return open(path, bytes, marks, largestRowId);
    }
    if (!opened)
        return opened;
    Journal &journal = **opened;
    if (journal.m_database != marks.database) { // and holds nothing
        opened->reset();                        // nothing takes the place of a mapped file on Windows
        return fresh();
    }
    journal.passCommitted(marks);
    journal.m_sequence = std::max(journal.m_sequence, known);
    const std::uint64_t wanted = roundUp8(std::max(bytes, kSmallestBytes)) - kHeaderBytes;
    if (journal.depth() == 0 && journal.m_capacity != wanted) {
        const std::uint64_t sequence = journal.m_sequence;
        opened->reset();
        return create(path, bytes, marks.database, sequence);
    }
    return opened;
}

// ---- frames

std::uint64_t Journal::checksum(std::uint64_t offset, const Frame &frame) const
{
    const std::uint64_t place = mix(mix(m_salt, offset), frame.sequence);
    const std::uint64_t shape = (std::uint64_t{frame.kind} << 32) | frame.payloadBytes;
    return hashBytes(mix(place, shape), at(offset) + kFrameBytes, frame.payloadBytes);
}

bool Journal::validFrame(std::uint64_t offset, Frame &frame) const
{
    frame = load<Frame>(at(offset));
    const bool kind =
        frame.kind == kRow || frame.kind == kTotals || (frame.kind == kSkip && frame.payloadBytes == 0);
    return kind && frame.payloadBytes <= roomToEnd(offset) - kFrameBytes &&
           frame.checksum == checksum(offset, frame);
}

void Journal::writeFrame(std::uint64_t offset, std::uint32_t kind, std::uint32_t payloadBytes,
                         std::uint64_t sequence)
{
    Frame frame{payloadBytes, kind, sequence, 0};
    frame.checksum = checksum(offset, frame);
    std::memcpy(at(offset), &frame, sizeof frame);
}

std::uint64_t Journal::recordAt(std::uint64_t offset, std::uint64_t end) const
{
    while (offset < end) {
        if (roomToEnd(offset) >= kFrameBytes && load<Frame>(at(offset)).kind != kSkip)
            break;
        offset += roomToEnd(offset);
    }
    return offset;
}

// ---- the producer

Result<std::uint64_t> Journal::append(const model::UsageRecord &record, bool wantsRow)
{
    const std::uint64_t bound = kFrameBytes + roundUp8(encodedBound(record));
    const std::uint64_t tail = m_tail.load(std::memory_order_acquire);
    const std::uint64_t rest = roomToEnd(m_write);
    const bool fresh = tail == m_write && m_capacity - rest > m_capacity / 8 && bound <= m_capacity - rest;
    const std::uint64_t skipped = fresh || bound > rest ? rest : 0;
    if (m_write + skipped + bound - tail > m_capacity) {
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP(
                         "Phrases", "the ledger's journal is full, since the database cannot be written"))};
    }
    if (skipped >= kFrameBytes)
        writeFrame(m_write, kSkip, 0, m_sequence);
    m_write += skipped;
    std::byte *payload = at(m_write) + kFrameBytes;
    const auto size = static_cast<std::uint32_t>(encode(record, payload) - payload);
    writeFrame(m_write, wantsRow ? kRow : kTotals, size, ++m_sequence);
    m_write += kFrameBytes + roundUp8(size);
    // Counted first: who sees the record must not find that more was passed than appended. Written by this
    // thread alone, so no read-modify-write. Both m_appended and m_head are what somebody looks at before he
    // falls asleep, so neither may come after our look whether he sleeps.
    if (wantsRow)
        m_rowsAppended.store(m_rowsAppended.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    m_appended.store(m_appended.load(std::memory_order_relaxed) + 1);
    m_head.store(m_write);
    return m_sequence;
}

// ---- the readers

bool Journal::next(JournalCursor &cursor, JournalEntry &entry) const
{
    const std::uint64_t end = m_head.load(std::memory_order_acquire);
    cursor.offset = recordAt(cursor.offset, end);
    if (cursor.offset >= end)
        return false;
    const auto frame = load<Frame>(at(cursor.offset));
    entry.sequence = frame.sequence;
    entry.wantsRow = frame.kind == kRow;
    entry.payload = {at(cursor.offset) + kFrameBytes, frame.payloadBytes};
    cursor.offset += kFrameBytes + roundUp8(frame.payloadBytes);
    cursor.sequence = frame.sequence;
    ++cursor.records;
    cursor.rows += entry.wantsRow ? 1 : 0;
    return true;
}

void Journal::rowsDone(const JournalCursor &cursor)
{
    m_rows = cursor;
    publishTail();
}

void Journal::totalsDone(const JournalCursor &cursor)
{
    m_totals = cursor;
    publishTail();
}

void Journal::passCommitted(const storage::JournalWatermarks &marks)
{
    const auto pass = [this](JournalCursor &done, std::uint64_t mark) {
        JournalEntry entry;
        for (JournalCursor ahead = done; next(ahead, entry) && entry.sequence <= mark;)
            done = ahead;
    };
    pass(m_rows, marks.rows);
    pass(m_totals, marks.totals);
    trim();
}

void Journal::trim()
{
    const std::uint64_t end = m_head.load(std::memory_order_acquire);
    m_rows.offset = recordAt(m_rows.offset, end);
    m_totals.offset = recordAt(m_totals.offset, end);
    publishTail();
}

void Journal::publishTail()
{
    m_rowsPassed.store(m_rows.records, std::memory_order_relaxed);
    m_rowsWritten.store(m_rows.rows, std::memory_order_relaxed);
    m_totalsPassed.store(m_totals.records, std::memory_order_relaxed);
    const JournalCursor &slower = m_rows.offset < m_totals.offset ? m_rows : m_totals;
    if (slower.offset == m_tail.load(std::memory_order_relaxed))
        return;
    writeTail(slower.offset, slower.sequence);
    m_tail.store(slower.offset, std::memory_order_release); // only now may append() use the room
}

void Journal::writeTail(std::uint64_t offset, std::uint64_t sequence)
{
    Tail tail{++m_generation, offset, sequence, 0};
    tail.checksum = ownChecksum(tail);
    std::memcpy(m_file.data() + kTailAt[m_generation % 2], &tail, sizeof tail);
}

// ---- figures

std::uint64_t Journal::usedBytes() const
{
    const std::uint64_t tail = m_tail.load(std::memory_order_acquire); // first: the head only grows
    return m_head.load() - tail;
}

std::uint64_t Journal::depth() const
{
    const std::uint64_t passed = written(); // first: it only grows
    return m_appended.load() - passed;
}

std::uint64_t Journal::written() const
{
    return std::min(m_rowsPassed.load(), m_totalsPassed.load());
}

std::uint64_t Journal::rowsWaiting() const
{
    const std::uint64_t written = m_rowsWritten.load(std::memory_order_relaxed);
    return m_rowsAppended.load() - written;
}

std::uint64_t Journal::totalsWaiting() const
{
    const std::uint64_t passed = m_totalsPassed.load(std::memory_order_relaxed);
    return m_appended.load() - passed;
}

} // namespace relay::ledger
