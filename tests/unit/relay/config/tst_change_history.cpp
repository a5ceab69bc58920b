// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/change_history.h"
#include "relay/config/setting_spec.h"

#include <QTest>

#include <random>

using namespace relay::config;
using relay::ErrorKind;

using Changes = std::vector<SettingChange>;

namespace {

constexpr const char *kSize = "LOG_BATCH_SIZE";
constexpr const char *kTtl = "LOCAL_CACHE_TTL";

// Settings and their history, as the service keeps them.
class Desk final
{
public:
    std::int64_t set(const std::vector<SettingAssignment> &wanted, ChangeCause cause = ChangeCause::User)
    {
        auto changed = changedSettings(settings, wanted, LockedSettings::Skip).value();
        settings = changed.settings;
        return enter(cause, changed.changes, {});
    }

    std::int64_t apply(const relay::Result<UndoPlan> &plan, ChangeCause cause = ChangeCause::Undo)
    {
        const auto changed = changedSettings(settings, assignmentsOf(plan->changes)).value();
        settings = changed.settings;
        return enter(cause, plan->changes, plan->undoes);
    }

    std::int64_t undo(std::int64_t id) { return apply(undoOf(history, id, settings)); }
    std::int64_t backTo(std::int64_t id) { return apply(undoBackTo(history, id, settings)); }

    std::string text(std::string_view name) const { return settings.texts.at(findSetting(name).value()); }

    std::vector<bool> undone()
    {
        markUndone(history);
        std::vector<bool> flags;
        for (const HistoryEntry &entry : history)
            flags.push_back(entry.undone);
        return flags;
    }

    LoadedSettings settings = loadSettings({});
    std::vector<HistoryEntry> history;

private:
    std::int64_t enter(ChangeCause cause, const Changes &changes, const std::vector<std::int64_t> &undoes)
    {
        const auto id = static_cast<std::int64_t>(history.size()) * 10 + 1;
        history.push_back({id, 0, cause, "", changes, undoes, false});
        return id;
    }
};

} // namespace

class ChangeHistoryTest final : public QObject
{
    Q_OBJECT

private slots:
    void anUndoSetsWhatWasBefore();
    void aLaterChangeStands();
    void whatIsUndoneDoesNotComeBack();
    void undoingAnUndoBringsTheChangeBack();
    void goesBackToAPoint();
    void goingBackCanBeUndone();
    void anUndoAfterThePointIsUndoneToo();
    void refusesWhatCannotBeUndone();
    void lockedNamesAreSkipped();
    void anEditWithoutAnEntryStands();
    void aNameThatIsNoSettingIsKept();
    void repeatedUndosWalkBack();
    void damagedLinksDoNoHarm();
    void anyHistoryAgreesWithTheModel();
};

void ChangeHistoryTest::anUndoSetsWhatWasBefore()
{
    Desk desk;
    const auto id = desk.set({{kSize, "60"}, {kTtl, "30"}});
    const auto plan = undoOf(desk.history, id, desk.settings);
    QVERIFY(plan.has_value());
    QCOMPARE(plan->changes, (Changes{{kSize, "60", "50"}, {kTtl, "30", "60"}}));
    QCOMPARE(plan->undoes, std::vector<std::int64_t>{id});
    QVERIFY(plan->skipped.empty() && plan->kept.empty());
    desk.apply(plan);
    QCOMPARE(desk.settings.texts, defaultTexts());
    QCOMPARE(desk.undone(), (std::vector<bool>{true, false}));
}

void ChangeHistoryTest::aLaterChangeStands()
{
    Desk desk;
    const auto first = desk.set({{kSize, "60"}, {kTtl, "30"}});
    desk.set({{kSize, "70"}});
    const auto plan = undoOf(desk.history, first, desk.settings);
    QCOMPARE(plan->changes, (Changes{{kTtl, "30", "60"}}));
    QCOMPARE(plan->kept, std::vector<std::string>{kSize});
    desk.apply(plan);
    QCOMPARE(desk.text(kSize), std::string("70"));

    // Also where the later ones led to the same value again: somebody chose it.
    Desk round;
    const auto chosen = round.set({{kSize, "60"}});
    round.set({{kSize, "70"}});
    round.set({{kSize, "60"}});
    QVERIFY(undoOf(round.history, chosen, round.settings)->changes.empty());
}

void ChangeHistoryTest::whatIsUndoneDoesNotComeBack()
{
    Desk desk;
    const auto first = desk.set({{kSize, "60"}});
    const auto second = desk.set({{kSize, "70"}});
    desk.undo(first);
    QCOMPARE(desk.text(kSize), std::string("70"));
    desk.undo(second);
    QCOMPARE(desk.text(kSize), std::string("50")); // not 60, which is what the second found
}

