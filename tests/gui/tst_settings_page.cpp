// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/settings_shown.h"
#include "ui/models/network_places.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/option_row.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QUrl>

#include <set>

using namespace Qt::StringLiterals;
using tests::part;
using tests::settingsAt;
using ui::pages::PageId;
using ui::pages::SettingLine;
using ui::pages::SettingsPage;
using ui::widgets::Banner;
using ui::widgets::OptionRow;
using ui::widgets::SegmentedControl;
using ui::widgets::Toast;

class SettingsPageTest final : public QObject
{
    Q_OBJECT

public slots:
    void noteOpened(const QUrl &url) { m_opened = url; }

private slots:
    void init();
    void startsWithTheComputer();
    void saysWhyItCannot();
    void saysWhatWentWrong();
    void goesIntoTheMenu();
    void theLastClickCounts();
    void closesToTheTray();
    void languageAndColoursAtOnce();
    void aChoiceActsAtOnceAndGoesBack();
    void whatIsWrongIsRefusedInPlace();
    void goesBackToItsDefault();
    void lockedOnesSayByWhat();
    void movesOnlyWhereItCan();
    void saysWhoHasThePort();
    void theNetworkNeedsATokenAndAWarning();
    void anOpenRelaySaysWhereOthersCall();
    void othersCallAtTheAddressesOfTheNetworks();
    void restartsForWhatNeedsIt();
    void everySettingHasAPlace();
    void theAdminTokenIsMasked();
    void movesTheMasterKey();
    void saysWhyTheMasterKeyStays();
    void saysWhatItIsMadeOf();
    void saysWhetherThereIsANewerVersion();
    void opensTheNewerVersionsPage();
    void opensAtASubject();
    void aShortPartDoesNotScroll();
    void asksForTheGuide();

private:
    static QString toast(const QWidget &page) { return page.findChild<Toast *>()->sentence(); }
    static void undo(const QWidget &page)
    {
        QTest::mouseClick(page.findChild<Toast *>()->findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    }

    std::unique_ptr<tests::PageFixture> m_fixture;
    QUrl m_opened;
};

void SettingsPageTest::init()
{
    m_fixture = std::make_unique<tests::PageFixture>();
    m_fixture->service.clientKeyNow = "sk-tr-0123456789abcdefghij9f3Q";
}

void SettingsPageTest::startsWithTheComputer()
{
    const auto page = settingsAt(*m_fixture, u"general"_s);
    auto *autostart = part<QAbstractButton>(*page, u"autostart"_s);
    QTRY_VERIFY(autostart->isEnabled()); // once it is known how it stands
    QTest::mouseClick(autostart, Qt::LeftButton);
    QTRY_COMPARE(toast(*page), u"TrayRelay starts with the computer"_s);
    QVERIFY(m_fixture->desktop.autostartNow.on);
    QVERIFY(!m_fixture->desktop.startsMinimized);
    // What the system starts is told to start without the window as well.
    auto *hidden = part<QAbstractButton>(*page, u"startHidden"_s);
    hidden->setFocus();
    QTest::keyClick(hidden, Qt::Key_Space);
    QVERIFY(m_fixture->ui.startsHidden());
    QTRY_VERIFY(m_fixture->desktop.startsMinimized);
    undo(*page);
    QVERIFY(!m_fixture->ui.startsHidden());
    QVERIFY(!hidden->isChecked());
}

void SettingsPageTest::saysWhyItCannot()
{
    m_fixture->desktop.autostartNow = {.possible = false, .obstacle = u"Windows has turned it off"_s};
    const auto page = settingsAt(*m_fixture, u"general"_s);
    const auto texts = [&page] {
        QStringList all;
        for (const OptionRow *row : page->findChildren<OptionRow *>())
            all << row->explanation() << row->trouble();
        return all;
    };
    QTRY_VERIFY(texts().contains(u"Windows has turned it off"_s));
    QVERIFY(!part<QAbstractButton>(*page, u"autostart"_s)->isEnabled());
}

// The switch shows what was read back, and the reason stands in its row.
void SettingsPageTest::saysWhatWentWrong()
{
    tests::FakeDesktop &desktop = m_fixture->desktop;
    desktop.menuNow.possible = true;
    desktop.change = relay::Error{relay::ErrorKind::Storage, u"the disk is full"_s};
    const auto page = settingsAt(*m_fixture, u"general"_s);
    for (const QString &name : {u"autostart"_s, u"menuEntry"_s}) {
        auto *button = part<QAbstractButton>(*page, name);
        QTRY_VERIFY(button->isVisible() && button->isEnabled());
        const auto *row = qobject_cast<const OptionRow *>(button->parentWidget());
        QVERIFY(row);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(row->trouble(), u"the disk is full"_s);
        QVERIFY(!button->isChecked());
        QVERIFY(toast(*page).isEmpty());
    }
    desktop.change = {};
    QTest::mouseClick(part<QAbstractButton>(*page, u"autostart"_s), Qt::LeftButton);
    QTRY_VERIFY(!toast(*page).isEmpty());
    QVERIFY(part<QAbstractButton>(*page, u"autostart"_s)->isChecked());
}

void SettingsPageTest::goesIntoTheMenu()
{
    const auto without = settingsAt(*m_fixture, u"general"_s);
    QTRY_VERIFY(part<QAbstractButton>(*without, u"autostart"_s)->isEnabled());
    QCoreApplication::processEvents(); // what is told of the menu comes next
    QVERIFY(!part<QAbstractButton>(*without, u"menuEntry"_s)->isVisible()); // an installer has put it there
    m_fixture->desktop.menuNow.possible = true;
    const auto page = settingsAt(*m_fixture, u"general"_s);
    QTRY_VERIFY(part<QAbstractButton>(*page, u"menuEntry"_s)->isVisible());
    // The keyboard comes to it where it stands: in its card.
    const auto *next = part<QAbstractButton>(*page, u"closeToTray"_s)->nextInFocusChain();
    while (!(next->focusPolicy() & Qt::TabFocus) || !next->isVisible())
        next = next->nextInFocusChain();
    QCOMPARE(next->objectName(), u"menuEntry"_s);
    QTest::mouseClick(part<QAbstractButton>(*page, u"menuEntry"_s), Qt::LeftButton);
    QTRY_VERIFY(!toast(*page).isEmpty());
    QVERIFY(m_fixture->desktop.menuNow.on);
    undo(*page);
    QTRY_VERIFY(!m_fixture->desktop.menuNow.on);
}

// An answer to the first click does not undo the second one.
void SettingsPageTest::theLastClickCounts()
{
    m_fixture->desktop.menuNow.possible = true;
    const auto page = settingsAt(*m_fixture, u"general"_s);
    for (const auto &[name, said] :
         {std::pair(u"autostart"_s, u"TrayRelay waits to be started"_s),
          std::pair(u"menuEntry"_s, u"The menu of programs has TrayRelay no more"_s)}) {
        auto *button = part<QAbstractButton>(*page, name);
        QTRY_VERIFY(button->isVisible() && button->isEnabled());
        button->click();
        const QSignalSpy turned(button, &QAbstractButton::toggled);
        button->click();
        QCOMPARE(turned.count(), 1);
        QTRY_COMPARE(toast(*page), said);
        QCOMPARE(turned.count(), 1);
        QVERIFY(!button->isChecked());
    }
    QVERIFY(!m_fixture->desktop.autostartNow.on);
    QVERIFY(!m_fixture->desktop.menuNow.on);
}

void SettingsPageTest::closesToTheTray()
{
    const auto page = settingsAt(*m_fixture, u"general"_s);
    auto *toTray = part<QAbstractButton>(*page, u"closeToTray"_s);
    QVERIFY(toTray->isChecked());
    QTest::mouseClick(toTray, Qt::LeftButton);
    QVERIFY(!m_fixture->ui.closesToTray());
    undo(*page);
    QVERIFY(m_fixture->ui.closesToTray());
    QVERIFY(toTray->isChecked());
}

void SettingsPageTest::languageAndColoursAtOnce()
{
    const auto page = settingsAt(*m_fixture, u"general"_s);
    const QSignalSpy language(&m_fixture->ui, &ui::models::UiSettings::languageChanged);
    auto *languages = part<SegmentedControl>(*page, u"language"_s);
    languages->setFocus();
    QTest::keyClick(languages, Qt::Key_Right);
    QTest::keyClick(languages, Qt::Key_Right);
    QTRY_COMPARE(m_fixture->ui.language(), ui::models::UiSettings::Language::Chinese);
    QTRY_COMPARE(language.count(), 2);
    const QSignalSpy colours(&m_fixture->ui, &ui::models::UiSettings::coloursChanged);
    auto *choice = part<SegmentedControl>(*page, u"colours"_s);
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Right);
    QCOMPARE(m_fixture->ui.colours(), ui::models::UiSettings::Colours::Light);
    QCOMPARE(colours.count(), 1);
}

