// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/settings_shown.h"
#include "ui/pages/setting_finds.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::PageId;
using ui::pages::SettingFinds;
using ui::pages::SettingLine;
using ui::pages::SettingsPage;

// The search over all parts of the settings page, and what a row gives to copy.
class SettingsSearchTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void findsInAllParts_data();
    void findsInAllParts();
    void isChangedWhereItIsFound();
    void leadsToWhereItIsChanged_data();
    void leadsToWhereItIsChanged();
    void anotherPageSearchesHere();
    void withoutWordsThePartIsBack();
    void givesTheEnvLineToCopy();

private:
    QStringList found() const;
    void search(const QString &words) const { field()->setText(words); }
    QLineEdit *field() const { return m_page->findChild<QLineEdit *>(u"search"_s); }
    QWidget *finds() const { return m_page->findChild<SettingFinds *>(u"finds"_s); }

    std::unique_ptr<tests::PageFixture> m_fixture;
    std::unique_ptr<SettingsPage> m_page;
};

void SettingsSearchTest::init()
{
    m_page.reset();
    m_fixture = std::make_unique<tests::PageFixture>();
    m_page = tests::settingsAt(*m_fixture, u"general"_s);
}

// The names of the rows that can be seen.
QStringList SettingsSearchTest::found() const
{
    QStringList names;
    for (const QWidget *line : finds()->findChildren<QWidget *>()) {
        if (!line->objectName().isEmpty() && line->objectName() == line->objectName().toUpper() &&
            line->isVisible())
            names.append(line->objectName());
    }
    return names;
}

void SettingsSearchTest::findsInAllParts_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("name");
    QTest::newRow("by its .env name") << u"ledger_journal"_s << u"LEDGER_JOURNAL_MB"_s;
    QTest::newRow("of the network") << u"cors"_s << u"CORS_ALLOWED_ORIGINS"_s;
    QTest::newRow("of security") << u"INITIAL_ROOT_TOKEN"_s << u"INITIAL_ROOT_TOKEN"_s;
    QTest::newRow("of the first part") << u"LOG_LEVEL"_s << u"LOG_LEVEL"_s;
    QTest::newRow("of another page") << u"SQLITE_JOURNAL_MODE"_s << u"SQLITE_JOURNAL_MODE"_s;
    QTest::newRow("two words in any order") << u"days retention"_s << u"LOG_RETENTION_DAYS"_s;
}

void SettingsSearchTest::findsInAllParts()
{
    QFETCH(const QString, words);
    QFETCH(const QString, name);
    search(words);
    QTRY_VERIFY2(found().contains(name), qPrintable(found().join(u' ')));
    QVERIFY2(found().size() < 6, qPrintable(found().join(u' '))); // and not everything
    QVERIFY(!m_page->findChild<ui::widgets::SegmentedControl *>(u"section"_s)->isVisible());
    search(u"no such thing anywhere"_s);
    QVERIFY(found().isEmpty());
}

void SettingsSearchTest::isChangedWhereItIsFound()
{
    search(u"RETRY_TIMES"_s);
    QTRY_COMPARE(found(), QStringList{u"RETRY_TIMES"_s});
    auto *edit = finds()->findChild<SettingLine *>(u"RETRY_TIMES"_s)->findChild<QLineEdit *>();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, u"5"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("RETRY_TIMES"), "5");
    QCOMPARE(found(), QStringList{u"RETRY_TIMES"_s}); // it stays
}

void SettingsSearchTest::leadsToWhereItIsChanged_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("another");
    QTest::newRow("an optimization") << u"SQLITE_JOURNAL_MODE"_s << true;
    QTest::newRow("the port") << u"LISTEN_ADDRESS"_s << false;
}

void SettingsSearchTest::leadsToWhereItIsChanged()
{
    QFETCH(const QString, name);
    QFETCH(const bool, another);
    const QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    search(name);
    QTRY_VERIFY(found().contains(name));
    finds()->findChild<QWidget *>(name)->findChild<QPushButton *>(u"go"_s)->click();
    QCOMPARE(asked.count(), another ? 1 : 0);
    if (another) {
        QCOMPARE(asked[0][0].value<PageId>(), PageId::Optimizations);
        QCOMPARE(asked[0][1].toString(), name);
        return;
    }
    QVERIFY(field()->text().isEmpty());
    QVERIFY(!finds()->isVisible());
    QCOMPARE(m_page->findChild<ui::widgets::SegmentedControl *>(u"section"_s)->current(), 1);
}

void SettingsSearchTest::anotherPageSearchesHere()
{
    m_page->showSubject(u"find:cors"_s);
    QCOMPARE(field()->text(), u"cors"_s);
    QTRY_VERIFY2(found().contains(u"CORS_ALLOWED_ORIGINS"_s), qPrintable(found().join(u' ')));
}

void SettingsSearchTest::withoutWordsThePartIsBack()
{
    const auto *level = m_page->findChild<SettingLine *>(u"LOG_LEVEL"_s);
    QTRY_VERIFY(level->isVisible());
    search(u"cors"_s);
    QVERIFY(!level->isVisible());
    QTest::keyClick(field(), Qt::Key_Escape);
    QVERIFY(field()->text().isEmpty());
    QVERIFY(level->isVisible());
    QVERIFY(!finds()->isVisible());
    QVERIFY(m_page->findChild<ui::widgets::SegmentedControl *>(u"section"_s)->isVisible());
}

void SettingsSearchTest::givesTheEnvLineToCopy()
{
    auto *level = m_page->findChild<SettingLine *>(u"LOG_LEVEL"_s);
    QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(5, 5), level->mapToGlobal(QPoint(5, 5)));
    QApplication::sendEvent(level, &event);
    const auto *menu = level->findChild<QMenu *>();
    QVERIFY(menu);
    menu->actions().constFirst()->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"LOG_LEVEL=info"_s);
    QCOMPARE(m_page->findChild<ui::widgets::Toast *>()->sentence(), u"Copied: LOG_LEVEL=info"_s);
}

QTEST_MAIN(SettingsSearchTest)
#include "tst_settings_search.moc"
