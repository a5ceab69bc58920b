// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "ui/models/history_line.h"

#include <QDateTime>
#include <QTest>

using namespace Qt::StringLiterals;
using relay::Quantity;
using relay::Unit;
using relay::api::SettingsHistoryRow;
using ui::models::HistoryLine;

class HistoryLineTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatWhenAndByWhom();
    void anEntryOfAnOlderVersionCanBeRead();
    void saysWhatWasUndone_data();
    void saysWhatWasUndone();
    void knowsWhatStood_data();
    void knowsWhatStood();

private:
    static std::int64_t at(int hour, int minute)
    {
        return QDateTime(QDate(2026, 5, 4), QTime(hour, minute)).toMSecsSinceEpoch();
    }
};

void HistoryLineTest::saysWhatWhenAndByWhom()
{
    const std::vector<SettingsHistoryRow> history{
        {.id = 5, .atMs = at(14, 2), .cause = "user", .changes = {{"LOG_BATCH_ENABLED", "false", "true"}}},
        {.id = 4,
         .atMs = at(11, 21),
         .cause = "guard",
         .note = "entry 3: p95 of overhead rose from 1 ms to 1.7 ms over 120 requests",
         .reason = relay::model::phrase("guard.overhead", Quantity{1.0, Unit::Milliseconds},
                                        Quantity{1.7, Unit::Milliseconds}, 120),
         .changes = {{"SQLITE_CACHE_SIZE", "-4000", "-64000"}}},
        {.id = 3,
         .atMs = at(11, 20),
         .cause = "user",
         .changes = {{"SQLITE_CACHE_SIZE", "-64000", "-4000"}},
         .undone = true},
        {.id = 2,
         .atMs = at(9, 12),
         .cause = "preset",
         .note = "Recommended",
         .changes = {{"A", "1", "2"}, {"B", "1", "2"}}},
        {.id = 1,
         .atMs = at(9, 12) - 86'400'000,
         .cause = "undo",
         .changes = {{"LOG_BATCH_SIZE", "1", "2"}}}};
    const std::vector<relay::api::SettingRow> rows;
    const std::vector<relay::api::PresetRow> presets;
    const std::vector<HistoryLine> lines =
        ui::models::historyLines({.history = history, .rows = rows, .presets = presets, .nowMs = at(14, 3)});
    QCOMPARE(lines.size(), std::size_t{6});
    QCOMPARE(lines[0].title, u"Batch usage rows: on"_s);
    QCOMPARE(lines[0].fact, u"14:02 · you"_s);
    QVERIFY(lines[0].canUndo);
    QCOMPARE(lines[1].title, u"Undid: Page cache"_s);
    QCOMPARE(lines[1].detail, u"-64000 → -4000"_s); // as the entry had changed it
    QCOMPARE(lines[1].fact, u"11:21 · guard: p95 of overhead worse by 70 %"_s);
    QVERIFY(lines[1].whole.startsWith(u"Undone: the change of 11:20\n"_s));
    QVERIFY(
        lines[1].whole.endsWith(u"p95 of overhead rose from 1\u00A0ms to 1.7\u00A0ms over 120 requests"_s));
    QVERIFY(!lines[1].canUndo);
    QCOMPARE(lines[1].kind, HistoryLine::Kind::Guard);
    QCOMPARE(lines[2].kind, HistoryLine::Kind::Undone);
    QVERIFY(!lines[2].canUndo);
    QCOMPARE(lines[3].title, u"Preset Recommended"_s);
    QVERIFY(lines[3].detail.isEmpty());
    QCOMPARE(lines[4].title, u"Undid: Rows per batch"_s);
    QCOMPARE(lines[4].detail, u"2 → 1"_s);
    QVERIFY(lines[4].fact.startsWith(u"3 May"_s));
    QCOMPARE(lines[5].title, u"First start"_s);
    QCOMPARE(lines[5].id, std::int64_t{0});
}

void HistoryLineTest::anEntryOfAnOlderVersionCanBeRead()
{
    const std::string note = "entry 3: p95 of overhead rose from 1.00 ms to 1.70 ms over 120 requests";
    const std::vector<SettingsHistoryRow> history{{.id = 4,
                                                   .atMs = at(11, 21),
                                                   .cause = "guard",
                                                   .note = note,
                                                   .changes = {{"SQLITE_CACHE_SIZE", "-4000", "-64000"}}}};
    const std::vector<HistoryLine> lines =
        ui::models::historyLines({.history = history, .rows = {}, .presets = {}, .nowMs = at(14, 3)});
    QCOMPARE(lines[0].title, u"Undid: Page cache"_s);
    QCOMPARE(lines[0].detail, u"-64000 → -4000"_s);
    QCOMPARE(lines[0].fact, u"11:21 · guard: "_s + QString::fromStdString(note)); // as it was
    QVERIFY(lines[0].whole.endsWith(QString::fromStdString(note)));
}

