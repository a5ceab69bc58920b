// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using app::CommandLine;

class CommandLineTest final : public QObject
{
    Q_OBJECT

private slots:
    void takesOptionsAnywhere();
    void understands_data();
    void understands();
    void refuses_data();
    void refuses();
    void helpNamesEveryCommand();
};

void CommandLineTest::takesOptionsAnywhere()
{
    const auto line = CommandLine::parse({u"status"_s, u"--json"_s, u"--data-dir"_s, u"/d"_s, u"--port=0"_s,
                                          u"--env-file=/e"_s, u"--log-level"_s, u"debug"_s, u"--headless"_s});
    QVERIFY2(line.has_value(), line ? "" : qPrintable(line.error().message));
    QCOMPARE(line->action, CommandLine::Action::SubCommand);
    QVERIFY(line->json);
    QVERIFY(line->headless);
    QVERIFY(!line->minimized);
    QCOMPARE(line->dataDir, u"/d"_s);
    QCOMPARE(line->envFile, u"/e"_s);
    QCOMPARE(line->port, std::optional<std::uint16_t>(0));
    QCOMPARE(line->logLevel, std::string("debug"));
}

void CommandLineTest::understands_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<CommandLine::Action>("action");
    QTest::addColumn<QByteArray>("request");
    using Action = CommandLine::Action;
    const QByteArray none = "{}";
    QTest::newRow("no word: start") << u""_s << Action::Run << none;
    QTest::newRow("quit") << u"--quit"_s << Action::Quit << none;
    QTest::newRow("version wins over a command") << u"--version status"_s << Action::Version << none;
    QTest::newRow("help wins over a wrong command") << u"-h nonsense"_s << Action::Help << none;
    QTest::newRow("status") << u"status"_s << Action::SubCommand << QByteArray(R"({"command":"status"})");
    QTest::newRow("a token by name") << u"token show bob"_s << Action::SubCommand
                                     << QByteArray(R"({"command":"token.show","name":"bob"})");
    QTest::newRow("a token with limits")
        << u"token add bob --models a,b --quota 500000 --expires=-1"_s << Action::SubCommand
        << QByteArray(
               R"({"command":"token.add","expired_time":-1,"models":["a","b"],"name":"bob","remain_quota":500000})");
    QTest::newRow("several keys and mappings of a channel")
        << u"channel add c --key k1 --key k2 --map a=b --map c=d=e"_s << Action::SubCommand
        << QByteArray(
               R"({"command":"channel.add","key":"k1\nk2","model_mapping":[["a","b"],["c","d=e"]],"name":"c"})");
    QTest::newRow("the doctor") << u"doctor"_s << Action::SubCommand << QByteArray(R"({"command":"doctor"})");
    QTest::newRow("a remedy of the doctor")
        << u"doctor --fix wal"_s << Action::SubCommand << QByteArray(R"({"command":"doctor","fix":"wal"})");
    QTest::newRow("a report of the doctor") << u"doctor --report=/r.tar.gz"_s << Action::SubCommand
                                            << QByteArray(R"({"command":"doctor","report":"/r.tar.gz"})");
    QTest::newRow("a price with cents")
        << u"price set gpt-4o --input 2.5 --output 10"_s << Action::SubCommand
        << QByteArray(R"({"command":"price.set","input":2.5,"name":"gpt-4o","output":10})");
    QTest::newRow("a switch of a command")
        << u"import one-api.db --dry-run"_s << Action::SubCommand
        << QByteArray(R"({"command":"import","dry_run":true,"file":"one-api.db"})");
    QTest::newRow("a benchmark") << u"bench --requests 10 --stream"_s << Action::SubCommand
                                 << QByteArray(R"({"command":"bench","requests":10,"stream":true})");
    QTest::newRow("a comparison")
        << u"bench --compare LOG_BATCH_ENABLED=true,false --rounds=3 --upstream-ms 20 --with RETRY_TIMES=1"_s
        << Action::SubCommand
        << QByteArray(
               R"({"command":"bench","compare":"LOG_BATCH_ENABLED=true,false","rounds":3,"upstream_ms":20,"with":[["RETRY_TIMES","1"]]})");
    QTest::newRow("several settings at once")
        << u"config set RETRY_TIMES=1 RELAY_PROXY=-"_s << Action::SubCommand
        << QByteArray(R"({"command":"config.set","values":["RETRY_TIMES=1","RELAY_PROXY=-"]})");
    QTest::newRow("an undo back to an entry")
        << u"config undo --to 4"_s << Action::SubCommand << QByteArray(R"({"command":"config.undo","to":4})");
    QTest::newRow("metrics") << u"metrics --span 1h"_s << Action::SubCommand
                             << QByteArray(R"({"command":"metrics","span":"1h"})");
    QTest::newRow("a reset of metrics")
        << u"metrics reset"_s << Action::SubCommand << QByteArray(R"({"command":"metrics.reset"})");
    QTest::newRow("a filtered export")
        << u"log export - --status 429 --slow true"_s << Action::SubCommand
        << QByteArray(R"({"command":"log.export","file":"-","slow":"true","status":"429"})");
    QTest::newRow("an edit that takes headers away")
        << u"channel edit c --name d --header= --models="_s << Action::SubCommand
        << QByteArray(R"({"command":"channel.edit","headers":[],"models":[],"name":"c","new_name":"d"})");
    QTest::newRow("a token without limit")
        << u"token edit t --unlimited"_s << Action::SubCommand
        << QByteArray(R"({"command":"token.edit","name":"t","unlimited":true})");
    QTest::newRow("a key from standard input")
        << u"channel add c --key -"_s << Action::SubCommand
        << QByteArray(R"({"command":"channel.add","key":"-","name":"c"})");
}

