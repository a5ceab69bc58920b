// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_database_service.h"
#include "ui/models/database_chores.h"
#include "ui/pages/upkeep_card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_line.h"

#include <QApplication>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::widgets::ProgressLine;

// Long work on the database, as the page's card has it.
class DatabaseChoresTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void longWorkCanBeCancelled_data();
    void longWorkCanBeCancelled();
    void aBackupTellsHowFarItIs();
    void whatHasNoMeasureMoves();

private:
    template <typename T>
    T *part(const QByteArray &name) const
    {
        return m_card->findChild<T *>(QLatin1String(name));
    }
    QString fact(const QByteArray &name) const
    {
        return part<ui::widgets::ElidedLabel>(name + "Fact")->whole();
    }
    void click(const QByteArray &name) { QTest::mouseClick(part<QPushButton>(name), Qt::LeftButton); }

    std::unique_ptr<tests::FakeDatabaseService> m_service;
    std::unique_ptr<ui::models::DatabaseChores> m_chores;
    std::unique_ptr<ui::pages::UpkeepCard> m_card;
};

void DatabaseChoresTest::init()
{
    QApplication::setDoubleClickInterval(60'000); // whatever the machine has to do meanwhile
    m_card.reset();
    m_service = std::make_unique<tests::FakeDatabaseService>();
    m_service->holdsLongWork = true;
    m_chores = std::make_unique<ui::models::DatabaseChores>(*m_service);
    m_card = std::make_unique<ui::pages::UpkeepCard>(*m_chores);
    m_card->show();
}

void DatabaseChoresTest::longWorkCanBeCancelled_data()
{
    QTest::addColumn<QByteArray>("button");
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("the integrity check") << QByteArray("checkIntegrity") << QByteArray("vacuum");
    QTest::newRow("VACUUM") << QByteArray("vacuum") << QByteArray("checkIntegrity");
}

void DatabaseChoresTest::longWorkCanBeCancelled()
{
    QFETCH(const QByteArray, button);
    QFETCH(const QByteArray, other);
    auto *progress = part<ProgressLine>(button + "Progress");
    QVERIFY(!progress->isVisible());
    const QString verb = part<QPushButton>(button)->text();
    click(button);
    QVERIFY(progress->isVisible());
    QVERIFY(progress->share() < 0); // nothing measures it
    QVERIFY2(fact(button).startsWith("running"_L1), qPrintable(fact(button)));
    QCOMPARE(part<QPushButton>(button)->text(), u"Cancel"_s);
    const auto *waiting = part<QPushButton>(other);
    QVERIFY(!waiting->isEnabled());
    QCOMPARE(waiting->toolTip(), u"Waits for %1 to end"_s.arg(QLatin1String(QTest::currentDataTag())));
    click(button); // the second of a double click
    QCOMPARE(m_service->cancelled, 0);
    QApplication::setDoubleClickInterval(0);
    click(button);
    QCOMPARE(m_service->cancelled, 1);
    QTRY_VERIFY2(fact(button).startsWith(u"cancelled · "_s), qPrintable(fact(button)));
    QVERIFY(!progress->isVisible());
    QCOMPARE(part<QPushButton>(button)->text(), verb);
    QVERIFY(waiting->isEnabled());
    QVERIFY(waiting->toolTip().isEmpty());
}

void DatabaseChoresTest::aBackupTellsHowFarItIs()
{
    m_service->share = 0.5;
    m_chores->backUp();
    QCOMPARE(part<ProgressLine>("restoreProgress")->percent(), 50);
    QVERIFY2(fact("restore").startsWith("backing up"_L1), qPrintable(fact("restore")));
    m_service->share = 0.75;
    m_card->refresh();
    QCOMPARE(part<ProgressLine>("restoreProgress")->percent(), 75);
    m_chores->checkIntegrity(); // waits: it is not even asked for
    QVERIFY(!m_chores->integrity().isRunning());
}

void DatabaseChoresTest::whatHasNoMeasureMoves()
{
    ProgressLine line;
    line.resize(200, 4);
    line.setShare(-1);
    line.show();
    const QImage first = line.grab().toImage();
    QTRY_VERIFY(line.grab().toImage() != first);
    QCOMPARE(line.percent(), -1);
    QCOMPARE(line.valueText(), u"at work"_s);
    line.setShare(0.25);
    QCOMPARE(line.percent(), 25);
}

QTEST_MAIN(DatabaseChoresTest)
#include "tst_database_chores.moc"
