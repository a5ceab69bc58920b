// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/doctor_calls.h"
#include "tests/support/one_api_database.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace tests;

namespace {

const QString kJournal = QStringLiteral("LEDGER_JOURNAL_MB");
constexpr const char *kProviderKey = "provider-key-0123456789";

QJsonObject named(const QJsonValue &list, const QString &name, const QString &field = QStringLiteral("name"))
{
    for (const QJsonValue &row : list.toArray())
        if (row[field].toString() == name)
            return row.toObject();
    return {};
}

// In this order each finds what it needs; the backup's name comes to that of restore.
struct Tried
{
    QString words; // apart by blanks; "+": one inside a word
    bool needsRelay = false;
};

const Tried kEach[] = {
    {u"status"_s},
    {u"token add tried"_s},
    {u"token show tried"_s},
    {u"token edit tried --quota 5"_s},
    {u"token off tried"_s},
    {u"token on tried"_s},
    {u"token list"_s},
    {u"token revoke tried"_s},
    {u"channel add tried --type openai --key provider-key --models m"_s},
    {u"channel edit tried --priority 2"_s},
    {u"channel off tried"_s},
    {u"channel on tried"_s},
    {u"channel list"_s},
    {u"channel test demo"_s},
    {u"channel models demo"_s, true},
    {u"channel providers"_s},
    {u"channel remove tried"_s},
    {u"config set LOG_BATCH_SIZE=40"_s},
    {u"guard"_s, true},
    {u"guard keep"_s, true},
    {u"config get LOG_BATCH_SIZE"_s},
    {u"config list"_s},
    {u"config history"_s},
    {u"config file"_s},
    {u"config reload"_s},
    {u"config undo"_s},
    {u"preset list"_s},
    {u"preset show Remedy:+memory"_s},
    {u"preset apply Remedy:+memory"_s},
    {u"pause"_s, true},
    {u"resume"_s, true},
    {u"traffic"_s, true},
    {u"metrics"_s, true},
    {u"metrics reset"_s, true},
    {u"alert list"_s, true},
    {u"event list"_s, true},
    {u"profile threads --out profiles"_s, true},
    {u"log list"_s},
    {u"log stat"_s},
    {u"log export usage.csv"_s},
    {u"database show"_s},
    {u"database check"_s},
    {u"database vacuum"_s},
    {u"database backups"_s},
    {u"checkpoint"_s},
    {u"backup"_s},
    {u"secrets show"_s},
    {u"secrets move file"_s},
    {u"update show"_s},
    {u"price list"_s},
    {u"price set m --input 1 --output 2"_s},
    {u"price reset m"_s},
    {u"spend"_s},
    {u"import one-api.db"_s},
    {u"bench --requests 5"_s},
    {u"restore BACKUP"_s},
    {u"restart"_s, true},
};

// "token on|off NAME  what it does" is two of them: the words that are typed as they stand.
QStringList commandsIn(const QString &help)
{
    QStringList commands;
    const QString section = help.section(u"\ncommands\n"_s, 1).section(u"\n\n"_s, 0, 0);
    for (const QString &line : section.split(u'\n')) {
        if (line.startsWith(u"   "_s))
            continue;
        static const QRegularExpression kWords(u"^  ([a-z]+(?: [a-z|]+)?)(?: |$)"_s);
        const QString words = kWords.match(line).captured(1);
        const QString first = words.section(u' ', 0, 0);
        for (const QString &second : words.section(u' ', 1).split(u'|'))
            commands += second.isEmpty() ? first : QString(first + u' ' + second);
        if (words.isEmpty())
            commands += line; // which nobody knows
    }
    return commands;
}

} // namespace

// What the sub-commands do, each of them while the relay runs and on its files alone: the exit code, what is
// told, and what another command or a client finds afterwards.
class ProgramCommandsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void initTestCase();
    void init();
    void cleanup();
    void status();
    void checkpoint();
    void presets();
    void settingsAreListed();
    void tokens();
    void channels();
    void channelTest();
    void prices();
    void anImport();
    void doctor();
    void doctorFix();
    void doctorReport();
    void guard();
    void eachCommandOfTheHelpIsTried();

