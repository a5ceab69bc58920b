// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "ui/models/said_text.h"

#include <QLocale>
#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace relay::model;
using ui::models::saidText;

namespace {

// Has a sentence of its own for each source of that context.
class OtherLanguage final : public QTranslator
{
public:
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        return qstrcmp(context, "Phrases") == 0 ? u'«' % QString::fromUtf8(source) % u'»' : QString();
    }
    bool isEmpty() const override { return false; }
};

} // namespace

class SaidTextTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void eachPhraseIsSaidInTheWindowsLanguage();
    void valuesAreAsTheWindowWritesThem();
    void withoutATranslationItIsEnglish();
};

void SaidTextTest::eachPhraseIsSaidInTheWindowsLanguage()
{
    OtherLanguage other;
    QVERIFY(QCoreApplication::installTranslator(&other));
    for (const PhraseRow &row : kPhrases) {
        const QString said = saidText(Phrase{row, {std::int64_t{7}, "a", "b", "c"}});
        QVERIFY2(said.startsWith(u'«') && said.endsWith(u'»'), row.key.data());
        QVERIFY2(!row.counts() || said.contains(u'7'), row.key.data());
        QVERIFY2(!said.contains(u"%n"_s) && !said.contains(u"%1"_s), row.key.data());
    }
    // What a system said is nobody's to translate.
    QCOMPARE(saidText("no space left on device"), u"no space left on device"_s);
}

void SaidTextTest::valuesAreAsTheWindowWritesThem()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const QString said = saidText(phrase("alert.now", Quantity{1536, Unit::Bytes}));
    QCOMPARE(said, u"now 1,5\u00A0KB"_s);
    QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
    Saying two = phrase("no-relay");
    two += phrase("alert.quiet");
    QCOMPARE(saidText(two), u"no relay runs\uFF1Bno requests"_s);
}

void SaidTextTest::withoutATranslationItIsEnglish()
{
    QCOMPARE(saidText(phrase("wal.bound", Quantity{64.0 * 1024 * 1024, Unit::Bytes})),
             u"its bound (ALERT_WAL_MB) is 64\u00A0MB"_s);
    QCOMPARE(saidText(phrase("channel.problem", "%2", "%n")), u"channel %2: %n"_s);
}

QTEST_GUILESS_MAIN(SaidTextTest)
#include "tst_said_text.moc"
