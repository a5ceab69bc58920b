// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/profile_proto.h"
#include "tests/unit/relay/profiling/proto_reader.h"

#include <QTest>

using namespace relay::profiling;

static Profile twoStacks()
{
    Profile profile;
    profile.sampleTypes = {{"samples", "count"}, {"cpu", "nanoseconds"}};
    profile.mappings = {{0x1000, 0x9000, 0x400, "/opt/program", "c0ffee"}};
    profile.locations = {{0x1234, "leaf", "_Z4leafv", 0}, {0x2345, "root", "", 0}, {0x7fff, "[unknown]", ""}};
    profile.samples = {{{0, 1}, {3, 30'000'000}, "relay"}, {{2}, {1, -1}, ""}};
    profile.periodType = {"cpu", "nanoseconds"};
    profile.period = 10'000'000;
    profile.timeNs = 1'700'000'000'000'000'000;
    profile.durationNs = 2'000'000'000;
    profile.comments = {"a remark"};
    profile.defaultSampleType = "cpu";
    return profile;
}

class ProfileProtoTest final : public QObject
{
    Q_OBJECT

private:
    ProtoMessage m_message;

    QByteArray text(std::uint64_t number) const { return m_message.texts.at(6)[number]; }

    ProtoMessage inside(std::uint32_t field, std::size_t index) const
    {
        const auto message = readProto(m_message.texts.at(field)[index]);
        return message ? *message : ProtoMessage{};
    }

private slots:
    void initTestCase()
    {
        const auto message = readProto(QByteArray::fromStdString(profileProto(twoStacks())));
        QVERIFY(message);
        m_message = *message;
    }

    void theFirstTextIsEmpty() { QCOMPARE(text(0), QByteArray()); }

    void samplesKeepTheirStacksAndValues()
    {
        QCOMPARE(m_message.texts.at(2).size(), std::size_t{2});
        QCOMPARE(inside(2, 0).packed(1), (std::vector<std::uint64_t>{1, 2}));
        QCOMPARE(inside(2, 0).packed(2), (std::vector<std::uint64_t>{3, 30'000'000}));
        QCOMPARE(inside(2, 1).packed(1), std::vector<std::uint64_t>{3});
        QCOMPARE(inside(2, 1).packed(2), (std::vector<std::uint64_t>{1, ~std::uint64_t{0}}));
    }

    void aThreadsNameIsALabel()
    {
        const auto label = readProto(inside(2, 0).texts.at(3).front());
        QVERIFY(label);
        QCOMPARE(text(label->number(1)), QByteArray("thread"));
        QCOMPARE(text(label->number(2)), QByteArray("relay"));
        QVERIFY(!inside(2, 1).texts.contains(3));
    }

    void everyLocationLeadsToItsFunction()
    {
        const QByteArrayList names = {"leaf", "root", "[unknown]"};
        QCOMPARE(m_message.texts.at(4).size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            const ProtoMessage location = inside(4, i);
            QCOMPARE(location.number(1), i + 1);
            QCOMPARE(location.number(2), std::uint64_t{i < 2 ? 1U : 0U});
            const auto line = readProto(location.texts.at(4).front());
            QVERIFY(line);
            const ProtoMessage function = inside(5, line->number(1) - 1);
            QCOMPARE(function.number(1), line->number(1));
            QCOMPARE(text(function.number(2)), names[static_cast<qsizetype>(i)]);
        }
        QCOMPARE(inside(4, 0).number(3), std::uint64_t{0x1234});
    }

    void aMappingSaysThatFunctionsAreInside()
    {
        const ProtoMessage mapping = inside(3, 0);
        QCOMPARE(mapping.number(2), std::uint64_t{0x1000});
        QCOMPARE(mapping.number(3), std::uint64_t{0x9000});
        QCOMPARE(mapping.number(4), std::uint64_t{0x400});
        QCOMPARE(text(mapping.number(5)), QByteArray("/opt/program"));
        QCOMPARE(text(mapping.number(6)), QByteArray("c0ffee"));
        QCOMPARE(mapping.number(7), std::uint64_t{1});
    }

    void figuresOfTheWholeAreThere()
    {
        QCOMPARE(text(inside(1, 0).number(1)), QByteArray("samples"));
        QCOMPARE(text(inside(1, 1).number(2)), QByteArray("nanoseconds"));
        QCOMPARE(m_message.number(9), std::uint64_t{1'700'000'000'000'000'000});
        QCOMPARE(m_message.number(10), std::uint64_t{2'000'000'000});
        QCOMPARE(text(inside(11, 0).number(1)), QByteArray("cpu"));
        QCOMPARE(m_message.number(12), std::uint64_t{10'000'000});
        QCOMPARE(text(m_message.packed(13).front()), QByteArray("a remark"));
        QCOMPARE(text(m_message.number(14)), QByteArray("cpu"));
    }

    void theGzippedFormIsTheSameInside()
    {
        const QByteArray packed = QByteArray::fromStdString(gzippedProto(twoStacks()));
        QVERIFY(packed.startsWith(QByteArray::fromHex("1f8b08"))); // RFC 1952: magic, deflate
        const auto plain = unzipped(packed);
        QVERIFY(plain);
        QCOMPARE(*plain, QByteArray::fromStdString(profileProto(twoStacks())));
    }

    void anEmptyProfileIsAMessage()
    {
        const auto message = readProto(QByteArray::fromStdString(profileProto({})));
        QVERIFY(message);
        QCOMPARE(message->texts.at(6).size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(ProfileProtoTest)
#include "tst_profile_proto.moc"
