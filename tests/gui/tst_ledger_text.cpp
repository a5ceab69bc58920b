// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/database_text.h"
#include "ui/models/figure_text.h"
#include "ui/models/ledger_filter.h"
#include "ui/models/usage_text.h"

#include <QLocale>
#include <QTest>

#include <functional>

using namespace Qt::StringLiterals;
using namespace ui::models;
using relay::api::CheckpointMode;
using relay::api::CheckpointResult;

Q_DECLARE_METATYPE(relay::model::UsageRecord)

// Sentences and shell lines about requests and the database.
class LedgerTextTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void saysHowARequestEnded_data();
    void saysHowARequestEnded();
    void costsLineUp_data();
    void costsLineUp();
    void whatAClientHadNamedIsOneWordForTheShell();
    void namesWhatHelps_data();
    void namesWhatHelps();
    void curlHasNoToken();
    void curlForPowerShellReadsItsBodyFromStandardInput();
    void curlAsksAsTheEndpointWantsIt_data();
    void curlAsksAsTheEndpointWantsIt();
    void filtersBecomeQuestions();
    void saysWhatACheckpointDid_data();
    void saysWhatACheckpointDid();
    void knowsWhatMakesWritesSafe();
    void figuresEndInNoZero_data();
    void figuresEndInNoZero();
    void almostAllIsNotAll();
};

void LedgerTextTest::saysHowARequestEnded_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("failed");
    QTest::addColumn<QString>("words");
    QTest::newRow("answered") << 200 << false << u"200 ok"_s;
    QTest::newRow("a stream that broke") << 200 << true << u"200 broken off"_s;
    QTest::newRow("an upstream's own refusal") << 422 << false << u"422 refused"_s;
    QTest::newRow("no channel") << 503 << true << u"503 no channel"_s;
    QTest::newRow("the client went away") << 499 << false << u"499 client left"_s;
}

void LedgerTextTest::saysHowARequestEnded()
{
    QFETCH(const int, status);
    QFETCH(const bool, failed);
    QTEST(statusWords(status, failed), "words");
}

