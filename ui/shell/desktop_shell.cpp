// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop_shell.h"

#include "ui/models/said_text.h"
#include "ui/widgets/button.h"
#ifdef TRAYRELAY_SESSION_BUS
#include "ui/shell/system_colours.h"
#endif

#include <QIcon>
#include <QMessageBox>
#include <QPushButton>
#include <QSessionManager>
#include <QSysInfo>
#include <QSystemTrayIcon>
#include <QTimer>

#include <chrono>
#include <utility>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kUnseenStands = 20s; // a start without a screen must end too

QIcon programIcon()
{
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256})
        icon.addFile(u":/icons/trayrelay-%1.png"_s.arg(size), {size, size});
    return icon;
}

// Before Qt reads it: Qt 6.4 leaves windows light, and tells no change, unless it is asked to follow.
int &withDarkMode(int &argc)
{
    if (QSysInfo::kernelType() == u"winnt"_s && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "windows:darkmode=2");
    return argc;
}

} // namespace

DesktopShell::DesktopShell(int &argc, char **argv, MainWindow::TrayCheck trayAvailable)
    : m_application(withDarkMode(argc), argv)
    , m_theme(m_application)
    , m_trayAvailable(std::move(trayAvailable))
{
    QApplication::setApplicationName(u"trayrelay"_s);
    QApplication::setApplicationDisplayName(u"TrayRelay"_s);
    QApplication::setApplicationVersion(QStringLiteral(TRAYRELAY_VERSION));
    QApplication::setDesktopFileName(u"org.trayrelay.TrayRelay"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(programIcon());
    QObject::connect(&m_theme, &widgets::Theme::systemChanged, &m_application, [this] {
        if (m_tray)
            m_tray->retranslate(); // its icon
    });
#ifdef TRAYRELAY_SESSION_BUS
    auto *colours = new SystemColours(&m_application);
    QObject::connect(colours, &SystemColours::said, &m_theme, &widgets::Theme::takeSystem);
    colours->ask();
#endif
}

DesktopShell::~DesktopShell() = default;

bool DesktopShell::systemTrayAvailable()
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void DesktopShell::onQuit(std::function<void()> quit)
{
    m_quit = std::move(quit);
}

// The session waits for the slots of this signal. Once they return, it may end the process at any moment.
void DesktopShell::onSessionEnd(std::function<void()> end)
{
    QObject::connect(&m_application, &QGuiApplication::commitDataRequest, &m_application, std::move(end));
    // A session that is restored would start us beside the user's own choice, the autostart entry.
    QObject::connect(&m_application, &QGuiApplication::saveStateRequest, &m_application,
                     [](QSessionManager &manager) { manager.setRestartHint(QSessionManager::RestartNever); });
}

void DesktopShell::useSettingsOf(const QString &dataDirectory)
{
    m_ui = std::make_unique<models::UiSettings>(dataDirectory);
    QObject::connect(m_ui.get(), &models::UiSettings::languageChanged, m_ui.get(), [this] {
        // Later: who asked for it is part of the window that goes.
        QMetaObject::invokeMethod(
            &m_application, [this] { followLanguage(); }, Qt::QueuedConnection);
    });
    QObject::connect(m_ui.get(), &models::UiSettings::coloursChanged, m_ui.get(),
                     [this] { followColours(); });
    followColours();
    m_translation.use(m_ui->language());
}

void DesktopShell::attach(relay::api::RelayService &service, models::Desktop &desktop)
{
    m_service = &service;
    m_desktop = &desktop;
    if (!m_ui)
        useSettingsOf(desktop.dataDirectory());
    if (!m_measuring)
        m_measuring = std::make_unique<models::Measuring>(desktop.programFile(), desktop.dataDirectory());
    m_tray = std::make_unique<Tray>(
        service, [this] { return m_desktop->panelIsDark().value_or(m_theme.systemIsDark()); });
    QObject::connect(m_tray.get(), &Tray::openRequested, m_tray.get(), [this] { open(); });
    QObject::connect(m_tray.get(), &Tray::quitRequested, m_tray.get(), [this] { m_quit(); });
    QObject::connect(m_tray.get(), &Tray::pageRequested, m_tray.get(),
                     [this](pages::PageId page, const QString &subject) {
                         open();
                         m_window->showPage(page, subject);
                     });
    m_tray->show();
}

void DesktopShell::announceRestart()
{
    m_comesBack = true;
    if (m_tray)
        m_tray->setRestarting();
    if (m_window)
        m_window->setRestarting();
}

void DesktopShell::detach()
{
    if (!m_service)
        return; // nobody has seen it
    m_place = Place();
    if (m_window)
        m_place = {m_window->isVisible(), m_window->isMinimized(), m_window->currentPage()};
    dropWindow();
    m_drafts.erase(pages::PageId::Diagnose); // it was found of the relay that goes
    m_ui->flush();                           // at the end of a session nothing comes after this
    m_tray.reset();
    if (!std::exchange(m_comesBack, false)) {
        m_drafts.clear();
        m_measuring.reset();
    }
    m_service = nullptr;
    m_desktop = nullptr;
}

void DesktopShell::followColours()
{
    m_theme.choose(widgets::Theme::Choice(m_ui->colours()));
    if (m_tray)
        m_tray->retranslate(); // its icon
}

void DesktopShell::followLanguage()
{
    if (!m_translation.use(m_ui->language()))
        return; // the same words
    if (m_tray)
        m_tray->retranslate();
    if (m_window)
        rebuildWindow();
}

void DesktopShell::rebuildWindow()
{
    const Place place{m_window->isVisible(), m_window->isMinimized(), m_window->currentPage()};
    const QString focus = m_window->focusName();
    dropWindow();
    buildWindow();
    m_window->showPage(place.page);
    if (!place.open)
        return;
    place.minimised ? m_window->showMinimized() : m_window->show();
    m_window->focusOn(focus);
}

void DesktopShell::dropWindow()
{
    if (!m_window)
        return;
    m_drafts = m_window->drafts();
    m_window.reset();
}

void DesktopShell::buildWindow()
{
    if (m_window || !m_service)
        return;
    m_window = std::make_unique<MainWindow>(*m_service, *m_desktop, *m_ui, *m_measuring, m_trayAvailable);
    m_window->takeDrafts(std::exchange(m_drafts, {}));
    QObject::connect(m_window.get(), &MainWindow::quitRequested, m_window.get(), [this] { m_quit(); });
    QObject::connect(m_window.get(), &MainWindow::hiddenToTray, m_window.get(), [this] {
        if (m_tray)
            m_tray->tellHidden();
    });
}

void DesktopShell::start(bool minimized)
{
    if (m_place)
        return comeBack(*m_place);
    if (!minimized && !m_ui->startsHidden())
        return open();
    if (m_trayAvailable())
        return;
    buildWindow();
    m_window->showMinimized(); // without a tray there would be no way back to it
}

void DesktopShell::comeBack(const Place &place)
{
    const QString note = m_ui->takeNote();
    if (!place.open)
        return;
    buildWindow();
    note.isEmpty() ? m_window->showPage(place.page) : m_window->showPage(pages::PageId::Settings, note);
    if (place.minimised)
        m_window->showMinimized();
    else
        open();
    m_window->tellNews(note.isEmpty());
}

void DesktopShell::open()
{
    buildWindow();
    if (!m_window)
        return;
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void DesktopShell::leave()
{
    if (m_tray)
        m_tray->hide();
    if (m_window)
        m_window->hide();
}

std::optional<std::chrono::seconds> DesktopShell::messageStands(const QString &platform)
{
    const bool seen = platform != "offscreen"_L1 && platform != "minimal"_L1;
    return seen ? std::nullopt : std::optional(kUnseenStands);
}

AfterFailure DesktopShell::showFailure(const relay::Saying &sentence, std::uint16_t otherPort)
{
    QMessageBox box(QMessageBox::Critical, u"TrayRelay"_s, models::saidText(sentence), QMessageBox::NoButton);
    const auto button = [&box](const QString &name, widgets::ButtonKind kind, const QString &text,
                               QMessageBox::ButtonRole role) {
        QPushButton *made = widgets::newButton(kind, text);
        made->setObjectName(name);
        box.addButton(made, role);
        return made;
    };
    QPushButton *other = nullptr;
    if (otherPort != 0) {
        other = button(u"otherPort"_s, widgets::ButtonKind::Primary,
                       QApplication::translate("DesktopShell", "Use port %1 instead").arg(otherPort),
                       QMessageBox::AcceptRole);
        box.setDefaultButton(other);
    }
    const QPushButton *again =
        button(u"again"_s, widgets::ButtonKind::Secondary,
               QApplication::translate("DesktopShell", "Try again"), QMessageBox::AcceptRole);
    button(u"close"_s, widgets::ButtonKind::Secondary, QApplication::translate("DesktopShell", "Close"),
           QMessageBox::RejectRole);
    if (const auto limit = messageStands(QGuiApplication::platformName()))
        QTimer::singleShot(*limit, &box, &QDialog::reject);
    box.exec();
    return other && box.clickedButton() == other ? AfterFailure::UseOtherPort
           : box.clickedButton() == again        ? AfterFailure::TryAgain
                                                 : AfterFailure::Leave;
}

int DesktopShell::exec()
{
    return QApplication::exec();
}

} // namespace ui::shell
