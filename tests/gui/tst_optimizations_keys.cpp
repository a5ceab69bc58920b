// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/optimizations_page_fixture.h"
#include "tests/gui/sample_service.h"
#include "ui/pages/optimizations_page.h"
#include "ui/pages/setting_list.h"
#include "ui/pages/setting_name.h"
#include "ui/widgets/noted_choices.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;
using ui::pages::OptimizationsPage;
using ui::widgets::NotedChoices;

// Finding and choosing settings by keyboard, and what warns of a choice.
class OptimizationsKeysTest final : public tests::OptimizationsPageFixture
{
    Q_OBJECT

private slots:
    void init() { prepare(); }
    void cleanup() { end(); }
    void whatMayBreakTheFileIsMarked_data();
    void whatMayBreakTheFileIsMarked();
    void tabGoesAsTheEyeDoes();
    void theSearchKnowsTheOtherPage();
    void theSearchFindsByAnyName();
    void aRowOpensByKeyboard();
    void theMenuOfARowCopies();
};

void OptimizationsKeysTest::whatMayBreakTheFileIsMarked_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QStringList>("unsafe");
    QTest::addColumn<QString>("risk");
    QTest::newRow("journal mode") << u"SQLITE_JOURNAL_MODE"_s << QStringList{u"MEMORY"_s, u"OFF"_s}
                                  << u"Unsafe: the database file can break when the program is killed."_s;
    QTest::newRow("synchronous") << u"SQLITE_SYNCHRONOUS"_s << QStringList{u"OFF"_s}
                                 << u"Unsafe: the database file can break in a power cut."_s;
}

void OptimizationsKeysTest::whatMayBreakTheFileIsMarked()
{
    QFETCH(const QString, setting);
    QFETCH(const QStringList, unsafe);
    QFETCH(const QString, risk);
    settings().set(setting.toLatin1().constData(), setting.endsWith("MODE"_L1) ? "TRUNCATE" : "FULL");
    show();
    auto *list = find<QComboBox>(setting);
    QVERIFY(list);
    QStringList marked;
    for (int i = 0; i < list->count(); ++i) {
        if (NotedChoices::wordOf(*list, i) == "unsafe"_L1)
            marked.append(list->itemText(i));
    }
    QCOMPARE(QSet(marked.begin(), marked.end()), QSet(unsafe.begin(), unsafe.end()));
    const int deleting = list->findText(u"DELETE"_s);
    QVERIFY(deleting < 0 || NotedChoices::wordOf(*list, deleting) == "without WAL"_L1);
    auto *whole = row(setting.toLatin1().constData());
    auto *view = qobject_cast<ui::pages::SettingRowView *>(whole);
    const auto *note = whole->findChild<QLabel *>(u"note"_s);
    QVERIFY(!view->isOpen());
    QVERIFY(!note->isVisible());
    for (const QString &one : unsafe) {
        QTest::mouseClick(list, Qt::LeftButton);
        QTRY_VERIFY(list->view()->isVisible());
        list->view()->setCurrentIndex(list->model()->index(list->findText(one), 0));
        QTest::keyClick(list->view(), Qt::Key_Return);
        QTRY_COMPARE(settings().value(setting.toLatin1().constData()), one.toStdString());
        QTRY_COMPARE(note->text(), risk);
        QVERIFY(note->isVisible());
        QVERIFY(view->isOpen());
    }
    undoByToast();
    QTRY_VERIFY(note->text() != risk || unsafe.size() > 1);
}

// From row to row, what is folded behind them after them, and nothing out of sight.
void OptimizationsKeysTest::tabGoesAsTheEyeDoes()
{
    settings().set("LOG_BATCH_SIZE", "100");
    settings().set("SQLITE_CACHE_SIZE", "-128000");
    const ui::widgets::Theme theme(*qApp);
    show();
    auto *list = m_page->findChild<ui::pages::SettingList *>();
    auto *area = list->findChild<QScrollArea *>();
    for (QPushButton *more : m_page->findChildren<QPushButton *>(u"more"_s)) {
        if (more->isVisible())
            QTest::mouseClick(more, Qt::LeftButton); // rows that are made late
    }
    row("SQLITE_CACHE_SIZE")->findChild<ui::pages::SettingName *>()->setChecked(true); // likewise
    find<QLineEdit>(u"search"_s)->setFocus();
    QCoreApplication::sendPostedEvents(); // of the layout
    QTest::qWait(50);
    const auto step = [] { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab); };
    for (int i = 0; i < 40 && !list->isAncestorOf(QApplication::focusWidget()); ++i)
        step();
    int last = -1;
    QSet<QString> seen;
    int stops = 0;
    const QWidget *end = list->findChildren<ui::pages::SectionHead *>().constLast();
    for (; list->isAncestorOf(QApplication::focusWidget()) && stops < 300; ++stops, step()) {
        const QWidget *now = QApplication::focusWidget();
        const int middle = now->mapTo(area->widget(), now->rect().center()).y();
        QVERIFY2(middle > last - 24, qPrintable(now->objectName())); // in one row, as high as each other
        last = middle;
        seen.insert(now->objectName());
        const QRect there(now->mapTo(area->viewport(), QPoint()), now->size());
        QVERIFY2(area->viewport()->rect().contains(there), qPrintable(now->objectName()));
        if (now == end)
            break;
    }
    for (const QString &name : {u"SQLITE_CACHE_SIZE"_s, u"SQLITE_MMAP_SIZE"_s, u"LOG_BATCH_SIZE"_s})
        QVERIFY2(seen.contains(name), qPrintable(name));
    QCOMPARE(QApplication::focusWidget(), end);
    step();
    QVERIFY(!list->isAncestorOf(QApplication::focusWidget()));
}

