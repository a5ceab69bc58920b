// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
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
    void theGuardsReasonIsKept();
    void theOldestGo();
    void halfALineHidesNoOther();
    void whatCannotBeReadWholeStays();
    void secretsAreSealed();
    void clearTextOfOlderVersionsIsSealed();

private:
    static HistoryEntry entry(std::int64_t id)
    {
        return {.id = id, .atMs = id, .changes = {{"RETRY_TIMES", "3", std::to_string(id)}}};
    }
    static HistoryEntry secretEntry(std::int64_t id)
    {
        return {.id = id,
                .atMs = id,
                .changes = {{"RELAY_PROXY", "", "http://user:hunter2@host:1"},
                            {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://host/v1?k=hunter2", "http://host"}}};
    }
    static std::optional<relay::platform::Aes256Gcm> seal(unsigned char first)
    {
        return relay::platform::Aes256Gcm(relay::platform::MasterKey{first});
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile raw(path);
        return raw.open(QFile::ReadOnly) ? raw.readAll() : QByteArray();
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

// For a window in another language; a line of an older version has its English alone.
void HistoryFileTest::theGuardsReasonIsKept()
{
    QTemporaryDir folder;
    const HistoryFile file(folder.filePath(QStringLiteral("h")));
    HistoryEntry told = entry(1);
    told.cause = relay::config::ChangeCause::Guard;
    told.reason = relay::model::phrase("guard.overhead", relay::Quantity{1.25, relay::Unit::Milliseconds},
                                       relay::Quantity{2.5, relay::Unit::Milliseconds}, 60);
    told.note = "entry 7: " + told.reason->english();
    QVERIFY(file.append(told));
    HistoryEntry old = entry(2);
    old.cause = told.cause;
    old.note = told.note;
    QVERIFY(file.append(old));
    const std::vector<HistoryEntry> read = file.read();
    QCOMPARE(read.size(), std::size_t{2});
    QVERIFY(read[0].reason);
    QCOMPARE(read[0].reason->row.key, std::string_view("guard.overhead"));
    QCOMPARE(read[0].reason->english(), told.reason->english());
    QCOMPARE(read[0].note, told.note);
    QVERIFY(!read[1].reason);
    QCOMPARE(read[1].note, told.note);
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

void HistoryFileTest::secretsAreSealed()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("h"));
    const HistoryFile file(path, [] { return seal(1); });
    QVERIFY(file.append(secretEntry(1)));
    QVERIFY(!contentOf(path).contains("hunter2"));
    QVERIFY(contentOf(path).contains("http://***@host:1"));
    QCOMPARE(file.read().front().changes, secretEntry(1).changes);
    const HistoryFile keyless(path);
    QCOMPARE(keyless.read().front().changes[0].to, std::string("http://***@host:1"));
    QCOMPARE(keyless.read().front().changes[1].from, std::string("http://host/v1?k=***"));
    QVERIFY(keyless.append(secretEntry(2)));
    QVERIFY(!contentOf(path).contains("hunter2"));
    const HistoryFile another(path, [] { return seal(2); });
    QCOMPARE(another.read().front().changes[0].to, std::string("http://***@host:1"));
}

void HistoryFileTest::clearTextOfOlderVersionsIsSealed()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("h"));
    const HistoryFile file(path, [] { return seal(1); });
    QVERIFY(file.append(entry(1)));
    QFile raw(path);
    QVERIFY(raw.open(QFile::Append));
    raw.write("{\"id\":2,\"at\":2,\"cause\":\"user\",\"note\":\"\",\"undoes\":[],\"changes\":"
              "[[\"RELAY_PROXY\",\"\",\"http://user:hunter2@host:1\"]]}\nhalf a li");
    raw.close();
    QVERIFY(file.sealClearText());
    const QByteArray sealed = contentOf(path);
    QVERIFY(!sealed.contains("hunter2"));
    QVERIFY(sealed.endsWith("half a li"));
    QCOMPARE(file.read().at(1).changes.front().to, std::string("http://user:hunter2@host:1"));
    QVERIFY(file.sealClearText());
    QCOMPARE(contentOf(path), sealed); // nothing is left to do
}

QTEST_GUILESS_MAIN(HistoryFileTest)
#include "tst_history_file.moc"
