// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "ui/pages/channel_editor.h"
#include "ui/pages/channel_table.h"
#include "ui/pages/channels_page.h"
#include "ui/pages/import_panel.h"
#include "ui/pages/model_chips.h"
#include "ui/pages/verdict_strip.h"
#include "ui/pages/who_answers.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using relay::api::HealthState;
using relay::model::Channel;
using relay::model::ChannelType;
using ui::pages::ChannelEditor;
using ui::pages::ChannelsPage;
using ui::pages::ChannelTable;
using ui::pages::ChannelTableModel;
using ui::widgets::AskDialog;

class ChannelsPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsHowEachChannelFares();
    void opensTheFirstAndTheOneThatIsClicked();
    void switchesAtOnceWithAWayBack();
    void movesByKeysAndDragging_data();
    void movesByKeysAndDragging();
    void savesWhatWasTyped();
    void saysBeneathTheFieldWhatIsWrong();
    void showsWhyTheRelayRefuses();
    void masksKeysUntilTheyAreRevealed();
    void addsAndRemovesKeys();
    void fetchesModelsBeforeItIsSaved();
    void ticksModelsInTheList();
    void testsWhatIsTyped_data();
    void testsWhatIsTyped();
    void asksBeforeChangesAreLost();
    void keepsWhatOthersChangedMeanwhile();
    void addsAChannelOfAProvider();
    void deletesOnlyWhenAsked();
    void tellsWhoAnswers();
    void importsAfterALook();
    void saysWhatToDoWithoutChannels();
    void readsNothingWhileNobodyLooks();

private:
    void show();
    template <typename W>
    W *find(const QString &name) const
    {
        return m_page->findChild<W *>(name);
    }
    void click(const QString &button) const { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
    void clickCell(int row, int column) const;
    AskDialog *dialog() const { return m_page->window()->findChild<AskDialog *>(); }
    ChannelEditor *editor() const { return find<ChannelEditor>(u"editor"_s); }
    ChannelTable *table() const { return find<ChannelTable>(u"channels"_s); }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString().replace(QChar(0x00A0), u' ');
    }
    QString toast() const { return m_page->findChild<ui::widgets::Toast *>()->sentence(); }

    std::unique_ptr<tests::PageFixture> m_fixture;
    std::unique_ptr<ChannelsPage> m_page;
};

void ChannelsPageTest::init()
{
    m_page.reset();
    m_fixture = std::make_unique<tests::PageFixture>();
    tests::FakeRelayService &service = m_fixture->service;
    service.channelList = {{.id = 1,
                            .name = "main",
                            .keys = {"sk-proj-abcdefghijkl3kQ2"},
                            .models = {"gpt-4o", "o3"},
                            .priority = 9},
                           {.id = 2, .name = "second", .models = {"gpt-4o"}, .priority = 5},
                           {.id = 3, .name = "third", .models = {"o3"}, .priority = 4},
                           {.id = 4, .name = "last", .priority = 1, .enabled = false}};
    service.fakeTraffic.health = {{.channelId = 1, .keys = {{.maskedKey = "sk-****3kQ2"}}},
                                  {.channelId = 2,
                                   .state = HealthState::CoolingDown,
                                   .untilMs = QDateTime::currentMSecsSinceEpoch() + 3'600'000},
                                  {.channelId = 3, .state = HealthState::Open, .reason = "401"},
                                  {.channelId = 4, .state = HealthState::Disabled}};
    service.metricsNow.channels = {{.name = "main", .total = {.count = 4, .p95Us = 840'000}}};
    service.metricsNow.channelsToday = {{.channelId = 1, .requests = 4, .costUsd = 0.92}};
}

void ChannelsPageTest::show()
{
    m_page = m_fixture->shown<ChannelsPage>();
    QTRY_VERIFY(table()->model()->rowCount() > 0);
}

void ChannelsPageTest::clickCell(int row, int column) const
{
    const QRect box = table()->visualRect(table()->model()->index(row, column));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, box.center());
}

void ChannelsPageTest::showsHowEachChannelFares()
{
    show();
    QCOMPARE(cell(0, ChannelTableModel::kChannel), u"main"_s);
    QTRY_COMPARE(cell(0, ChannelTableModel::kState), u"healthy"_s);
    QVERIFY(cell(1, ChannelTableModel::kState).startsWith(u"cooling "_s));
    QCOMPARE(cell(2, ChannelTableModel::kState), u"open, 401"_s);
    QCOMPARE(cell(3, ChannelTableModel::kState), u"disabled"_s);
    QCOMPARE(cell(0, ChannelTableModel::kP95), u"840 ms"_s);
    QCOMPARE(cell(0, ChannelTableModel::kToday), u"$0.92"_s);
    QCOMPARE(cell(1, ChannelTableModel::kP95), u"–"_s);
    QCOMPARE(cell(1, ChannelTableModel::kToday), u"–"_s);
}

void ChannelsPageTest::opensTheFirstAndTheOneThatIsClicked()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"main"_s);
    clickCell(1, ChannelTableModel::kChannel);
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
    clickCell(1, ChannelTableModel::kOn);
    QTRY_VERIFY(!m_fixture->service.channelList[1].enabled);
    QTRY_COMPARE(toast(), u"second is off"_s);
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    QTRY_VERIFY(m_fixture->service.channelList[1].enabled);
    table()->setFocus();
    table()->selectRow(2);
    QTest::keyClick(table(), Qt::Key_Space);
    QTRY_VERIFY(!m_fixture->service.channelList[2].enabled);
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
    QTRY_COMPARE(cell(1, ChannelTableModel::kChannel), u"third"_s);
    QCOMPARE(m_fixture->service.savedChannels.size(), std::size_t{1}); // only the one that changes
    QCOMPARE(m_fixture->service.savedChannels[0].id, 3);
    QTRY_COMPARE(toast(), u"third is tried at place 2"_s);
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    QTRY_COMPARE(cell(1, ChannelTableModel::kChannel), u"second"_s);
}