void ChangeHistoryTest::undoingAnUndoBringsTheChangeBack()
{
    Desk desk;
    const auto first = desk.set({{kSize, "60"}});
    const auto undo = desk.undo(first);
    desk.undo(undo);
    QCOMPARE(desk.text(kSize), std::string("60"));
    QCOMPARE(desk.undone(), (std::vector<bool>{false, true, false}));
    desk.undo(first);
    QCOMPARE(desk.text(kSize), std::string("50"));
}

void ChangeHistoryTest::goesBackToAPoint()
{
    Desk desk;
    const auto first = desk.set({{kSize, "60"}});
    const auto second = desk.set({{kSize, "70"}, {kTtl, "30"}}, ChangeCause::Preset);
    const auto third = desk.set({{kTtl, "20"}, {"LOG_LEVEL", "debug"}}, ChangeCause::File);
    const auto plan = undoBackTo(desk.history, first, desk.settings);
    QCOMPARE(plan->changes,
             (Changes{{kSize, "70", "60"}, {kTtl, "20", "60"}, {"LOG_LEVEL", "debug", "info"}}));
    QCOMPARE(plan->undoes, (std::vector<std::int64_t>{second, third}));
    desk.apply(plan);
    QCOMPARE(desk.undone(), (std::vector<bool>{false, true, true, false}));
    QCOMPARE(undoBackTo(desk.history, first, desk.settings).error().kind, ErrorKind::Conflict);
}

void ChangeHistoryTest::goingBackCanBeUndone()
{
    Desk desk;
    const auto first = desk.set({{kSize, "60"}});
    const auto second = desk.set({{kSize, "70"}});
    desk.undo(second);
    desk.set({{kTtl, "30"}});
    const SettingTexts before = desk.settings.texts;
    const std::vector<bool> flags = desk.undone();
    const auto back = desk.backTo(first);
    QCOMPARE(desk.text(kTtl), std::string("60"));
    desk.undo(back);
    QCOMPARE(desk.settings.texts, before);
    std::vector<bool> now = desk.undone();
    now.resize(flags.size());
    QCOMPARE(now, flags);
}

void ChangeHistoryTest::anUndoAfterThePointIsUndoneToo()
{
    Desk desk;
    const auto first = desk.set({{kSize, "60"}});
    const auto second = desk.set({{kTtl, "30"}});
    desk.undo(first);
    desk.set({{kSize, "80"}});
    desk.backTo(second);
    QCOMPARE(desk.text(kSize), std::string("60"));
    QCOMPARE(desk.text(kTtl), std::string("30"));
    QCOMPARE(desk.undone(), (std::vector<bool>{false, false, true, true, false}));
}

void ChangeHistoryTest::refusesWhatCannotBeUndone()
{
    Desk desk;
    QCOMPARE(undoOf(desk.history, 1, desk.settings).error().kind, ErrorKind::NotFound);
    const auto id = desk.set({{kSize, "60"}});
    QCOMPARE(undoOf(desk.history, id + 1, desk.settings).error().kind, ErrorKind::NotFound);
    QCOMPARE(undoBackTo(desk.history, id + 1, desk.settings).error().kind, ErrorKind::NotFound);
    QCOMPARE(undoBackTo(desk.history, id, desk.settings).error().kind, ErrorKind::Conflict);
    desk.undo(id);
    QCOMPARE(undoOf(desk.history, id, desk.settings).error().kind, ErrorKind::Conflict);
    QVERIFY(undoOf(desk.history, id, desk.settings).error().message.contains(QStringLiteral("entry 1 ")));
}

void ChangeHistoryTest::lockedNamesAreSkipped()
{
    Desk desk;
    const auto id = desk.set({{kSize, "60"}, {kTtl, "30"}});
    const std::size_t size = *findSetting(kSize);
    desk.settings.sources[size] = SettingSource::Environment;
    desk.settings.texts[size] = "99";
    const auto plan = undoOf(desk.history, id, desk.settings);
    QCOMPARE(plan->changes, (Changes{{kTtl, "30", "60"}}));
    QCOMPARE(plan->skipped, (Changes{{kSize, "99", "50"}}));
}

