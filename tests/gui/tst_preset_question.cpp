// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "ui/pages/optimizations_page.h"
#include "ui/pages/preset_bar.h"

#include <QCoreApplication>
#include <QDialog>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::OptimizationsPage;
using ui::pages::PresetBar;

// What a preset would change is asked, and shown in a dialog, before it is applied: how often.
class PresetQuestionTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aPresetIsAskedForOnce();
    void onceClosedItIsAskedForAgain();

private:
    void ask() { emit m_page->findChild<PresetBar *>()->presetRequested(m_name); }
    QList<QDialog *> dialogs() const { return m_page->findChildren<QDialog *>(u"presetDifference"_s); }

    std::unique_ptr<tests::PageFixture> m_fixture;
    std::unique_ptr<OptimizationsPage> m_page;
    QString m_name;
};

void PresetQuestionTest::init()
{
    m_fixture = std::make_unique<tests::PageFixture>();
    m_name = QString::fromStdString(m_fixture->service.fakeSettings.presets().front().name);
    m_page = m_fixture->shown<OptimizationsPage>();
    QTRY_VERIFY(m_page->findChild<QWidget *>(u"row:SQLITE_JOURNAL_MODE"_s));
}

void PresetQuestionTest::cleanup()
{
    m_page.reset();
    m_fixture.reset();
}

void PresetQuestionTest::aPresetIsAskedForOnce()
{
    ask();
    ask(); // a double click
    QTRY_COMPARE(dialogs().size(), 1);
    QCoreApplication::processEvents(); // a second answer would be there by now
    QCOMPARE(dialogs().size(), 1);
    ask();
    QCoreApplication::processEvents();
    QCOMPARE(dialogs().size(), 1);
}

void PresetQuestionTest::onceClosedItIsAskedForAgain()
{
    ask();
    QTRY_COMPARE(dialogs().size(), 1);
    dialogs().first()->reject();
    QTRY_COMPARE(dialogs().size(), 0);
    ask();
    QTRY_COMPARE(dialogs().size(), 1);
}

QTEST_MAIN(PresetQuestionTest)
#include "tst_preset_question.moc"
