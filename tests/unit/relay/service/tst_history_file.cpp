// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/history_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using relay::config::HistoryEntry;
using relay::service::HistoryFile;

class HistoryFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatWasAppended();
    void theOldestGo();
    void halfALineHidesNoOther();
    void whatCannotBeReadWholeStays();

private:
    static HistoryEntry entry(std::int64_t id)
    {
        return {.id = id, .atMs = id, .changes = {{"RETRY_TIMES", "3", std::to_string(id)}}};
    }
};

void HistoryFileTest::keepsWhatWasAppended()
{
    QTemporaryDir folder;
    const HistoryFile file(folder.filePath(QStringLiteral("h")));
    QVERIFY(file.read().empty());
    QVERIFY(file.append(entry(1)));
    QVERIFY(file.append(entry(2)));
    const std::vector<HistoryEntry> read = file.read();
    QCOMPARE(read.size(), std::size_t{2});
    QCOMPARE(read[1].changes, entry(2).changes);
}

void HistoryFileTest::theOldestGo()
{
    constexpr int kMany = static_cast<int>(HistoryFile::kMostEntries) + 300;
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("h"));
    QFile raw(path);
    QVERIFY(raw.open(QFile::WriteOnly));
    for (int id = 1; id <= kMany; ++id)
        raw.write("{\"id\":" + QByteArray::number(id) + ",\"at\":1,\"cause\":\"user\",\"changes\":[]}\n");
    raw.close();
    const HistoryFile file(path);
    QVERIFY(file.append(entry(kMany + 1)));
    QVERIFY(raw.open(QFile::ReadOnly));
    const QByteArrayList lines = raw.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype{HistoryFile::kMostEntries});
    QVERIFY2(lines.first().startsWith("{\"id\":302,"), lines.first().constData());
    QCOMPARE(file.read().back().id, std::int64_t{kMany + 1});
}

void HistoryFileTest::halfALineHidesNoOther()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("h"));
    const HistoryFile file(path);
    QVERIFY(file.append(entry(1)));
    QFile raw(path);
    const QByteArray half = "{\"id\":2,\"at";
    QVERIFY(raw.open(QFile::Append) && raw.write(half) > 0);
    raw.close();
    QVERIFY(file.append(entry(3)));
    const std::vector<HistoryEntry> read = file.read();
    QCOMPARE(read.size(), std::size_t{2});
    QCOMPARE(read[1].id, std::int64_t{3});
}

// A file whose end cannot be reached stands for one on a failing disk: what is there is never replaced by one
// line.
void HistoryFileTest::whatCannotBeReadWholeStays()
{
    const HistoryFile file(QStringLiteral("/proc/self/mem")); // can be opened, and not be read at 0
    const auto refused = file.append(entry(1));
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(QStringLiteral("left as it is")),
             qPrintable(refused.error().message));
}

QTEST_GUILESS_MAIN(HistoryFileTest)
#include "tst_history_file.moc"
