// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "ui/models/preset_choice.h"
#include "ui/models/settings_model.h"
#include "ui/pages/history_card.h"

#include <QApplication>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::HistoryCard;

// The keyboard's place in the card outlives what is read anew beneath it.
class HistoryCardTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void staysAsItIsWhileItsLinesDo();
    void keepsTheFocusWhereAnEntryIsAdded();
    void leavesTheFocusInTheCardWhereTheButtonGoes();
    void saysWhichChangeWasUndone();

private:
    QPushButton *undo(int entry) const
    {
        for (QPushButton *button : m_card->findChildren<QPushButton *>(u"undo:%1"_s.arg(entry))) {
            if (button->isVisible())
                return button;
        }
        return nullptr;
    }
    tests::FakeSettings &settings() const { return m_fixture->service.fakeSettings; }

    std::unique_ptr<tests::PageFixture> m_fixture;
    std::unique_ptr<ui::models::SettingsModel> m_model;
    std::unique_ptr<ui::models::PresetChoice> m_presets;
    std::unique_ptr<HistoryCard> m_card;
};

void HistoryCardTest::init()
{
    m_fixture = std::make_unique<tests::PageFixture>();
    QVERIFY(settings().apply({{"LOG_BATCH_SIZE", "60"}}));
    QVERIFY(settings().apply({{"LOCAL_CACHE_TTL", "70"}}));
    m_model = std::make_unique<ui::models::SettingsModel>(m_fixture->service);
    m_presets = std::make_unique<ui::models::PresetChoice>(settings());
    m_card = std::make_unique<HistoryCard>(*m_model, *m_presets);
    m_card->resize(400, 500);
    static_cast<QWidget &>(*m_card).show();
    m_card->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_card.get()));
    m_model->refresh();
    QTRY_VERIFY(undo(1));
    undo(1)->setFocus();
    QTRY_VERIFY(undo(1)->hasFocus());
}

void HistoryCardTest::cleanup()
{
    m_card.reset();
    m_presets.reset();
    m_model.reset();
    m_fixture.reset();
}

void HistoryCardTest::staysAsItIsWhileItsLinesDo()
{
    const QPointer<QPushButton> before = undo(1);
    settings().engine["SQLITE_CACHE_SIZE"] = "1"; // a row is another, no line is
    const QSignalSpy rows(m_model.get(), &ui::models::SettingsModel::rowsChanged);
    m_model->refresh();
    QTRY_COMPARE(rows.count(), 1);
    QCOMPARE(undo(1), before.data());
    QVERIFY(before->hasFocus());
}

void HistoryCardTest::keepsTheFocusWhereAnEntryIsAdded()
{
    QVERIFY(settings().apply({{"LOG_BATCH_SIZE", "80"}}));
    m_model->refresh();
    QTRY_VERIFY(undo(3));
    QVERIFY(undo(1)->hasFocus());
}

void HistoryCardTest::leavesTheFocusInTheCardWhereTheButtonGoes()
{
    QTest::keyClick(undo(1), Qt::Key_Space);
    QTRY_VERIFY(!undo(1));
    QCOMPARE(QApplication::focusWidget(), m_card->findChild<QPushButton *>(u"allHistory"_s));
}

void HistoryCardTest::saysWhichChangeWasUndone()
{
    QTest::mouseClick(undo(2), Qt::LeftButton);
    const auto detail = [this] {
        const auto *label = m_card->findChild<QLabel *>(u"detail"_s);
        return label ? label->text() : QString();
    };
    QTRY_VERIFY2(detail().contains(u" → 70"_s), qPrintable(detail()));
}

QTEST_MAIN(HistoryCardTest)
#include "tst_history_card.moc"
