// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/desktop_shell.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/toast.h"

#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLibraryInfo>
#include <QLineEdit>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace Qt::StringLiterals;
using ui::models::UiSettings;
using ui::pages::PageId;
using ui::shell::AfterFailure;
using ui::shell::DesktopShell;
using ui::shell::MainWindow;
using ui::widgets::SegmentedControl;
using ui::widgets::Toast;

// The window's life around its pages: language, restart, closing. There is one application object, so one
// shell.
class DesktopShellTest final : public QObject
{
    Q_OBJECT

public:
    DesktopShellTest(int &argc, char **argv)
        : m_shell(argc, argv, [this] { return m_trayThere; })
    {
        m_shell.onQuit([this] { ++m_quits; });
    }

private slots:
    void init();
    void cleanup();
    void aFirstStartThatIsTriedAgainShowsTheWindow(); // first: before any window
    void whatIsSetIsOnTheDiskWhenTheRelayGoes();
    void theLanguageMakesTheWindowAnew();
    void whatIsTypedOutlivesIt();
    void aMeasurementOutlivesIt();
    void whatWouldBeLostIsAskedAbout();
    void aFailedStartSpeaksTheLanguageToo();
    void aFailedStartIsAnswered_data();
    void aFailedStartIsAnswered();
    void theToolkitSpeaksItAsWell();
    void theWindowComesBackAfterARestart_data();
    void theWindowComesBackAfterARestart();
    void aMoveCanBeTakenBackAfterIt();
    void closing_data();
    void closing();

private:
    void attach();
    void restart();
    MainWindow &window() const { return *m_shell.window(); }
    template <typename T>
    T *part(const QString &name) const
    {
        return window().page(window().currentPage()).findChild<T *>(name);
    }
    QString title() const { return part<QLabel>(u"title"_s)->text(); }
    const Toast &toast() const { return *window().page(window().currentPage()).findChild<Toast *>(); }

    DesktopShell m_shell;
    std::unique_ptr<tests::PageFixture> m_fixture;
    bool m_trayThere = false;
    int m_quits = 0;
};

void DesktopShellTest::init()
{
    m_fixture = std::make_unique<tests::PageFixture>();
    m_fixture->service.clientKeyNow = "sk-tr-0123456789abcdefghij9f3Q";
    UiSettings kept(m_fixture->desktop.directory); // on the disk once it goes, for the shell to read
    kept.setGuideSeen(true);
    kept.setLanguage(UiSettings::Language::English);
    m_trayThere = false;
    m_quits = 0;
}

void DesktopShellTest::cleanup()
{
    m_shell.detach();
    m_fixture.reset();
}

void DesktopShellTest::attach()
{
    m_shell.useSettingsOf(m_fixture->desktop.directory);
    m_shell.attach(m_fixture->service, m_fixture->desktop);
    m_shell.open();
}

// The relay goes, and another one comes in the same process.
void DesktopShellTest::restart()
{
    m_shell.announceRestart();
    m_shell.detach();
    m_fixture->service.fakeWatch.eventsNow = {{.id = 1, .kind = relay::api::EventKind::Restarted}};
    m_shell.attach(m_fixture->service, m_fixture->desktop);
    m_shell.start(false);
}

void DesktopShellTest::aFirstStartThatIsTriedAgainShowsTheWindow()
{
    m_shell.useSettingsOf(m_fixture->desktop.directory);
    m_shell.detach(); // of one that was never seen
    m_shell.attach(m_fixture->service, m_fixture->desktop);
    m_shell.start(false);
    QVERIFY(m_shell.window() && window().isVisible());
}

// At the end of a session nothing comes after that.
void DesktopShellTest::whatIsSetIsOnTheDiskWhenTheRelayGoes()
{
    attach();
    m_shell.detach();
    const QSettings file(m_fixture->desktop.directory % u"/ui.ini"_s, QSettings::IniFormat);
    QVERIFY(!file.value(u"memory/geometry"_s).toByteArray().isEmpty());
}