void SettingsPageTest::aChoiceActsAtOnceAndGoesBack()
{
    const auto page = settingsAt(*m_fixture, u"general"_s);
    auto *level = part<SettingLine>(*page, u"LOG_LEVEL"_s)->findChild<QComboBox *>();
    QCOMPARE(level->currentText(), u"info"_s);
    level->setFocus();
    QTest::keyClick(level, Qt::Key_Down);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("LOG_LEVEL"), "debug");
    QTRY_VERIFY(!toast(*page).isEmpty());
    undo(*page);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("LOG_LEVEL"), "info");
    QTRY_COMPARE(level->currentText(), u"info"_s);
}

void SettingsPageTest::whatIsWrongIsRefusedInPlace()
{
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    auto *line = part<SettingLine>(*page, u"LOG_RETENTION_DAYS"_s);
    auto *text = line->findChild<QLineEdit *>();
    text->setFocus();
    text->selectAll();
    QTest::keyClicks(text, u"-3"_s);
    QTest::keyClick(text, Qt::Key_Return);
    const auto *row = line->findChild<OptionRow *>();
    QTRY_VERIFY(row->trouble().contains(u"from 0 to 36500"_s));
    QVERIFY(text->property("invalid").toBool());
    QCOMPARE(text->text(), u"-3"_s); // what was typed stays, to be mended
    QCOMPARE(m_fixture->service.fakeSettings.value("LOG_RETENTION_DAYS"), "90");
    text->selectAll();
    QTest::keyClicks(text, u"30"_s);
    QTest::keyClick(text, Qt::Key_Return);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("LOG_RETENTION_DAYS"), "30");
    QVERIFY(row->trouble().isEmpty());
    QVERIFY(!text->property("invalid").toBool());
}

