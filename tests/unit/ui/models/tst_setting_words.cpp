// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_settings.h"
#include "ui/models/setting_titles.h"
#include "ui/models/setting_words.h"

#include <QTest>

using namespace Qt::StringLiterals;
using relay::api::SettingRow;

class SettingWordsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everySettingHasAName();
    void valuesHaveTheirUnits_data();
    void valuesHaveTheirUnits();
    void isFoundByNameTextAndEnvName_data();
    void isFoundByNameTextAndEnvName();
    void comparesWhatCanBeCompared_data();
    void comparesWhatCanBeCompared();
    void linesCanGoIntoTheFile();
    void saysWhoLocks();

private:
    const SettingRow &row(const char *name) const;

    std::vector<SettingRow> m_rows;
};

void SettingWordsTest::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    tests::FakeSettings settings;
    settings.settings(this, [this](const relay::Result<std::vector<SettingRow>> &rows) { m_rows = *rows; });
    QTRY_VERIFY(!m_rows.empty());
}

const SettingRow &SettingWordsTest::row(const char *name) const
{
    return *std::ranges::find(m_rows, name, &SettingRow::name);
}

void SettingWordsTest::everySettingHasAName()
{
    for (const SettingRow &one : m_rows) {
        QVERIFY2(ui::models::findSettingTitle(one.name), one.name.c_str());
        QVERIFY2(!ui::models::textOf(one).isEmpty(), one.name.c_str());
    }
}

void SettingWordsTest::valuesHaveTheirUnits_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a switch") << u"LOG_BATCH_ENABLED"_s << u"true"_s << u"on"_s;
    QTest::newRow("a word") << u"SQLITE_JOURNAL_MODE"_s << u"WAL"_s << u"WAL"_s;
    QTest::newRow("less than nothing is KiB") << u"SQLITE_CACHE_SIZE"_s << u"-128000"_s << u"−128,000 KiB"_s;
    QTest::newRow("more is pages") << u"SQLITE_CACHE_SIZE"_s << u"2000"_s << u"2,000 pages"_s;
    QTest::newRow("more than 32 bits")
        << u"SQLITE_MMAP_SIZE"_s << u"70368744177664"_s << u"70,368,744,177,664 B"_s;
    QTest::newRow("a port is no number") << u"PPROF_PORT"_s << u"6060"_s << u"6060"_s;
    QTest::newRow("a ratio") << u"GUARD_FACTOR"_s << u"1.5"_s << u"1.5"_s;
    QTest::newRow("nothing") << u"RELAY_PROXY"_s << QString() << u"none"_s;
}

void SettingWordsTest::valuesHaveTheirUnits()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    QFETCH(const QString, expected);
    const SettingRow &one = row(name.toUtf8().constData());
    QCOMPARE(ui::models::valueText(one, value.toStdString()).replace(QChar(0x00A0), u' '), expected);
}

void SettingWordsTest::isFoundByNameTextAndEnvName_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("found");
    QTest::newRow("its name") << u"journal mode"_s << true;
    QTest::newRow("its .env name") << u"sqlite_journal"_s << true;
    QTest::newRow("its text") << u"undoable"_s << true;
    QTest::newRow("its Chinese text") << u"日志模式"_s << true;
    QTest::newRow("words in any order") << u"mode journal"_s << true;
    QTest::newRow("something else") << u"keepalive"_s << false;
}

void SettingWordsTest::isFoundByNameTextAndEnvName()
{
    QFETCH(const QString, words);
    QFETCH(const bool, found);
    QCOMPARE(ui::models::matches(row("SQLITE_JOURNAL_MODE"), words), found);
}

void SettingWordsTest::comparesWhatCanBeCompared_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected"); // empty: nothing
    QTest::newRow("a switch: off and on") << u"LOG_BATCH_ENABLED"_s << u"false"_s << u"false,true"_s;
    QTest::newRow("its default and what it is") << u"LOG_BATCH_SIZE"_s << u"100"_s << u"50,100"_s;
    QTest::newRow("at its default: without it") << u"SQLITE_JOURNAL_MODE"_s << u"WAL"_s << u"DELETE,WAL"_s;
    QTest::newRow("at its default: nothing to compare with") << u"HTTP_KEEPALIVE"_s << u"90"_s << QString();
    QTest::newRow("no optimisation") << u"RETRY_TIMES"_s << u"1"_s << QString();
    QTest::newRow("an address") << u"PPROF_PORT"_s << u"7070"_s << QString();
}

void SettingWordsTest::comparesWhatCanBeCompared()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    QFETCH(const QString, expected);
    SettingRow one = row(name.toUtf8().constData());
    one.value = value.toStdString();
    const auto compared = ui::models::comparisonFor(one);
    QCOMPARE(compared ? QString::fromStdString(compared->first + "," + compared->second) : QString(),
             expected);
}

void SettingWordsTest::linesCanGoIntoTheFile()
{
    QCOMPARE(ui::models::envLine(row("LOG_BATCH_SIZE")), u"LOG_BATCH_SIZE=50"_s);
    SettingRow path = row("SQLITE_PATH");
    path.value = "my data.db";
    QCOMPARE(ui::models::envLine(path), u"SQLITE_PATH=\"my data.db\""_s);
}

void SettingWordsTest::saysWhoLocks()
{
    SettingRow one = row("LOG_BATCH_SIZE");
    QVERIFY(ui::models::lockText(one).isEmpty());
    one.locked = true;
    one.source = "environment";
    QCOMPARE(ui::models::lockText(one), u"Set by the environment (LOG_BATCH_SIZE)."_s);
    one.source = "commandline";
    QCOMPARE(ui::models::lockText(one), u"Set on the command line."_s);
}

QTEST_GUILESS_MAIN(SettingWordsTest)
#include "tst_setting_words.moc"