void ChannelsPageTest::savesWhatWasTyped()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    auto *name = find<QLineEdit>(u"name"_s);
    name->selectAll();
    QTest::keyClicks(name, u"primary"_s);
    find<QSpinBox>(u"weight"_s)->setValue(3);
    auto *mapping = find<QWidget>(u"mapping"_s);
    QTest::keyClicks(mapping->findChild<QLineEdit *>(u"first"_s), u"gpt-4"_s);
    QTest::keyClicks(mapping->findChild<QLineEdit *>(u"second"_s), u"gpt-4o"_s);
    QVERIFY(editor()->isDirty());
    click(u"save"_s);
    QTRY_COMPARE(m_fixture->service.channelList[0].name, "primary");
    const Channel &saved = m_fixture->service.channelList[0];
    QCOMPARE(saved.weight, 3);
    QCOMPARE(saved.modelMapping, (relay::model::StringPairs{{"gpt-4", "gpt-4o"}}));
    QCOMPARE(saved.priority, 9);
    QCOMPARE(saved.keys, std::vector<std::string>{"sk-proj-abcdefghijkl3kQ2"});
    QTRY_COMPARE(toast(), u"primary was saved"_s);
    QVERIFY(!editor()->isDirty());
}

void ChannelsPageTest::saysBeneathTheFieldWhatIsWrong()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    auto *url = find<QLineEdit>(u"baseUrl"_s);
    QTest::keyClicks(url, u"api.example"_s);
    click(u"save"_s);
    QVERIFY(m_fixture->service.savedChannels.empty());
    QVERIFY(url->property("invalid").toBool());
    const auto *trouble = url->parentWidget()->findChild<QLabel *>(u"trouble"_s);
    QVERIFY(trouble->isVisible());
    QVERIFY(trouble->text().contains(u"http://"_s));
    url->clear();
    QVERIFY(!url->property("invalid").toBool());
    QVERIFY(!trouble->isVisible());
}

void ChannelsPageTest::showsWhyTheRelayRefuses()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    m_fixture->service.refusal = relay::Error{relay::ErrorKind::Storage, u"the disk is full"_s};
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"x"_s);
    click(u"save"_s);
    auto *refusal = editor()->findChild<QWidget *>(u"refusal"_s);
    QTRY_VERIFY(refusal->isVisible());
    QCOMPARE(refusal->findChild<QLabel *>(u"sentence"_s)->text(), u"the disk is full"_s);
    QVERIFY(editor()->isDirty());
}

