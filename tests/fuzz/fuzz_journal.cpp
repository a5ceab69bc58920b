// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a journal's file holds: it is taken or refused, its records come in order and can be decoded, and
// it goes on to be written. The first byte chooses between the file as it is and a journal that was written
// before the rest of the input fell on it, four bytes for each change: place, place, count, value.
#include "relay/ledger/journal.h"
#include "relay/ledger/usage_codec.h"
#include "tests/fuzz/fuzz_input.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace relay;
using fuzz::require;

namespace {

constexpr std::uint64_t kBytes = ledger::Journal::kSmallestBytes;
const storage::JournalWatermarks kMarks{.rows = 0, .totals = 0, .database = 7};

model::UsageRecord recordOf(std::string_view text)
{
    model::UsageRecord record;
    record.model = text.substr(0, text.size() / 2);
    record.error = text.substr(text.size() / 2);
    record.attempts = {{1, 200, 3, std::string(text.substr(0, 9))}};
    return record;
}

void damage(QByteArray &file, std::string_view changes)
{
    for (; changes.size() >= 4; changes.remove_prefix(4)) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(changes[at]); };
        const qsizetype place = byte(0) * 256 + byte(1);
        for (qsizetype i = place; i < std::min<qsizetype>(place + byte(2), file.size()); ++i)
            file[i] = changes[3];
    }
}

void readAll(const QString &path)
{
    (void)ledger::Journal::look(path);
    Result<std::unique_ptr<ledger::Journal>> opened = ledger::Journal::open(path, kBytes, kMarks, 0);
    if (!opened)
        return;
    ledger::Journal &journal = **opened;
    ledger::JournalCursor cursor = journal.rows();
    ledger::JournalEntry entry;
    model::UsageRecord record;
    std::uint64_t count = 0;
    std::uint64_t last = cursor.sequence;
    while (journal.next(cursor, entry)) {
        require(entry.sequence > last);
        last = entry.sequence;
        (void)ledger::decode(entry.payload, record);
        require(++count <= kBytes / 24);
    }
    require(count == journal.appended());
    require(journal.usedBytes() <= journal.capacityBytes());
    const Result<std::uint64_t> added = journal.append(recordOf("one more"));
    require(!added || *added > last);
}

// What is a record, is the same one when it is written and read again.
void decodeAlone(std::string_view text)
{
    const fuzz::Exact exact(text);
    const auto bytes = std::as_bytes(std::span(exact.view()));
    ledger::Charge charge;
    const bool charged = ledger::decodeCharge(bytes, charge);
    model::UsageRecord record;
    if (!ledger::decode(bytes, record))
        return;
    require(charged && charge.tokenId == record.tokenId && charge.quota == record.quota);
    std::vector<std::byte> room(ledger::encodedBound(record));
    const std::byte *const end = ledger::encode(record, room.data());
    require(end <= room.data() + room.size());
    model::UsageRecord again;
    require(ledger::decode({room.data(), end}, again));
    require(again.requestId == record.requestId && again.status == record.status);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Input input(data, size);
    decodeAlone(input.bytes);
    static const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("journal"));
    for (const QString &left : QDir(folder.path()).entryList(QDir::Files))
        QFile::remove(folder.filePath(left));
    QByteArray bytes(input.bytes.data(), static_cast<qsizetype>(input.bytes.size()));
    if (input.step % 2 == 1) {
        {
            const auto journal = ledger::Journal::open(path, kBytes, kMarks, 0);
            require(journal.has_value());
            for (std::size_t i = 0; i < input.step; ++i)
                (void)(*journal)->append(recordOf(input.bytes.substr(0, i * 40)), i % 3 != 0);
        }
        QFile file(path);
        require(file.open(QFile::ReadOnly));
        bytes = file.readAll();
        damage(bytes, input.bytes);
    }
    QFile file(path);
    require(file.open(QFile::WriteOnly | QFile::Truncate));
    file.write(bytes);
    file.close();
    readAll(path);
    return 0;
}
