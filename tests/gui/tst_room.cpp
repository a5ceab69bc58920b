// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/places.h"
#include "tests/gui/sample_service.h"
#include "ui/pages/first_start_guide.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/main_window.h"
#include "ui/shell/translation.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/time_chart.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using tests::isThere;
using tests::openDialog;
using tests::Place;
using tests::placeOf;
using tests::places;
using ui::models::UiSettings;
using ui::pages::PageId;
using ui::shell::MainWindow;

// Every page, panel and dialog with something in it, in both languages, with large and small letters and in
// the least window: what does not fit can be scrolled to, is not cut, and lies on nothing else.
class RoomTest final : public QObject
{
    Q_OBJECT

public:
    explicit RoomTest(ui::widgets::Theme &theme)
        : m_theme(theme)
    {
    }

private slots:
    void init();
    void nothingIsOutOfReach_data();
    void nothingIsOutOfReach();
    void whatIsDrawnNeedsNoScrolling();

private:
    QStringList defectsOfPages(MainWindow &window, QSize size, const tests::SampleService &service) const;
    QStringList defectsOfGuide(MainWindow &window, QSize size) const;

    ui::widgets::Theme &m_theme;
    std::unique_ptr<QTemporaryDir> m_data;
    tests::FakeDesktop m_desktop;
    ui::models::Measuring m_measuring{{}, {}};
    std::unique_ptr<UiSettings> m_ui;
    ui::shell::Translation m_translation;
};

namespace {

constexpr QSize kLeast{1, 1};
constexpr int kLeastLetters = 6; // fewer of a text that gives way say nothing
constexpr int kLeastSigns = 5;   // likewise, where each is a word's part
constexpr int kBesideField = 36; // at 13 px: of a box that opens, or a number's arrows
constexpr int kReadRows = 20;
constexpr int kSettleMs = 300;

// Painted by the house itself.
bool isOurs(const QWidget *widget)
{
    return QLatin1String(widget->metaObject()->className()).startsWith("ui::"_L1) && !widget->layout();
}

bool isRead(const QWidget *widget)
{
    const auto *label = qobject_cast<const QLabel *>(widget);
    return (label && !label->text().isEmpty()) || qobject_cast<const QAbstractButton *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QAbstractItemView *>(widget) ||
           (isOurs(widget) && widget->minimumSizeHint().isValid());
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

QStyleOptionViewItem viewOption(const QTableView &table)
{
    QStyleOptionViewItem option;
    option.font = table.font();
    option.widget = &table;
    return option;
}

// A number whose end is missing is another one; words say something as long as some are left.
QString cutCell(const QTableView &table)
{
    constexpr int kBesideText = 24; // padding
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        const int wide = table.columnWidth(column);
        if (table.isColumnHidden(column))
            continue;
        if (table.horizontalHeader()->sectionSizeHint(column) > wide)
            return table.model()->headerData(column, Qt::Horizontal).toString();
        for (int row = 0; row < std::min(kReadRows, table.model()->rowCount()); ++row) {
            const QModelIndex index = table.model()->index(row, column);
            const QString text = index.data(Qt::DisplayRole).toString();
            if (text.isEmpty() || table.itemDelegate()->sizeHint(viewOption(table), index).width() <= wide)
                continue;
            const bool isNumber = index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
            const bool isWhole = isNumber || index.data(ui::widgets::BadgeRole).isValid();
            if (isWhole || wide - kBesideText < table.fontMetrics().horizontalAdvance(
                                                    text.left(kLeastLetters) % QChar(0x2026)))
                return text;
        }
    }
    return {};
}

qsizetype leastLetters()
{
    return QLocale().language() == QLocale::Chinese ? kLeastSigns : kLeastLetters;
}

// What is beside the words is as large as in the least field that there may be.
bool isFieldCut(const QWidget &field, const QString &text, bool isNumber = false)
{
    const QFontMetrics metrics = field.fontMetrics();
    const int room = field.width() - ui::widgets::scaled(kBesideField);
    const bool isWhole = isNumber || text.size() <= leastLetters();
    const QString least = isWhole ? text : text.left(leastLetters()) % QChar(0x2026);
    return field.height() < metrics.height() || room < metrics.horizontalAdvance(least);
}

bool isCut(const QWidget *widget)
{
    if (const auto *elided = qobject_cast<const ui::widgets::ElidedLabel *>(widget))
        return elided->text() != elided->whole() && elided->text().size() <= leastLetters();
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->wordWrap() ? label->height() < label->heightForWidth(label->width()) ||
                                       label->width() < label->minimumSizeHint().width()
                                 : label->width() < label->minimumSizeHint().width() ||
                                       label->height() < label->fontMetrics().height();
    if (const auto *table = qobject_cast<const QTableView *>(widget))
        return (table->horizontalHeader()->length() > table->viewport()->width() &&
                !table->horizontalScrollBar()->isVisible()) ||
               !cutCell(*table).isEmpty();
    if (const auto *combo = qobject_cast<const QComboBox *>(widget))
        return isFieldCut(*combo, combo->isEditable() ? QString() : combo->currentText());
    if (const auto *spin = qobject_cast<const QAbstractSpinBox *>(widget))
        return isFieldCut(*spin, spin->text(), true);
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        return line->height() < line->fontMetrics().height();
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    const QSize least = widget->minimumSizeHint();
    return (isOurs(widget) || (button && !button->text().isEmpty())) &&
           (widget->width() < least.width() || widget->height() < least.height());
}

QString nameOf(const QWidget *widget)
{
    const auto *label = qobject_cast<const QLabel *>(widget);
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    const auto *table = qobject_cast<const QTableView *>(widget);
    return placeOf(widget) % u": "_s %
           (label                                 ? label->text()
            : button && !button->text().isEmpty() ? button->text()
            : table                               ? cutCell(*table)
                                                  : widget->accessibleName());
}

// Of what scrolls, the part that is seen.
QRect seenOf(const QWidget *widget, const QWidget &window)
{
    QRect seen = widget->rect();
    for (const QWidget *inner = widget; inner != &window; inner = inner->parentWidget())
        seen = seen.translated(inner->pos()) & inner->parentWidget()->rect();
    return seen;
}

// What has words or is pressed. A table floats a button over its rows, and a chart leaves a corner free for
// one.
bool isPart(const QWidget *widget)
{
    return !qobject_cast<const QAbstractItemView *>(widget) &&
           !qobject_cast<const ui::widgets::TimeChart *>(widget);
}

// Those that one can read or press; with `window`, which may be a part of one.
QStringList overlapsOf(const QList<QWidget *> &read, const QWidget &window)
{
    QStringList defects;
    QList<std::pair<const QWidget *, QRect>> seen;
    for (const QWidget *widget : read) {
        if (const QRect area = seenOf(widget, window); isPart(widget) && !area.isEmpty())
            seen.append({widget, area});
    }
    for (qsizetype i = 0; i < seen.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            const auto &[one, area] = seen.at(i);
            const auto &[other, place] = seen.at(j);
            if (area.intersects(place) && !one->isAncestorOf(other) && !other->isAncestorOf(one))
                defects.append(nameOf(one) % u" lies on "_s % nameOf(other));
        }
    }
    return defects;
}

