// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/sample_service.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::PageId;
using ui::shell::MainWindow;

// Every page with something in it, with large and small letters and in the least window: what does not fit
// can be scrolled to, and is not cut.
class RoomTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void nothingIsOutOfReach_data();
    void nothingIsOutOfReach();

private:
    std::unique_ptr<QTemporaryDir> m_data;
    tests::FakeDesktop m_desktop;
    ui::models::Measuring m_measuring{{}, {}};
    std::unique_ptr<ui::models::UiSettings> m_ui;
};

namespace {

constexpr QSize kLeast{1, 1};
constexpr int kLeastLetters = 6; // fewer of a text that gives way say nothing
constexpr int kSettleMs = 300;

QString placeOf(const QWidget *widget)
{
    QStringList place{QLatin1String(widget->metaObject()->className())};
    for (const QWidget *above = widget; above && !above->isWindow(); above = above->parentWidget()) {
        const QLatin1String type(above->metaObject()->className());
        if (!above->objectName().isEmpty())
            place.append(above->objectName());
        else if (type.startsWith("ui::pages::"_L1))
            place.append(type.mid(11));
    }
    return place.join(u' ');
}

bool isRead(const QWidget *widget)
{
    const auto *label = qobject_cast<const QLabel *>(widget);
    return (label && !label->text().isEmpty()) || qobject_cast<const QAbstractButton *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QAbstractItemView *>(widget);
}

// All of it is in each of those around it, or in one that scrolls there, and so on for that one.
bool isWithinReach(const QWidget *widget)
{
    const QWidget *inner = widget;
    QRect area = widget->rect();
    while (!inner->isWindow()) {
        const QWidget *outer = inner->parentWidget();
        area.translate(inner->pos());
        const auto *scroll = qobject_cast<const QAbstractScrollArea *>(outer->parentWidget());
        const bool scrolls = scroll && scroll->viewport() == outer;
        const QRect seen = outer->rect();
        const bool wide = area.left() < seen.left() || area.right() > seen.right();
        const bool high = area.top() < seen.top() || area.bottom() > seen.bottom();
        if (wide && !(scrolls && scroll->horizontalScrollBar()->isVisible()))
            return false;
        if (high && !(scrolls && scroll->verticalScrollBar()->isVisible()))
            return false;
        if (wide || high)
            area = seen;
        inner = outer;
    }
    return true;
}

bool isCut(const QWidget *widget)
{
    if (const auto *elided = qobject_cast<const ui::widgets::ElidedLabel *>(widget))
        return elided->text() != elided->whole() && elided->text().size() <= kLeastLetters;
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->wordWrap() ? label->height() < label->heightForWidth(label->width()) ||
                                       label->width() < label->minimumSizeHint().width()
                                 : label->width() < label->minimumSizeHint().width() ||
                                       label->height() < label->fontMetrics().height();
    if (const auto *table = qobject_cast<const QTableView *>(widget))
        return table->horizontalHeader()->length() > table->viewport()->width() &&
               !table->horizontalScrollBar()->isVisible();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return !button->text().isEmpty() && button->width() < button->minimumSizeHint().width();
    return false;
}

QStringList defectsOf(const QWidget &page)
{
    QStringList defects;
    for (const QWidget *widget : page.findChildren<QWidget *>()) {
        if (!widget->isVisible() || !isRead(widget))
            continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        const QString what = placeOf(widget) % u": "_s % (label ? label->text() : widget->accessibleName());
        if (!isWithinReach(widget))
            defects.append(what % u" is out of reach"_s);
        if (isCut(widget))
            defects.append(what % u" is cut"_s);
    }
    return defects;
}

} // namespace

void RoomTest::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_desktop.directory = m_data->path();
    tests::SampleService::writeMeasurements(m_data->path());
    m_ui = std::make_unique<ui::models::UiSettings>(m_data->path());
    m_ui->setGuideSeen(true);
}

void RoomTest::nothingIsOutOfReach_data()
{
    QTest::addColumn<int>("letters"); // pixels
    QTest::addColumn<QSize>("size");
    QTest::newRow("as it is drawn") << 13 << QSize(1180, 760);
    QTest::newRow("in the least window") << 13 << kLeast;
    QTest::newRow("9 points on a coarse screen") << 9 << QSize(1180, 760);
    QTest::newRow("128 dots per inch") << 17 << QSize(1180, 760);
    QTest::newRow("128 dots per inch in the least window") << 17 << kLeast;
    QTest::newRow("16 points") << 21 << QSize(1180, 760);
    QTest::newRow("200 %") << 26 << QSize(1180, 760);
}

void RoomTest::nothingIsOutOfReach()
{
    QFETCH(const int, letters);
    QFETCH(const QSize, size);
    QFont font = QApplication::font();
    font.setPixelSize(letters);
    QApplication::setFont(font);
    tests::SampleService service;
    MainWindow window(service, m_desktop, *m_ui, m_measuring, [] { return true; });
    window.show();
    const std::pair<PageId, QString> made[] = {
        {PageId::Overview, u"chart"_s},   {PageId::Channels, u"channels"_s},
        {PageId::Tokens, u"tokens"_s},    {PageId::Requests, u"ledger"_s},
        {PageId::Database, u"more"_s},    {PageId::Optimizations, u"row:SQLITE_JOURNAL_MODE"_s},
        {PageId::Diagnose, u"verdict"_s}, {PageId::Settings, u"section"_s}};
    QStringList defects;
    for (const auto &[id, name] : made) {
        window.showPage(id);
        window.resize(size);
        const QWidget &page = window.page(id);
        const auto isThere = [&page, name = name] {
            const auto *widget = page.findChild<QWidget *>(name);
            const auto *table = qobject_cast<const QAbstractItemView *>(widget);
            return widget && widget->isVisible() && (!table || table->model()->rowCount() > 0);
        };
        QTRY_VERIFY2(isThere(), qPrintable(name));
        QCoreApplication::processEvents(); // layouts settle through events
        QStringList found;
        (void)QTest::qWaitFor([&found, &page] { return (found = defectsOf(page)).isEmpty(); }, kSettleMs);
        defects += found;
    }
    for (const QString &defect : defects)
        qWarning("%s", qPrintable(defect));
    QVERIFY(defects.isEmpty());
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    ui::widgets::Theme theme(application);
    theme.choose(ui::widgets::Theme::Choice::Light);
    RoomTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_room.moc"
