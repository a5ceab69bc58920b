// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/channels_page_fixture.h"
#include "ui/pages/channels_page.h"
#include "ui/pages/import_panel.h"
#include "ui/pages/who_answers.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using ui::pages::ChannelsPage;
using ui::pages::ChannelTableModel;

class ChannelsPageTest final : public tests::ChannelsPageFixture
{
    Q_OBJECT

private slots:
    void init() { prepare(); }
    void showsHowEachChannelFares();
    void opensTheFirstAndTheOneThatIsClicked();
    void switchesAtOnceWithAWayBack();
    void aDoubleClickSwitchesOnce();
    void whatIsReadAgainIsNoTroubleAnyMore();
    void movesByKeysAndDragging_data();
    void movesByKeysAndDragging();
    void deletesOnlyWhenAsked();
    void tellsWhoAnswers();
    void importsAfterALook();
    void importsOnceMoreAfterAFailure();
    void theImportsClockSaysWhatRuns();
    void saysWhatToDoWithoutChannels();
    void readsNothingWhileNobodyLooks();

private:
    ui::pages::ImportPanel *importPanel();
};

// It has been told of a file, and looks at it.
ui::pages::ImportPanel *ChannelsPageTest::importPanel()
{
    show();
    auto *panel = m_page->findChild<ui::pages::ImportPanel *>(u"importPanel"_s);
    panel->look(u"/somewhere/one-api.db"_s);
    panel->parentWidget()->show();
    panel->show();
    return panel;
}

void ChannelsPageTest::showsHowEachChannelFares()
{
    show();
    QCOMPARE(cell(0, ChannelTableModel::ChannelColumn), u"main"_s);
    QTRY_COMPARE(cell(0, ChannelTableModel::StateColumn), u"healthy"_s);
    QVERIFY(cell(1, ChannelTableModel::StateColumn).startsWith(u"rests "_s));
    QCOMPARE(cell(2, ChannelTableModel::StateColumn), u"open, 401"_s);
    QCOMPARE(cell(3, ChannelTableModel::StateColumn), u"disabled"_s);
    QCOMPARE(cell(0, ChannelTableModel::P95Column), u"0.84 s"_s);
    QCOMPARE(cell(0, ChannelTableModel::TodayColumn), u"$0.92"_s);
    QCOMPARE(cell(1, ChannelTableModel::P95Column), u"–"_s);
    QCOMPARE(cell(1, ChannelTableModel::TodayColumn), u"–"_s);
}

void ChannelsPageTest::opensTheFirstAndTheOneThatIsClicked()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"main"_s);
    clickCell(1, ChannelTableModel::ChannelColumn);
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"second"_s);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"third"_s);
    click(u"close"_s);
    QVERIFY(!editor()->isVisible());
}

void ChannelsPageTest::switchesAtOnceWithAWayBack()
{
    show();
    clickCell(1, ChannelTableModel::OnColumn);
    QTRY_VERIFY(!m_fixture->service.channelList[1].enabled);
    QTRY_COMPARE(toast(), u"second is off"_s);
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    QTRY_VERIFY(m_fixture->service.channelList[1].enabled);
    table()->setFocus();
    table()->selectRow(2);
    QTest::keyClick(table(), Qt::Key_Space);
    QTRY_VERIFY(!m_fixture->service.channelList[2].enabled);
}

void ChannelsPageTest::aDoubleClickSwitchesOnce()
{
    show();
    clickCell(1, ChannelTableModel::OnColumn);
    clickCell(1, ChannelTableModel::OnColumn);
    QTRY_COMPARE(toast(), u"second is off"_s);
    QCOMPARE(m_fixture->service.savedChannels.size(), std::size_t{1});
    QTRY_COMPARE(table()->model()->index(1, ChannelTableModel::StateColumn).data().toString(), u"disabled"_s);
    clickCell(1, ChannelTableModel::OnColumn); // seen as it is now, it is switched back
    QTRY_COMPARE(toast(), u"second is on"_s);
}

void ChannelsPageTest::whatIsReadAgainIsNoTroubleAnyMore()
{
    show();
    const auto *trouble = find<ui::widgets::Banner>(u"trouble"_s);
    const auto readAgain = [this] {
        m_page->setActive(false);
        m_page->setActive(true);
    };
    m_fixture->service.unreadable = relay::Error{relay::ErrorKind::Storage, u"the disk is gone"_s};
    readAgain();
    QTRY_COMPARE(trouble->sentence(), u"the disk is gone"_s);
    m_fixture->service.unreadable.reset();
    m_fixture->service.refusal = relay::Error{relay::ErrorKind::Conflict, u"it is locked"_s};
    clickCell(1, ChannelTableModel::OnColumn);
    QTRY_COMPARE(trouble->sentence(), u"it is locked"_s);
    readAgain();
    m_fixture->service.channelList[1].name = "renamed";
    QTRY_COMPARE(cell(1, ChannelTableModel::ChannelColumn), u"renamed"_s);
    QCOMPARE(trouble->sentence(), u"it is locked"_s); // of something else
    m_fixture->service.refusal.reset();
    clickCell(1, ChannelTableModel::OnColumn);
    QTRY_VERIFY(!trouble->isVisible());
}

void ChannelsPageTest::movesByKeysAndDragging_data()
{
    QTest::addColumn<bool>("drag");
    QTest::newRow("Alt and an arrow") << false;
    QTest::newRow("dragging") << true;
}