private:
    Told run(const QString &words, const QStringList &more = {}) const
    {
        return command(onData(*m_folder, words.split(u' ') + more));
    }
    // Of a command that must not fail.
    QJsonValue json(const QString &words, const QStringList &more = {}) const;
    QString output(const QString &words, const QStringList &more = {}) const
    {
        const Told told = run(words, more);
        return told.code == 0 ? QString::fromUtf8(told.out)
                              : u"exit code %1: "_s.arg(told.code) % QString::fromUtf8(told.error);
    }
    QString failureOf(const QStringList &words, bool needsRelay) const; // empty: it did what it should
    int served(const QString &key); // what a client is answered; a stopped relay is started for it

    bool m_running = false;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RelayChild> m_relay;
};

void ProgramCommandsTest::initTestCase_data()
{
    QTest::addColumn<bool>("running");
    QTest::newRow("while it runs") << true;
    QTest::newRow("on its files alone") << false;
}

// The commands' environment is that of the relay.
void ProgramCommandsTest::initTestCase()
{
    qputenv("LEDGER_JOURNAL_MB", "1");
    qputenv("INITIAL_ROOT_ACCESS_TOKEN", RelayChild::kAdminKey);
}

void ProgramCommandsTest::init()
{
    QFETCH_GLOBAL(const bool, running);
    m_running = running;
    m_folder = std::make_unique<QTemporaryDir>();
    m_relay = std::make_unique<RelayChild>(m_folder->path());
    m_relay->environment[kJournal] = u"1"_s;
    if (running)
        QVERIFY2(m_relay->start(), m_relay->output().c_str());
}

void ProgramCommandsTest::cleanup()
{
    if (m_running)
        QCOMPARE(m_relay->stop(), 0);
}

QJsonValue ProgramCommandsTest::json(const QString &words, const QStringList &more) const
{
    const Told told = run(words, more + QStringList{u"--json"_s});
    if (told.code != 0)
        qWarning("%s: %d %s", qPrintable(words), told.code, told.error.constData());
    const QJsonDocument document = QJsonDocument::fromJson(told.code == 0 ? told.out : QByteArray());
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

int ProgramCommandsTest::served(const QString &key)
{
    if (!m_running && !m_relay->start())
        return 0;
    const int status = m_relay->raw(chat(key.toStdString(), "demo-echo")).status;
    if (!m_running && m_relay->stop() != 0)
        return 0;
    return status;
}

void ProgramCommandsTest::status()
{
    const QJsonValue told = json(u"status"_s);
    QCOMPARE(told[u"running"_s], m_running);
    QCOMPARE(told[u"port"_s].toInt(-1), int(m_relay->port()));
    QCOMPARE(told[u"data_directory"_s].toString(), m_folder->path());
    const QString text = output(u"status"_s);
    QVERIFY2(text.contains(m_running ? u", running\n"_s : u" is not running\n"_s), qPrintable(text));
    if (!m_running)
        return;
    QCOMPARE(served(output(u"token show default"_s).trimmed()), 200);
    QTRY_COMPARE(json(u"status"_s)[u"total_requests"_s], 1);
    QVERIFY(output(u"status"_s).contains(u"1, 0 failed"_s));
}

// What is in the log is brought in; of a stopped relay what a crash has left there.
void ProgramCommandsTest::checkpoint()
{
    const QString log = m_folder->filePath(u"trayrelay.db-wal"_s);
    if (!m_running)
        QVERIFY(m_relay->start());
    QVERIFY(!output(u"token add editor"_s).isEmpty());
    QVERIFY(QFileInfo(log).size() > 0);
    if (!m_running)
        m_relay->kill();
    QVERIFY(QFileInfo(log).size() > 0);
    const QJsonValue passive = json(u"checkpoint passive"_s);
    QCOMPARE(passive[u"busy"_s].toInt(-1), 0);
    QVERIFY(passive[u"log"_s].toInteger() > 0);
    QCOMPARE(passive[u"checkpointed"_s], passive[u"log"_s]);
    for (const QString &mode : {u"full"_s, u"restart"_s, u"truncate"_s})
        QCOMPARE(json(u"checkpoint "_s + mode)[u"busy"_s].toInt(-1), 0);
    QCOMPARE(QFileInfo(log).size(), qint64{0});
    QVERIFY(output(u"checkpoint"_s).startsWith(u"done in "_s));
    QVERIFY(!named(json(u"token list"_s), u"editor"_s).isEmpty());
    QCOMPARE(run(u"checkpoint fast"_s).code, 2);
}

void ProgramCommandsTest::presets()
{
    const QJsonArray list = json(u"preset list"_s).toArray();
    QCOMPARE(list.size(), qsizetype{11});
    const QString text = output(u"preset list"_s);
    for (const QJsonValue &preset : list)
        QVERIFY2(text.contains(preset[u"name"_s].toString()), qPrintable(text));
    const QStringList memory{u"Remedy: memory"_s};
    QCOMPARE(named(json(u"preset show"_s, memory), u"LOG_BATCH_SIZE"_s)[u"to"_s].toString(), u"20"_s);
    QCOMPARE(json(u"preset apply"_s, memory)[u"entry"_s][u"cause"_s], u"preset"_s);
    QCOMPARE(output(u"config get LOG_BATCH_SIZE"_s), u"20\n"_s);
    QCOMPARE(output(u"preset show"_s, memory), u"it would change nothing\n"_s);
    const Told unknown = run(u"preset apply"_s, {u"Remedy: none"_s});
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.error.contains("there is no preset of that name"), unknown.error.constData());
}

