// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <string_view>

// Every phrase that findings, alerts and events are made of. A new one is one row here: its English, with %1,
// %2, … for values and %n for the number that decides between one and many. `./dev translate` brings it to
// the translations, and a test fails until the window can say it in Chinese.
namespace relay::model {

struct PhraseRow
{
    std::string_view key;
    const char *text;          // also the translations' source
    const char *one = nullptr; // where %n is 1; null: there is no %n

    constexpr bool counts() const { return one != nullptr; }
};

// clang-format off
inline constexpr auto kPhrases = std::to_array<PhraseRow>({
    // What the doctor says.
    {"no-relay", QT_TRANSLATE_NOOP("Phrases", "no relay runs")},
    {"start-relay", QT_TRANSLATE_NOOP("Phrases", "no relay runs: start it and look again")},
    {"system.silent", QT_TRANSLATE_NOOP("Phrases", "the system does not tell")},
    {"lock.held",
     QT_TRANSLATE_NOOP("Phrases", "%1 holds a lock on the database, and did so at each of %2 looks")},
    {"lock.gave-up",
     QT_TRANSLATE_N_NOOP("Phrases", "%n statements gave up waiting for a lock since the start"),
     "%n statement gave up waiting for a lock since the start"},
    {"lock.records-wait", QT_TRANSLATE_N_NOOP("Phrases", "%n records wait in the journal"),
     "%n record waits in the journal"},
    {"lock.held.remedy",
     QT_TRANSLATE_NOOP("Phrases", "close that program, or wait until it is done: nothing is lost "
                                  "meanwhile. If it must work on the database beside TrayRelay, the "
                                  "preset waits longer for locks")},
    {"lock.past", QT_TRANSLATE_NOOP("Phrases", "nobody else locks the database now")},
    {"lock.past.remedy",
     QT_TRANSLATE_NOOP("Phrases", "keep other programs (a database browser, a copying or backup "
                                  "program) off %1; the preset waits longer for locks")},
    {"lock.none",
     QT_TRANSLATE_NOOP("Phrases", "nobody else locks the database, and no statement found it locked "
                                  "since the start")},
    {"wal.silent", QT_TRANSLATE_NOOP("Phrases", "the database does not tell: %1")},
    {"wal.busy",
     QT_TRANSLATE_NOOP("Phrases", "the database is busy, and has not told its journal mode yet")},
    {"wal.off", QT_TRANSLATE_NOOP("Phrases", "there is no write-ahead log: journal_mode is %1")},
    {"wal.size", QT_TRANSLATE_NOOP("Phrases", "the write-ahead log has %1")},
    {"wal.frames",
     QT_TRANSLATE_N_NOOP("Phrases", "%n frames of it wait after the checkpoint that this look made"),
     "%n frame of it waits after the checkpoint that this look made"},
    {"wal.failed", QT_TRANSLATE_NOOP("Phrases", "a checkpoint failed: %1")},
    {"wal.held", QT_TRANSLATE_NOOP("Phrases", "it is held by %1")},
    {"wal.held-by-reader", QT_TRANSLATE_NOOP("Phrases", "it is held by a reader")},
    {"wal.bound", QT_TRANSLATE_NOOP("Phrases", "its bound (ALERT_WAL_MB) is %1")},
    {"wal.held.remedy",
     QT_TRANSLATE_NOOP("Phrases", "close the program that reads; then the preset writes the log back "
                                  "and empties it")},
    {"wal.remedy",
     QT_TRANSLATE_NOOP("Phrases", "the preset writes the log back, empties it, and does so twice as "
                                  "often from now on")},
    {"memory.used", QT_TRANSLATE_NOOP("Phrases", "the relay uses %1 of memory (alert at %2)")},
    {"memory.exchanges", QT_TRANSLATE_N_NOOP("Phrases", "%n exchanges under way"),
     "%n exchange under way"},
    {"memory.clients", QT_TRANSLATE_N_NOOP("Phrases", "%n clients connected"),
     "%n client connected"},
    {"memory.remedy",
     QT_TRANSLATE_NOOP("Phrases", "large bodies of exchanges under way stay in memory until they end: "
                                  "lower RELAY_MAX_BODY_MB or the clients' number; the preset keeps "
                                  "less in caches. What holds it, tells trayrelay profile")},
    {"slow.unreadable", QT_TRANSLATE_NOOP("Phrases", "the ledger cannot be read now")},
    {"slow.some",
     QT_TRANSLATE_N_NOOP("Phrases", "of %n requests of the last hour %1 took longer than %2"),
     "of %n request of the last hour %1 took longer than %2"},
    {"slow.many",
     QT_TRANSLATE_N_NOOP("Phrases", "of %n requests of the last hour %1 or more took longer than %2"),
     "of %n request of the last hour %1 or more took longer than %2"},
    {"slow.slowest", QT_TRANSLATE_NOOP("Phrases", "the slowest %1: model %2, channel %3")},
    {"slow.slowest-nowhere", QT_TRANSLATE_NOOP("Phrases", "the slowest %1: model %2, no channel")},
    {"slow.by-metrics",
     QT_TRANSLATE_NOOP("Phrases", "by the metrics: no usage rows are kept (LOG_CONSUME_ENABLED)")},
    {"traffic.no-rows",
     QT_TRANSLATE_NOOP("Phrases", "nobody can tell: no usage rows are kept (LOG_CONSUME_ENABLED)")},
    {"slow.waiting",
     QT_TRANSLATE_NOOP("Phrases", "most of their time went by in waiting for a free connection")},
    {"slow.waiting.remedy",
     QT_TRANSLATE_NOOP("Phrases", "raise HTTP_MAX_CONNS_PER_HOST, or spread the models over more "
                                  "channels")},
    {"slow.relay", QT_TRANSLATE_NOOP("Phrases", "most of their time went by in the relay itself")},
    {"slow.relay.remedy",
     QT_TRANSLATE_NOOP("Phrases", "apply the preset Recommended, and look at trayrelay profile while it "
                                  "happens")},
    {"slow.upstream", QT_TRANSLATE_NOOP("Phrases", "most of their time was waiting for the upstream")},
    {"slow.upstream.remedy",
     QT_TRANSLATE_NOOP("Phrases", "give a faster channel a higher priority, or let clients stream; the "
                                  "relay cannot make an upstream faster")},
    {"port.free", QT_TRANSLATE_NOOP("Phrases", "no relay runs; port %1 is free")},
    {"port.taken", QT_TRANSLATE_NOOP("Phrases", "no relay runs, and port %1 cannot be had: %2")},
    {"port.taken-by",
     QT_TRANSLATE_NOOP("Phrases", "no relay runs, and port %1 cannot be had: %2, by %3")},
    {"port.taken.remedy",
     QT_TRANSLATE_NOOP("Phrases", "quit that program, or choose another port: --port N, or PORT=N in "
                                  ".env")},
    {"port.stranger", QT_TRANSLATE_NOOP("Phrases", "who answers at %1 port %2 is not this relay")},
    {"port.unreached", QT_TRANSLATE_NOOP("Phrases", "this relay cannot be reached at %1 port %2: %3")},
    {"port.remedy",
     QT_TRANSLATE_NOOP("Phrases", "look whether a firewall or another program takes that port; PORT "
                                  "chooses another")},
    {"port.answers", QT_TRANSLATE_NOOP("Phrases", "this relay answers at %1")},
    {"port.everywhere", QT_TRANSLATE_NOOP("Phrases", "it listens on all of this computer's addresses")},
    {"port.everywhere.remedy",
     QT_TRANSLATE_NOOP("Phrases", "unless others are to use it: LISTEN_ADDRESS=127.0.0.1")},
    {"channel.problem", QT_TRANSLATE_NOOP("Phrases", "channel %1: %2")},
    {"upstream.listening",
     QT_TRANSLATE_N_NOOP("Phrases", "%n addresses can be reached; keys and certificates are looked at "
                                    "while a relay runs"),
     "%n address can be reached; keys and certificates are looked at while a relay runs"},
    {"upstream.silent.remedy",
     QT_TRANSLATE_NOOP("Phrases", "check the network, the firewall and the channels' base URLs")},
    {"upstream.key", QT_TRANSLATE_NOOP("Phrases", "channel %1: its key is refused (HTTP %2)")},
    {"upstream.status", QT_TRANSLATE_NOOP("Phrases", "channel %1: HTTP %2")},
    {"upstream.not-found",
     QT_TRANSLATE_NOOP("Phrases", "channel %1: HTTP 404 for its list of models: is its base URL right?")},
    {"upstream.remedy",
     QT_TRANSLATE_NOOP("Phrases", "check the channels' base URLs and keys, the network and the proxy")},
    {"upstream.demo", QT_TRANSLATE_NOOP("Phrases", "no channel but the built-in demo is on")},
    {"upstream.answer",
     QT_TRANSLATE_N_NOOP("Phrases", "all %n channels answer, the built-in demo aside"),
     "%n channel answers, the built-in demo aside"},
    {"url.right", QT_TRANSLATE_NOOP("Phrases", "no client asked for an unknown path in the last day")},
    {"url.wrong",
     QT_TRANSLATE_N_NOOP("Phrases", "a client asked for a path that there is not: %1 (%n times)"),
     "a client asked for a path that there is not: %1 (%n time)"},
    {"url.wrong.remedy", QT_TRANSLATE_NOOP("Phrases", "give the client this base URL: %1")},
    {"proxy.none", QT_TRANSLATE_NOOP("Phrases", "none is set")},
    {"proxy.reached", QT_TRANSLATE_NOOP("Phrases", "%1 can be reached")},
    {"proxy.unreached", QT_TRANSLATE_NOOP("Phrases", "%1 cannot be reached: %2")},
    {"proxy.bad", QT_TRANSLATE_NOOP("Phrases", "the address of a proxy is wrong: %1")},
    {"proxy.remedy",
     QT_TRANSLATE_NOOP("Phrases", "start that proxy, or correct RELAY_PROXY or the channel's proxy")},
    {"proxy.environment",
     QT_TRANSLATE_NOOP("Phrases", "the environment names one in HTTPS_PROXY, which the relay does not "
                                  "use")},
    {"proxy.environment.remedy", QT_TRANSLATE_NOOP("Phrases", "set RELAY_PROXY to it")},
    {"certificate.fine", QT_TRANSLATE_NOOP("Phrases", "none was refused")},
    {"certificate.remedy",
     QT_TRANSLATE_NOOP("Phrases", "see what it says; SSL_CERT_FILE names further authorities to trust. "
                                  "Verification cannot be turned off")},
    {"clock.behind",
     QT_TRANSLATE_NOOP("Phrases", "this computer's clock is %1 behind what the upstreams say")},
    {"clock.ahead", QT_TRANSLATE_NOOP("Phrases", "this computer's clock is %1 ahead of the upstreams'")},
    {"clock.remedy",
     QT_TRANSLATE_NOOP("Phrases", "set the clock, and let the system keep it (timedatectl set-ntp "
                                  "true): certificates and tokens are judged by it")},
    {"clock.row",
     QT_TRANSLATE_NOOP("Phrases", "the newest usage row is %1 in the future: the clock was set back")},
    {"clock.row.remedy",
     QT_TRANSLATE_NOOP("Phrases", "set the clock right: the ledger's days and the tokens' ends go by it")},
    {"clock.right", QT_TRANSLATE_NOOP("Phrases", "within %1 of the upstreams' clocks")},
    {"clock.unknown",
     QT_TRANSLATE_NOOP("Phrases", "no usage row is in the future; no upstream told its time")},
    {"rights.open", QT_TRANSLATE_NOOP("Phrases", "other users may read or change %1")},
    {"rights.unwritable", QT_TRANSLATE_NOOP("Phrases", "%1 cannot be written")},
    {"rights.folder", QT_TRANSLATE_NOOP("Phrases", "the data directory %1 cannot be written")},
    {"rights.fine", QT_TRANSLATE_NOOP("Phrases", "the files in %1 are this user's alone")},
    {"rights.remedy", QT_TRANSLATE_NOOP("Phrases", "give this user the right to write there")},
    {"rights.open.remedy", QT_TRANSLATE_NOOP("Phrases", "run: %1")},
    {"disk.free", QT_TRANSLATE_NOOP("Phrases", "%1 free on %2, the database has %3")},
    {"disk.full.remedy",
     QT_TRANSLATE_NOOP("Phrases", "free some space: when the disk is full, records wait in the journal, "
                                  "and when that is full, requests are refused")},
    {"disk.scarce.remedy",
     QT_TRANSLATE_NOOP("Phrases", "a backup needs the database's size, VACUUM twice that: free some "
                                  "space, lower LOG_RETENTION_DAYS or BACKUP_KEEP")},
    {"descriptors.open", QT_TRANSLATE_NOOP("Phrases", "%1 of %2 descriptors are open")},
    {"descriptors.unlimited", QT_TRANSLATE_NOOP("Phrases", "%1 open, without a limit")},
    {"descriptors.remedy",
     QT_TRANSLATE_NOOP("Phrases", "each client and upstream connection takes one: raise the hard limit "
                                  "(ulimit -Hn, or LimitNOFILE= of the systemd unit) and start again")},
    {"ledger.journal", QT_TRANSLATE_N_NOOP("Phrases", "%n records wait in the journal (%1 of it)"),
     "%n record waits in the journal (%1 of it)"},
    {"ledger.unwritten", QT_TRANSLATE_NOOP("Phrases", "the database cannot be written: %1")},
    {"ledger.remedy",
     QT_TRANSLATE_NOOP("Phrases", "nothing is lost while the journal has room; when it is full, "
                                  "requests are refused. Remove the cause, or enlarge LEDGER_JOURNAL_MB")},
    {"aside.another",
     QT_TRANSLATE_N_NOOP("Phrases", "%n records of another database wait in %1"),
     "%n record of another database waits in %1"},
    {"aside.another.remedy",
     QT_TRANSLATE_NOOP("Phrases", "set SQLITE_PATH back to the database they belong to and restart: they "
                                  "are written at once. If it is gone for good, remove the file")},
    {"aside.own",
     QT_TRANSLATE_N_NOOP("Phrases", "%n records of this database, which has gone on without them, wait "
                                    "in %1"),
     "%n record of this database, which has gone on without it, waits in %1"},
    {"aside.own.remedy", QT_TRANSLATE_NOOP("Phrases", "remove the file when you do not need them")},
    {"backup.failed", QT_TRANSLATE_NOOP("Phrases", "the last backup failed: %1")},
    {"backup.failed.remedy", QT_TRANSLATE_NOOP("Phrases", "free space in %1 or correct its rights")},
    {"backup.off", QT_TRANSLATE_NOOP("Phrases", "scheduled backups are off (BACKUP_INTERVAL_HOURS=0)")},
    {"backup.off.remedy",
     QT_TRANSLATE_NOOP("Phrases", "set BACKUP_INTERVAL_HOURS=24, or run trayrelay backup now and then")},
    {"backup.kept", QT_TRANSLATE_N_NOOP("Phrases", "%n backups are there"),
     "%n backup is there"},
    {"backup.newest", QT_TRANSLATE_NOOP("Phrases", "the newest is of %1")},
    {"backup.future", QT_TRANSLATE_NOOP("Phrases", "the newest is of %1, which is in the future")},
    {"backup.late", QT_TRANSLATE_N_NOOP("Phrases", "one is to be made every %n hours"),
     "one is to be made every %n hour"},
    {"backup.late.remedy",
     QT_TRANSLATE_NOOP("Phrases", "look at the machine's clock. A relay that runs makes the next one "
                                  "within a minute; trayrelay backup makes one at once")},
    {"key.file", QT_TRANSLATE_NOOP("Phrases", "the key that seals all others is in %1")},
    {"key.withheld",
     QT_TRANSLATE_NOOP("Phrases", "the key that seals all others is in %1, which does not give it: %2")},
    {"key.withheld.remedy",
     QT_TRANSLATE_NOOP("Phrases", "unlock the keyring before the next start. For starts without anybody "
                                  "logged in the key belongs into its file: trayrelay secrets move "
                                  "file, once the keyring is unlocked")},
    // Alerts: what is watched, raised with value and limit, what helps, and over.
    {"alert.p99", QT_TRANSLATE_NOOP("Phrases", "p99 of the response time over the last minute")},
    {"alert.p99.raised",
     QT_TRANSLATE_NOOP("Phrases", "p99 of the response time over the last minute: %1, more than %2 "
                                  "(ALERT_P99_MS)")},
    {"alert.p99.remedy",
     QT_TRANSLATE_NOOP("Phrases", "GET /api/metrics/ tells which channel or model is slow")},
    {"alert.p99.over",
     QT_TRANSLATE_NOOP("Phrases", "p99 of the response time over the last minute: all right again")},
    {"alert.errors",
     QT_TRANSLATE_NOOP("Phrases", "failed requests of the last minute, but for clients' own mistakes")},
    {"alert.errors.raised",
     QT_TRANSLATE_NOOP("Phrases", "failed requests of the last minute, but for clients' own mistakes: %1, "
                                  "more than %2 (ALERT_ERROR_RATE)")},
    {"alert.errors.remedy", QT_TRANSLATE_NOOP("Phrases", "the usage log tells why each one failed")},
    {"alert.errors.over",
     QT_TRANSLATE_NOOP("Phrases", "failed requests of the last minute, but for clients' own mistakes: all "
                                  "right again")},
    {"alert.wal", QT_TRANSLATE_NOOP("Phrases", "size of the database's write-ahead log")},
    {"alert.wal.raised",
     QT_TRANSLATE_NOOP("Phrases", "size of the database's write-ahead log: %1, more than %2 "
                                  "(ALERT_WAL_MB)")},
    {"alert.wal.remedy", QT_TRANSLATE_NOOP("Phrases", "apply the preset \"Remedy: WAL too large\"")},
    {"alert.wal.over",
     QT_TRANSLATE_NOOP("Phrases", "size of the database's write-ahead log: all right again")},
    {"alert.memory", QT_TRANSLATE_NOOP("Phrases", "resident memory of the program")},
    {"alert.memory.raised",
     QT_TRANSLATE_NOOP("Phrases", "resident memory of the program: %1, more than %2 (ALERT_RSS_MB)")},
    {"alert.memory.remedy", QT_TRANSLATE_NOOP("Phrases", "apply the preset \"Remedy: memory\"")},
    {"alert.memory.over",
     QT_TRANSLATE_NOOP("Phrases", "resident memory of the program: all right again")},
    {"alert.lag", QT_TRANSLATE_NOOP("Phrases", "how late the relay's event loop came to its timers")},
    {"alert.lag.raised",
     QT_TRANSLATE_NOOP("Phrases", "how late the relay's event loop came to its timers: %1, more than %2 "
                                  "(ALERT_LOOP_LAG_MS)")},
    {"alert.lag.remedy",
     QT_TRANSLATE_NOOP("Phrases", "the machine is overloaded, or something blocks the relay: take a CPU "
                                  "profile")},
    {"alert.lag.over",
     QT_TRANSLATE_NOOP("Phrases", "how late the relay's event loop came to its timers: all right again")},
    {"alert.budget", QT_TRANSLATE_NOOP("Phrases", "spent today")},
    {"alert.budget.raised",
     QT_TRANSLATE_NOOP("Phrases", "spent today: %1, more than %2 (ALERT_BUDGET_USD_DAY)")},
    {"alert.budget.remedy",
     QT_TRANSLATE_NOOP("Phrases", "requests go on; a token's quota is what stops them")},
    {"alert.budget.over", QT_TRANSLATE_NOOP("Phrases", "spent today: all right again")},
    {"ledger.alert",
     QT_TRANSLATE_NOOP("Phrases", "how full the ledger's journal is, while the database cannot be "
                                  "written")},
    {"ledger.alert.raised",
     QT_TRANSLATE_N_NOOP("Phrases", "the ledger cannot be written, %n records wait in the journal, "
                                    "requests go on: %1"),
     "the ledger cannot be written, %n record waits in the journal, requests go on: %1"},
    {"ledger.alert.half",
     QT_TRANSLATE_N_NOOP("Phrases", "the ledger's journal is half full (%n records wait in the journal), "
                                    "and when it is full requests are refused: %1"),
     "the ledger's journal is half full (%n record waits in the journal), and when it is full requests "
     "are refused: %1"},
    {"ledger.alert.over", QT_TRANSLATE_NOOP("Phrases", "the ledger is written again")},
    {"alert.now", QT_TRANSLATE_NOOP("Phrases", "now %1")},
    {"alert.quiet", QT_TRANSLATE_NOOP("Phrases", "no requests")},
    {"alert.off", QT_TRANSLATE_NOOP("Phrases", "the alert is off now")},
    // Events.
    {"slow.event", QT_TRANSLATE_N_NOOP("Phrases", "%n slow requests (SLOW_REQUEST_THRESHOLD_MS=%1)"),
     "%n slow request (SLOW_REQUEST_THRESHOLD_MS=%1)"},
    {"guard.undone", QT_TRANSLATE_NOOP("Phrases", "the guard has undone change %1")},
    {"guard.nothing-left",
     QT_TRANSLATE_NOOP("Phrases", "the guard found nothing left to undo of change %1")},
    {"guard.failed", QT_TRANSLATE_NOOP("Phrases", "the guard could not undo change %1: %2")},
    {"guard.errors",
     QT_TRANSLATE_N_NOOP("Phrases", "errors of the relay's own making rose from %1 to %2 of %n requests"),
     "errors of the relay's own making rose from %1 to %2 of %n request"},
    {"guard.overhead",
     QT_TRANSLATE_N_NOOP("Phrases", "p95 of overhead rose from %1 to %2 over %n requests"),
     "p95 of overhead rose from %1 to %2 over %n request"},
    {"guard.crash", QT_TRANSLATE_NOOP("Phrases", "the program ended unexpectedly within GUARD_SECONDS")},
    {"settings.edited", QT_TRANSLATE_NOOP("Phrases", "%1 was edited by hand; not in force yet: %2")},
    {"settings.edited.remedy",
     QT_TRANSLATE_NOOP("Phrases", "`trayrelay config reload`, or POST /api/option/file, takes it")},
    {"update.there", QT_TRANSLATE_NOOP("Phrases", "TrayRelay %1 is there: %2")},
    {"restart.done", QT_TRANSLATE_NOOP("Phrases", "the relay has begun anew")},
    {"restart.failed",
     QT_TRANSLATE_NOOP("Phrases", "the relay could not begin anew and goes on as it was: %1")},
    {"restore.done",
     QT_TRANSLATE_NOOP("Phrases", "the database is that of %1; as it was before it is kept in %2")},
    {"restore.failed", QT_TRANSLATE_NOOP("Phrases", "the database stays as it was: %1")},
    // The last client to knock: what went wrong, and what to change in it.
    {"knock.upstream-status", QT_TRANSLATE_NOOP("Phrases", "the upstream answered HTTP %1")},
    {"knock.broken-off", QT_TRANSLATE_NOOP("Phrases", "the answer broke off")},
    {"knock.no-good-answer", QT_TRANSLATE_NOOP("Phrases", "no upstream gave a good answer")},
    {"knock.host.remedy",
     QT_TRANSLATE_NOOP("Phrases", "Use 127.0.0.1 or localhost in its base URL: %1")},
    {"knock.origin.remedy",
     QT_TRANSLATE_NOOP("Phrases", "It is a web page: add its origin to CORS_ALLOWED_ORIGINS.")},
    {"knock.no-key.remedy",
     QT_TRANSLATE_NOOP("Phrases", "It sent no key. Give it this relay's token.")},
    {"knock.provider-key.remedy",
     QT_TRANSLATE_NOOP("Phrases", "It sent a provider's key. Give it this relay's token.")},
    {"knock.unknown-key.remedy",
     QT_TRANSLATE_NOOP("Phrases", "It sent a key that this relay does not know. Give it this relay's "
                                  "token.")},
    {"knock.limits.remedy",
     QT_TRANSLATE_NOOP("Phrases", "Its token is off, has expired, or may not do this. Change the token, "
                                  "or give it another one.")},
    {"knock.quota.remedy",
     QT_TRANSLATE_NOOP("Phrases", "Its token's quota is used up. Raise it, or give it another token.")},
    {"knock.path.remedy", QT_TRANSLATE_NOOP("Phrases", "Its base URL should end in /v1: %1")},
    {"knock.no-model.remedy", QT_TRANSLATE_NOOP("Phrases", "No channel serves a model: add one.")},
    {"knock.model.remedy",
     QT_TRANSLATE_NOOP("Phrases", "No channel serves that model. There are: %1.")},
    {"knock.many-models.remedy",
     QT_TRANSLATE_N_NOOP("Phrases", "No channel serves that model. There are: %1 and %n more."),
     "No channel serves that model. There are: %1 and %n more."},
    {"knock.too-large.remedy",
     QT_TRANSLATE_NOOP("Phrases", "Let it send less, or raise RELAY_MAX_BODY_MB.")},
    {"knock.paused.remedy", QT_TRANSLATE_NOOP("Phrases", "Press Resume.")},
    {"knock.upstream.remedy",
     QT_TRANSLATE_NOOP("Phrases", "Test the channel: its provider did not answer as it should.")},
});
// clang-format on

} // namespace relay::model
