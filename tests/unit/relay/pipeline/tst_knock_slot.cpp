// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/http/request_head.h"
#include "relay/pipeline/knock_slot.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace relay;
using namespace relay::pipeline;

class KnockSlotTest final : public QObject
{
    Q_OBJECT
private slots:
    void nobodyCameYet() { QVERIFY(!KnockSlot().latest()); }
    void theLatestCounts()
    {
        KnockSlot slot;
        slot.arrived({.at = {}, .requestId = 1, .userAgent = "one", .path = "/a", .model = "x"});
        slot.arrived({.at = {}, .requestId = 2, .userAgent = "two", .path = "/b", .model = "y"});
        slot.ended(1, 500, KnockTrouble::Other, "of the one before");
        const auto seen = slot.latest();
        QVERIFY(seen);
        QCOMPARE(seen->userAgent, std::string("two"));
        QCOMPARE(seen->status, 0);
        QCOMPARE(seen->error, std::string());
        slot.ended(2, 200, KnockTrouble::None, {});
        QCOMPARE(slot.latest()->status, 200);
    }
    void aRefusalKeepsItsPhraseWhereItIsWhole()
    {
        KnockSlot slot;
        const Error error{ErrorKind::BadRequest, said("no %1", std::string(400, 'x'))};
        const Error brief{ErrorKind::BadRequest, said("no %1", "x")};
        slot.arrived({.at = {}, .requestId = 1, .userAgent = {}, .path = "/a", .model = {}});
        slot.ended(1, 400, KnockTrouble::Other, error.message.toStdString(), error.phrase);
        QVERIFY(!slot.latest()->phrase); // the text was cut
        slot.ended(1, 400, KnockTrouble::Other, brief.message.toStdString(), brief.phrase);
        QCOMPARE(slot.latest()->phrase, brief.phrase);
        slot.arrived({.at = {}, .requestId = 2, .userAgent = {}, .path = "/b", .model = {}});
        QVERIFY(!slot.latest()->phrase);
    }
    void longTextsAreCutBetweenCharacters()
    {
        KnockSlot slot;
        const std::string path = std::string(199, 'p') + "\xC3\xA9";
        slot.arrived(
            {.at = {}, .requestId = 1, .userAgent = std::string(5000, 'u'), .path = path, .model = {}});
        QCOMPARE(slot.latest()->path, std::string(199, 'p'));
        QCOMPARE(slot.latest()->userAgent, std::string(192, 'u'));
    }
    void keys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("trouble");
        const auto row = [](const char *key, KnockTrouble trouble) {
            QTest::newRow(key) << QByteArray(key) << int(trouble);
        };
        row("", KnockTrouble::NoKey);
        row("Bearer sk-proj-abc", KnockTrouble::ProviderKey);
        row("Bearer sk-ant-api03-abc", KnockTrouble::ProviderKey);
        row("AIzaSyabc", KnockTrouble::ProviderKey);
        row("Bearer sk-0123456789abcdef", KnockTrouble::UnknownKey);
        row("anything", KnockTrouble::UnknownKey);
    }
    void keys()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const int, trouble);
        http::RequestHead head;
        head.authorization = {key.constData(), std::size_t(key.size())};
        QCOMPARE(int(troubleOfKey(head)), trouble);
    }
    void whoReadsMeanwhileSeesOneRequest()
    {
        KnockSlot slot;
        std::atomic<bool> end = false;
        std::thread writer([&] {
            for (std::uint64_t id = 1; !end; ++id) {
                const std::string text = std::to_string(id);
                slot.arrived({.at = {}, .requestId = id, .userAgent = text, .path = text, .model = text});
                slot.ended(id, int(id % 600), KnockTrouble::Other, text);
            }
        });
        int torn = 0;
        int seenSome = 0;
        while (seenSome < 20'000) {
            const auto seen = slot.latest();
            if (!seen)
                continue;
            ++seenSome;
            const std::string id = std::to_string(seen->requestId);
            torn += seen->userAgent != id || seen->model != id || (seen->status != 0 && seen->error != id);
        }
        end = true;
        writer.join();
        QCOMPARE(torn, 0);
    }
};

QTEST_GUILESS_MAIN(KnockSlotTest)
#include "tst_knock_slot.moc"