void ProgramCommandsTest::settingsAreListed()
{
    const auto line = [this](const QString &name) {
        for (const QString &told : output(u"config list"_s).split(u'\n'))
            if (told.startsWith(QString(name % u'=')))
                return told;
        return QString();
    };
    const QJsonValue before = json(u"config list"_s);
    QVERIFY(before.toArray().size() > 50);
    for (const QJsonValue &row : before.toArray())
        for (const QString &field : {u"value"_s, u"default"_s, u"source"_s, u"takes_effect"_s, u"group"_s})
            QVERIFY2(row[field].isString(), qPrintable(row[u"name"_s].toString() + u' ' + field));
    QCOMPARE(named(before, u"RETRY_TIMES"_s)[u"source"_s].toString(), u"default"_s);
    QCOMPARE(line(u"RETRY_TIMES"_s), u"RETRY_TIMES=3"_s);
    QCOMPARE(line(kJournal), u"LEDGER_JOURNAL_MB=1  # environment, locked"_s);
    QCOMPARE(run(u"config set RETRY_TIMES=1"_s).code, 0);
    const QJsonObject after = named(json(u"config list"_s), u"RETRY_TIMES"_s);
    QCOMPARE(after[u"value"_s].toString(), u"1"_s);
    QCOMPARE(after[u"effective"_s].toString(), u"1"_s);
    QCOMPARE(line(u"RETRY_TIMES"_s), u"RETRY_TIMES=1  # user"_s);
    const Told locked = run(u"config set LEDGER_JOURNAL_MB=2"_s);
    QCOMPARE(locked.code, 1);
    QVERIFY2(locked.error.contains("LEDGER_JOURNAL_MB"), locked.error.constData());
}

