// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::ErrorKind;
using relay::storage::migrate;
using relay::storage::newestFormat;

class MigrationsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aNewFileGetsTheNewestFormat()
    {
        ScratchDatabase scratch;
        QCOMPARE(*scratch.connection->pragma("user_version"), std::to_string(newestFormat()));
        QVERIFY(scratch.connection->execute("SELECT * FROM usage, channels, tokens, meta, prices, names"));
    }

    void aSecondRunChangesNothing()
    {
        ScratchDatabase scratch;
        QVERIFY(scratch.connection->execute("INSERT INTO meta VALUES('a', 1)"));
        QCOMPARE(*migrate(*scratch.connection), newestFormat());
        QVERIFY(!scratch.connection->execute("INSERT INTO meta VALUES('a', 1)")); // still there
    }

    void aNewerFileIsRefusedPolitely()
    {
        ScratchDatabase scratch;
        QVERIFY(scratch.connection->execute("PRAGMA user_version = 999"));
        const auto outcome = migrate(*scratch.connection);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Conflict);
        QVERIFY(outcome.error().message.contains(QStringLiteral("newer")));
        QCOMPARE(*scratch.connection->pragma("user_version"), std::string("999"));
    }

    void aStepThatFailsLeavesTheFileAsItWas()
    {
        ScratchDatabase scratch;
        // The tables are there but the number says that they are not: the step fails half-way.
        QVERIFY(scratch.connection->execute("PRAGMA user_version = 0; DROP TABLE meta"));
        QVERIFY(!migrate(*scratch.connection));
        QCOMPARE(*scratch.connection->pragma("user_version"), std::string("0"));
        QVERIFY(!scratch.connection->execute("SELECT * FROM meta")); // its creation was rolled back
    }
};

QTEST_GUILESS_MAIN(MigrationsTest)
#include "tst_migrations.moc"