void DesktopShellTest::theLanguageMakesTheWindowAnew()
{
    attach();
    window().showPage(PageId::Settings, u"general"_s);
    QCOMPARE(title(), u"Settings"_s);
    const QPointer<MainWindow> before = m_shell.window();
    const auto choose = [this](Qt::Key key) {
        auto *language = part<SegmentedControl>(u"language"_s);
        QVERIFY(window().focusWidget() == language);
        QTest::keyClick(language, key);
    };
    part<SegmentedControl>(u"language"_s)->setFocus();
    choose(Qt::Key_Right);
    QTRY_COMPARE(title(), u"设置"_s);
    QVERIFY(!before);
    QVERIFY(window().isVisible());
    choose(Qt::Key_Left); // the focus is where it was
    QTRY_COMPARE(title(), u"Settings"_s);
    if (QLocale::system().language() == QLocale::Chinese)
        return;
    const QPointer<MainWindow> english = m_shell.window();
    choose(Qt::Key_Left); // as the system: the same words
    QTRY_COMPARE(QSettings(m_fixture->desktop.directory % u"/ui.ini"_s, QSettings::IniFormat)
                     .value(u"language"_s)
                     .toString(),
                 u"system"_s);
    QCoreApplication::processEvents();
    QVERIFY(english);
}

void DesktopShellTest::whatIsTypedOutlivesIt()
{
    attach();
    window().showPage(PageId::Channels, u"add"_s);
    part<QLineEdit>(u"name"_s)->selectAll(); // the provider's name, as Tab selects it
    QTest::keyClicks(part<QLineEdit>(u"name"_s), u"half a channel"_s);
    window().showPage(PageId::Settings, u"general"_s);
    QTest::keyClick(part<SegmentedControl>(u"language"_s), Qt::Key_Right);
    QTRY_COMPARE(title(), u"设置"_s); // nobody was asked
    window().showPage(PageId::Channels);
    QCOMPARE(part<QLineEdit>(u"name"_s)->text(), u"half a channel"_s);
    restart();
    QCOMPARE(window().currentPage(), PageId::Channels);
    QCOMPARE(part<QLineEdit>(u"name"_s)->text(), u"half a channel"_s);
    m_shell.detach(); // for good
    attach();
    window().showPage(PageId::Channels);
    QVERIFY(!part<QLineEdit>(u"name"_s)->text().contains(u"half"_s));
}

void DesktopShellTest::aMeasurementOutlivesIt()
{
    m_fixture->desktop.program = m_fixture->desktop.directory % u"/program"_s;
    QFile file(m_fixture->desktop.program);
    QVERIFY(file.open(QFile::WriteOnly) && file.write("#!/bin/sh\nexec sleep 600\n") > 0);
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    file.close();
    attach();
    window().showPage(PageId::Optimizations);
    QTRY_VERIFY(part<QPushButton>(u"measure"_s));
    part<QPushButton>(u"measureAll"_s)->click();
    QCOMPARE(part<QPushButton>(u"measureAll"_s)->text(), u"Cancel measuring"_s);
    window().showPage(PageId::Settings, u"general"_s);
    QTest::keyClick(part<SegmentedControl>(u"language"_s), Qt::Key_Right);
    QTRY_COMPARE(title(), u"设置"_s); // nobody was asked
    QTest::keyClick(part<SegmentedControl>(u"language"_s), Qt::Key_Left);
    QTRY_COMPARE(title(), u"Settings"_s);
    restart();
    window().showPage(PageId::Optimizations);
    QCOMPARE(part<QPushButton>(u"measureAll"_s)->text(), u"Cancel measuring"_s);
    part<QPushButton>(u"measureAll"_s)->click();
}