void CommandLineTest::understands()
{
    QFETCH(const QString, words);
    QFETCH(const CommandLine::Action, action);
    QFETCH(const QByteArray, request);
    const auto line = CommandLine::parse(words.split(u' ', Qt::SkipEmptyParts));
    QVERIFY2(line.has_value(), line ? "" : qPrintable(line.error().message));
    QCOMPARE(line->action, action);
    QCOMPARE(QJsonDocument(line->request).toJson(QJsonDocument::Compact), request);
}

void CommandLineTest::refuses_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("names");
    QTest::newRow("an unknown option") << u"--colour"_s << u"--colour"_s;
    QTest::newRow("an unknown command") << u"dance"_s << u"\"dance\""_s;
    QTest::newRow("a number of rounds that is none") << u"bench --rounds many"_s << u"whole number"_s;
    QTest::newRow("a held setting without a value") << u"bench --with LOG_BATCH_SIZE"_s << u"NAME=VALUE"_s;
    QTest::newRow("a command without its verb") << u"token"_s << u"list, show, add, edit, on, off, revoke"_s;
    QTest::newRow("an unknown verb") << u"token eat"_s << u"list, show, add, edit, on, off, revoke"_s;
    QTest::newRow("no setting at all") << u"config set"_s << u"needs a NAME=VALUE"_s;
    QTest::newRow("a word behind metrics") << u"metrics now"_s << u"\"now\""_s;
    QTest::newRow("a missing name") << u"token show"_s << u"needs a name"_s;
    QTest::newRow("a word too many") << u"status now"_s << u"\"now\""_s;
    QTest::newRow("a missing value") << u"--port"_s << u"--port needs a value"_s;
    QTest::newRow("a port that is no number") << u"--port x"_s << u"65535"_s;
    QTest::newRow("a port out of range") << u"--port 65536"_s << u"65535"_s;
    QTest::newRow("a negative port") << u"--port -1"_s << u"65535"_s;
    QTest::newRow("an unknown level") << u"--log-level loud"_s << u"trace"_s;
    QTest::newRow("a value for a switch") << u"--headless=yes"_s << u"takes no value"_s;
    QTest::newRow("a value for a command's switch") << u"import f --dry-run=yes"_s << u"takes no value"_s;
    QTest::newRow("a price that is no number") << u"price set m --input much"_s << u"needs a number"_s;
    QTest::newRow("an empty path") << u"--data-dir="_s << u"needs a path"_s;
    QTest::newRow("another command's option") << u"token add t --proxy http://p"_s << u"--proxy"_s;
    QTest::newRow("a command's option alone") << u"--models a"_s << u"belongs to a command"_s;
    QTest::newRow("a quota that is no number") << u"token add t --quota much"_s << u"whole number"_s;
    QTest::newRow("a mapping without =") << u"channel add c --map a"_s << u"NAME=VALUE"_s;
    QTest::newRow("quit with a command") << u"--quit status"_s << u"--quit"_s;
}

void CommandLineTest::refuses()
{
    QFETCH(const QString, words);
    QFETCH(const QString, names);
    const auto line = CommandLine::parse(words.split(u' '));
    QVERIFY(!line.has_value());
    QCOMPARE(line.error().kind, relay::ErrorKind::BadRequest);
    QVERIFY2(line.error().message.contains(names), qPrintable(line.error().message));
}

void CommandLineTest::helpNamesEveryCommand()
{
    for (const QString &command :
         {u"status"_s,         u"token list"_s,  u"token show"_s,   u"token add"_s,      u"token revoke"_s,
          u"channel list"_s,   u"channel add"_s, u"channel test"_s, u"channel edit"_s,   u"channel on|off"_s,
          u"channel remove"_s, u"token edit"_s,  u"metrics"_s,      u"alert list"_s,     u"event list"_s,
          u"log list"_s,       u"log stat"_s,    u"log export"_s,   u"database check"_s, u"database vacuum"_s,
          u"--entry N"_s,      u"checkpoint"_s,  u"backup"_s,       u"restore"_s,        u"doctor"_s,
          u"--headless"_s,     u"--data-dir"_s,  u"pause"_s,        u"resume"_s,         u"restart"_s,
          u"traffic"_s,        u"guard keep"_s})
        QVERIFY2(CommandLine::help().contains(command), qPrintable(command));
}

QTEST_GUILESS_MAIN(CommandLineTest)

#include "tst_command_line.moc"
