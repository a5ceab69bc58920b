// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "tests/gui/sample_ledger.h"
#include "ui/pages/requests_page.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::RequestsPage;

namespace {

constexpr int kPatience = 30'000; // ms, on a machine with much to do

} // namespace

// Spend and prices, beside the ledger.
class MoneyPagesTest final : public QObject
{
    Q_OBJECT

private slots:
    void spendIsSummed();
    void aPriceIsChangedInPlace();
    void theNextCellStaysOpen();
    void aWrongPriceIsRefusedInPlace();
    void modelsWithoutAPriceComeFirst();
    void anOwnPriceCanBeGivenUp();

private:
    void shown(int rows);
    template <typename T>
    T *part(const char *name) const
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    void show(int segment);
    void type(QTableView &table, const QModelIndex &index, const QString &text, Qt::Key then);

    std::unique_ptr<tests::PageFixture> m_all;
    std::unique_ptr<RequestsPage> m_page;
};

void MoneyPagesTest::shown(int rows)
{
    m_page.reset();
    m_all = std::make_unique<tests::PageFixture>();
    tests::inventLedger(m_all->service, rows);
    m_page = m_all->shown<RequestsPage>();
}

void MoneyPagesTest::show(int segment)
{
    auto *parts = part<ui::widgets::SegmentedControl>("parts");
    parts->setFocus();
    while (parts->current() != segment)
        QTest::keyClick(parts, parts->current() < segment ? Qt::Key_Right : Qt::Key_Left);
}

void MoneyPagesTest::spendIsSummed()
{
    shown(20);
    show(1);
    auto *table = part<QTableView>("spend");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 30, kPatience);
    QCOMPARE(m_all->service.fakeSpend.lastQuery.by, std::vector{relay::api::SpendBy::Day});
    const QDate first = QDate::currentDate().addDays(-29);
    QCOMPARE(m_all->service.fakeSpend.lastQuery.startMs, first.startOfDay().toMSecsSinceEpoch());
    QVERIFY(!part<QPushButton>("export")->isVisible());
    relay::api::SpendRow model;
    model.model = "gpt-4o";
    model.sums.costUsd = 3;
    m_all->service.fakeSpend.rows = {model, model};
    auto *by = part<ui::widgets::SegmentedControl>("by");
    by->setFocus();
    QTest::keyClick(by, Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, kPatience);
    QCOMPARE(m_all->service.fakeSpend.lastQuery.by, std::vector{relay::api::SpendBy::Model});
    QCOMPARE(table->model()->index(0, 5).data().toString(), u"$3.00"_s);
    QVERIFY(table->model()->index(0, 6).data().toString().startsWith("50.0"_L1));
}

void MoneyPagesTest::type(QTableView &table, const QModelIndex &index, const QString &text, Qt::Key then)
{
    QTRY_VERIFY_WITH_TIMEOUT(!table.findChild<QLineEdit *>(u"price"_s), kPatience); // the one before
    table.setFocus();
    table.setCurrentIndex(index);
    table.edit(index);
    auto *line = table.findChild<QLineEdit *>(u"price"_s);
    QVERIFY(line);
    line->selectAll();
    QTest::keyClicks(line, text);
    QTest::keyClick(line, then);
}

void MoneyPagesTest::aPriceIsChangedInPlace()
{
    shown(20);
    show(2);
    auto *table = part<QTableView>("prices");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 9, kPatience);
    const QModelIndex cell = table->model()->index(3, 1); // claude-sonnet-4, input
    QCOMPARE(cell.siblingAtColumn(0).data().toString(), u"claude-sonnet-4"_s);
    type(*table, cell, u"4.5"_s, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_all->service.fakePrices.lastEdit.model, std::string("claude-sonnet-4"),
                              kPatience);
    QCOMPARE(m_all->service.fakePrices.lastEdit.input, std::optional<double>(4.5));
    QVERIFY(!m_all->service.fakePrices.lastEdit.output);
    auto *toast = m_page->findChild<ui::widgets::Toast *>();
    QTRY_VERIFY_WITH_TIMEOUT(toast->sentence().contains("claude-sonnet-4"_L1), kPatience);
    QVERIFY(toast->findChild<QPushButton *>(u"undo"_s)->isVisible());
}