void DesktopShellTest::whatWouldBeLostIsAskedAbout()
{
    m_fixture->service.fakeProfiles.held = true;
    attach();
    window().showPage(PageId::Profiling);
    part<QPushButton>(u"capture"_s)->click();
    window().showPage(PageId::Settings, u"general"_s);
    const QPointer<MainWindow> before = m_shell.window();
    const auto ask = [this] { return window().findChild<QDialog *>(u"beforeAnew"_s); };
    const auto answer = [&ask](const QString &button) {
        QTRY_VERIFY(ask());
        QTest::mouseClick(ask()->findChild<QPushButton *>(button), Qt::LeftButton);
    };
    auto *language = part<SegmentedControl>(u"language"_s);
    QTest::keyClick(language, Qt::Key_Right);
    answer(u"safe"_s);
    QCOMPARE(language->current(), 1);
    QTRY_VERIFY(!ask());
    QCOMPARE(m_shell.window(), before.data());
    QTest::keyClick(language, Qt::Key_Right);
    answer(u"danger"_s);
    QTRY_VERIFY(!before);
    QTRY_COMPARE(title(), u"设置"_s);
}

// Nothing is attached yet.
void DesktopShellTest::aFailedStartSpeaksTheLanguageToo()
{
    UiSettings(m_fixture->desktop.directory).setLanguage(UiSettings::Language::Chinese);
    m_shell.useSettingsOf(m_fixture->desktop.directory);
    QCOMPARE(QCoreApplication::translate("DesktopShell", "Try again"), u"重试"_s);
}

void DesktopShellTest::aFailedStartIsAnswered_data()
{
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("button"); // empty: Escape
    QTest::addColumn<AfterFailure>("wish");
    QTest::newRow("another port") << 3001 << u"otherPort"_s << AfterFailure::UseOtherPort;
    QTest::newRow("Return, too") << 3001 << u"Return"_s << AfterFailure::UseOtherPort;
    QTest::newRow("again") << 3001 << u"again"_s << AfterFailure::TryAgain;
    QTest::newRow("no other port") << 0 << u"again"_s << AfterFailure::TryAgain;
    QTest::newRow("leave") << 3001 << u"close"_s << AfterFailure::Leave;
    QTest::newRow("Escape") << 0 << QString() << AfterFailure::Leave;
}

void DesktopShellTest::aFailedStartIsAnswered()
{
    QFETCH(const int, port);
    QFETCH(const QString, button);
    QFETCH(const AfterFailure, wish);
    m_shell.useSettingsOf(m_fixture->desktop.directory);
    QString offered;
    QTimer::singleShot(0, qApp, [&] {
        auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        const auto *other = box->findChild<QPushButton *>(u"otherPort"_s);
        offered = other ? other->text() : QString();
        if (button.isEmpty())
            QTest::keyClick(box, Qt::Key_Escape);
        else if (button == u"Return"_s)
            QTest::keyClick(box, Qt::Key_Return);
        else
            QTest::mouseClick(box->findChild<QPushButton *>(button), Qt::LeftButton);
    });
    QCOMPARE(m_shell.showFailure(relay::Saying("it is taken"), std::uint16_t(port)), wish);
    QCOMPARE(offered, port ? u"Use port 3001 instead"_s : QString());
    QVERIFY(!DesktopShell::messageStands(u"xcb"_s)); // whoever looks at it has all the time
    QVERIFY(DesktopShell::messageStands(u"offscreen"_s));
}

void DesktopShellTest::theToolkitSpeaksItAsWell()
{
    const QString file = QLibraryInfo::path(QLibraryInfo::TranslationsPath) % u"/qtbase_zh_CN.qm"_s;
    if (!QFile::exists(file))
        QSKIP("the toolkit's translations are not installed");
    const QTemporaryDir beside;
    QVERIFY(QFile::copy(file, beside.filePath(u"qtbase_zh_CN.qm"_s)));
    m_shell.useSettingsOf(m_fixture->desktop.directory); // in English: its own say nothing
    ui::shell::Translation translation({u"/nowhere"_s, beside.path()});
    const auto word = [] { return QCoreApplication::translate("QPlatformTheme", "Cancel"); };
    translation.use(UiSettings::Language::Chinese);
    QCOMPARE(word(), u"取消"_s);
    translation.use(UiSettings::Language::English);
    QCOMPARE(word(), u"Cancel"_s);
}