void ChannelsPageTest::masksKeysUntilTheyAreRevealed()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    auto *keys = find<QWidget>(u"keys"_s);
    const auto *text = keys->findChild<ui::widgets::ElidedLabel *>(u"key"_s);
    QCOMPARE(text->whole(), u"sk-proj-••••••••3kQ2"_s);
    QTest::mouseClick(keys->findChild<QPushButton *>(u"reveal"_s), Qt::LeftButton);
    QCOMPARE(text->whole(), u"sk-proj-abcdefghijkl3kQ2"_s);
    QTest::mouseClick(keys->findChild<QPushButton *>(u"reveal"_s), Qt::LeftButton);
    QVERIFY(!text->whole().contains(u"abcdef"_s));
    QTRY_COMPARE(keys->findChild<QLabel *>(u"keyState"_s)->text(), u"healthy"_s);
}

void ChannelsPageTest::addsAndRemovesKeys()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    click(u"addKey"_s);
    auto *entry = find<QLineEdit>(u"newKey"_s);
    QVERIFY(entry->isVisible());
    QTest::keyClicks(entry, u"sk-one sk-two"_s);
    QTest::keyClick(entry, Qt::Key_Return);
    auto *keys = find<QWidget>(u"keys"_s);
    QTest::mouseClick(keys->findChildren<QPushButton *>(u"remove"_s).front(), Qt::LeftButton);
    click(u"save"_s);
    QTRY_COMPARE(m_fixture->service.savedChannels.size(), std::size_t{1});
    QCOMPARE(m_fixture->service.savedChannels[0].keys, (std::vector<std::string>{"sk-one", "sk-two"}));
}

void ChannelsPageTest::fetchesModelsBeforeItIsSaved()
{
    show();
    click(u"add"_s);
    auto *chips = find<ui::pages::ModelChips>(u"models"_s);
    QTest::keyClicks(find<QLineEdit>(u"newKey"_s), u"sk-not-saved"_s);
    click(u"fetch"_s);
    QTRY_COMPARE(chips->models(), (std::vector<std::string>{"one", "two"}));
    QCOMPARE(m_fixture->service.drafts.back().keys, std::vector<std::string>{"sk-not-saved"});
    QTest::mouseClick(chips->findChild<QPushButton *>(u"remove"_s), Qt::LeftButton);
    QCOMPARE(chips->models(), std::vector<std::string>{"two"});
    m_fixture->service.refusal = relay::Error{relay::ErrorKind::UpstreamRefused, u"401: wrong key"_s};
    click(u"fetch"_s);
    QTRY_COMPARE(chips->parentWidget()->findChild<QLabel *>(u"trouble"_s)->text(), u"401: wrong key"_s);
    QCOMPARE(chips->models(), std::vector<std::string>{"two"});
}

