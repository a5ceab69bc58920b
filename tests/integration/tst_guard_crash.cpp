// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/relay_child.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using tests::RelayChild;

// A process that is killed soon after a change of settings: the next one starts without it.
class GuardCrashTest final : public QObject
{
    Q_OBJECT

private slots:
    void killedSoonAfterAChangeTheNextStartUndoesIt();
    void endedInOrderItKeepsIt();
    void whatCannotBeUndoneIsTriedAgain();

private:
    static QString batchSize(const RelayChild &relay)
    {
        for (const QJsonValue &row :
             relay.call("GET", "/api/option/").json()[QStringLiteral("data")].toArray())
            if (row[QStringLiteral("name")].toString() == QStringLiteral("LOG_BATCH_SIZE"))
                return row[QStringLiteral("value")].toString();
        return {};
    }
};

void GuardCrashTest::killedSoonAfterAChangeTheNextStartUndoesIt()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    QCOMPARE(relay.call("PUT", "/api/option/", {{QStringLiteral("LOG_BATCH_SIZE"), 17}}).status, 200);
    relay.kill();
    QVERIFY(relay.start());
    QCOMPARE(batchSize(relay), QStringLiteral("50"));
    const QJsonValue entry = relay.call("GET", "/api/option/history").json()[QStringLiteral("data")][0];
    QCOMPARE(entry[QStringLiteral("cause")].toString(), QStringLiteral("guard"));
    relay.kill(); // what the guard did is not watched
    QVERIFY(relay.start());
    QCOMPARE(relay.call("GET", "/api/option/history").json()[QStringLiteral("data")].toArray().size(), 2);
}

void GuardCrashTest::endedInOrderItKeepsIt()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    QCOMPARE(relay.call("PUT", "/api/option/", {{QStringLiteral("LOG_BATCH_SIZE"), 17}}).status, 200);
    QCOMPARE(relay.stop(), 0);
    QVERIFY(relay.start());
    QCOMPARE(batchSize(relay), QStringLiteral("17"));
}

// A settings file that is as large as one may be has no room for the longer old value.
void GuardCrashTest::whatCannotBeUndoneIsTriedAgain()
{
    constexpr qsizetype kLargest = 1024 * 1024;
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    QCOMPARE(relay.call("PUT", "/api/option/", {{QStringLiteral("LOG_BATCH_SIZE"), 9}}).status, 200);
    relay.kill();
    QFile file(folder.filePath(QStringLiteral(".env")));
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray small = file.readAll();
    file.close();
    const auto write = [&file](const QByteArray &text) {
        const bool done = file.open(QFile::WriteOnly) && file.write(text) == text.size();
        file.close();
        return done;
    };
    QVERIFY(small.contains("LOG_BATCH_SIZE=9\n"));
    QVERIFY(write(small + QByteArray(kLargest - small.size() - 1, '#') + '\n'));
    QVERIFY(relay.start());
    QCOMPARE(batchSize(relay), QStringLiteral("9"));
    const QJsonValue event = relay.call("GET", "/api/event/").json()[QStringLiteral("data")][0];
    QCOMPARE(event[QStringLiteral("kind")].toString(), QStringLiteral("guard_failed"));
    relay.kill();
    QVERIFY(write(small));
    QVERIFY(relay.start());
    QCOMPARE(batchSize(relay), QStringLiteral("50"));
}

QTEST_GUILESS_MAIN(GuardCrashTest)
#include "tst_guard_crash.moc"