QStringList defectsOf(const QWidget &window)
{
    QStringList defects;
    QList<QWidget *> read;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        if (widget->isVisible() && widget->window() == window.window() && isRead(widget))
            read.append(widget);
    }
    for (const QWidget *widget : read) {
        if (!isWithinReach(widget))
            defects.append(nameOf(widget) % u" is out of reach"_s);
        if (isCut(widget))
            defects.append(nameOf(widget) % u" is cut"_s);
    }
    return defects + overlapsOf(read, window);
}

// Layouts settle through events.
QStringList settledDefectsOf(const QWidget &window)
{
    QTest::qWait(1);
    QStringList found;
    (void)QTest::qWaitFor([&] { return (found = defectsOf(window)).isEmpty(); }, kSettleMs);
    return found;
}

// Where the pictures go that someone wants to look at: each place, in each row.
void savePicture(QWidget &window, const QString &place)
{
    const QString folder = qEnvironmentVariable("TRAYRELAY_ROOM_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    QString name = QLatin1String(QTest::currentDataTag()) % u' ' % place.simplified();
    window.grab().save(folder % u'/' % name.replace(QRegularExpression(u"[^A-Za-z0-9]+"_s), u"-"_s) %
                       u".png"_s);
}

} // namespace

void RoomTest::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_desktop.directory = m_data->path();
    m_desktop.menuNow.possible = true;
    tests::SampleService::writeMeasurements(m_data->path());
    m_ui = std::make_unique<UiSettings>(m_data->path());
    m_ui->setGuideSeen(true);
}

void RoomTest::nothingIsOutOfReach_data()
{
    QTest::addColumn<int>("letters"); // pixels
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("chinese");
    const auto row = [](const char *name, int letters, QSize size, bool inBoth = true) {
        QTest::newRow(name) << letters << size << false;
        if (inBoth)
            QTest::addRow("%s, Chinese", name) << letters << size << true;
    };
    constexpr QSize kDrawn{1180, 760};
    row("as it is drawn", 13, kDrawn);
    row("in the least window", 13, kLeast);
    row("9 points on a coarse screen", 9, kDrawn);
    row("128 dots per inch", 17, kDrawn, false); // between two that are in both
    row("128 dots per inch in the least window", 17, kLeast);
    row("16 points", 21, kDrawn, false);
    row("200 %", 26, kDrawn);
}