void ChangeHistoryTest::anEditWithoutAnEntryStands()
{
    Desk desk;
    const auto first = desk.set({{kSize, "60"}});
    desk.settings.texts[*findSetting(kSize)] = "77"; // edited while nothing ran
    QVERIFY(undoOf(desk.history, first, desk.settings)->changes.empty());
    const auto second = desk.set({{kSize, "80"}});
    QCOMPARE(undoOf(desk.history, second, desk.settings)->changes, (Changes{{kSize, "80", "77"}}));
    QVERIFY(undoOf(desk.history, first, desk.settings)->changes.empty());
}

void ChangeHistoryTest::aNameThatIsNoSettingIsKept()
{
    Desk desk;
    desk.history.push_back(
        {5, 0, ChangeCause::User, "", {{"OLD_NAME", "1", "2"}, {kTtl, "30", "60"}}, {}, false});
    const auto plan = undoOf(desk.history, 5, desk.settings);
    QCOMPARE(plan->changes, (Changes{{kTtl, "60", "30"}}));
    QCOMPARE(plan->kept, std::vector<std::string>{"OLD_NAME"});
}

void ChangeHistoryTest::repeatedUndosWalkBack()
{
    Desk desk;
    QVERIFY(!lastUndoable(desk.history));
    desk.set({{kSize, "60"}});
    desk.set({{kSize, "70"}});
    const auto third = desk.set({{kSize, "80"}});
    QCOMPARE(lastUndoable(desk.history), std::optional(third));
    for (const char *expected : {"70", "60", "50"}) {
        desk.undo(*lastUndoable(desk.history));
        QCOMPARE(desk.text(kSize), std::string(expected));
    }
    QVERIFY(!lastUndoable(desk.history));

    // What the guard took back can be insisted on.
    const auto change = desk.set({{kSize, "90"}});
    const auto guard = desk.apply(undoOf(desk.history, change, desk.settings), ChangeCause::Guard);
    QCOMPARE(desk.text(kSize), std::string("50"));
    QCOMPARE(lastUndoable(desk.history), std::optional(guard));
    desk.undo(guard);
    QCOMPARE(desk.text(kSize), std::string("90"));
    QCOMPARE(lastUndoable(desk.history), std::optional(change));
}

void ChangeHistoryTest::damagedLinksDoNoHarm()
{
    Desk desk;
    const auto id = desk.set({{kSize, "60"}});
    desk.history.push_back({20, 0, ChangeCause::Undo, "", {}, {20, 30, 999}, false}); // itself, later, gone
    desk.history.push_back({30, 0, ChangeCause::Undo, "", {}, {20, 20}, false});
    QCOMPARE(desk.undone(), (std::vector<bool>{false, true, false})); // 20 by 30, and nothing by 20
    QCOMPARE(undoOf(desk.history, id, desk.settings)->changes, (Changes{{kSize, "60", "50"}}));
}

// The model: the state after each entry, and going back to one of them.
void ChangeHistoryTest::anyHistoryAgreesWithTheModel()
{
    constexpr unsigned kSeed = 5;
    std::mt19937 random(kSeed);
    int compared = 0;
    for (int round = 0; round < 300; ++round) {
        Desk desk;
        std::vector<SettingTexts> states;
        std::vector<std::vector<bool>> flags;
        for (int step = 0; step < 12; ++step) {
            const auto last = lastUndoable(desk.history);
            const auto any = desk.history.empty() ? 0 : desk.history[random() % desk.history.size()].id;
            switch (random() % 4) {
            case 0:
                if (last)
                    desk.undo(*last);
                break;
            case 1:
                if (undoOf(desk.history, any, desk.settings).has_value())
                    desk.undo(any);
                break;
            default:
                desk.set({{random() % 2 == 0 ? kSize : kTtl, std::to_string(random() % 5 + 1)}});
            }
            if (states.size() < desk.history.size()) {
                states.push_back(desk.settings.texts);
                flags.push_back(desk.undone());
            }
        }
        if (desk.history.size() < 2)
            continue;
        const std::size_t point = random() % (desk.history.size() - 1);
        const SettingTexts end = desk.settings.texts;
        const auto plan = undoBackTo(desk.history, desk.history[point].id, desk.settings);
        if (!plan) {
            QCOMPARE(plan.error().kind, ErrorKind::Conflict);
            QCOMPARE(end, states[point]);
            continue;
        }
        ++compared;
        const auto back = desk.apply(plan);
        QCOMPARE(desk.settings.texts, states[point]);
        std::vector<bool> now = desk.undone();
        now.resize(flags[point].size());
        QCOMPARE(now, flags[point]);
        desk.undo(back);
        QCOMPARE(desk.settings.texts, end);
    }
    QVERIFY(compared > 150);
}

QTEST_GUILESS_MAIN(ChangeHistoryTest)
#include "tst_change_history.moc"