void OptimizationsKeysTest::theSearchKnowsTheOtherPage()
{
    show();
    auto *search = find<QLineEdit>(u"search"_s);
    find<QPushButton>(u"measureAll"_s)->setFocus();
    QVERIFY(!search->hasFocus());
    QTest::keyClick(m_page.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(search->hasFocus());
    auto *elsewhere = find<QPushButton>(u"elsewhere"_s);
    QTest::keyClicks(search, u"no such thing"_s);
    QVERIFY(!elsewhere->isVisible());
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(search->text(), QString());
    QTest::keyClicks(search, u"proxy"_s);
    QVERIFY(elsewhere->isVisible());
    const QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(elsewhere, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first()[0].value<ui::pages::PageId>(), ui::pages::PageId::Settings);
    QCOMPARE(asked.first()[1].toString(), u"find:proxy"_s);
}

void OptimizationsKeysTest::theSearchFindsByAnyName()
{
    show();
    auto *search = find<QLineEdit>(u"search"_s);
    for (const QString &words :
         {u"keep-alive period"_s, u"http_keepalive"_s, u"TCP keep-alive"_s, u"保活"_s}) {
        search->setText(words);
        QVERIFY2(row("HTTP_KEEPALIVE") && row("HTTP_KEEPALIVE")->isVisible(), qPrintable(words));
        QVERIFY2(!row("LOG_BATCH_ENABLED")->isVisible(), qPrintable(words));
        search->clear();
        QVERIFY2(row("LOG_BATCH_ENABLED")->isVisible(), qPrintable(words));
    }
    search->setText(u"no such thing"_s);
    QVERIFY(!row("LOG_BATCH_ENABLED")->isVisible());
}

void OptimizationsKeysTest::aRowOpensByKeyboard()
{
    show();
    auto *name = row("LOG_BATCH_ENABLED")->findChild<ui::pages::SettingName *>();
    QCOMPARE(name->accessibleName(), u"Batch usage rows"_s);
    name->setFocus();
    QTest::keyClick(name, Qt::Key_Space);
    const auto *risk = row("LOG_BATCH_ENABLED")->findChild<QLabel *>(u"risk"_s);
    QVERIFY(risk && risk->isVisible());
    QCOMPARE(risk->text(), u"Safe: a crash of the program loses nothing."_s);
    QCOMPARE(row("LOG_BATCH_ENABLED")->findChild<QLabel *>(u"facts"_s)->text(), u"Default: on"_s);
    QTest::mouseClick(row("LOG_BATCH_ENABLED")->findChild<QPushButton *>(u"copyEnv"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"LOG_BATCH_ENABLED=true"_s);
    QTest::keyClick(name, Qt::Key_Space);
    QVERIFY(!risk->isVisible());
}

void OptimizationsKeysTest::theMenuOfARowCopies()
{
    settings().set("LOG_BATCH_SIZE", "100");
    show();
    QWidget *one = row("LOG_BATCH_SIZE");
    QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(5, 5), one->mapToGlobal(QPoint(5, 5)));
    QApplication::sendEvent(one, &event);
    auto *menu = one->findChild<QMenu *>();
    QVERIFY(menu);
    QStringList words;
    for (QAction *action : menu->actions())
        words.append(action->text());
    QCOMPARE(words, (QStringList{u"Copy .env line"_s, u"Copy name"_s, u"Reset to default"_s}));
    menu->actions()[0]->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"LOG_BATCH_SIZE=100"_s);
    menu->actions()[1]->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"LOG_BATCH_SIZE"_s);
    menu->actions()[2]->trigger();
    QTRY_COMPARE(settings().value("LOG_BATCH_SIZE"), std::string("50"));
    menu->close();
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    OptimizationsKeysTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_optimizations_keys.moc"
