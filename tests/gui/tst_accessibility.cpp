// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/places.h"
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
using tests::isThere;
using tests::openDialog;
using tests::Place;
using tests::placeOf;
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
        const QWidget *before = QApplication::focusWidget();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        if (QApplication::focusWidget() == before)
            continue; // a date has parts
        if (!met.insert(QApplication::focusWidget()).second)
            break;
    }
    return met;
}

} // namespace

void AccessibilityTest::initTestCase()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_desktop.directory = m_data->path();
    m_desktop.menuNow.possible = true;
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
            defects.append(placeOf(widget) % u" has no name"_s);
        if (isOurs(widget) && told->role() == QAccessible::Client)
            defects.append(placeOf(widget) % u" is nothing in particular"_s);
        if (!isOneOfAChoice(widget) && !met.contains(widget))
            defects.append(placeOf(widget) % u" is not reached by Tab"_s);
    }
    return defects;
}

void AccessibilityTest::controlsAreNamedAndReached_data()
{
    QTest::addColumn<Place>("place");
    QTest::addColumn<bool>("chinese");
    for (const Place &place : tests::places()) {
        QTest::addRow("%s", qPrintable(place.name())) << place << false;
        QTest::addRow("%s, Chinese", qPrintable(place.name())) << place << true;
    }
}

void AccessibilityTest::controlsAreNamedAndReached()
{
    QFETCH(const Place, place);
    QFETCH(const bool, chinese);
    open(chinese);
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->showPage(place.page, place.subject == tests::kFailedRequest ? tests::requestToShow(*m_service)
                                                                          : place.subject);
    const QWidget &shown = m_window->page(place.page);
    QTRY_VERIFY(isThere(shown, place.made));
    if (!place.pressed.isEmpty())
        shown.findChild<QAbstractButton *>(place.pressed)->click();
    if (place.opened == "dialog"_L1)
        QTRY_VERIFY(openDialog(*m_window));
    else if (!place.opened.isEmpty())
        QTRY_VERIFY(isThere(shown, place.opened));
    QWidget *window = openDialog(*m_window);
    if (!window) {
        window = m_window.get();
        m_window->findChild<QWidget *>(u"page%1"_s.arg(int(place.page)))->setFocus();
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
