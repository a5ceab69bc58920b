// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/accessible.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bar_chart.h"
#include "ui/widgets/broken_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/number_strip.h"
#include "ui/widgets/option_row.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/secret_line.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"
#include "ui/widgets/toggle_switch.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <QWindow>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ui::widgets;

namespace {

struct Told
{
    QAccessible::Event type;
    QObject *object;
    int child;

    bool operator==(const Told &) const = default;
};

// What is said to those who cannot see it, while one of these is there.
class Listener final
{
public:
    Listener()
    {
        told.clear();
        m_before = Accessible::listen([](const QAccessibleEvent &event) {
            told.push_back({event.type(), event.object(), event.child()});
        });
    }
    ~Listener() { Accessible::listen(m_before); }
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    static auto count(const Told &event) { return std::ranges::count(told, event); }

private:
    static inline std::vector<Told> told;
    Accessible::Listener m_before = nullptr;
};

// Down by a notch, as the window system tells it: Qt gives the focus away before anybody is asked.
void wheelOver(QWidget &widget)
{
    QWindow *window = widget.window()->windowHandle();
    const QPointF at = widget.mapTo(widget.window(), QPoint(12, widget.height() / 2));
    QWheelEvent wheel(at, window->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QSpontaneKeyEvent::setSpontaneous(&wheel);
    qApp->notify(window, &wheel); // sendEvent() would take it for one of the program's own
}

} // namespace

// The house's own controls, by mouse and keyboard.
class ControlsTest final : public QObject
{
    Q_OBJECT

private slots:
    void switchTurnsByMouseAndSpace();
    void segmentsAreChosenByMouseAndArrows();
    void segmentsAreRadioButtonsToThoseWhoCannotSee();
    void progressHasAValueToThoseWhoCannotSee();
    void barsAreToldOneByOne();
    void theLongestNameOfABarIsWhole();
    void secretsAreShownByTheKeyboard();
    void toastTakesBackOnce();
    void toastWaitsForWhoeverIsAtIt();
    void newsAreAnnouncedOnce();
    void bannerSaysAndIsDismissed();
    void wheelLeavesAnUnfocusedFieldAlone();
    void numbersAreTypedWhereTheMouseOrTabGoes();
    void textIsShownAsItIs();
    void longWordsBreakAndAreCopiedWhole();
    void factsTakeOneLine();
    void labelGivesWay();
    void chipsFlowToTheNextLine();

private:
    Theme m_theme{*qApp};
};

void ControlsTest::switchTurnsByMouseAndSpace()
{
    ToggleSwitch control;
    control.show();
    const QSignalSpy toggled(&control, &QAbstractButton::toggled);
    QTest::mouseClick(&control, Qt::LeftButton);
    QVERIFY(control.isChecked());
    QTest::keyClick(&control, Qt::Key_Space);
    QVERIFY(!control.isChecked());
    QCOMPARE(toggled.count(), 2);
}

void ControlsTest::segmentsAreChosenByMouseAndArrows()
{
    SegmentedControl control({u"5 min"_s, u"1 h"_s, u"24 h"_s});
    control.resize(control.sizeHint());
    control.show();
    const QSignalSpy chosen(&control, &SegmentedControl::chosen);
    QTest::mouseClick(&control, Qt::LeftButton, {}, QPoint(control.width() - 6, control.height() / 2));
    QCOMPARE(control.current(), 2);
    QTest::keyClick(&control, Qt::Key_Left);
    QCOMPARE(control.current(), 1);
    QTest::keyClick(&control, Qt::Key_Left);
    QTest::keyClick(&control, Qt::Key_Left); // there is nothing further
    QCOMPARE(control.current(), 0);
    QCOMPARE(chosen.count(), 3);
    control.setCurrent(2); // told, not chosen
    QCOMPARE(chosen.count(), 3);
}

void ControlsTest::segmentsAreRadioButtonsToThoseWhoCannotSee()
{
    SegmentedControl control({u"5 min"_s, u"1 h"_s, u"24 h"_s});
    control.setAccessibleName(u"Span"_s);
    control.resize(control.sizeHint());
    control.show();
    control.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&control));
    const QAccessibleInterface *group = QAccessible::queryAccessibleInterface(&control);
    QCOMPARE(group->role(), QAccessible::Grouping);
    QCOMPARE(group->text(QAccessible::Name), u"Span"_s);
    QCOMPARE(group->text(QAccessible::Value), u"5 min"_s); // the first one as well
    QCOMPARE(group->childCount(), 3);
    QAccessibleInterface *day = group->child(2);
    QCOMPARE(day->role(), QAccessible::RadioButton);
    QCOMPARE(day->text(QAccessible::Name), u"24 h"_s);
    QCOMPARE(group->indexOfChild(day), 2);
    QCOMPARE(group->childAt(day->rect().center().x(), day->rect().center().y()), day);
    QVERIFY(group->child(0)->state().checked);
    QVERIFY(!day->state().checked);
    control.setFocus();
    QTRY_VERIFY(control.hasFocus());
    QCOMPARE(group->focusChild(), group->child(0));
    const Listener listener;
    const QSignalSpy chosen(&control, &SegmentedControl::chosen);
    day->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(control.current(), 2);
    QVERIFY(day->state().checked);
    QCOMPARE(group->focusChild(), day);
    QCOMPARE(group->text(QAccessible::Value), u"24 h"_s);
    QCOMPARE(Listener::count({QAccessible::StateChanged, &control, 2}), 1);
    QCOMPARE(Listener::count({QAccessible::Focus, &control, 2}), 1);
}