void MoneyPagesTest::theNextCellStaysOpen()
{
    shown(20);
    show(2);
    auto *table = part<QTableView>("prices");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 9, kPatience);
    type(*table, table->model()->index(3, 1), u"4.5"_s, Qt::Key_Return);
    const QModelIndex next = table->model()->index(3, 2);
    table->setCurrentIndex(next);
    table->edit(next); // before the first one is answered
    QPointer<QLineEdit> open;
    for (QLineEdit *line : table->findChildren<QLineEdit *>(u"price"_s)) {
        if (line->accessibleName().endsWith("Output"_L1)) // and not the one before, on its way out
            open = line;
    }
    QVERIFY(open);
    open->selectAll();
    QTest::keyClicks(open, u"2"_s);
    const QPersistentModelIndex stays(next);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->index(3, 5).data().toString(), u"yours"_s, kPatience);
    QVERIFY(stays.isValid());
    QVERIFY(open && open->isVisible());
    QCOMPARE(open->text(), u"2"_s);
    QTest::keyClick(open, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_all->service.fakePrices.lastEdit.output, std::optional<double>(2), kPatience);
}

void MoneyPagesTest::aWrongPriceIsRefusedInPlace()
{
    shown(20);
    show(2);
    auto *table = part<QTableView>("prices");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 9, kPatience);
    type(*table, table->model()->index(3, 1), u"-1"_s, Qt::Key_Return);
    auto *line = table->findChild<QLineEdit *>(u"price"_s);
    QVERIFY(line); // still open
    QVERIFY(line->property("invalid").toBool());
    QVERIFY(part<QLabel>("objection")->text().contains("below 0"_L1));
    line->selectAll();
    QTest::keyClicks(line, u"2"_s);
    QVERIFY(!line->property("invalid").toBool());
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_all->service.fakePrices.lastEdit.input, std::optional<double>(2), kPatience);
}

void MoneyPagesTest::modelsWithoutAPriceComeFirst()
{
    shown(20);
    show(2);
    auto *table = part<QTableView>("prices");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 9, kPatience);
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"qwen3:8b"_s);
    QCOMPARE(table->model()->index(0, 1).data().toString(), u"add a price"_s);
    auto *banner = part<ui::widgets::Banner>("unpriced");
    QVERIFY(banner->isVisible());
    type(*table, table->model()->index(0, 1), u"0.1"_s, Qt::Key_Return);
    QCoreApplication::processEvents();
    QVERIFY(m_all->service.fakePrices.lastEdit.model.empty()); // half a price is none
    type(*table, table->model()->index(0, 2), u"0.2"_s, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_all->service.fakePrices.lastEdit.model, std::string("qwen3:8b"), kPatience);
    QCOMPARE(m_all->service.fakePrices.lastEdit.input, std::optional<double>(0.1));
    QCOMPARE(m_all->service.fakePrices.lastEdit.output, std::optional<double>(0.2));
}

void MoneyPagesTest::anOwnPriceCanBeGivenUp()
{
    shown(20);
    show(2);
    auto *table = part<QTableView>("prices");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 9, kPatience);
    auto *reset = part<QPushButton>("resetPrice");
    QVERIFY(!reset->isEnabled());
    QCOMPARE(table->model()->index(2, 0).data().toString(), u"deepseek-chat"_s); // yours, before the built-in
    table->setCurrentIndex(table->model()->index(2, 0));
    QTRY_VERIFY_WITH_TIMEOUT(reset->isEnabled(), kPatience);
    QTest::mouseClick(reset, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 8, kPatience);
    const auto *toast = m_page->findChild<ui::widgets::Toast *>();
    QTRY_COMPARE_WITH_TIMEOUT(toast->sentence(), u"deepseek-chat has no price now"_s, kPatience);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    MoneyPagesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_spend_prices.moc"
