// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/sample_service.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/main_window.h"
#include "ui/shell/translation.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using ui::models::UiSettings;
using ui::pages::PageId;
using ui::shell::MainWindow;

// Every page, panel and dialog with something in it, in both languages, as the keyboard and a screen reader
// meet it.
class AccessibilityTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void controlsAreNamedAndReached_data();
    void controlsAreNamedAndReached();
    void guideIsNamedAndReached_data();
    void guideIsNamedAndReached();
    void aSecretIsShownByTheKeyboard();

private:
    void open(bool chinese);
    QStringList defectsOf(const QWidget &window) const;

    std::unique_ptr<QTemporaryDir> m_data;
    tests::FakeDesktop m_desktop;
    ui::models::Measuring m_measuring{{}, {}};
    std::unique_ptr<UiSettings> m_ui;
    ui::shell::Translation m_translation;
    std::unique_ptr<tests::SampleService> m_service;
    std::unique_ptr<MainWindow> m_window;
};

namespace {

QString placeOf(const QWidget *widget)
{
    QString place;
    for (const QWidget *above = widget; above; above = above->parentWidget())
        place += QLatin1String(above->metaObject()->className()) % u'#' % above->objectName() % u" < "_s;
    return place;
}

// Parts that Qt makes within a control, which the control itself stands for.
bool isPartOfAnother(const QWidget *widget)
{
    const QWidget *parent = widget->parentWidget();
    return widget->objectName().startsWith("qt_"_L1) || qobject_cast<const QAbstractSpinBox *>(parent) ||
           qobject_cast<const QComboBox *>(parent) || qobject_cast<const QHeaderView *>(widget) ||
           qobject_cast<const QScrollBar *>(widget) || widget->inherits("QLineEditIconButton") ||
           widget->inherits("QTableCornerButton") || widget->inherits("QComboBoxListView") ||
           widget->inherits("QComboBoxPrivateContainer");
}

// The arrow keys go on from the one that is chosen.
bool isOneOfAChoice(const QWidget *widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    return button && (button->autoExclusive() || (button->group() && button->group()->exclusive()));
}

bool isOurs(const QWidget *widget)
{
    return QLatin1String(widget->metaObject()->className()).startsWith("ui::"_L1);
}

// That take the mouse or the keyboard, and are there.
QList<QWidget *> controlsOf(const QWidget &window)
{
    QList<QWidget *> controls;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        const bool isControl = qobject_cast<QAbstractButton *>(widget) ||
                               (widget->focusPolicy() != Qt::NoFocus && !qobject_cast<QLabel *>(widget) &&
                                !qobject_cast<QScrollArea *>(widget));
        if (isControl && widget->window() == &window && widget->isVisible() && widget->isEnabled() &&
            !isPartOfAnother(widget))
            controls.append(widget);
    }
    return controls;
}