void ControlsTest::progressHasAValueToThoseWhoCannotSee()
{
    ProgressLine line;
    line.setAccessibleName(u"Progress"_s);
    QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(&line);
    QCOMPARE(spoken->role(), QAccessible::ProgressBar);
    QVERIFY(spoken->valueInterface());
    QCOMPARE(spoken->valueInterface()->currentValue().toInt(), 0);
    const Listener listener;
    line.setShare(0.4);
    line.setShare(0.401); // nothing that could be heard
    QCOMPARE(spoken->valueInterface()->currentValue().toInt(), 40);
    QCOMPARE(spoken->valueInterface()->maximumValue().toInt(), 100);
    QCOMPARE(spoken->text(QAccessible::Value), u"40%"_s);
    QCOMPARE(Listener::count({QAccessible::ValueChanged, &line, -1}), 1);
}

void ControlsTest::theLongestNameOfABarIsWhole()
{
    constexpr int kGap = 8; // between a name and its bar
    for (const QString &longest :
         {u"no model named"_s, u"gpt-4o"_s, u"claude-sonnet-4"_s, u"mistral-large"_s, u"llama3.1:8b"_s}) {
        BarChart chart;
        chart.set(BarChart::Kind::Ranked, {{u"o1"_s, 2}, {longest, 1}});
        chart.resize(900, 150);
        const int room = chart.part(1).box.left() - kGap;
        QCOMPARE(chart.fontMetrics().elidedText(longest, Qt::ElideRight, room), longest);
    }
}

void ControlsTest::barsAreToldOneByOne()
{
    BarChart chart;
    chart.setFormat([](double usd) { return u"$%1"_s.arg(usd); });
    chart.set(BarChart::Kind::OverTime, {{u"1 May"_s, 2}, {u"2 May"_s, 5}});
    chart.resize(300, 150);
    chart.show();
    chart.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&chart));
    chart.setFocus();
    QTRY_VERIFY(chart.hasFocus());
    const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(&chart);
    QCOMPARE(spoken->role(), QAccessible::Chart);
    QCOMPARE(spoken->text(QAccessible::Value), u"1 May: $2; 2 May: $5"_s);
    QCOMPARE(spoken->childCount(), 2);
    const Listener listener;
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(Listener::count({QAccessible::Focus, &chart, 1}), 1);
    QCOMPARE(spoken->text(QAccessible::Value), u"2 May: $5"_s);
    QCOMPARE(spoken->focusChild()->text(QAccessible::Name), u"2 May: $5"_s);
    QCOMPARE(QToolTip::text(), u"2 May\n$5"_s);
    chart.set(BarChart::Kind::OverTime, {{u"1 May"_s, 2}}); // what was pointed at is gone
    QCOMPARE(spoken->text(QAccessible::Value), u"1 May: $2"_s);
    QToolTip::hideText();
}