QStringList RoomTest::defectsOfPages(MainWindow &window, QSize size,
                                     const tests::SampleService &service) const
{
    QStringList defects;
    for (const Place &place : places()) {
        window.showPage(place.page, place.subject == tests::kFailedRequest ? tests::requestToShow(service)
                                                                           : place.subject);
        window.resize(size);
        const QWidget &page = window.page(place.page);
        const QString name = place.name();
        if (!QTest::qWaitFor([&] { return isThere(page, place.made); }))
            return defects << name % u" shows nothing"_s;
        if (!place.pressed.isEmpty())
            page.findChild<QAbstractButton *>(place.pressed)->click();
        const bool asks = place.opened == "dialog"_L1;
        if (asks ? !QTest::qWaitFor([&] { return openDialog(window) != nullptr; })
                 : !place.opened.isEmpty() && !QTest::qWaitFor([&] { return isThere(page, place.opened); }))
            return defects << name % u" opens nothing"_s;
        QDialog *dialog = openDialog(window);
        QWidget &shown = dialog ? *dialog : static_cast<QWidget &>(window);
        for (const QString &defect : settledDefectsOf(shown))
            defects.append(name % u": "_s % defect);
        savePicture(shown, name);
        if (dialog) {
            const QSize room = window.size().expandedTo(window.screen()->availableSize());
            if (dialog->frameSize().boundedTo(room) != dialog->frameSize())
                defects.append(name % u" is larger than the window and the screen"_s);
            dialog->reject();
            (void)QTest::qWaitFor([&] { return !openDialog(window); });
        }
    }
    const auto *address = window.findChild<ui::widgets::ElidedLabel *>(u"listening"_s);
    if (address->text().isEmpty() || address->text() != address->whole())
        defects.append(u"the side bar's address is cut: "_s % address->text());
    return defects;
}

// What is beneath it is disabled, and is not looked at.
QStringList RoomTest::defectsOfGuide(MainWindow &window, QSize size) const
{
    window.showGuide();
    window.resize(size);
    const QWidget &guide = *window.findChild<ui::pages::FirstStartGuide *>();
    QStringList defects = settledDefectsOf(guide);
    savePicture(window, u"guide"_s);
    auto *providers = guide.findChild<QComboBox *>(u"providers"_s);
    providers->setCurrentIndex(providers->count() - 1); // the one that asks for most
    defects += settledDefectsOf(guide);
    savePicture(window, u"guide, last provider"_s);
    guide.findChild<QAbstractButton *>(u"demo"_s)->click();
    guide.findChild<QAbstractButton *>(u"guideForward"_s)->click();
    if (!QTest::qWaitFor([&] { return isThere(guide, u"guideSend"_s); }))
        return defects << u"the guide stays where it is"_s;
    defects += settledDefectsOf(guide);
    savePicture(window, u"guide, first request"_s);
    return defects;
}

void RoomTest::nothingIsOutOfReach()
{
    QFETCH(const int, letters);
    QFETCH(const QSize, size);
    QFETCH(const bool, chinese);
    QFont font = QApplication::font();
    font.setPixelSize(letters);
    QApplication::setFont(font);
    m_theme.choose(ui::widgets::Theme::Choice::Light); // as at the start, when the system's font is known
    m_translation.use(chinese ? UiSettings::Language::Chinese : UiSettings::Language::English);
    tests::SampleService service;
    MainWindow window(service, m_desktop, *m_ui, m_measuring, [] { return true; });
    window.show();
    QStringList defects = defectsOfPages(window, size, service);
    defects += defectsOfGuide(window, size); // the last: it is over the pages
    for (const QString &defect : defects)
        qWarning("%s", qPrintable(defect));
    QVERIFY(defects.isEmpty());
}

// In the window of the drafts.
void RoomTest::whatIsDrawnNeedsNoScrolling()
{
    QFont font = QApplication::font();
    font.setPixelSize(13);
    QApplication::setFont(font);
    m_translation.use(UiSettings::Language::English);
    tests::SampleService service;
    MainWindow window(service, m_desktop, *m_ui, m_measuring, [] { return true; });
    window.resize(1180, 760);
    window.show();
    for (const PageId id : {PageId::Overview, PageId::Channels, PageId::Tokens, PageId::Requests,
                            PageId::Optimizations, PageId::Database, PageId::Profiling}) {
        window.showPage(id);
        const QWidget &page = window.page(id);
        const auto place = std::ranges::find(places(), id, &Place::page);
        QTRY_VERIFY2(isThere(page, place->made), ui::pages::wordOf(id));
        const auto *scroll = page.findChild<QScrollArea *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(scroll);
        QTRY_VERIFY2(scroll->verticalScrollBar()->maximum() == 0, ui::pages::wordOf(id));
    }
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    ui::widgets::Theme theme(application);
    RoomTest test(theme);
    return QTest::qExec(&test, argc, argv);
}

#include "tst_room.moc"
