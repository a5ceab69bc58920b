// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_draft.h"
#include "ui/models/channel_words.h"

#include <QTest>

using namespace Qt::StringLiterals;
using relay::api::ChannelHealth;
using relay::api::HealthState;
using relay::model::Channel;
using relay::model::ChannelType;
using ui::models::ChannelField;

Q_DECLARE_METATYPE(relay::model::Channel)

class ChannelWordsTest final : public QObject
{
    Q_OBJECT

private slots:
    void masksShowNoMoreThanTheEnds_data();
    void masksShowNoMoreThanTheEnds();
    void saysHowAChannelFares_data();
    void saysHowAChannelFares();
    void namesAProviderAndWhereItRuns();
    void objectsToWhatCannotBeStored_data();
    void objectsToWhatCannotBeStored();
    void comparesWhatAnEditorShows();
};

void ChannelWordsTest::masksShowNoMoreThanTheEnds_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("shown");
    QTest::newRow("up to the last hyphen of its head")
        << u"sk-proj-abcdefghijkl3kQ2"_s << u"sk-proj-••••••••3kQ2"_s;
    QTest::newRow("three letters without one") << u"abcdefghijklmnopqrst"_s << u"abc••••••••qrst"_s;
    QTest::newRow("nothing of a short one") << u"sk-secret123"_s << u"••••••••"_s;
}

void ChannelWordsTest::masksShowNoMoreThanTheEnds()
{
    QFETCH(const QString, key);
    QFETCH(const QString, shown);
    QCOMPARE(ui::models::shortMask(key), shown);
}

void ChannelWordsTest::saysHowAChannelFares_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<qint64>("leftMs");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("text");
    QTest::newRow("healthy") << int(HealthState::Healthy) << qint64(0) << QString() << u"healthy"_s;
    QTest::newRow("a rest is counted down")
        << int(HealthState::CoolingDown) << qint64(23'400) << u"429"_s << u"rests 0:24"_s;
    QTest::newRow("in minutes as well")
        << int(HealthState::CoolingDown) << qint64(125'000) << QString() << u"rests 2:05"_s;
    QTest::newRow("a rest of unknown length")
        << int(HealthState::CoolingDown) << qint64(-9'000) << QString() << u"cooling"_s;
    QTest::newRow("open, as in Who answers")
        << int(HealthState::Open) << qint64(281'000) << u"HTTP 500"_s << u"rests 4:41"_s;
    QTest::newRow("open, with its reason")
        << int(HealthState::Open) << qint64(0) << u"401"_s << u"open, 401"_s;
    QTest::newRow("disabled") << int(HealthState::Disabled) << qint64(0) << QString() << u"disabled"_s;
}

void ChannelWordsTest::saysHowAChannelFares()
{
    QFETCH(const int, state);
    QFETCH(const qint64, leftMs);
    QFETCH(const QString, reason);
    QFETCH(const QString, text);
    constexpr std::int64_t kNow = 1'700'000'000'000;
    const ChannelHealth health{
        .state = HealthState(state), .untilMs = kNow + leftMs, .reason = reason.toStdString()};
    QCOMPARE(ui::models::healthText(health, kNow), text);
    const bool open = health.state == HealthState::Open;
    QCOMPARE(ui::models::healthReason(health), open ? u"open, "_s % reason : reason);
}

void ChannelWordsTest::namesAProviderAndWhereItRuns()
{
    QCOMPARE(ui::models::providerWord({.id = "vllm", .name = "vLLM", .local = true}),
             u"vLLM on this machine"_s);
    QCOMPARE(ui::models::providerWord({.id = "groq", .name = "Groq"}), u"Groq"_s);
}

void ChannelWordsTest::objectsToWhatCannotBeStored_data()
{
    QTest::addColumn<Channel>("draft");
    QTest::addColumn<int>("field"); // -1: it is fine
    const Channel fine{.name = "main", .keys = {"sk-1"}, .baseUrl = "https://llm.example/v1"};
    const auto with = [&fine](auto change) {
        Channel channel = fine;
        change(channel);
        return channel;
    };
    QTest::newRow("all is well") << fine << -1;
    QTest::newRow("no name") << with([](Channel &c) { c.name = "  "; }) << int(ChannelField::Name);
    QTest::newRow("no scheme") << with([](Channel &c) { c.baseUrl = "llm.example"; })
                               << int(ChannelField::BaseUrl);
    QTest::newRow("a type that needs an address") << with([](Channel &c) {
        c.baseUrl.clear();
        c.type = ChannelType::Azure;
    }) << int(ChannelField::BaseUrl);
    QTest::newRow("a key with a space")
        << with([](Channel &c) { c.keys = {"sk 1"}; }) << int(ChannelField::Keys);
    QTest::newRow("half a pair of models") << with([](Channel &c) {
        c.modelMapping = {{"gpt-4", ""}};
    }) << int(ChannelField::Mapping);
    QTest::newRow("a proxy of another kind")
        << with([](Channel &c) { c.proxy = "ftp://p.example"; }) << int(ChannelField::Proxy);
    QTest::newRow("a header without a name") << with([](Channel &c) {
        c.headers = {{"", "x"}};
    }) << int(ChannelField::Headers);
}

void ChannelWordsTest::objectsToWhatCannotBeStored()
{
    QFETCH(const Channel, draft);
    QFETCH(const int, field);
    const auto trouble = ui::models::troubleOf(draft);
    QCOMPARE(trouble ? int(trouble->field) : -1, field);
    if (trouble)
        QVERIFY(!trouble->sentence.isEmpty());
}

void ChannelWordsTest::comparesWhatAnEditorShows()
{
    const Channel one{.id = 1, .name = "main"};
    Channel other = one;
    other.enabled = false;
    other.priority = 7;
    QVERIFY(ui::models::sameEdit(one, other));
    other.weight = 2;
    QVERIFY(!ui::models::sameEdit(one, other));
}

QTEST_GUILESS_MAIN(ChannelWordsTest)
#include "tst_channel_words.moc"
