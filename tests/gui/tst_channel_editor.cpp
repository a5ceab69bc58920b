// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/channels_page_fixture.h"
#include "ui/pages/model_chips.h"
#include "ui/pages/verdict_strip.h"
#include "ui/widgets/elided_label.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using relay::model::Channel;
using relay::model::ChannelType;
using ui::pages::ChannelTableModel;

class ChannelEditorTest final : public tests::ChannelsPageFixture
{
    Q_OBJECT

private slots:
    void init() { prepare(); }
    void savesWhatWasTyped();
    void storesANewOneOnce();
    void leavesWhatIsOpenMeanwhile();
    void saysBeneathTheFieldWhatIsWrong();
    void showsWhyTheRelayRefuses();
    void masksKeysUntilTheyAreRevealed();
    void addsAndRemovesKeys();
    void fetchesModelsBeforeItIsSaved();
    void ticksModelsInTheList();
    void testsWhatIsTyped_data();
    void testsWhatIsTyped();
    void forgetsAVerdictOnWhatIsNoMore();
    void keepsAVerdictThatStillHolds();
    void aKeyCanBeCorrectedUntilItIsSaved();
    void asksWhetherANewOneIsWanted();
    void asksBeforeChangesAreLost();
    void keepsWhatOthersChangedMeanwhile();
    void theDemoAsksForNoKey();
    void addsAChannelOfAProvider();
    void returnSaves();
    void aNewOneHasItsProvidersName();
    void aSecondOneOfAProviderHasANameOfItsOwn();
};

void ChannelEditorTest::savesWhatWasTyped()
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

void ChannelEditorTest::storesANewOneOnce()
{
    show();
    click(u"add"_s);
    auto *name = find<QLineEdit>(u"name"_s);
    name->selectAll();
    QTest::keyClicks(name, u"new"_s);
    QTest::keyClicks(find<QLineEdit>(u"newKey"_s), u"sk-new"_s);
    name->setFocus();
    int calls = 0;
    editor()->save();
    QVERIFY(!name->isEnabled()); // what came back would overwrite what is typed now
    editor()->save([&calls] { ++calls; });
    QTRY_COMPARE(toast(), u"new was added"_s);
    QCOMPARE(m_fixture->service.savedChannels.size(), std::size_t{1});
    QCOMPARE(calls, 1);
    QVERIFY(name->isEnabled());
    QCOMPARE(name->window()->focusWidget(), name);
}

void ChannelEditorTest::leavesWhatIsOpenMeanwhile()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s);
    editor()->save();
    editor()->open(m_fixture->service.channelList[1]);
    QTRY_COMPARE(toast(), u"main! was saved"_s);
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"second"_s);
    QVERIFY(find<QLineEdit>(u"name"_s)->isEnabled());
}

void ChannelEditorTest::saysBeneathTheFieldWhatIsWrong()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    auto *url = find<QLineEdit>(u"baseUrl"_s);
    QTest::keyClicks(url, u"ftp://api.example"_s);
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

void ChannelEditorTest::showsWhyTheRelayRefuses()
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

void ChannelEditorTest::masksKeysUntilTheyAreRevealed()
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

void ChannelEditorTest::addsAndRemovesKeys()
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

void ChannelEditorTest::returnSaves()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page->window()));
    click(u"addKey"_s);
    auto *entry = find<QLineEdit>(u"newKey"_s);
    QTest::mouseClick(entry, Qt::LeftButton);
    QTest::keyClicks(QApplication::focusWidget(), u"sk-one"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return); // makes a row of it
    QVERIFY(m_fixture->service.savedChannels.empty());
    QVERIFY(find<QPushButton>(u"save"_s)->isEnabled()); // nor on its way
    auto *url = find<QLineEdit>(u"baseUrl"_s);
    QTest::mouseClick(url, Qt::LeftButton);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), u"localhost:8000"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m_fixture->service.savedChannels.size(), std::size_t{1});
    QCOMPARE(m_fixture->service.savedChannels[0].baseUrl, std::string("http://localhost:8000"));
    QTRY_VERIFY(find<QPushButton>(u"save"_s)->isEnabled());
    find<QPushButton>(u"headersButton"_s)->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(find<QPushButton>(u"headersButton"_s)->isChecked()); // its own
    QCOMPARE(m_fixture->service.savedChannels.size(), std::size_t{1});
}