void ChannelsPageTest::movesByKeysAndDragging()
{
    QFETCH(const bool, drag);
    show();
    if (drag) {
        QAbstractItemModel *model = table()->model();
        const std::unique_ptr<QMimeData> data(model->mimeData({model->index(2, 1)}));
        model->dropMimeData(data.get(), Qt::MoveAction, 1, 0, {});
    } else {
        table()->setFocus();
        table()->selectRow(2);
        QTest::keyClick(table(), Qt::Key_Up, Qt::AltModifier);
    }
    QTRY_COMPARE(cell(1, ChannelTableModel::ChannelColumn), u"third"_s);
    QCOMPARE(m_fixture->service.savedChannels.size(), std::size_t{1}); // only the one that changes
    QCOMPARE(m_fixture->service.savedChannels[0].id, 3);
    QTRY_COMPARE(toast(), u"third is tried at place 2"_s);
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    QTRY_COMPARE(cell(1, ChannelTableModel::ChannelColumn), u"second"_s);
}

void ChannelsPageTest::deletesOnlyWhenAsked()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    click(u"delete"_s);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"safe"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
    QCOMPARE(m_fixture->service.channelList.size(), std::size_t{4});
    click(u"delete"_s);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.channelList.size(), std::size_t{3});
    QTRY_VERIFY(!editor()->isVisible());
}

void ChannelsPageTest::tellsWhoAnswers()
{
    m_fixture->service.fakeTraffic.routeNow = {
        .candidates = {{.channelId = 1, .channelName = "main", .weight = 3},
                       {.channelId = 2, .channelName = "second", .weight = 1},
                       {.channelId = 3, .channelName = "third", .weight = 1}},
        .attempts = 2};
    show();
    auto *who = m_page->findChild<ui::pages::WhoAnswers *>();
    QTRY_VERIFY(who->isVisible());
    QTRY_COMPARE(who->findChild<ui::widgets::Badge *>(u"attempts"_s)->text(), u"2 attempt(s)"_s);
    QStringList texts;
    for (const auto *label : who->findChildren<ui::widgets::ElidedLabel *>())
        texts << label->whole();
    QCOMPARE(texts, QStringList({u"main"_s, u"weight 3"_s, u"second"_s, u"weight 1"_s, u"503"_s,
                                 u"no channel left"_s}));
    const auto *models = who->findChild<QComboBox *>(u"whoModel"_s);
    QCOMPARE(models->count(), 2);
}

void ChannelsPageTest::importsAfterALook()
{
    relay::api::ImportReport &report = m_fixture->service.fakeImport.report;
    report.channels = {.found = 5, .taken = 3, .known = 1, .refused = 1};
    report.notes = {relay::untranslated("channel \"old\" speaks a dialect of its own")};
    auto *panel = importPanel();
    auto *import = panel->findChild<QPushButton *>(u"import"_s);
    QTRY_VERIFY(import->isEnabled());
    QVERIFY(m_fixture->service.fakeImport.report.dryRun);
    QVERIFY(panel->findChild<QLabel *>(u"notes"_s)->text().contains(u"dialect of its own"_s));
    QTest::mouseClick(import, Qt::LeftButton);
    QTRY_VERIFY(panel->findChild<QLabel *>(u"importState"_s)->text().startsWith(u"Done"_s));
    QVERIFY(!m_fixture->service.fakeImport.report.dryRun);
    QCOMPARE(m_fixture->service.fakeImport.lastFile, "/somewhere/one-api.db");
}

void ChannelsPageTest::importsOnceMoreAfterAFailure()
{
    tests::FakeImportService &service = m_fixture->service.fakeImport;
    service.report.channels = {.found = 1, .taken = 1};
    auto *panel = importPanel();
    auto *import = panel->findChild<QPushButton *>(u"import"_s);
    QTRY_VERIFY(import->isEnabled());
    service.trouble = relay::Error{relay::ErrorKind::Storage, u"the disk is full"_s};
    QTest::mouseClick(import, Qt::LeftButton);
    QTRY_COMPARE(panel->findChild<QLabel *>(u"sentence"_s)->text(), u"the disk is full"_s);
    service.trouble.reset();
    QTest::mouseClick(import, Qt::LeftButton);
    QTRY_VERIFY(panel->findChild<QLabel *>(u"importState"_s)->text().startsWith(u"Done"_s));
}

void ChannelsPageTest::theImportsClockSaysWhatRuns()
{
    tests::FakeImportService &service = m_fixture->service.fakeImport;
    service.report.channels = {.found = 1, .taken = 1};
    auto *panel = importPanel();
    auto *import = panel->findChild<QPushButton *>(u"import"_s);
    QTRY_VERIFY(import->isEnabled());
    service.answers = false;
    QTest::mouseClick(import, Qt::LeftButton);
    const auto *state = panel->findChild<QLabel *>(u"importState"_s);
    QTRY_VERIFY(state->text().endsWith(u" s"_s));
    QVERIFY2(state->text().startsWith(u"Importing"_s), qPrintable(state->text()));
}

void ChannelsPageTest::saysWhatToDoWithoutChannels()
{
    m_fixture->service.channelList.clear();
    m_page = m_fixture->shown<ChannelsPage>();
    auto *add = find<QPushButton>(u"addFirst"_s);
    QTRY_VERIFY(add->isVisible());
    QVERIFY(!table()->isVisible());
    QTest::mouseClick(add, Qt::LeftButton);
    QVERIFY(editor()->isVisible());
}

void ChannelsPageTest::readsNothingWhileNobodyLooks()
{
    show();
    const auto ticks = [this] {
        const auto timers = m_page->findChildren<QTimer *>(QString(), Qt::FindDirectChildrenOnly);
        return std::ranges::any_of(timers, &QTimer::isActive);
    };
    QVERIFY(ticks());
    m_page->setActive(false);
    QVERIFY(!ticks());
    m_page->setActive(true);
    QVERIFY(ticks());
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    ChannelsPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_channels_page.moc"
