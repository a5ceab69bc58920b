// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "relay/model/phrase_table.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace {

struct Message
{
    QString context;
    QString source;
    QStringList translations; // several: plural forms
    bool numerus = false;
    bool finished = true;
};

QList<Message> messagesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    QList<Message> all;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == "name"_L1) {
            context = xml.readElementText();
        } else if (xml.name() == "message"_L1) {
            all.append(Message());
            all.last().context = context;
            all.last().numerus = xml.attributes().value("numerus"_L1) == "yes"_L1;
        } else if (xml.name() == "source"_L1) {
            all.last().source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            all.last().finished = !xml.attributes().hasAttribute("type"_L1);
            if (!all.last().numerus)
                all.last().translations.append(xml.readElementText());
        } else if (xml.name() == "numerusform"_L1) {
            all.last().translations.append(xml.readElementText());
        }
    }
    return all;
}

QSet<QString> placesOf(const QString &text)
{
    static const QRegularExpression place(u"%(?:\\d+|L?n)"_s);
    QSet<QString> places;
    for (auto found = place.globalMatch(text); found.hasNext();)
        places.insert(found.next().captured());
    return places;
}

} // namespace

// What the sources say is in the translations: all of it, finished, with the same places for values.
class TranslationsTest final : public QObject
{
    Q_OBJECT

private slots:
    void allIsTranslated_data();
    void allIsTranslated();
    void placesAreThoseOfTheSource();
    void chineseHasItsOwnPunctuation();
    void chineseIsChinese();
    void presetsGoByTheirChineseNames();

private:
    QString m_tree = QStringLiteral(TESTS_DIR "/..");
};

void TranslationsTest::allIsTranslated_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("Chinese") << u"zh_CN"_s << QStringList();
    QTest::newRow("English plurals") << u"en"_s << QStringList{u"-pluralonly"_s};
}

void TranslationsTest::allIsTranslated()
{
    QFETCH(const QString, language);
    QFETCH(const QStringList, options);
    const QString lupdate = QStringLiteral(LUPDATE);
    if (!QFile::exists(lupdate))
        QSKIP("lupdate is not installed: new texts of the sources are not known");
    const QTemporaryDir directory;
    const QString copy = directory.filePath(u"copy.ts"_s);
    QVERIFY(QFile::copy(m_tree % u"/resources/translations/trayrelay_"_s % language % u".ts"_s, copy));
    QProcess update;
    update.start(
        lupdate,
        QStringList{u"-silent"_s, u"-no-obsolete"_s, u"-locations"_s, u"none"_s, u"-I"_s, m_tree} + options +
            QStringList{m_tree % u"/ui"_s, m_tree % u"/app"_s, m_tree % u"/relay"_s, u"-ts"_s, copy});
    QVERIFY(update.waitForFinished(60'000));
    QCOMPARE(update.exitCode(), 0);
    QCOMPARE(QString::fromUtf8(update.readAllStandardError()), QString()); // a context that it cannot tell
    const QList<Message> all = messagesOf(copy);
    QVERIFY(!all.isEmpty());
    QSet<QString> phrases; // of the relay, that the window says
    for (const Message &message : all) {
        if (message.context == u"Phrases"_s)
            phrases.insert(message.source);
    }
    for (const relay::model::PhraseRow &row : relay::model::kPhrases) {
        const bool wanted = options.isEmpty() || row.counts();
        QVERIFY2(phrases.contains(QString::fromUtf8(row.text)) == wanted, row.key.data());
    }
    QStringList missing;
    for (const Message &message : all) {
        if (!message.finished || message.translations.isEmpty() || message.translations.contains(QString()))
            missing.append(message.context % u": "_s % message.source);
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void TranslationsTest::placesAreThoseOfTheSource()
{
    for (const QString &language : {u"zh_CN"_s, u"en"_s}) {
        const QList<Message> all =
            messagesOf(m_tree % u"/resources/translations/trayrelay_"_s % language % u".ts"_s);
        QVERIFY(!all.isEmpty());
        for (const Message &message : all) {
            for (const QString &translation : message.translations) {
                QVERIFY2(placesOf(translation) == placesOf(message.source),
                         qPrintable(language % u": "_s % message.source % u" -> "_s % translation));
            }
        }
    }
}

// What has no Chinese sign is a name or a unit, which the source has as well.
void TranslationsTest::chineseIsChinese()
{
    static const QRegularExpression kHan(u"\\p{Han}"_s);
    static const QRegularExpression kWord(u"[A-Za-z]{2,}"_s);
    for (const Message &message : messagesOf(m_tree % u"/resources/translations/trayrelay_zh_CN.ts"_s)) {
        for (const QString &translation : message.translations) {
            if (translation.contains(kHan))
                continue;
            for (auto word = kWord.globalMatch(translation); word.hasNext();)
                QVERIFY2(message.source.contains(word.next().captured(), Qt::CaseInsensitive),
                         qPrintable(message.source % u" -> "_s % translation));
        }
    }
}

// As the window's menus have them: the English one is nowhere to be found there.
void TranslationsTest::presetsGoByTheirChineseNames()
{
    int named = 0;
    for (const Message &message : messagesOf(m_tree % u"/resources/translations/trayrelay_zh_CN.ts"_s)) {
        if (!message.source.contains(u"\"Remedy: "_s))
            continue;
        ++named;
        for (const QString &translation : message.translations)
            QVERIFY2(!translation.contains(u"Remedy"_s), qPrintable(translation));
    }
    QCOMPARE(named, 2);
}

void TranslationsTest::chineseHasItsOwnPunctuation()
{
    static const QRegularExpression halfWidth(u"[\\x{4e00}-\\x{9fff}][,;:!?]|[,;!?][\\x{4e00}-\\x{9fff}]"_s);
    for (const Message &message : messagesOf(m_tree % u"/resources/translations/trayrelay_zh_CN.ts"_s)) {
        for (const QString &translation : message.translations)
            QVERIFY2(!translation.contains(halfWidth), qPrintable(translation));
    }
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "tst_translations.moc"