void ChannelEditorTest::fetchesModelsBeforeItIsSaved()
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

void ChannelEditorTest::ticksModelsInTheList()
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
    QTest::keyClicks(search, u"whisper"_s);
    QCOMPARE(picker->findChild<QListView *>(u"models"_s)->model()->rowCount(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(chips->models(), (std::vector<std::string>{"gpt-4o", "o3", "whisper"}));
    QTest::keyClicks(search, u"o4"_s); // a name of its own, though o4-mini has it in its
    QCOMPARE(picker->findChild<QListView *>(u"models"_s)->model()->rowCount(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(chips->models(), (std::vector<std::string>{"gpt-4o", "o3", "whisper", "o4"}));
    QTest::mouseClick(picker->findChild<QPushButton *>(u"none"_s), Qt::LeftButton);
    QCOMPARE(chips->count(), 0);
    QTest::mouseClick(picker->findChild<QPushButton *>(u"all"_s), Qt::LeftButton);
    QCOMPARE(chips->count(), 5);
    picker->hide();
}

void ChannelEditorTest::testsWhatIsTyped_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("status and time to the first token") << 200 << u"200 · first token 0.41 s"_s;
    QTest::newRow("a refusal with its reason") << 401 << u"401 · the key was refused"_s;
}

void ChannelEditorTest::testsWhatIsTyped()
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

void ChannelEditorTest::forgetsAVerdictOnWhatIsNoMore()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    const auto *strip = m_page->findChild<ui::pages::VerdictStrip *>();
    const QString untested = strip->verdict();
    click(u"test"_s);
    QTRY_VERIFY(strip->verdict().startsWith(u"200"_s));
    QTest::keyClicks(find<QLineEdit>(u"baseUrl"_s), u"h"_s);
    QCOMPARE(strip->verdict(), untested);
    click(u"test"_s); // and one that is still under way
    QTest::keyClicks(find<QLineEdit>(u"baseUrl"_s), u"t"_s);
    QVERIFY(!strip->waits());
    QCoreApplication::processEvents();
    QCOMPARE(strip->verdict(), untested);
}

void ChannelEditorTest::keepsAVerdictThatStillHolds()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    const auto *strip = m_page->findChild<ui::pages::VerdictStrip *>();
    click(u"test"_s);
    QTRY_VERIFY(strip->verdict().startsWith(u"200"_s));
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s); // asks nobody else
    QVERIFY(strip->verdict().startsWith(u"200"_s));
    click(u"save"_s);
    QTRY_COMPARE(toast(), u"main! was saved"_s);
    QVERIFY(strip->verdict().startsWith(u"200"_s));
    QCOMPARE(m_page->window()->focusWidget(), table()); // at the row, which the button was about
    clickCell(1, ChannelTableModel::ChannelColumn);
    QTRY_COMPARE(find<QLineEdit>(u"name"_s)->text(), u"second"_s);
    QVERIFY(!strip->verdict().startsWith(u"200"_s));
}

void ChannelEditorTest::aKeyCanBeCorrectedUntilItIsSaved()
{
    show();
    click(u"add"_s);
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"new"_s);
    auto *entry = find<QLineEdit>(u"newKey"_s);
    entry->setFocus();
    QTest::keyClicks(entry, u"sk-wron"_s);
    find<QPushButton>(u"fetch"_s)->setFocus();
    click(u"fetch"_s);
    QTRY_COMPARE(m_fixture->service.drafts.size(), std::size_t{1});
    click(u"test"_s);
    QVERIFY(entry->isVisible());
    QTest::keyClicks(entry, u"g"_s);
    click(u"save"_s);
    QTRY_COMPARE(m_fixture->service.savedChannels.size(), std::size_t{1});
    QCOMPARE(m_fixture->service.savedChannels[0].keys, std::vector<std::string>{"sk-wrong"});
    QTRY_VERIFY(!entry->isVisible());
}