void HistoryLineTest::saysWhatWasUndone_data()
{
    using Edits = std::vector<relay::api::SettingEdit>;
    QTest::addColumn<SettingsHistoryRow>("undone");
    QTest::addColumn<SettingsHistoryRow>("by");
    QTest::addColumn<QString>("title");
    QTest::addColumn<bool>("timeIsTold");
    const Edits preset{{"LOG_BATCH_SIZE", "1", "2"}, {"SQLITE_CACHE_SIZE", "3", "4"}};
    const Edits back{{"SQLITE_CACHE_SIZE", "4", "3"}, {"LOG_BATCH_SIZE", "2", "1"}};
    const SettingsHistoryRow applied{.id = 1,
                                     .atMs = at(9, 0),
                                     .cause = "preset",
                                     .note = "Recommended",
                                     .changes = preset,
                                     .undone = true};
    const auto undo = [](const Edits &edits) {
        return SettingsHistoryRow{.id = 2, .atMs = at(9, 5), .cause = "undo", .changes = edits};
    };
    QTest::newRow("a preset") << applied << undo(back) << u"Undid: Preset Recommended"_s << true;
    QTest::newRow("a part of a preset") << applied << undo({back.front()}) << u"Undid: Page cache"_s << false;
    SettingsHistoryRow standing = applied;
    standing.undone = false;
    QTest::newRow("what stands is not it") << standing << undo(back) << u"Undid: 2 setting(s)"_s << false;
    SettingsHistoryRow other = applied;
    other.changes.front().to = "7";
    QTest::newRow("other values are not it") << other << undo(back) << u"Undid: 2 setting(s)"_s << false;
}

void HistoryLineTest::saysWhatWasUndone()
{
    QFETCH(const SettingsHistoryRow, undone);
    QFETCH(const SettingsHistoryRow, by);
    QFETCH(const QString, title);
    QFETCH(const bool, timeIsTold);
    const std::vector<HistoryLine> lines =
        ui::models::historyLines({.history = {by, undone}, .rows = {}, .presets = {}, .nowMs = at(10, 0)});
    QCOMPARE(lines[0].title, title);
    QCOMPARE(lines[0].whole.contains(u"the change of 09:00"_s), timeIsTold);
}

void HistoryLineTest::knowsWhatStood_data()
{
    QTest::addColumn<QList<int>>("minutes"); // of the changes, the latest first, before now
    QTest::addColumn<int>("guardsAt");       // which of them is the guard's; -1: none
    QTest::addColumn<qint64>("expected");    // the entry; 0: none
    QTest::newRow("nothing was changed") << QList<int>{} << -1 << qint64{0};
    QTest::newRow("the only change, just made") << QList<int>{0} << -1 << qint64{0};
    QTest::newRow("the latest, a while ago") << QList<int>{2, 9} << -1 << qint64{2};
    QTest::newRow("the one before, while the latest is new") << QList<int>{0, 9} << -1 << qint64{1};
    QTest::newRow("not what the guard took back") << QList<int>{0, 5, 9, 20} << 1 << qint64{3};
    QTest::newRow("not what the guard took back late") << QList<int>{0, 0, 9, 20} << 1 << qint64{1};
}

void HistoryLineTest::knowsWhatStood()
{
    QFETCH(const QList<int>, minutes);
    QFETCH(const int, guardsAt);
    QFETCH(const qint64, expected);
    const std::int64_t now = at(14, 0);
    std::vector<SettingsHistoryRow> history;
    for (int i = 0; i < int(minutes.size()); ++i)
        history.push_back({.id = int(minutes.size()) - i,
                           .atMs = now - minutes[i] * 60'000,
                           .cause = i == guardsAt ? "guard" : "user"});
    const auto stood = ui::models::stoodLong(history, 60, now);
    QCOMPARE(stood ? stood->entry : 0, std::int64_t{expected});
    if (!stood)
        return;
    const auto index = qsizetype(minutes.size() - stood->entry);
    QCOMPARE(stood->sinceMs, now - minutes[index] * std::int64_t{60'000});
    QCOMPARE(stood->untilMs.has_value(), index > 0);
    if (index > 0)
        QCOMPARE(*stood->untilMs, now - minutes[index - 1] * std::int64_t{60'000});
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication application(argc, argv);
    HistoryLineTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_history_line.moc"
