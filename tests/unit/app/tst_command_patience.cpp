// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_patience.h"

#include <QTest>

using namespace Qt::StringLiterals;

class CommandPatienceTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsBeingDoneIsWaitedFor_data();
    void whatIsBeingDoneIsWaitedFor();
    void aSnapshotComesSoon_data();
    void aSnapshotComesSoon();
    void whatChangesIsNotAskedTwice();
};

void CommandPatienceTest::whatIsBeingDoneIsWaitedFor_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command :
         {"backup", "import", "database.vacuum", "database.check", "checkpoint", "config.set", "config.undo",
          "config.reload", "preset.apply", "channel.test", "token.add", "price.set", "doctor", "log.export"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void CommandPatienceTest::whatIsBeingDoneIsWaitedFor()
{
    QFETCH(const QString, command);
    QCOMPARE(app::patienceFor({{u"command"_s, command}}), app::kNoLimit);
}

void CommandPatienceTest::aSnapshotComesSoon_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command :
         {"status", "token.list", "config.list", "config.get", "metrics", "alert.list", "guard"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void CommandPatienceTest::aSnapshotComesSoon()
{
    QFETCH(const QString, command);
    QVERIFY(app::patienceFor({{u"command"_s, command}}) <= std::chrono::minutes(1));
    QVERIFY(app::onlyReads({{u"command"_s, command}}));
}

void CommandPatienceTest::whatChangesIsNotAskedTwice()
{
    for (const char *command :
         {"import", "config.set", "config.undo", "preset.apply", "token.add", "token.edit", "channel.on",
          "metrics.reset", "guard.keep", "database.vacuum", "backup"})
        QVERIFY2(!app::onlyReads({{u"command"_s, QString::fromLatin1(command)}}), command);
    QVERIFY(app::onlyReads({{u"command"_s, u"doctor"_s}}));
    QVERIFY(!app::onlyReads({{u"command"_s, u"doctor"_s}, {u"fix"_s, u"wal"_s}}));
}

QTEST_GUILESS_MAIN(CommandPatienceTest)

#include "tst_command_patience.moc"
