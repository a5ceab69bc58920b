// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/fake_relay_service.h"
#include "ui/shell/main_window.h"
#include "ui/shell/tray.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::PageId;
using ui::shell::MainWindow;

class TrayTest final : public QObject
{
    Q_OBJECT

private slots:
    void itsIconFollowsThePanel();
    void aPresetIsShownFirst();
    void tellsHowTheStartWent();
    void withoutATokenThereIsNoneToCopy();
    void namesWhatRests();

private:
    QTemporaryDir m_data;
    tests::FakeDesktop m_desktop;
    tests::FakeRelayService m_service;
};

void TrayTest::itsIconFollowsThePanel()
{
    ui::widgets::Theme theme(*qApp);
    theme.choose(ui::widgets::Theme::Choice::Dark); // of the windows
    bool dark = false;
    ui::shell::Tray tray(m_service, [&dark] { return dark; });
    const auto picture = [&tray] { return tray.icon().pixmap(16, 16).toImage(); };
    QCOMPARE(picture(), ui::shell::trayIcon(ui::models::RelayState::Running, false).pixmap(16, 16).toImage());
    dark = true;
    tray.retranslate(); // reads anew
    QCOMPARE(picture(), ui::shell::trayIcon(ui::models::RelayState::Running, true).pixmap(16, 16).toImage());
    theme.choose(ui::widgets::Theme::Choice::System);
}

void TrayTest::aPresetIsShownFirst()
{
    ui::models::UiSettings ui(m_data.path());
    ui.setGuideSeen(true);
    ui::models::Measuring measuring({}, {});
    MainWindow window(m_service, m_desktop, ui, measuring, [] { return true; });
    window.show();
    ui::shell::Tray tray(m_service);
    connect(&tray, &ui::shell::Tray::pageRequested, &window, &MainWindow::showPage);
    int tried = 0;
    for (const relay::api::PresetRow &preset : m_service.fakeSettings.presets()) {
        if (preset.kind != "tuning" || ++tried > 2)
            continue; // two: the second one's difference takes the place of the first one's
        const QString name = QString::fromStdString(preset.name);
        QAction *item = nullptr;
        for (const QAction *action : tray.menu().actions()) {
            for (QAction *one : action->menu() ? action->menu()->actions() : QList<QAction *>())
                item = one->objectName() == name ? one : item;
        }
        QVERIFY(item);
        item->trigger();
        QCOMPARE(window.currentPage(), PageId::Optimizations);
        const auto asked = [&window, &name] {
            for (const QDialog *dialog : window.findChildren<QDialog *>(u"presetDifference"_s)) {
                if (dialog->isVisible() && dialog->windowTitle() == name)
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(asked());
    }
    QVERIFY(tried >= 2);
    QCOMPARE(m_service.fakeSettings.changes, 0);
}

void TrayTest::tellsHowTheStartWent()
{
    using relay::api::EventKind;
    m_service.fakeWatch.eventsNow = {{.id = 1, .kind = EventKind::Restarted, .text = "begun"},
                                     {.id = 2, .kind = EventKind::RestoreFailed, .text = "not restored"}};
    ui::shell::Tray tray(m_service);
    QSignalSpy told(&tray, &ui::shell::Tray::told);
    tray.show();
    tray.show(); // once
    QCOMPARE(told.count(), 2);
    QCOMPARE(told[0][0].toString(), u"The relay has begun anew"_s);
    QCOMPARE(told[0][1].value<QSystemTrayIcon::MessageIcon>(), QSystemTrayIcon::Information);
    QCOMPARE(told[1][1].value<QSystemTrayIcon::MessageIcon>(), QSystemTrayIcon::Warning);
}

void TrayTest::withoutATokenThereIsNoneToCopy()
{
    ui::shell::Tray tray(m_service);
    QAction *copy = nullptr;
    for (QAction *action : tray.menu().actions())
        copy = action->text() == u"Copy token"_s ? action : copy;
    QVERIFY(copy);
    QVERIFY(!copy->isEnabled());
    m_service.clientKeyNow = "sk-tr-0123456789abcdefghij9f3Q";
    tray.retranslate(); // reads anew
    QVERIFY(copy->isEnabled());
}

void TrayTest::namesWhatRests()
{
    m_service.channelList = {{.id = 1, .name = "one"}, {.id = 2, .name = "two"}};
    m_service.fakeTraffic.health = {
        {.channelId = 1, .state = relay::api::HealthState::Healthy},
        {.channelId = 2, .state = relay::api::HealthState::Open, .reason = "401"}};
    ui::shell::Tray tray(m_service);
    emit const_cast<QMenu &>(tray.menu()).aboutToShow();
    const auto texts = [&tray] {
        QStringList all;
        for (const QAction *action : tray.menu().actions()) {
            for (const QAction *one : action->menu() ? action->menu()->actions() : QList<QAction *>())
                all.append(one->text());
        }
        return all;
    };
    QTRY_VERIFY2(texts().contains(u"two (open, 401)"_s), qPrintable(texts().join(u'|')));
    QVERIFY(texts().contains(u"one"_s));
    QTRY_VERIFY2(texts().filter(u" differ)"_s).size() > 0, qPrintable(texts().join(u'|'))); // of a preset
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    TrayTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_tray.moc"