void ChannelEditorTest::asksWhetherANewOneIsWanted()
{
    show();
    click(u"add"_s);
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s);
    clickCell(1, ChannelTableModel::ChannelColumn);
    QVERIFY(dialog());
    QCOMPARE(dialog()->findChild<QPushButton *>(u"other"_s)->text(), u"Add"_s);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QTRY_COMPARE(find<QLineEdit>(u"name"_s)->text(), u"second"_s);
    QVERIFY(m_fixture->service.savedChannels.empty());
}

void ChannelEditorTest::asksBeforeChangesAreLost()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    auto *name = find<QLineEdit>(u"name"_s);
    QTest::keyClicks(name, u"!"_s);
    clickCell(1, ChannelTableModel::ChannelColumn);
    QVERIFY(dialog());
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"safe"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
    QCOMPARE(name->text(), u"main!"_s);
    QCOMPARE(table()->currentIndex().row(), 0);
    clickCell(1, ChannelTableModel::ChannelColumn);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"other"_s), Qt::LeftButton);
    QTRY_COMPARE(name->text(), u"second"_s);
    QCOMPARE(m_fixture->service.channelList[0].name, "main!");
    QTRY_VERIFY(!dialog());
    QTest::keyClicks(name, u"?"_s);
    clickCell(2, ChannelTableModel::ChannelColumn);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QCOMPARE(name->text(), u"third"_s);
    QCOMPARE(m_fixture->service.channelList[1].name, "second");
}

void ChannelEditorTest::keepsWhatOthersChangedMeanwhile()
{
    show();
    QTRY_VERIFY(editor()->isVisible());
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s);
    clickCell(0, ChannelTableModel::OnColumn);
    QTRY_VERIFY(!m_fixture->service.channelList[0].enabled);
    QTRY_COMPARE(toast(), u"main is off"_s);
    QTRY_VERIFY(!editor()->stored().enabled);
    click(u"save"_s);
    QTRY_COMPARE(m_fixture->service.channelList[0].name, "main!");
    QVERIFY(!m_fixture->service.channelList[0].enabled);
}

void ChannelEditorTest::theDemoAsksForNoKey()
{
    show();
    click(u"add"_s);
    auto *type = find<QComboBox>(u"type"_s);
    QTest::keyClicks(find<QLineEdit>(u"newKey"_s), u"sk-of-somebody"_s);
    type->setCurrentIndex(type->findText(u"Demo, built in"_s));
    QVERIFY(!find<QLineEdit>(u"baseUrl"_s)->isVisible());
    QVERIFY(!find<QWidget>(u"keys"_s)->isVisible());
    QVERIFY(editor()->draft().keys.empty());
    type->setCurrentIndex(type->findText(u"Anthropic"_s));
    QVERIFY(find<QLineEdit>(u"baseUrl"_s)->isVisible());
    QCOMPARE(editor()->draft().keys, std::vector<std::string>{"sk-of-somebody"});
}

void ChannelEditorTest::addsAChannelOfAProvider()
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

void ChannelEditorTest::aNewOneHasItsProvidersName()
{
    show();
    click(u"add"_s);
    const auto *name = find<QLineEdit>(u"name"_s);
    QVERIFY(!name->text().isEmpty());
    QCOMPARE(name->text(), find<QComboBox>(u"type"_s)->currentText());
    QVERIFY(!editor()->isDirty()); // nobody typed it
    click(u"cancel"_s);
    click(u"add"_s);
    QVERIFY(!name->text().isEmpty());
}

void ChannelEditorTest::aSecondOneOfAProviderHasANameOfItsOwn()
{
    m_fixture->service.channelList.front().name = "OpenAI";
    m_fixture->service.channelList.back().name = "Anthropic";
    show();
    QTRY_VERIFY(editor()->isVisible());
    click(u"add"_s);
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"OpenAI 2"_s);
    auto *type = find<QComboBox>(u"type"_s);
    type->setCurrentIndex(type->findText(u"Anthropic"_s));
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"Anthropic 2"_s);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    ChannelEditorTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_channel_editor.moc"