void ChannelsPageTest::ticksModelsInTheList()
{
    m_fixture->service.modelsUpstream = {"gpt-4o", "o3", "o4-mini", "whisper"};
    show();
    QTRY_VERIFY(editor()->isVisible());
    auto *chips = find<ui::pages::ModelChips>(u"models"_s);
    click(u"fetch"_s);
    QTRY_COMPARE(chips->known().size(), 4);
    QCOMPARE(chips->count(), 2); // those that were chosen stay
    click(u"choose"_s);
    auto *picker = chips->findChild<QWidget *>(u"picker"_s);
    auto *search = picker->findChild<QLineEdit *>(u"search"_s);
    QTest::keyClicks(search, u"whis"_s);
    QCOMPARE(picker->findChild<QListView *>(u"models"_s)->model()->rowCount(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(chips->models(), (std::vector<std::string>{"gpt-4o", "o3", "whisper"}));
    QTest::keyClicks(search, u"my-own"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(chips->models(), (std::vector<std::string>{"gpt-4o", "o3", "whisper", "my-own"}));
    QTest::mouseClick(picker->findChild<QPushButton *>(u"none"_s), Qt::LeftButton);
    QCOMPARE(chips->count(), 0);
    QTest::mouseClick(picker->findChild<QPushButton *>(u"all"_s), Qt::LeftButton);
    QCOMPARE(chips->count(), 5);
    picker->hide();
}

void ChannelsPageTest::testsWhatIsTyped_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("status and time to the first token") << 200 << u"200 · first token 412 ms"_s;
    QTest::newRow("a refusal with its reason") << 401 << u"401 · the key was refused"_s;
}

void ChannelsPageTest::testsWhatIsTyped()
{
    QFETCH(const int, status);
    QFETCH(const QString, verdict);
    m_fixture->service.testStatus = status;
    show();
    QTRY_VERIFY(editor()->isVisible());
    QTest::keyClicks(find<QLineEdit>(u"baseUrl"_s), u"https://llm.example"_s);
    click(u"test"_s);
    const auto *strip = m_page->findChild<ui::pages::VerdictStrip *>();
    QTRY_COMPARE(strip->verdict().replace(QChar(0x00A0), u' '), verdict);
    QCOMPARE(m_fixture->service.drafts.back().baseUrl, "https://llm.example");
    QVERIFY(m_fixture->service.savedChannels.empty());
}

void ChannelsPageTest::asksBeforeChangesAreLost()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    auto *name = find<QLineEdit>(u"name"_s);
    QTest::keyClicks(name, u"!"_s);
    clickCell(1, ChannelTableModel::kChannel);
    QVERIFY(dialog());
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"safe"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
    QCOMPARE(name->text(), u"main!"_s);
    QCOMPARE(table()->currentIndex().row(), 0);
    clickCell(1, ChannelTableModel::kChannel);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"other"_s), Qt::LeftButton);
    QTRY_COMPARE(name->text(), u"second"_s);
    QCOMPARE(m_fixture->service.channelList[0].name, "main!");
    QTRY_VERIFY(!dialog());
    QTest::keyClicks(name, u"?"_s);
    clickCell(2, ChannelTableModel::kChannel);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QCOMPARE(name->text(), u"third"_s);
    QCOMPARE(m_fixture->service.channelList[1].name, "second");
}

void ChannelsPageTest::keepsWhatOthersChangedMeanwhile()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s);
    clickCell(0, ChannelTableModel::kOn);
    QTRY_VERIFY(!m_fixture->service.channelList[0].enabled);
    QTRY_COMPARE(toast(), u"main is off"_s);
    QTRY_VERIFY(!editor()->stored().enabled);
    click(u"save"_s);
    QTRY_COMPARE(m_fixture->service.channelList[0].name, "main!");
    QVERIFY(!m_fixture->service.channelList[0].enabled);
}

void ChannelsPageTest::addsAChannelOfAProvider()
{
    show();
    click(u"add"_s);
    auto *type = find<QComboBox>(u"type"_s);
    type->setCurrentIndex(type->findText(u"Somebody"_s));
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"Somebody"_s);
    QCOMPARE(find<QLineEdit>(u"baseUrl"_s)->text(), u"https://llm.example/v1"_s);
    type->setCurrentIndex(type->findText(u"Anthropic"_s));
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"Anthropic"_s);
    QCOMPARE(find<QLineEdit>(u"baseUrl"_s)->text(), QString());
    QVERIFY(!find<QLineEdit>(u"baseUrl"_s)->placeholderText().isEmpty());
    click(u"save"_s);
    QTRY_COMPARE(m_fixture->service.channelList.size(), std::size_t{5});
    const Channel &added = m_fixture->service.channelList.back();
    QCOMPARE(added.type, ChannelType::Anthropic);
    QCOMPARE(added.priority, 0); // behind all others
    QTRY_COMPARE(toast(), u"Anthropic was added"_s);
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
    report.notes = {"channel \"old\" speaks a dialect of its own"};
    show();
    auto *panel = m_page->findChild<ui::pages::ImportPanel *>(u"importPanel"_s);
    panel->look(u"/somewhere/one-api.db"_s);
    panel->parentWidget()->show();
    panel->show();
    auto *import = panel->findChild<QPushButton *>(u"import"_s);
    QTRY_VERIFY(import->isEnabled());
    QVERIFY(m_fixture->service.fakeImport.report.dryRun);
    QVERIFY(panel->findChild<QLabel *>(u"notes"_s)->text().contains(u"dialect of its own"_s));
    QTest::mouseClick(import, Qt::LeftButton);
    QTRY_VERIFY(panel->findChild<QLabel *>(u"importState"_s)->text().startsWith(u"Done"_s));
    QVERIFY(!m_fixture->service.fakeImport.report.dryRun);
    QCOMPARE(m_fixture->service.fakeImport.lastFile, "/somewhere/one-api.db");
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
