// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"

#include <QDateTime>
#include <QTest>

#include <set>

using namespace relay::model;
using namespace Qt::StringLiterals;

class PhraseTest final : public QObject
{
    Q_OBJECT

private slots:
    void theTableIsSound();
    void oneAndMany();
    void clausesStandInOneLine();
    void aValueIsNoPlace();
    void figures_data();
    void figures();
    void aTextIsSaidAsItIs();
    void aRefusalHoldsItsPhrase();
    void aPhraseInAPhrase();
    void aStoredKeyIsFound();
};

namespace {

QString english(const Saying &saying)
{
    return QString::fromStdString(saying.english());
}

} // namespace

void PhraseTest::theTableIsSound()
{
    std::set<std::string_view> keys;
    for (const PhraseRow &row : kPhrases) {
        QVERIFY2(keys.insert(row.key).second, row.key.data());
        QVERIFY2(!std::string_view(row.text).empty(), row.key.data());
        const bool named = std::string_view(row.text).find("%n") != std::string_view::npos;
        QVERIFY2(named == row.counts(), row.key.data());
    }
}

void PhraseTest::oneAndMany()
{
    QCOMPARE(english(phrase("memory.clients", 1)), u"1 client connected"_s);
    QCOMPARE(english(phrase("memory.clients", 4)), u"4 clients connected"_s);
    QCOMPARE(english(phrase("memory.clients", 0)), u"0 clients connected"_s);
    // The number that counts may come first or last.
    QCOMPARE(english(phrase("url.wrong", "/llm", 3)),
             u"a client asked for a path that there is not: /llm (3 times)"_s);
    QCOMPARE(english(phrase("slow.event", 1, "10000")),
             u"1 slow request (SLOW_REQUEST_THRESHOLD_MS=10000)"_s);
}

void PhraseTest::clausesStandInOneLine()
{
    Saying saying = phrase("wal.off", "DELETE");
    saying += phrase("wal.bound", Quantity{64.0 * 1024 * 1024, Unit::Bytes});
    QCOMPARE(english(saying),
             u"there is no write-ahead log: journal_mode is DELETE; its bound (ALERT_WAL_MB) is 64 MB"_s);
    QVERIFY(Saying().empty());
    QCOMPARE(english(Saying()), QString());
}

void PhraseTest::aValueIsNoPlace()
{
    QCOMPARE(english(phrase("channel.problem", "%2", "100 %n of %1")), u"channel %2: 100 %n of %1"_s);
}

void PhraseTest::figures_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<Unit>("unit");
    QTest::addColumn<QString>("shown");
    QTest::newRow("three digits") << 9.5238 << Unit::Percent << u"9.52 %"_s;
    QTest::newRow("a whole number") << 7196.1 << Unit::Milliseconds << u"7196 ms"_s;
    QTest::newRow("no digits without need") << 2.0 << Unit::Seconds << u"2 s"_s;
    QTest::newRow("nothing") << 0.0 << Unit::Percent << u"0 %"_s;
    QTest::newRow("next to nothing") << 0.00001 << Unit::Percent << u"0 %"_s;
    QTest::newRow("bytes") << 32.0 << Unit::Bytes << u"32 B"_s;
    QTest::newRow("megabytes") << 1024.0 * 1024 * 1024 << Unit::Bytes << u"1024 MB"_s;
    QTest::newRow("gigabytes") << 80.0 * 1024 * 1024 * 1024 << Unit::Bytes << u"80 GB"_s;
    QTest::newRow("money") << 12.3 << Unit::Dollars << u"$12.30"_s;
    QTest::newRow("a time") << double(QDateTime({2026, 3, 9}, {8, 5}).toMSecsSinceEpoch()) << Unit::UnixMs
                            << u"2026-03-09 08:05"_s;
}

void PhraseTest::figures()
{
    QFETCH(const double, value);
    QFETCH(const Unit, unit);
    QFETCH(const QString, shown);
    QCOMPARE(english(phrase("alert.now", Quantity{value, unit})), u"now "_s + shown);
}

void PhraseTest::aTextIsSaidAsItIs()
{
    QCOMPARE(english("disk I/O error: 100 %1"), u"disk I/O error: 100 %1"_s);
    QVERIFY(Saying("").empty());
}

void PhraseTest::aRefusalHoldsItsPhrase()
{
    using relay::Error;
    using relay::said;
    const Error error{relay::ErrorKind::NotFound, said("there is no token %1", 7)};
    QCOMPARE(error.message, u"there is no token 7"_s);
    QVERIFY(error.phrase);
    const Error outer{error.kind, said("%1: %2", u"a file"_s, error)};
    QCOMPARE(outer.message, u"a file: there is no token 7"_s);
    QCOMPARE(std::get<std::shared_ptr<const Phrase>>(outer.phrase->values[1]), error.phrase);
    const Error system{relay::ErrorKind::Storage, u"disk full"_s};
    QVERIFY(!system.phrase);
    QCOMPARE(english(Saying(system)), u"disk full"_s);
    QCOMPARE(Error(system.kind, said("%1", system)).message, u"disk full"_s);
}

void PhraseTest::aPhraseInAPhrase()
{
    Saying two = relay::said("first %1", "a");
    two += relay::said("second");
    QCOMPARE(english(relay::said("both (%1)", two)), u"both (first a; second)"_s);
}

void PhraseTest::aStoredKeyIsFound()
{
    const auto phrase = phraseFrom("alert.now", {Quantity{2, Unit::Seconds}});
    QVERIFY(phrase);
    QCOMPARE(english(*phrase), u"now 2 s"_s);
    QVERIFY(!phraseFrom("no.such", {}));
}

QTEST_GUILESS_MAIN(PhraseTest)
#include "tst_phrase.moc"
