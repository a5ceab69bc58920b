// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/settings_shown.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QDateTime>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace Qt::StringLiterals;
using tests::part;
using tests::settingsAt;
using ui::pages::SettingLine;
using ui::widgets::SegmentedControl;
using ui::widgets::Toast;

// What asks for an Apply of its own, or asks back.
class SettingsApplyTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<tests::PageFixture>();
        m_fixture->service.clientKeyNow = "sk-tr-somebody"; // without one nothing is opened to the network
    }
    void staysWhereItCannotBeginAnew();
    void eachIsLockedByItself();
    void aPathIsAppliedWhenAsked();
    void fewerDaysAreAskedAbout();

private:
    std::unique_ptr<tests::PageFixture> m_fixture;
};

void SettingsApplyTest::staysWhereItCannotBeginAnew()
{
    m_fixture->service.fakeTraffic.restarting =
        relay::Error{relay::ErrorKind::Unavailable, u"it is being stopped"_s};
    const auto page = settingsAt(*m_fixture, u"network"_s);
    auto *port = part<QSpinBox>(*page, u"listenPort"_s);
    QTRY_COMPARE(port->value(), 3000);
    port->setValue(3100);
    QTest::mouseClick(part<QPushButton>(*page, u"applyListen"_s), Qt::LeftButton);
    const auto *field = qobject_cast<ui::widgets::LabelledField *>(port->parentWidget());
    QTRY_COMPARE(field->trouble(), u"it is being stopped"_s);
    QCOMPARE(m_fixture->service.fakeSettings.value("PORT"), "3000");
    QVERIFY(port->isEnabled());
}

void SettingsApplyTest::eachIsLockedByItself()
{
    m_fixture->service.fakeSettings.lock("PORT", "3000"); // with --port, as it is started mostly
    const auto page = settingsAt(*m_fixture, u"network"_s);
    auto *reach = part<SegmentedControl>(*page, u"reach"_s);
    QTRY_VERIFY(reach->isEnabled());
    QVERIFY(!part<QSpinBox>(*page, u"listenPort"_s)->isEnabled());
    reach->setFocus();
    QTest::keyClick(reach, Qt::Key_Right);
    QTest::mouseClick(part<QPushButton>(*page, u"applyListen"_s), Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeTraffic.restarts, 1);
    QCOMPARE(m_fixture->service.fakeSettings.value("LISTEN_ADDRESS"), "0.0.0.0");
    QCOMPARE(m_fixture->service.fakeSettings.asked,
             (std::vector<std::pair<std::string, std::string>>{{"LISTEN_ADDRESS", "0.0.0.0"}}));
}

void SettingsApplyTest::aPathIsAppliedWhenAsked()
{
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    auto *line = part<SettingLine>(*page, u"SQLITE_PATH"_s);
    auto *text = line->findChild<QLineEdit *>();
    auto *apply = line->findChild<QPushButton *>(u"apply"_s);
    QTRY_VERIFY(text->isVisible());
    QVERIFY(!apply->isVisible());
    text->setFocus();
    text->selectAll();
    QTest::keyClicks(text, u"other.db"_s);
    part<SegmentedControl>(*page, u"section"_s)->setFocus(); // half of it may be typed only
    QVERIFY(apply->isVisible());
    page->setActive(false); // and what is read again leaves it alone
    page->setActive(true);
    QCoreApplication::processEvents();
    QCOMPARE(text->text(), u"other.db"_s);
    QCOMPARE(m_fixture->service.fakeSettings.value("SQLITE_PATH"), "trayrelay.db");
    QTest::mouseClick(apply, Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("SQLITE_PATH"), "other.db");
    QTRY_VERIFY(!apply->isVisible());
}

// Rows that are older go at once: no Undo brings them back.
void SettingsApplyTest::fewerDaysAreAskedAbout()
{
    relay::api::UsageRow old{.id = 2};
    old.record.createdAtMs = QDateTime::currentMSecsSinceEpoch() - 40LL * 24 * 3600 * 1000;
    m_fixture->service.ledger.rows = {old, old};
    const auto page = settingsAt(*m_fixture, u"limits"_s);
    auto *text = part<SettingLine>(*page, u"LOG_RETENTION_DAYS"_s)->findChild<QLineEdit *>();
    const auto ask = [&page] { return page->findChild<QDialog *>(u"retentionQuestion"_s); };
    const auto type = [&] {
        text->setFocus();
        text->selectAll();
        QTest::keyClicks(text, u"30"_s);
        QTest::keyClick(text, Qt::Key_Return);
        QTRY_VERIFY(ask());
    };
    type();
    const QString meaning = ask()->findChild<QLabel *>(u"meaning"_s)->text();
    QVERIFY2(meaning.startsWith(u"2 row(s)"_s), qPrintable(meaning));
    QTest::mouseClick(ask()->findChild<QPushButton *>(u"safe"_s), Qt::LeftButton);
    QTRY_VERIFY(!ask());
    QTRY_COMPARE(text->text(), u"90"_s);
    QCOMPARE(m_fixture->service.fakeSettings.value("LOG_RETENTION_DAYS"), "90");
    type();
    QTest::mouseClick(ask()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("LOG_RETENTION_DAYS"), "30");
    const auto *toast = page->findChild<Toast *>();
    QTRY_VERIFY(!toast->sentence().isEmpty());
    QVERIFY(toast->findChild<QPushButton *>(u"undo"_s)->isHidden());
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    const ui::widgets::Theme theme(application);
    SettingsApplyTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_settings_apply.moc"
