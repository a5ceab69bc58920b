// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/sample_service.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/main_window.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using ui::pages::PageId;
using ui::shell::MainWindow;

// Every page with something in it, as the keyboard and a screen reader meet it.
class AccessibilityTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void controlsAreNamedAndReached_data();
    void controlsAreNamedAndReached();

private:
    QList<QWidget *> controls() const;
    std::set<const QWidget *> walked() const;

    std::unique_ptr<QTemporaryDir> m_data;
    tests::FakeDesktop m_desktop;
    ui::models::Measuring m_measuring{{}, {}};
    std::unique_ptr<ui::models::UiSettings> m_ui;
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

} // namespace

void AccessibilityTest::initTestCase()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_desktop.directory = m_data->path();
    tests::SampleService::writeMeasurements(m_data->path());
    m_ui = std::make_unique<ui::models::UiSettings>(m_data->path());
    m_ui->setGuideSeen(true);
    m_service = std::make_unique<tests::SampleService>();
    m_window = std::make_unique<MainWindow>(*m_service, m_desktop, *m_ui, m_measuring, [] { return true; });
    m_window->resize(1280, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void AccessibilityTest::cleanupTestCase()
{
    m_window.reset();
}

// That take the mouse or the keyboard, and are there.
QList<QWidget *> AccessibilityTest::controls() const
{
    QList<QWidget *> controls;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        const bool isControl = qobject_cast<QAbstractButton *>(widget) ||
                               (widget->focusPolicy() != Qt::NoFocus && !qobject_cast<QLabel *>(widget) &&
                                !qobject_cast<QScrollArea *>(widget));
        if (isControl && widget->isVisible() && widget->isEnabled() && !isPartOfAnother(widget))
            controls.append(widget);
    }
    return controls;
}

// Once around with Tab.
std::set<const QWidget *> AccessibilityTest::walked() const
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

void AccessibilityTest::controlsAreNamedAndReached_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("made"); // from data
    const auto row = [](const char *name, PageId page, const QString &made, const QString &subject = {}) {
        QTest::newRow(name) << int(page) << subject << made;
    };
    row("overview", PageId::Overview, u"chart"_s);
    row("channels", PageId::Channels, u"channels"_s);
    row("a new channel", PageId::Channels, u"newKey"_s, u"add"_s);
    row("tokens", PageId::Tokens, u"tokens"_s);
    row("requests", PageId::Requests, u"ledger"_s);
    row("optimizations", PageId::Optimizations, u"row:SQLITE_JOURNAL_MODE"_s);
    row("profiling", PageId::Profiling, u"capture"_s);
    row("database", PageId::Database, u"more"_s);
    row("diagnose", PageId::Diagnose, u"verdict"_s);
    row("settings", PageId::Settings, u"section"_s);
    row("settings, network", PageId::Settings, u"section"_s, u"network"_s);
    row("settings, security", PageId::Settings, u"section"_s, u"security"_s);
}

void AccessibilityTest::controlsAreNamedAndReached()
{
    QFETCH(const int, page);
    QFETCH(const QString, subject);
    QFETCH(const QString, made);
    m_window->showPage(PageId(page), subject);
    const auto isThere = [this, &made, page] {
        const auto *widget = m_window->page(PageId(page)).findChild<QWidget *>(made);
        const auto *table = qobject_cast<const QAbstractItemView *>(widget);
        return widget && widget->isVisible() && (!table || table->model()->rowCount() > 0);
    };
    QTRY_VERIFY(isThere());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    const QList<QWidget *> all = controls();
    QVERIFY(all.size() > 10); // the side bar's, and some of the page
    m_window->findChild<QWidget *>(u"page%1"_s.arg(page))->setFocus();
    const std::set<const QWidget *> met = walked();
    QStringList defects;
    for (QWidget *widget : all) {
        if (!controls().contains(widget))
            continue; // has gone meanwhile
        const QAccessibleInterface *told = QAccessible::queryAccessibleInterface(widget);
        if (told->text(QAccessible::Name).isEmpty())
            defects.append(placeOf(widget) % u"has no name"_s);
        if (isOurs(widget) && told->role() == QAccessible::Client)
            defects.append(placeOf(widget) % u"is nothing in particular"_s);
        if (!isOneOfAChoice(widget) && !met.contains(widget))
            defects.append(placeOf(widget) % u"is not reached by Tab"_s);
    }
    QVERIFY2(defects.isEmpty(), qPrintable(defects.join(u'\n')));
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