void SettingsPageTest::goesBackToItsDefault()
{
    m_fixture->service.fakeSettings.set("RETRY_TIMES", "9");
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    auto *line = part<SettingLine>(*page, u"RETRY_TIMES"_s);
    auto *reset = line->findChild<QPushButton *>(u"reset"_s);
    QTRY_VERIFY(reset->isVisible());
    QTest::mouseClick(reset, Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("RETRY_TIMES"), "3");
    QTRY_VERIFY(!reset->isVisible());
    QCOMPARE(line->findChild<QLineEdit *>()->text(), u"3"_s);
}

void SettingsPageTest::lockedOnesSayByWhat()
{
    m_fixture->service.fakeSettings.lock("RETRY_TIMES", "7");
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    auto *line = part<SettingLine>(*page, u"RETRY_TIMES"_s);
    QTRY_VERIFY(line->findChild<QLabel *>(u"fact"_s)->text().contains(u"RETRY_TIMES"_s));
    QVERIFY(line->findChild<QLineEdit *>()->isReadOnly());
    QVERIFY(!line->findChild<QPushButton *>(u"reset"_s)->isVisible());
}

void SettingsPageTest::movesOnlyWhereItCan()
{
    const auto page = settingsAt(*m_fixture, u"network"_s);
    auto *apply = part<QPushButton>(*page, u"applyListen"_s);
    auto *port = part<QSpinBox>(*page, u"listenPort"_s);
    QTRY_COMPARE(port->value(), 3000);
    QVERIFY(!apply->isEnabled()); // nothing is different yet
    port->setFocus();
    port->selectAll();
    QTest::keyClicks(port, u"3100"_s);
    QTRY_VERIFY(apply->isEnabled());
    QTest::mouseClick(apply, Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeTraffic.restarts, 1);
    QCOMPARE(m_fixture->service.fakeTraffic.tried, std::pair(std::string("127.0.0.1"), std::uint16_t(3100)));
    QCOMPARE(m_fixture->service.fakeSettings.value("PORT"), "3100");
    QCOMPARE(toast(*page), u"The relay moves to the new address; answers under way end first"_s);
    undo(*page);
    QTRY_COMPARE(m_fixture->service.fakeTraffic.restarts, 2);
    QCOMPARE(m_fixture->service.fakeSettings.value("PORT"), "3000");
    QTRY_COMPARE(port->value(), 3000);
}