void ProgramCommandsTest::tokens()
{
    const QString key = output(u"token add editor"_s, {u"--quota"_s, u"500000"_s}).trimmed();
    QVERIFY2(key.startsWith(u"sk-"_s), qPrintable(key));
    QCOMPARE(run(u"token add editor"_s).code, 1);
    const QJsonObject listed = named(json(u"token list"_s), u"editor"_s);
    QCOMPARE(listed[u"remain_quota"_s].toInt(), 500'000);
    QVERIFY(listed[u"key"_s].toString() != key);
    const QString text = output(u"token list"_s);
    QVERIFY2(text.contains(u"editor"_s) && !text.contains(key.mid(3)), qPrintable(text));
    QCOMPARE(output(u"token show editor"_s).trimmed(), key);
    QCOMPARE(output(u"token show admin"_s).trimmed(), QString::fromLatin1(RelayChild::kAdminKey));
    QCOMPARE(json(u"token show editor"_s)[u"key"_s].toString(), key);
    QCOMPARE(served(key), 200);
    QCOMPARE(output(u"token revoke editor"_s), u"token editor is revoked\n"_s);
    QCOMPARE(run(u"token show editor"_s).code, 1);
    QVERIFY(named(json(u"token list"_s), u"editor"_s).isEmpty());
    QCOMPARE(run(u"token revoke editor"_s).code, 1);
    QCOMPARE(served(key), 401);
}

void ProgramCommandsTest::channels()
{
    const QStringList add{u"--base-url"_s, u"http://127.0.0.1:9/v1"_s,
                          u"--key"_s,      QString::fromLatin1(kProviderKey),
                          u"--models"_s,   u"m1,m2"_s,
                          u"--priority"_s, u"7"_s};
    const QString said = output(u"channel add work"_s, add);
    QVERIFY2(said.startsWith(u"channel work has id "_s), qPrintable(said));
    QCOMPARE(run(u"channel add work"_s, add).code, 1);
    const QJsonObject work = named(json(u"channel list"_s), u"work"_s);
    QCOMPARE(work[u"priority"_s], 7);
    QCOMPARE(work[u"models"_s], (QJsonArray{u"m1"_s, u"m2"_s}));
    QCOMPARE(said, u"channel work has id %1\n"_s.arg(work[u"id"_s].toInteger()));
    const QString text = output(u"channel list"_s);
    QVERIFY2(text.contains(u"work"_s) && text.contains(u"demo"_s), qPrintable(text));
    QVERIFY(!text.contains(QString::fromLatin1(kProviderKey)));
    QVERIFY(!QJsonDocument(work).toJson().contains(kProviderKey));
    if (!m_running)
        QVERIFY(m_relay->start());
    QCOMPARE(m_relay->named("/api/channel/", u"work"_s)[u"id"_s], work[u"id"_s]);
    if (!m_running)
        QCOMPARE(m_relay->stop(), 0);
}

void ProgramCommandsTest::channelTest()
{
    const Told told = run(u"channel test demo"_s);
    QVERIFY2(told.code == 0 && told.out.startsWith("HTTP 200 after "), told.error.constData());
    QCOMPARE(json(u"channel test demo"_s)[u"status"_s], 200);
    const Told unknown = run(u"channel test nobody"_s);
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.error.contains("nobody"), unknown.error.constData());
}

void ProgramCommandsTest::prices()
{
    const auto listed = [this](const QString &model) {
        return named(json(u"price list"_s), model, u"model"_s);
    };
    const QString known = u"demo-echo"_s;
    const QJsonObject before = listed(known);
    QCOMPARE(before[u"source"_s].toString(), u"built-in"_s);
    QVERIFY(listed(u"house-model"_s).isEmpty());

    const QStringList figures{u"--input"_s, u"1.5"_s, u"--output"_s, u"6"_s, u"--date"_s, u"2026-05-04"_s};
    QCOMPARE(json(u"price set house-model"_s, figures)[u"source"_s], u"user"_s);
    QCOMPARE(listed(u"house-model"_s)[u"input"_s], 1.5);
    QCOMPARE(listed(u"house-model"_s)[u"date"_s], u"2026-05-04"_s);
    QCOMPARE(output(u"price set"_s, {known, u"--input"_s, u"2"_s, u"--output"_s, u"3"_s}),
             u"demo-echo costs $2 for a million input tokens, $3 for a million output tokens (user)\n"_s);
    QCOMPARE(listed(known)[u"output"_s], 3);
    const QString text = output(u"price list"_s);
    QVERIFY2(text.contains(u"house-model"_s) && text.contains(u"2026-05-04"_s), qPrintable(text));

    QCOMPARE(output(u"price reset house-model"_s), u"house-model has no price any more\n"_s);
    QVERIFY(listed(u"house-model"_s).isEmpty());
    QCOMPARE(json(u"price reset"_s, {known})[u"source"_s], u"built-in"_s);
    QCOMPARE(listed(known), before);
    QCOMPARE(run(u"price set house-model"_s, {u"--input"_s, u"-1"_s}).code, 2);
}