void DesktopShellTest::theWindowComesBackAfterARestart_data()
{
    QTest::addColumn<QString>("as");
    QTest::newRow("open") << u"open"_s;
    QTest::newRow("minimised") << u"minimised"_s;
    QTest::newRow("hidden stays hidden") << u"hidden"_s;
}

void DesktopShellTest::theWindowComesBackAfterARestart()
{
    QFETCH(const QString, as);
    m_trayThere = true;
    attach();
    window().showPage(PageId::Database);
    if (as == u"minimised"_s)
        window().showMinimized();
    if (as == u"hidden"_s)
        window().close();
    m_shell.announceRestart();
    QCOMPARE(window().findChild<QLabel *>(u"state"_s)->text(), u"Restarting"_s);
    QVERIFY(m_shell.tray()->menu().actions().front()->text().startsWith(u"Restarting"_s));
    restart();
    if (as == u"hidden"_s) {
        QVERIFY(!m_shell.window() || !window().isVisible());
        return;
    }
    QVERIFY(window().isVisible());
    QCOMPARE(window().isMinimized(), as == u"minimised"_s);
    QCOMPARE(window().currentPage(), PageId::Database);
    QCOMPARE(toast().sentence(), u"The relay has begun anew"_s);
}

void DesktopShellTest::aMoveCanBeTakenBackAfterIt()
{
    attach();
    window().showPage(PageId::Settings, u"network"_s);
    auto *port = part<QSpinBox>(u"listenPort"_s);
    QTRY_COMPARE(port->value(), 3000);
    port->setValue(3100);
    QTest::mouseClick(part<QPushButton>(u"applyListen"_s), Qt::LeftButton);
    tests::FakeTrafficService &traffic = m_fixture->service.fakeTraffic;
    QTRY_COMPARE(traffic.restarts, 1);
    window().showPage(PageId::Overview); // meanwhile
    restart();
    QCOMPARE(window().currentPage(), PageId::Settings);
    QCOMPARE(toast().sentence(), u"The relay has moved to the new address"_s);
    QTest::mouseClick(toast().findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    QTRY_COMPARE(traffic.restarts, 2);
    QCOMPARE(m_fixture->service.fakeSettings.value("PORT"), "3000");
    restart();
    QCOMPARE(toast().sentence(), u"The relay has begun anew"_s); // there is nothing to go back to
}

void DesktopShellTest::closing_data()
{
    QTest::addColumn<bool>("trayThere");
    QTest::addColumn<bool>("closesToTray");
    QTest::addColumn<int>("quits");
    QTest::newRow("hides where there is a tray") << true << true << 0;
    QTest::newRow("minimises where there is none") << false << true << 0;
    QTest::newRow("quits if that is wished") << true << false << 1;
}

void DesktopShellTest::closing()
{
    QFETCH(const bool, trayThere);
    QFETCH(const bool, closesToTray);
    QFETCH(const int, quits);
    m_trayThere = trayThere;
    UiSettings(m_fixture->desktop.directory).setClosesToTray(closesToTray);
    attach();
    window().close();
    QCOMPARE(m_quits, quits);
    if (quits == 0) {
        QTRY_COMPARE(window().isVisible(), !trayThere);
        QCOMPARE(window().isMinimized(), !trayThere);
    }
    m_shell.leave(); // as the program does then
    QVERIFY(!window().isVisible());
}

int main(int argc, char **argv)
{
    DesktopShellTest test(argc, argv);
    return QTest::qExec(&test, argc, argv);
}

#include "tst_desktop_shell.moc"