// Once around with Tab.
std::set<const QWidget *> walked()
{
    std::set<const QWidget *> met;
    constexpr int kMost = 500;
    for (int i = 0; i < kMost && QApplication::focusWidget(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        if (!met.insert(QApplication::focusWidget()).second)
            break;
    }
    return met;
}

bool isThere(const QWidget &page, const QString &name)
{
    const auto *widget = page.findChild<QWidget *>(name);
    const auto *table = qobject_cast<const QAbstractItemView *>(widget);
    return widget && widget->isVisible() && (!table || table->model()->rowCount() > 0);
}

QDialog *openDialog(const QWidget &window)
{
    for (QDialog *dialog : window.findChildren<QDialog *>()) {
        if (dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

} // namespace

void AccessibilityTest::initTestCase()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_desktop.directory = m_data->path();
    tests::SampleService::writeMeasurements(m_data->path());
    m_ui = std::make_unique<UiSettings>(m_data->path());
    m_ui->setGuideSeen(true);
}

void AccessibilityTest::open(bool chinese)
{
    m_translation.use(chinese ? UiSettings::Language::Chinese : UiSettings::Language::English);
    m_service = std::make_unique<tests::SampleService>();
    m_window = std::make_unique<MainWindow>(*m_service, m_desktop, *m_ui, m_measuring, [] { return true; });
    m_window->resize(1280, 900);
    m_window->show();
    m_window->activateWindow();
}

void AccessibilityTest::cleanup()
{
    m_window.reset();
    m_service.reset();
}

// From where the focus is.
QStringList AccessibilityTest::defectsOf(const QWidget &window) const
{
    const QList<QWidget *> all = controlsOf(window);
    if (QWidget *focus = QApplication::focusWidget(); !focus || focus->window() != &window)
        QTest::keyClick(window.windowHandle(), Qt::Key_Tab);
    const std::set<const QWidget *> met = walked();
    QStringList defects;
    if (all.size() < 2)
        defects.append(u"there is nothing to press"_s);
    for (QWidget *widget : all) {
        if (!controlsOf(window).contains(widget))
            continue; // has gone meanwhile
        const QAccessibleInterface *told = QAccessible::queryAccessibleInterface(widget);
        if (told->text(QAccessible::Name).isEmpty())
            defects.append(placeOf(widget) % u"has no name"_s);
        if (isOurs(widget) && told->role() == QAccessible::Client)
            defects.append(placeOf(widget) % u"is nothing in particular"_s);
        if (!isOneOfAChoice(widget) && !met.contains(widget))
            defects.append(placeOf(widget) % u"is not reached by Tab"_s);
    }
    return defects;
}

void AccessibilityTest::controlsAreNamedAndReached_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("made"); // from data
    QTest::addColumn<QString>("pressed");
    QTest::addColumn<QString>("opened"); // by that: on the page, or "dialog"
    QTest::addColumn<bool>("chinese");
    const auto row = [](const char *name, PageId page, const QString &made, const QString &subject = {},
                        const QString &pressed = {}, const QString &opened = {}) {
        QTest::newRow(name) << int(page) << subject << made << pressed << opened << false;
        QTest::addRow("%s, Chinese", name) << int(page) << subject << made << pressed << opened << true;
    };
    const QString dialog = u"dialog"_s;
    const QString setting = u"row:SQLITE_JOURNAL_MODE"_s;
    row("overview", PageId::Overview, u"chart"_s);
    row("channels", PageId::Channels, u"channels"_s);
    row("a new channel", PageId::Channels, u"newKey"_s, u"add"_s);
    row("tokens", PageId::Tokens, u"tokens"_s);
    row("a new token", PageId::Tokens, u"quotaKind"_s, u"add"_s);
    row("requests", PageId::Requests, u"ledger"_s);
    row("spend", PageId::Requests, u"spend"_s, u"spend"_s);
    row("prices", PageId::Requests, u"prices"_s, u"prices"_s);
    row("optimizations", PageId::Optimizations, setting);
    row("a preset's difference", PageId::Optimizations, setting, u"preset:Full rollback"_s, {}, dialog);
    row("history", PageId::Optimizations, setting, {}, u"allHistory"_s, dialog);
    row("profiling", PageId::Profiling, u"capture"_s);
    row("a profile", PageId::Profiling, u"capture"_s, {}, u"capture"_s, u"graph"_s);
    row("database", PageId::Database, u"more"_s);
    row("restore", PageId::Database, u"more"_s, {}, u"restore"_s, dialog);
    row("diagnose", PageId::Diagnose, u"verdict"_s);
    row("settings", PageId::Settings, u"section"_s, u"general"_s);
    row("settings, network", PageId::Settings, u"section"_s, u"network"_s);
    row("settings, security", PageId::Settings, u"section"_s, u"security"_s);
    row("settings, limits", PageId::Settings, u"section"_s, u"limits"_s);
    row("settings, about", PageId::Settings, u"section"_s, u"about"_s);
}

void AccessibilityTest::controlsAreNamedAndReached()
{
    QFETCH(const int, page);
    QFETCH(const QString, subject);
    QFETCH(const QString, made);
    QFETCH(const QString, pressed);
    QFETCH(const QString, opened);
    QFETCH(const bool, chinese);
    open(chinese);
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->showPage(PageId(page), subject);
    const QWidget &shown = m_window->page(PageId(page));
    QTRY_VERIFY(isThere(shown, made));
    if (!pressed.isEmpty())
        shown.findChild<QAbstractButton *>(pressed)->click();
    if (opened == "dialog"_L1)
        QTRY_VERIFY(openDialog(*m_window));
    else if (!opened.isEmpty())
        QTRY_VERIFY(isThere(shown, opened));
    QWidget *window = openDialog(*m_window);
    if (!window) {
        window = m_window.get();
        m_window->findChild<QWidget *>(u"page%1"_s.arg(page))->setFocus();
    }
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    const QStringList defects = defectsOf(*window);
    QVERIFY2(defects.isEmpty(), qPrintable(defects.join(u'\n')));
}

void AccessibilityTest::guideIsNamedAndReached_data()
{
    QTest::addColumn<bool>("chinese");
    QTest::newRow("English") << false;
    QTest::newRow("Chinese") << true;
}

void AccessibilityTest::guideIsNamedAndReached()
{
    QFETCH(const bool, chinese);
    open(chinese);
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->showGuide();
    auto *forward = m_window->findChild<QAbstractButton *>(u"guideForward"_s);
    QTRY_VERIFY(forward->hasFocus());
    QStringList defects = defectsOf(*m_window);
    m_window->findChild<QAbstractButton *>(u"demo"_s)->click();
    forward->click();
    QTRY_VERIFY(isThere(*m_window, u"guideSend"_s));
    defects += defectsOf(*m_window);
    QVERIFY2(defects.isEmpty(), qPrintable(defects.join(u'\n')));
}

void AccessibilityTest::aSecretIsShownByTheKeyboard()
{
    open(false);
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    const QWidget &page = m_window->page(PageId::Overview);
    const auto *token = page.findChild<QWidget *>(u"token"_s);
    auto *line = token->findChild<QLineEdit *>(u"line"_s);
    QTRY_VERIFY(line->text().contains(u'•'));
    line->setFocus();
    QTest::keyClick(line, Qt::Key_Tab);
    QWidget *eye = QApplication::focusWidget();
    QVERIFY(eye && eye->objectName() == "eye"_L1);
    const QString shows = QAccessible::queryAccessibleInterface(eye)->text(QAccessible::Name);
    QTest::keyClick(eye, Qt::Key_Space);
    QVERIFY(!line->text().contains(u'•'));
    QVERIFY(QAccessible::queryAccessibleInterface(eye)->text(QAccessible::Name) != shows);
    QTest::keyClick(eye, Qt::Key_Space);
    QVERIFY(line->text().contains(u'•'));
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    AccessibilityTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_accessibility.moc"