void LedgerTextTest::costsLineUp_data()
{
    QTest::addColumn<qint64>("nano");
    QTest::addColumn<QString>("shown");
    QTest::newRow("a cent") << qint64{10'000'000} << u"$0.0100"_s;
    QTest::newRow("less than a cent") << qint64{9'960'000} << u"$0.0100"_s;
    QTest::newRow("a tenth of one") << qint64{900'000} << u"$0.0009"_s;
    QTest::newRow("some cents") << qint64{123'456'789} << u"$0.1235"_s;
    QTest::newRow("hardly anything") << qint64{20'000} << u"<$0.0001"_s;
    QTest::newRow("nothing") << qint64{0} << u"$0.0000"_s;
    QTest::newRow("a dollar") << qint64{1'000'000'000} << u"$1.00"_s;
    QTest::newRow("no price") << qint64{-1} << u"–"_s;
}

void LedgerTextTest::costsLineUp()
{
    QFETCH(const qint64, nano);
    QTEST(ui::models::costText(nano), "shown");
}

void LedgerTextTest::whatAClientHadNamedIsOneWordForTheShell()
{
    relay::model::UsageRecord record;
    record.endpoint = "/v1/chat/completions';touch x;'";
    record.model = "a'; rm -rf \"$HOME\" `id`; '\"}";
    const QString line = curlOf(record, u"http://127.0.0.1:3000/v1"_s);
    // Every quote of the text is closed, escaped and opened again: nothing of it stands outside of quotes.
    bool quoted = false;
    QString outside;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (!quoted && line[i] == u'\\' && i + 1 < line.size()) {
            ++i;
        } else if (line[i] == u'\'') {
            quoted = !quoted;
        } else if (!quoted) {
            outside += line[i];
        }
    }
    QVERIFY(!quoted);
    QVERIFY2(!outside.contains("rm"_L1) && !outside.contains("touch"_L1) && !outside.contains(u'`') &&
                 !outside.contains(u';'),
             qPrintable(outside));
}

void LedgerTextTest::namesWhatHelps_data()
{
    QTest::addColumn<relay::model::UsageRecord>("record");
    QTest::addColumn<QString>("names"); // empty: there is nothing
    const auto row = [](const char *claim, int status, const char *names,
                        const std::function<void(relay::model::UsageRecord &)> &edit) {
        relay::model::UsageRecord record{.tokenId = 1, .model = "gpt-4o", .status = status};
        edit(record);
        QTest::newRow(claim) << record << QString::fromLatin1(names);
    };
    using Record = relay::model::UsageRecord;
    const auto refused = [](Record &record) { record.model.clear(); };
    const auto unknown = [](Record &record) {
        record.model.clear();
        record.tokenId = 0;
    };
    const auto asked = [](Record &record) { record.attempts.push_back({.channelId = 1}); };
    row("a stranger's key", 401, "this relay's token", unknown);
    row("an upstream's refusal of the channel's key", 401, "Test the channel", asked);
    row("a token's limit", 403, "the token's limits", refused);
    row("a host or an origin", 403, "CORS_ALLOWED_ORIGINS", unknown);
    row("a model that nobody has", 404, "Add the model", [](Record &) {});
    row("a path that is none", 404, "", refused);
    row("no channel that is well", 503, "Enable a channel", [](Record &) {});
    row("an upstream that is not available", 503, "Test the channel", asked);
    row("paused", 503, "", unknown);
    row("a stream that did not begin", 504, "HTTP_RESPONSE_HEADER_TIMEOUT if",
        [](Record &record) { record.stream = true; });
    row("an answer that did not begin", 504, "HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", asked);
}

void LedgerTextTest::namesWhatHelps()
{
    QFETCH(const relay::model::UsageRecord, record);
    QFETCH(const QString, names);
    const QString remedy = remedyOf(record);
    QVERIFY2(names.isEmpty() ? remedy.isEmpty() : remedy.contains(names), qPrintable(remedy));
}

void LedgerTextTest::curlHasNoToken()
{
    relay::model::UsageRecord record;
    record.endpoint = "/v1/chat/completions";
    record.model = "gpt-4o";
    const QString line = curlOf(record, u"http://127.0.0.1:3000/v1"_s);
    QVERIFY(line.contains("\"Authorization: Bearer $TRAYRELAY_TOKEN\""_L1));
    QVERIFY(line.contains("'http://127.0.0.1:3000/v1/chat/completions'"_L1));
    QVERIFY(line.contains("\"model\":\"gpt-4o\""_L1));
}

// Windows PowerShell drops quotes within a word of a command line, and takes curly ones for quotes.
void LedgerTextTest::curlForPowerShellReadsItsBodyFromStandardInput()
{
    relay::model::UsageRecord record;
    record.endpoint = "/v1/chat/completions";
    record.model = "it's \xe2\x80\x99; calc; $env:x `n";
    const QString line = curlOf(record, u"http://127.0.0.1:3000/v1"_s, ui::models::CommandShell::PowerShell);
    QVERIFY2(line.startsWith("'{"_L1) && line.contains("}' |\n  curl.exe 'http"_L1), qPrintable(line));
    QVERIFY(line.contains(u"it''s \u2019\u2019; calc"_s));
    QVERIFY(line.contains("\"Authorization: Bearer $env:TRAYRELAY_TOKEN\" `\n"_L1));
    QVERIFY(line.endsWith("-d '@-'"_L1));
    QVERIFY(!line.contains(u'\\'));
}

void LedgerTextTest::curlAsksAsTheEndpointWantsIt_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::addColumn<QString>("has");
    QTest::newRow("Anthropic wants a bound") << "/v1/messages"_ba << u"\"max_tokens\""_s;
    QTest::newRow("embeddings have an input") << "/v1/embeddings"_ba << u"\"input\""_s;
    QTest::newRow("responses have an input") << "/v1/responses"_ba << u"\"input\""_s;
    QTest::newRow("old completions have a prompt") << "/v1/completions"_ba << u"\"prompt\""_s;
    QTest::newRow("Gemini has contents")
        << "/v1beta/models/gemini-2.5-flash:generateContent"_ba << u"\"contents\""_s;
}

void LedgerTextTest::curlAsksAsTheEndpointWantsIt()
{
    QFETCH(const QByteArray, endpoint);
    QFETCH(const QString, has);
    relay::model::UsageRecord record;
    record.endpoint = endpoint.toStdString();
    record.model = "m";
    const QString line = curlOf(record, u"http://127.0.0.1:3000/v1"_s);
    QVERIFY2(line.contains(has), qPrintable(line));
    record.endpoint = "/v1/models";
    QVERIFY(!curlOf(record, u"http://127.0.0.1:3000/v1"_s).contains("-d "_L1));
}

void LedgerTextTest::filtersBecomeQuestions()
{
    const QDateTime now(QDate(2025, 10, 15), QTime(14, 0));
    LedgerFilter filter;
    QVERIFY(filter.isAll());
    QCOMPARE(queryOf(filter, now, 5).startMs, std::int64_t{0});
    QCOMPARE(queryOf(filter, now, 5).slowerThanUs, std::int64_t{-1});
    filter.range = TimeRange::Today;
    filter.model = u" gpt-4o "_s;
    filter.slowOnly = true;
    filter.status = 5;
    const relay::api::UsageQuery query = queryOf(filter, now, 5'000'000);
    QCOMPARE(query.startMs, QDate(2025, 10, 15).startOfDay().toMSecsSinceEpoch());
    QCOMPARE(query.endMs, std::int64_t{0});
    QCOMPARE(query.model, std::string("gpt-4o"));
    QCOMPARE(query.slowerThanUs, std::int64_t{5'000'000});
    QCOMPARE(query.status, std::optional<int>(5));
    filter.range = TimeRange::Own;
    filter.from = now.addDays(-2);
    filter.to = now.addDays(-1);
    QCOMPARE(queryOf(filter, now, 5).startMs, now.addDays(-2).toMSecsSinceEpoch());
    QCOMPARE(queryOf(filter, now, 5).endMs, now.addDays(-1).toMSecsSinceEpoch());
    QCOMPARE(statusOf(u"503"_s), std::optional<int>(503));
    QVERIFY(!statusOf(u"5"_s));
    QVERIFY(!statusOf(u"abc"_s));
}

void LedgerTextTest::saysWhatACheckpointDid_data()
{
    QTest::addColumn<CheckpointMode>("mode");
    QTest::addColumn<CheckpointResult>("result");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("all copied") << CheckpointMode::Passive
                                << CheckpointResult{.busy = 0,
                                                    .log = 205,
                                                    .checkpointed = 205,
                                                    .elapsedMs = 3}
                                << u"205 of 205 frame(s) copied, 3 ms"_s;
    QTest::newRow("cut to nothing") << CheckpointMode::Truncate
                                    << CheckpointResult{.busy = 0,
                                                        .log = 0,
                                                        .checkpointed = 0,
                                                        .elapsedMs = 12}
                                    << u"4 MB → 0 B, 12 ms"_s;
    QTest::newRow("a reader is named") << CheckpointMode::Restart
                                       << CheckpointResult{.busy = 1,
                                                           .log = 500,
                                                           .checkpointed = 412,
                                                           .elapsedMs = 1000,
                                                           .holder = "CSV export, 38 s"}
                                       << u"Busy: CSV export, 38 s; 412 of 500 frame(s) copied"_s;
    QTest::newRow("nobody known holds it")
        << CheckpointMode::Full << CheckpointResult{.busy = 1, .log = 500, .checkpointed = 1, .elapsedMs = 9}
        << u"Busy: 1 of 500 frame(s) copied"_s;
    QTest::newRow("outside WAL") << CheckpointMode::Passive << CheckpointResult{}
                                 << u"This journal mode has no log."_s;
}

void LedgerTextTest::saysWhatACheckpointDid()
{
    QFETCH(const CheckpointMode, mode);
    QFETCH(const CheckpointResult, result);
    QString said = checkpointSentence(mode, result, 4 << 20, 0).text;
    QTEST(said.replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u' '), "sentence");
}

