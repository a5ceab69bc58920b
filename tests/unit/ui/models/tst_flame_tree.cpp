// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/flame_tree.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using relay::api::FlameFrame;
using ui::models::CodeOrigin;
using ui::models::FlameTree;
using ui::models::FunctionCost;
using ui::models::FunctionTable;

namespace {

// all: a(10) { b(6) { a(4) { c(3) } } }, b(5)
FlameFrame sample()
{
    const FlameFrame c{.name = "c", .self = 3, .total = 3};
    const FlameFrame inner{.name = "a", .self = 1, .total = 4, .children = {c}};
    const FlameFrame b{.name = "b", .self = 2, .total = 6, .children = {inner}};
    const FlameFrame a{.name = "a", .self = 4, .total = 10, .children = {b}};
    return {.name = "all", .self = 0, .total = 15, .children = {a, {.name = "b", .self = 5, .total = 5}}};
}

FunctionCost costOf(const FlameTree &tree, const QString &name)
{
    const std::vector<FunctionCost> all = tree.functions();
    const auto found = std::ranges::find(all, name, &FunctionCost::name);
    return found == all.end() ? FunctionCost() : *found;
}

} // namespace

class FlameTreeTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhereCodeComesFrom_data();
    void tellsWhereCodeComesFrom();
    void liesInOneRow();
    void findsNestedOnesOnce_data();
    void findsNestedOnesOnce();
    void aFunctionThatCallsItselfCountsOnce();
    void stepsAside();
    void threadsAreNoFunctions();
    void theTableSortsAndFilters();
};

void FlameTreeTest::tellsWhereCodeComesFrom_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<CodeOrigin>("expected");
    QTest::newRow("a method of the relay") << u"relay::net::Poller::wait(int)"_s << CodeOrigin::Ours;
    QTest::newRow("a template of the relay, with what it returns")
        << u"void relay::http::each<Q>(QString)"_s << CodeOrigin::Ours;
    QTest::newRow("the window") << u"ui::pages::Page::setActive(bool)"_s << CodeOrigin::Ours;
    QTest::newRow("unnamed namespace of the relay")
        << u"relay::http::(anonymous namespace)::f()"_s << CodeOrigin::Ours;
    QTest::newRow("main") << u"main"_s << CodeOrigin::Ours;
    QTest::newRow("a class of Qt") << u"QEventLoop::exec(QFlags<QEventLoop::X>)"_s << CodeOrigin::Qt;
    QTest::newRow("a function of Qt") << u"qt_safe_poll(pollfd*, unsigned long)"_s << CodeOrigin::Qt;
    QTest::newRow("Qt's own namespace") << u"QtPrivate::QSlotObjectBase::call()"_s << CodeOrigin::Qt;
    QTest::newRow("the C library") << u"__poll"_s << CodeOrigin::Other;
    QTest::newRow("a library made for ours") << u"std::vector<relay::X>::push_back()"_s << CodeOrigin::Other;
    QTest::newRow("only the argument is Qt's") << u"memcpy(QString)"_s << CodeOrigin::Other;
    QTest::newRow("a word that ends like ours") << u"xrelay::f()"_s << CodeOrigin::Other;
}

void FlameTreeTest::tellsWhereCodeComesFrom()
{
    QFETCH(const QString, name);
    QFETCH(const CodeOrigin, expected);
    QCOMPARE(ui::models::originOf(name), expected);
}

void FlameTreeTest::liesInOneRow()
{
    const FlameTree tree(sample(), FlameTree::FirstLevel::Functions);
    QCOMPARE(tree.count(), 6);
    QCOMPARE(tree.depth(), 5);
    QCOMPARE(tree.total(), 15);
    QCOMPARE(tree.at(0).end, 6);
    QCOMPARE(tree.at(5).name, u"b"_s);
    QCOMPARE(tree.at(5).start, 10);
    QCOMPARE(tree.at(5).parent, 0);
    QCOMPARE(tree.at(4).start, 0); // the called ones begin where their caller does
    QVERIFY(FlameTree().isEmpty());
    QVERIFY(FlameTree(FlameFrame{.name = "all"}, FlameTree::FirstLevel::Functions).isEmpty());
}

void FlameTreeTest::findsNestedOnesOnce_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<std::int64_t>("total");
    QTest::newRow("nothing was asked for") << QString() << std::int64_t(0);
    QTest::newRow("one inside of another counts once") << u"a"_s << std::int64_t(10);
    QTest::newRow("in any case") << u"C"_s << std::int64_t(3);
    QTest::newRow("in two places") << u"b"_s << std::int64_t(11);
    QTest::newRow("nothing has it") << u"zz"_s << std::int64_t(0);
}

void FlameTreeTest::findsNestedOnesOnce()
{
    QFETCH(const QString, pattern);
    QFETCH(const std::int64_t, total);
    const FlameTree tree(sample(), FlameTree::FirstLevel::Functions);
    QCOMPARE(tree.matching(pattern).total, total);
}

void FlameTreeTest::aFunctionThatCallsItselfCountsOnce()
{
    const FlameTree tree(sample(), FlameTree::FirstLevel::Functions);
    QCOMPARE(costOf(tree, u"a"_s).total, 10);
    QCOMPARE(costOf(tree, u"a"_s).self, 5);
    QCOMPARE(costOf(tree, u"b"_s).total, 11);
    QCOMPARE(tree.largest(u"b"_s), 2);
    QCOMPARE(tree.largest(u"zz"_s), -1);
}

void FlameTreeTest::stepsAside()
{
    const FlameTree tree(sample(), FlameTree::FirstLevel::Functions);
    QCOMPARE(tree.sibling(1, 1), 5);
    QCOMPARE(tree.sibling(5, 1), 5);
    QCOMPARE(tree.sibling(5, -1), 1);
    QCOMPARE(tree.sibling(1, -1), 1);
    QCOMPARE(tree.sibling(0, 1), 0);
    QCOMPARE(tree.firstChild(1), 2);
    QCOMPARE(tree.firstChild(5), -1);
}

void FlameTreeTest::threadsAreNoFunctions()
{
    const FlameTree tree(sample(), FlameTree::FirstLevel::Threads);
    QCOMPARE(tree.at(1).origin, CodeOrigin::Thread);
    QCOMPARE(costOf(tree, u"a"_s).total, 4);
}

void FlameTreeTest::theTableSortsAndFilters()
{
    FunctionTable table;
    const QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const FlameTree tree(sample(), FlameTree::FirstLevel::Functions);
    table.set(tree.functions(), tree.total(), [](std::int64_t value) { return QString::number(value); });
    table.sort(FunctionTable::Total, Qt::DescendingOrder);
    QCOMPARE(table.at(0).name, u"b"_s);
    table.sort(FunctionTable::Function, Qt::AscendingOrder);
    QCOMPARE(table.at(0).name, u"a"_s);
    QCOMPARE(table.index(0, FunctionTable::Total).data().toString(), u"10"_s);
    QCOMPARE(table.index(0, FunctionTable::TotalShare).data().toString().left(4), u"66.7"_s);
    table.setFilter(u"C"_s);
    QCOMPARE(table.rowCount(), 1);
    table.setFilter({});
    QCOMPARE(table.rowCount(), 3);
}

QTEST_GUILESS_MAIN(FlameTreeTest)
#include "tst_flame_tree.moc"