void ProgramCommandsTest::anImport()
{
    constexpr int kLogs = 20;
    const QString file = m_folder->filePath(u"one-api.db"_s);
    {
        OneApiDatabase source(file);
        source.run(
            "INSERT INTO channels(id, type, key, status, name, created_time, base_url, models, priority) "
            "VALUES (1, 8, '" +
            std::string(kProviderKey) + "', 1, 'work', 1690000000, 'http://127.0.0.1:9', 'm1', 5)");
        source.run(
            "INSERT INTO tokens(id, user_id, key, status, name, created_time, expired_time, "
            "remain_quota, unlimited_quota, used_quota) VALUES (1, 1, "
            "'EditorKey0123456789abcdefghijklmnopqrstuvwxyz0123', 1, 'editor', 1690000000, -1, 5, 0, 0)");
        source.addLogs(kLogs);
    }
    const auto there = [this] {
        return QStringList{QString::number(json(u"channel list"_s).toArray().size()),
                           QString::number(json(u"token list"_s).toArray().size()),
                           QString::number(json(u"log stat"_s)[u"requests"_s].toInt())};
    };
    const QStringList nothing{u"1"_s, u"1"_s, u"0"_s};
    QCOMPARE(there(), nothing);
    const QString dry = output(u"import"_s, {file, u"--dry-run"_s});
    QVERIFY2(dry.endsWith(u"a dry run: nothing was changed\n"_s), qPrintable(dry));
    const QJsonValue told = json(u"import"_s, {file, u"--dry-run"_s});
    QCOMPARE(told[u"dry_run"_s], true);
    QCOMPARE(told[u"logs"_s][u"taken"_s], kLogs);
    QCOMPARE(there(), nothing);

    const QString text = output(u"import"_s, {file});
    QVERIFY2(text.contains(u"1 taken"_s) && !text.contains(u"dry run"_s), qPrintable(text));
    QVERIFY(!text.contains(QString::fromLatin1(kProviderKey)) && !text.contains(u"EditorKey"_s));
    QCOMPARE(there(), (QStringList{u"2"_s, u"2"_s, QString::number(kLogs)}));
    QCOMPARE(output(u"token show editor"_s), u"sk-EditorKey0123456789abcdefghijklmnopqrstuvwxyz0123\n"_s);
    const QJsonValue again = json(u"import"_s, {file});
    QCOMPARE(again[u"logs"_s][u"known"_s], kLogs);
    QCOMPARE(again[u"channels"_s][u"taken"_s], 0);
    QCOMPARE(run(u"import"_s, {m_folder->filePath(u"nothing.db"_s)}).code, 2);
}

// What it finds is a matter of the machine as well: all that is asked for is told.
void ProgramCommandsTest::doctor()
{
    const Told told = run(u"doctor --json"_s);
    const QJsonArray findings = QJsonDocument::fromJson(told.out).array();
    bool trouble = false;
    for (const QJsonValue &finding : findings) {
        QVERIFY(!finding[u"evidence"_s].toString().isEmpty());
        trouble = trouble || finding[u"result"_s] == u"trouble"_s;
    }
    for (const char *name : {"locked-database", "wal", "memory", "slow-requests", "port", "disk-space"})
        QVERIFY2(!named(findings, QString::fromLatin1(name)).isEmpty(), name);
    QCOMPARE(told.code, trouble ? 1 : 0);
}

void ProgramCommandsTest::doctorFix()
{
    QCOMPARE(output(u"config get LOG_BATCH_SIZE"_s), u"50\n"_s);
    const QString fixed = output(u"doctor --fix memory"_s);
    QVERIFY2(fixed.contains(u"LOG_BATCH_SIZE: 50 -> 20"_s), qPrintable(fixed));
    QCOMPARE(output(u"config get LOG_BATCH_SIZE"_s), u"20\n"_s);
    QCOMPARE(json(u"config history"_s)[0][u"note"_s].toString(), u"Remedy: memory"_s);
    QCOMPARE(run(u"config undo"_s).code, 0);
    QCOMPARE(output(u"config get LOG_BATCH_SIZE"_s), u"50\n"_s);
    QVERIFY(run(u"doctor --fix clock"_s).code != 0);
}