void LedgerTextTest::knowsWhatMakesWritesSafe()
{
    using Edits = std::vector<std::pair<std::string, std::string>>;
    QCOMPARE(safeWrites(false, u"NORMAL"_s), (Edits{{"SQLITE_SYNCHRONOUS", "FULL"}}));
    QCOMPARE(safeWrites(true, u"FULL"_s), (Edits{{"LOG_BATCH_ENABLED", "false"}}));
    QCOMPARE(safeWrites(true, u"OFF"_s).size(), std::size_t{2});
    QVERIFY(safeWrites(false, u"EXTRA"_s).empty());
}

void LedgerTextTest::figuresEndInNoZero_data()
{
    QTest::addColumn<QString>("figure");
    QTest::addColumn<QString>("said");
    QTest::newRow("no time") << durationText(0).whole() << u"0 ms"_s;
    QTest::newRow("microseconds") << durationText(42).whole() << u"42 µs"_s;
    QTest::newRow("part of a millisecond") << durationText(420).whole() << u"0.42 ms"_s;
    QTest::newRow("a millisecond") << durationText(1'000).whole() << u"1 ms"_s;
    QTest::newRow("milliseconds") << durationText(6'200).whole() << u"6.2 ms"_s;
    QTest::newRow("tens of them") << durationText(12'000).whole() << u"12 ms"_s;
    QTest::newRow("hundreds are seconds") << durationText(840'000).whole() << u"0.84 s"_s;
    QTest::newRow("seconds") << durationText(1'310'000).whole() << u"1.31 s"_s;
    QTest::newRow("bytes") << bytesText(12).whole() << u"12 B"_s;
    QTest::newRow("megabytes") << bytesText(64 << 20).whole() << u"64 MB"_s;
    QTest::newRow("and a tenth") << bytesText(4'299'162).whole() << u"4.1 MB"_s;
    QTest::newRow("hundreds") << bytesText(286 << 10).whole() << u"286 KB"_s;
}

void LedgerTextTest::figuresEndInNoZero()
{
    QFETCH(QString, figure);
    QTEST(figure.replace(QChar(0x00A0), u' '), "said");
}

void LedgerTextTest::almostAllIsNotAll()
{
    QCOMPARE(percentText(99'999, 100'000), u"99.99"_s);
    QCOMPARE(percentText(12'427, 12'450), u"99.81"_s);
    QCOMPARE(percentText(100'000, 100'000), u"100"_s);
    QCOMPARE(percentText(999, 1'000), u"99.9"_s);
}

QTEST_GUILESS_MAIN(LedgerTextTest)
#include "tst_ledger_text.moc"