void ControlsTest::secretsAreShownByTheKeyboard()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *secret = new SecretLine(SecretLine::Hiding::Dots);
    secret->setSubject(u"Key"_s);
    auto *next = new QLineEdit;
    column->addWidget(secret);
    column->addWidget(next);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    secret->setFocus();
    const QSignalSpy left(secret, &SecretLine::left);
    QTest::keyClicks(secret, u"sk-1"_s);
    QVERIFY(secret->displayText() != u"sk-1"_s);
    QTest::keyClick(secret, Qt::Key_Tab);
    QWidget *eye = QApplication::focusWidget();
    QVERIFY(eye && eye->parentWidget() == secret);
    QCOMPARE(eye->accessibleName(), u"Show Key"_s);
    QTest::keyClick(eye, Qt::Key_Space);
    QCOMPARE(secret->displayText(), u"sk-1"_s);
    QCOMPARE(eye->accessibleName(), u"Hide Key"_s);
    QCOMPARE(left.count(), 0); // the eye is part of the line
    QTest::keyClick(eye, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), next);
    QCOMPARE(left.count(), 1);
}

void ControlsTest::toastTakesBackOnce()
{
    Toast toast;
    int undone = 0;
    toast.say(u"Batch usage rows is on"_s, [&undone] { ++undone; });
    QCOMPARE(toast.sentence(), u"Batch usage rows is on"_s);
    auto *undo = toast.findChild<QPushButton *>(u"undo"_s);
    QTest::mouseClick(undo, Qt::LeftButton);
    QCOMPARE(undone, 1);
    QCOMPARE(toast.sentence(), QString());
    undo->click();
    QCOMPARE(undone, 1);
    toast.say(u"Copied"_s);
    QVERIFY(undo->isHidden());
}

void ControlsTest::toastWaitsForWhoeverIsAtIt()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *other = new QPushButton(u"Other"_s);
    auto *toast = new Toast;
    column->addWidget(other);
    column->addWidget(toast);
    window.resize(400, 200);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    other->setFocus();
    const auto *clock = toast->findChild<QTimer *>();
    int undone = 0;
    toast->say(u"Gone"_s, [&undone] { ++undone; });
    QVERIFY(clock->isActive());
    QTest::keyClick(other, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), toast->findChild<QPushButton *>(u"undo"_s));
    QVERIFY(!clock->isActive());
    toast->say(u"Gone again"_s, [&undone] { ++undone; });
    QVERIFY(!clock->isActive());
    other->setFocus();
    QVERIFY(clock->isActive());
    QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
    QApplication::sendEvent(toast, &enter);
    QVERIFY(!clock->isActive());
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(toast, &leave);
    QVERIFY(clock->isActive());
    QTest::keyClick(other, Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(undone, 1);
    QVERIFY(toast->isHidden());
}

void ControlsTest::newsAreAnnouncedOnce()
{
    Banner banner;
    Toast toast;
    const QAccessibleInterface *told = QAccessible::queryAccessibleInterface(&toast);
    QCOMPARE(told->role(), QAccessible::AlertMessage);
    QCOMPARE(QAccessible::queryAccessibleInterface(&banner)->role(), QAccessible::AlertMessage);
    const Listener listener;
    toast.say(u"Copied"_s);
    toast.say(u"Copied"_s); // done twice
    QCOMPARE(told->text(QAccessible::Name), u"Copied"_s);
    QCOMPARE(Listener::count({QAccessible::Alert, &toast, -1}), 2);
    banner.say(Tone::Error, u"The port is taken"_s);
    banner.say(Tone::Error, u"The port is taken"_s); // read anew
    QCOMPARE(Listener::count({QAccessible::Alert, &banner, -1}), 1);
    banner.clear();
    banner.say(Tone::Error, u"The port is taken"_s);
    QCOMPARE(Listener::count({QAccessible::Alert, &banner, -1}), 2);
}