void ProgramCommandsTest::doctorReport()
{
    const QString key = output(u"token show default"_s).trimmed();
    const QString file = m_folder->filePath(u"report.tar.gz"_s);
    QCOMPARE(output(u"doctor"_s, {u"--report"_s, file}),
             QString(file + u": look through it before you give it away\n"_s));
    QProcess tar;
    tar.start(u"tar"_s, {u"-xzOf"_s, file});
    QVERIFY(tar.waitForFinished());
    QCOMPARE(tar.exitCode(), 0);
    const QByteArray content = tar.readAllStandardOutput();
    QVERIFY(content.contains("locked-database") && content.contains("LOG_BATCH_SIZE"));
    QVERIFY(!content.contains(RelayChild::kAdminKey) && !content.contains(key.mid(3).toUtf8()));
    const Told nowhere = run(u"doctor"_s, {u"--report"_s, m_folder->filePath(u"no/such/folder.tar.gz"_s)});
    QCOMPARE(nowhere.code, 1);
    QVERIFY2(nowhere.error.contains("no/such/folder.tar.gz"), nowhere.error.constData());
}

void ProgramCommandsTest::guard()
{
    QCOMPARE(run(u"config set LOG_BATCH_SIZE=17"_s).code, 0);
    if (!m_running) { // nobody is there who could watch
        QCOMPARE(run(u"guard"_s).code, 1);
        QCOMPARE(run(u"guard keep"_s).code, 1);
        return;
    }
    const QJsonValue watching = json(u"guard"_s);
    QCOMPARE(watching[u"watching"_s], true);
    QCOMPARE(watching[u"change"_s][u"changes"_s][0][u"name"_s].toString(), u"LOG_BATCH_SIZE"_s);
    QVERIFY(output(u"guard"_s).startsWith(u"watches entry 1 of the history"_s));
    QCOMPARE(output(u"guard keep"_s), u"entry 1 stays, whatever follows\n"_s);
    QCOMPARE(json(u"guard"_s)[u"watching"_s], false);
    QCOMPARE(run(u"guard keep"_s).code, 1);
    m_relay->kill(); // a crash undoes what is watched
    QVERIFY(m_relay->start());
    QCOMPARE(output(u"config get LOG_BATCH_SIZE"_s), u"17\n"_s);
}

QString ProgramCommandsTest::failureOf(const QStringList &words, bool needsRelay) const
{
    const Told told = run(words.first(), words.mid(1) + QStringList{u"--json"_s});
    const QString all = QString::fromUtf8(told.out + told.error);
    if (needsRelay && !m_running)
        return told.code == 1 && all.contains(u"start trayrelay first"_s) ? QString() : all;
    const bool json = !QJsonDocument::fromJson(told.out).isNull();
    return told.code == 0 && json ? QString() : u"exit code %1: "_s.arg(told.code) % all;
}

// But for those of the system's services and menus, which no relay answers; `update check` asks a server, and
// `doctor` tells of the machine: see the tests of their names.
void ProgramCommandsTest::eachCommandOfTheHelpIsTried()
{
    const QDir folder(m_folder->path());
    OneApiDatabase(folder.filePath(u"one-api.db"_s));
    QStringList untried = commandsIn(output(u"--help"_s));
    QVERIFY(untried.size() > 50);
    for (const QString &word : {u"service"_s, u"menu"_s, u"doctor"_s, u"update check"_s})
        untried.removeIf([&word](const QString &command) { return command.startsWith(word); });
    for (const Tried &tried : kEach) {
        QStringList words = tried.words.split(u' ');
        for (QString &word : words) {
            word.replace(u'+', u' ');
            if (word.contains(u".db"_s) || word.contains(u".csv"_s) || word == u"profiles"_s)
                word = folder.filePath(word);
            if (word == u"BACKUP"_s)
                word = QDir(folder.filePath(u"backups"_s)).entryList({u"trayrelay-*.db"_s}).value(0);
        }
        const QString failure = failureOf(words, tried.needsRelay);
        QVERIFY2(failure.isEmpty(), qPrintable(QString(tried.words + u": "_s + failure)));
        untried.removeIf([&](const QString &command) {
            return QString(tried.words + u' ').startsWith(QString(command + u' '));
        });
    }
    QVERIFY2(untried.isEmpty(), qPrintable(untried.join(u", "_s)));
}

QTEST_GUILESS_MAIN(ProgramCommandsTest)
#include "tst_program_commands.moc"