void SettingsPageTest::saysWhoHasThePort()
{
    m_fixture->service.fakeTraffic.listening =
        relay::Error{relay::ErrorKind::Conflict, u"port 80 is taken by nginx (814)"_s};
    const auto page = settingsAt(*m_fixture, u"network"_s);
    auto *port = part<QSpinBox>(*page, u"listenPort"_s);
    QTRY_COMPARE(port->value(), 3000);
    port->setValue(80);
    QTest::mouseClick(part<QPushButton>(*page, u"applyListen"_s), Qt::LeftButton);
    const auto *field = qobject_cast<ui::widgets::LabelledField *>(port->parentWidget());
    QVERIFY(field);
    QTRY_COMPARE(field->trouble(), u"port 80 is taken by nginx (814)"_s);
    QVERIFY(port->property("invalid").toBool());
    QCOMPARE(m_fixture->service.fakeSettings.value("PORT"), "3000");
    QCOMPARE(m_fixture->service.fakeTraffic.restarts, 0);
    QCOMPARE(port->value(), 80); // to be mended
}

void SettingsPageTest::theNetworkNeedsATokenAndAWarning()
{
    m_fixture->service.clientKeyNow.clear();
    const auto page = settingsAt(*m_fixture, u"network"_s);
    auto *reach = part<SegmentedControl>(*page, u"reach"_s);
    auto *apply = part<QPushButton>(*page, u"applyListen"_s);
    auto *warning = part<Banner>(*page, u"networkWarning"_s);
    QTRY_VERIFY(reach->isEnabled());
    QVERIFY(warning->sentence().isEmpty());
    reach->setFocus();
    QTest::keyClick(reach, Qt::Key_Right);
    QVERIFY(warning->sentence().contains(u"token"_s));
    QVERIFY(!apply->isEnabled());
    const QSignalSpy asked(page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(warning->findChild<QPushButton *>(u"action"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().value<PageId>(), PageId::Tokens);

    m_fixture->service.clientKeyNow = "sk-tr-somebody";
    QTest::keyClick(reach, Qt::Key_Left);
    QTest::keyClick(reach, Qt::Key_Right);
    QVERIFY(warning->sentence().contains(u"Every computer in this network"_s));
    QCOMPARE(apply->text(), u"Open to the network"_s);
    QTest::mouseClick(apply, Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("LISTEN_ADDRESS"), "0.0.0.0");
}

void SettingsPageTest::anOpenRelaySaysWhereOthersCall()
{
    m_fixture->service.statusNow.listenAddress = "127.0.0.1";
    m_fixture->service.statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    QVERIFY(!part<QWidget>(*settingsAt(*m_fixture, u"network"_s), u"networkAddress0"_s)->isVisible());
    m_fixture->service.statusNow.listenAddress = "192.168.7.5";
    m_fixture->service.statusNow.baseUrl = "http://192.168.7.5:3000/v1";
    const auto page = settingsAt(*m_fixture, u"network"_s);
    auto *address = part<ui::widgets::CopyField>(*page, u"networkAddress0"_s);
    QTRY_VERIFY(address->isVisible());
    QVERIFY(!part<QWidget>(*page, u"networkAddress1"_s)->isVisible());
    address->button().click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://192.168.7.5:3000/v1"_s);
}

void SettingsPageTest::othersCallAtTheAddressesOfTheNetworks()
{
    const std::vector<ui::models::NetworkPlace> places{{u"docker0"_s, QHostAddress(u"172.17.0.1"_s)},
                                                       {u"eth0"_s, QHostAddress(u"192.168.7.5"_s)},
                                                       {u"eth0"_s, QHostAddress(u"fe80::1"_s)},
                                                       {u"eth0"_s, QHostAddress(u"2001:db8::5"_s)},
                                                       {u"eth1"_s, QHostAddress(u"169.254.3.4"_s)}};
    relay::api::StatusSnapshot status{.baseUrl = "http://127.0.0.1:3000/v1", .listenAddress = "0.0.0.0"};
    const QStringList four{u"http://192.168.7.5:3000/v1"_s, u"http://172.17.0.1:3000/v1"_s};
    QCOMPARE(ui::models::networkUrls(status, places), four);
    status.listenAddress = "::";
    QVERIFY(ui::models::networkUrls(status, places).contains(u"http://[2001:db8::5]:3000/v1"_s));
    for (const char *const closed : {"127.0.0.1", "localhost", "::1", ""}) {
        status.listenAddress = closed;
        QCOMPARE(ui::models::networkUrls(status, places), QStringList());
    }
}

void SettingsPageTest::restartsForWhatNeedsIt()
{
    m_fixture->service.fakeSettings.engine["LEDGER_JOURNAL_MB"] = "64";
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    auto *banner = part<Banner>(*page, u"restart"_s);
    QVERIFY(banner->sentence().isEmpty());
    auto *text = part<SettingLine>(*page, u"LEDGER_JOURNAL_MB"_s)->findChild<QLineEdit *>();
    text->setFocus();
    text->selectAll();
    QTest::keyClicks(text, u"128"_s);
    QTest::keyClick(text, Qt::Key_Return);
    QTRY_VERIFY(banner->sentence().contains(u"LEDGER_JOURNAL_MB"_s));
    QTest::mouseClick(banner->findChild<QPushButton *>(u"action"_s), Qt::LeftButton);
    QCOMPARE(m_fixture->service.fakeTraffic.restarts, 1);
    QVERIFY(banner->sentence().isEmpty());
}

// What is not on the page of the optimisations is here.
void SettingsPageTest::everySettingHasAPlace()
{
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    std::set<std::string> here{"PORT", "LISTEN_ADDRESS"}; // in fields of their own
    for (const SettingLine *line : page->findChildren<SettingLine *>())
        here.insert(line->name());
    std::vector<relay::api::SettingRow> rows;
    m_fixture->service.fakeSettings.settings(
        this, [&rows](const auto &read) { rows = read ? *read : decltype(rows)(); });
    QTRY_VERIFY(!rows.empty());
    for (const relay::api::SettingRow &row : rows) {
        const bool ofPhase = row.group.starts_with("Phase");
        QVERIFY2(ofPhase || here.contains(row.name), row.name.c_str());
    }
}

void SettingsPageTest::theAdminTokenIsMasked()
{
    m_fixture->service.adminKeyNow = "adm-0123456789abcdefghij";
    const auto page = settingsAt(*m_fixture, u"security"_s);
    auto *field = part<ui::widgets::CopyField>(*page, u"adminToken"_s);
    const auto *line = field->findChild<QLineEdit *>(u"line"_s);
    QVERIFY(!line->text().contains(u"0123456789abc"_s));
    field->findChild<QPushButton *>(u"eye"_s)->click();
    QCOMPARE(line->text(), u"adm-0123456789abcdefghij"_s);
}

void SettingsPageTest::movesTheMasterKey()
{
    m_fixture->service.fakeSecrets.keeping.keyringAvailable = true;
    m_fixture->service.fakeSecrets.keeping.keyringName = "the keyring";
    const auto page = settingsAt(*m_fixture, u"security"_s);
    auto *move = part<QPushButton>(*page, u"moveKey"_s);
    QTRY_VERIFY(move->isVisible() && move->isEnabled());
    QCOMPARE(move->text(), u"Move to the keyring"_s);
    QVERIFY(part<OptionRow>(*page, u"moveKeyRow"_s)->explanation().startsWith(u"The keyring opens with"_s));
    QVERIFY(part<QLabel>(*page, u"keyMeaning"_s)->text().contains(u"whoever copies the whole data folder"_s));
    QTest::mouseClick(move, Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeSecrets.keeping.place, relay::api::SecretPlace::Keyring);
    QTRY_COMPARE(move->text(), u"Move to a key file"_s);
    QVERIFY(part<OptionRow>(*page, u"moveKeyRow"_s)->explanation().contains(u"enough to read every key"_s));
    QCOMPARE(toast(*page), u"The master key is in the keyring"_s);
    undo(*page);
    QTRY_COMPARE(m_fixture->service.fakeSecrets.keeping.place, relay::api::SecretPlace::KeyFile);
}

void SettingsPageTest::saysWhyTheMasterKeyStays()
{
    m_fixture->service.fakeSecrets.keeping.trouble = "no Secret Service answers";
    const auto page = settingsAt(*m_fixture, u"security"_s);
    auto *row = part<OptionRow>(*page, u"moveKeyRow"_s);
    QTRY_COMPARE(row->explanation(), u"No Secret Service answers"_s);
    auto *move = part<QPushButton>(*page, u"moveKey"_s);
    QVERIFY(!move->isEnabled());

    m_fixture->service.fakeSecrets.keeping.keyringAvailable = true;
    m_fixture->service.fakeSecrets.failure = relay::Error{relay::ErrorKind::Unavailable, u"it is locked"_s};
    page->setActive(false);
    page->setActive(true);
    QTRY_VERIFY(move->isEnabled());
    QTest::mouseClick(move, Qt::LeftButton);
    QTRY_COMPARE(row->trouble(), u"it is locked"_s);
    QVERIFY(move->isEnabled());
}

void SettingsPageTest::saysWhatItIsMadeOf()
{
    m_fixture->service.statusNow.version = "0.1.0";
    const auto page = settingsAt(*m_fixture, u"about"_s);
    QStringList texts;
    for (const QLabel *label : page->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts.append(label->text());
    }
    for (const QString &expected : {u"0.1.0"_s, u"Qt"_s, u"6.4.2"_s, u"SQLite"_s, u"3.40.1"_s,
                                    u"public domain"_s, m_fixture->desktop.directory})
        QVERIFY2(texts.contains(expected), qPrintable(expected));
    QVERIFY(!texts.contains(u"9.9.9"_s)); // of itself, as the desktop lists it too
}

void SettingsPageTest::saysWhetherThereIsANewerVersion()
{
    tests::FakeUpdateService &updates = m_fixture->service.fakeUpdates;
    const auto page = settingsAt(*m_fixture, u"about"_s);
    auto *row = part<OptionRow>(*page, u"checkUpdateRow"_s);
    auto *check = part<QPushButton>(*page, u"checkUpdate"_s);
    QVERIFY(!check->isEnabled()); // there is nobody to ask
    QVERIFY(row->explanation().contains(u"nobody to ask"_s));
    updates.statusNow.address = "https://updates.example/update.json";
    m_fixture->figures.readNow();
    QTRY_VERIFY(check->isEnabled());
    QVERIFY(!part<OptionRow>(*page, u"newerRow"_s)->isVisible());

    updates.holding = true;
    updates.found = updates.statusNow;
    updates.found->askedAtMs = 1'700'000'000'000;
    updates.found->verdict = relay::api::UpdateVerdict::Current;
    updates.found->version = "0.1.0";
    QTest::mouseClick(check, Qt::LeftButton);
    QCOMPARE(updates.questions, 1);
    QVERIFY(!check->isEnabled());
    QCOMPARE(row->explanation(), u"Asking…"_s);
    updates.answer();
    QTRY_VERIFY(row->explanation().endsWith(u"0.1.0 is the newest version."_s));
    QVERIFY(check->isEnabled());

    updates.failure = relay::Error{relay::ErrorKind::Transient, u"the address answers HTTP 404"_s};
    updates.holding = false;
    QTest::mouseClick(check, Qt::LeftButton);
    QTRY_COMPARE(row->trouble(), u"the address answers HTTP 404"_s);
    updates.statusNow.askedAtMs += 1000; // by itself, and with success
    m_fixture->figures.readNow();
    QTRY_COMPARE(row->trouble(), QString());
}

void SettingsPageTest::opensTheNewerVersionsPage()
{
    m_fixture->service.fakeUpdates.statusNow = {.address = "https://updates.example/",
                                                .running = "0.1.0",
                                                .askedAtMs = 1'700'000'000'000,
                                                .verdict = relay::api::UpdateVerdict::Newer,
                                                .version = "0.2.0",
                                                .page = "https://updates.example/0.2.0",
                                                .notes = "Faster start."};
    const auto page = settingsAt(*m_fixture, u"about"_s);
    auto *row = part<OptionRow>(*page, u"newerRow"_s);
    QTRY_VERIFY(row->isVisible());
    QCOMPARE(row->explanation(), u"Faster start."_s);
    QDesktopServices::setUrlHandler(u"https"_s, this, "noteOpened");
    QTest::mouseClick(part<QPushButton>(*page, u"openUpdatePage"_s), Qt::LeftButton);
    QDesktopServices::unsetUrlHandler(u"https"_s);
    QCOMPARE(m_opened, QUrl(u"https://updates.example/0.2.0"_s));
}

void SettingsPageTest::opensAtASubject()
{
    auto page = settingsAt(*m_fixture, u"security"_s);
    QVERIFY(part<QWidget>(*page, u"adminToken"_s)->isVisible());
    page->showSubject(u"no such part"_s);
    QVERIFY(part<QWidget>(*page, u"adminToken"_s)->isVisible());
    page = m_fixture->shown<SettingsPage>(); // made anew, in another language perhaps
    QVERIFY(part<QWidget>(*page, u"adminToken"_s)->isVisible());
}

void SettingsPageTest::aShortPartDoesNotScroll()
{
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    const auto *bar = page->findChild<QScrollArea *>(u"scroll"_s)->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    page->showSubject(u"security"_s);
    QTRY_COMPARE(bar->maximum(), 0); // its own length is what counts
}

void SettingsPageTest::asksForTheGuide()
{
    const auto page = settingsAt(*m_fixture, u"general"_s);
    const QSignalSpy asked(page.get(), &ui::pages::Page::guideRequested);
    QTest::mouseClick(part<QPushButton>(*page, u"showGuide"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    const ui::widgets::Theme theme(application);
    SettingsPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_settings_page.moc"