void ControlsTest::bannerSaysAndIsDismissed()
{
    Banner banner;
    QVERIFY(banner.isHidden());
    banner.say(Tone::Error, u"The port is taken"_s, u"Choose another"_s, true);
    const QSignalSpy action(&banner, &Banner::actionRequested);
    const QSignalSpy gone(&banner, &Banner::dismissed);
    QTest::mouseClick(banner.findChild<QPushButton *>(u"action"_s), Qt::LeftButton);
    QCOMPARE(action.count(), 1);
    for (QPushButton *button : banner.findChildren<QPushButton *>()) {
        if (button->objectName().isEmpty())
            button->click();
    }
    QCOMPARE(gone.count(), 1);
    QVERIFY(banner.isHidden());
}

void ControlsTest::wheelLeavesAnUnfocusedFieldAlone()
{
    QScrollArea window;
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    auto *spin = new QSpinBox;
    auto *combo = new QComboBox;
    auto *number = new NumberField;
    auto *other = new QLineEdit;
    spin->setValue(50);
    combo->addItems({u"first"_s, u"second"_s, u"third"_s});
    combo->setCurrentIndex(1);
    number->setForm(0, false, {});
    number->setValue(u"50"_s);
    for (QWidget *field : {static_cast<QWidget *>(other), static_cast<QWidget *>(spin),
                           static_cast<QWidget *>(combo), static_cast<QWidget *>(number)})
        column->addWidget(field);
    page->setMinimumHeight(2000);
    column->addStretch(1);
    window.setWidget(page);
    window.setWidgetResizable(true);
    window.resize(300, 300);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::mouseClick(other, Qt::LeftButton);
    const std::vector<QWidget *> fields{spin, combo, number};
    for (QWidget *field : fields) {
        const int before = window.verticalScrollBar()->value();
        wheelOver(*field);
        QVERIFY(!field->hasFocus());
        QVERIFY(window.verticalScrollBar()->value() > before); // the page went on instead
        window.verticalScrollBar()->setValue(0);
    }
    QVERIFY(other->hasFocus());
    QCOMPARE(spin->value(), 50);
    QCOMPARE(combo->currentIndex(), 1);
    QCOMPARE(number->value(), u"50"_s);
    QTest::mouseClick(spin, Qt::LeftButton, {}, {12, spin->height() / 2});
    QVERIFY(spin->hasFocus());
    wheelOver(*spin);
    QCOMPARE(spin->value(), 49);
}

