// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"
#include "ui/widgets/toggle_switch.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace ui::widgets;

// The house's own controls, by mouse and keyboard.
class ControlsTest final : public QObject
{
    Q_OBJECT

private slots:
    void switchTurnsByMouseAndSpace();
    void segmentsAreChosenByMouseAndArrows();
    void toastTakesBackOnce();
    void bannerSaysAndIsDismissed();
    void wheelLeavesAnUnfocusedFieldAlone();
    void labelGivesWay();
    void chipsFlowToTheNextLine();
    void largeTextGrowsTheControls();

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
    QWidget window;
    QSpinBox spin(&window);
    QLineEdit other(&window);
    spin.setValue(50);
    spin.setFocusPolicy(Qt::StrongFocus);
    window.show();
    other.setFocus();
    QWheelEvent away({5, 5}, {5, 5}, {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&spin, &away);
    QCOMPARE(spin.value(), 50);
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    spin.setFocus();
    QTRY_VERIFY(spin.hasFocus());
    QWheelEvent here({5, 5}, {5, 5}, {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&spin, &here);
    QCOMPARE(spin.value(), 51);
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

void ControlsTest::largeTextGrowsTheControls()
{
    const QFont before = QApplication::font();
    QFont large = before;
    large.setPixelSize(26);
    QApplication::setFont(large);
    const std::unique_ptr<QPushButton> button(newButton(ButtonKind::Primary, u"Save"_s));
    QComboBox combo;
    combo.addItem(u"INCREMENTAL"_s);
    const int line = QFontMetrics(large).height();
    QVERIFY(button->sizeHint().height() >= line + 4);
    QVERIFY(combo.sizeHint().height() >= line + 4);
    QVERIFY(combo.sizeHint().width() > QFontMetrics(large).horizontalAdvance(u"INCREMENTAL"_s));
    QApplication::setFont(before);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ControlsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_controls.moc"