void ControlsTest::numbersAreTypedWhereTheMouseOrTabGoes()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *before = new QLineEdit;
    auto *number = new NumberField;
    number->setForm(0, true, [](double) { return u"ms"_s; });
    number->setValue(u"100"_s);
    column->addWidget(before);
    column->addWidget(number);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    const QSignalSpy given(number, &NumberField::given);
    const auto keys = [&window] {
        return QApplication::focusWidget() ? QApplication::focusWidget() : &window;
    };
    QTest::mouseClick(before, Qt::LeftButton);
    const QPoint inside(12, number->height() / 2);
    QTest::mouseClick(number->childAt(inside), Qt::LeftButton);
    QVERIFY(number->hasFocus());
    QTest::keyClick(keys(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(keys(), u"250"_s);
    QTest::keyClick(keys(), Qt::Key_Return);
    QCOMPARE(given.count(), 1);
    QCOMPARE(given.last().first().toString(), u"250"_s);
    number->setValue(u"250"_s);
    QTest::mouseClick(before, Qt::LeftButton);
    QTest::keyClick(keys(), Qt::Key_Tab);
    QVERIFY(number->hasFocus());
    QTest::keyClick(keys(), Qt::Key_Up);
    QTest::keyClick(keys(), Qt::Key_Tab);
    QCOMPARE(given.count(), 2);
    QVERIFY(given.last().first().toInt() > 250);
}

// A client's name or an upstream's error may look like markup.
void ControlsTest::textIsShownAsItIs()
{
    const QString text = u"<b>Not</b> bold"_s;
    Banner banner;
    banner.say(Tone::Error, text);
    Toast toast;
    toast.say(text);
    LabelledField labelled(text, new QLineEdit, text);
    labelled.setTrouble(text);
    OptionRow option(text, nullptr);
    option.setExplanation(text);
    option.setTrouble(text);
    QLabel any(text); // of a page
    any.show();
    int found = 0;
    for (QWidget *whole : {static_cast<QWidget *>(&banner), static_cast<QWidget *>(&toast),
                           static_cast<QWidget *>(&labelled), static_cast<QWidget *>(&option)}) {
        for (const QLabel *label : whole->findChildren<QLabel *>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            found += label->text() == text ? 1 : 0;
        }
    }
    QCOMPARE(found, 8);
    QCOMPARE(any.textFormat(), Qt::PlainText);
    QToolTip::showText({10, 10}, text, &any);
    const auto tips = QApplication::topLevelWidgets();
    const auto tip = std::ranges::find(tips, u"qtooltip_label"_s, &QObject::objectName);
    QVERIFY(tip != tips.end());
    QCOMPARE(qobject_cast<QLabel *>(*tip)->textFormat(), Qt::PlainText);
    QToolTip::hideText();
}

void ControlsTest::longWordsBreakAndAreCopiedWhole()
{
    const QString text = u"SLOW_REQUEST_THRESHOLD_MS=10000"_s;
    BrokenText label(text);
    QLabel plain(text);
    plain.setWordWrap(true);
    QVERIFY(label.minimumSizeHint().width() < plain.minimumSizeHint().width());
    label.setSelection(0, int(label.text().size()));
    label.show();
    label.setFocus();
    QTest::keyClick(&label, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), text);
}

void ControlsTest::factsTakeOneLine()
{
    NumberStrip strip({u"Success rate"_s, u"WAL"_s});
    strip.setCell(0, u"99.81"_s, u"%"_s, u"23"_s);
    strip.resize(200, 100);
    strip.show();
    const int before = strip.sizeHint().height();
    const QString fact = u"23 of 12,450 requests failed today"_s;
    strip.setCell(0, u"99.81"_s, u"%"_s, fact);
    QCOMPARE(strip.sizeHint().height(), before);
    QCOMPARE(strip.heightForWidth(200), -1); // no line more for being narrow
    const auto labels = strip.findChildren<ElidedLabel *>();
    QVERIFY(std::ranges::any_of(labels, [&](const ElidedLabel *label) { return label->toolTip() == fact; }));
}

void ControlsTest::labelGivesWay()
{
    ElidedLabel label(Qt::ElideMiddle);
    label.setWhole(u"SQLITE_WAL_AUTO_CHECKPOINT"_s);
    label.resize(label.sizeHint());
    label.show();
    QCOMPARE(label.text(), label.whole());
    label.resize(90, 20);
    QVERIFY(label.text().contains(u'…'));
    QCOMPARE(label.toolTip(), label.whole());
}

void ControlsTest::chipsFlowToTheNextLine()
{
    QWidget box;
    auto *flow = new FlowLayout(8, &box);
    for (int i = 0; i < 6; ++i)
        flow->addWidget(newButton(ButtonKind::Chip, u"gpt-4o-mini"_s));
    const int wide = flow->itemAt(0)->sizeHint().width();
    QCOMPARE(flow->heightForWidth(6 * (wide + 8)), flow->itemAt(0)->sizeHint().height());
    QCOMPARE(flow->heightForWidth(3 * (wide + 8)), 2 * flow->itemAt(0)->sizeHint().height() + 8);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ControlsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_controls.moc"
