// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/symbol_table.h"

#include <QTest>

#include <cstdlib>

using relay::platform::CodePlace;
using relay::platform::readableName;
using relay::platform::SymbolTable;

namespace {

[[gnu::noinline]] int unexported(int number)
{
    return number + std::rand();
}

} // namespace

class SymbolTableTest final : public QObject
{
    Q_OBJECT

private slots:
    void aFunctionThatNobodyExportsHasAName()
    {
        SymbolTable symbols;
        const auto address = reinterpret_cast<std::uintptr_t>(&unexported);
        const CodePlace place = symbols.place(address + 1);
        QCOMPARE(place.function, std::string("(anonymous namespace)::unexported"));
        QCOMPARE(place.symbol, std::string("_ZN12_GLOBAL__N_110unexportedEi"));
        QCOMPARE(place.begin, address);
        QVERIFY(place.mapping < symbols.mappings().size());
        const auto &mapping = symbols.mappings()[place.mapping];
        QVERIFY(mapping.begin <= address && address < mapping.end);
        QVERIFY(mapping.path.ends_with("tst_symbol_table"));
    }

    void aLibrarysFunctionHasAName()
    {
        SymbolTable symbols;
        const CodePlace place = symbols.place(reinterpret_cast<std::uintptr_t>(&std::qsort) + 1);
        QCOMPARE(place.function, std::string("qsort"));
        QVERIFY(!symbols.mappings()[place.mapping].buildId.empty());
    }

    void whatIsNoCodeHasNone()
    {
        SymbolTable symbols;
        const int local = 0;
        QCOMPARE(symbols.place(reinterpret_cast<std::uintptr_t>(&local)).function, std::string());
        QCOMPARE(symbols.place(0).mapping, CodePlace::kNoMapping);
    }

    void namesAreReadable_data()
    {
        QTest::addColumn<QByteArray>("symbol");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("C stays") << QByteArray("memcpy") << QByteArray("memcpy");
        QTest::newRow("C that looks like a type stays") << QByteArray("f") << QByteArray("f");
        QTest::newRow("a version goes") << QByteArray("pow@GLIBC_2.2.5") << QByteArray("pow");
        QTest::newRow("parameters go") << QByteArray("_ZN3foo3barEi") << QByteArray("foo::bar");
        QTest::newRow("const goes") << QByteArray("_ZNK3foo3barEv") << QByteArray("foo::bar");
        QTest::newRow("a clone's suffix goes")
            << QByteArray("_ZN3foo3barEi.part.0") << QByteArray("foo::bar");
        QTest::newRow("a call operator stays") << QByteArray("_ZNK3fooclEi") << QByteArray("foo::operator()");
        QTest::newRow("an operand in parentheses goes whole")
            << QByteArray("_ZN3foo3barEPFiiE") << QByteArray("foo::bar");
    }
    void namesAreReadable()
    {
        QFETCH(QByteArray, symbol);
        QFETCH(QByteArray, name);
        QCOMPARE(QByteArray::fromStdString(readableName(symbol.constData())), name);
    }
};

QTEST_GUILESS_MAIN(SymbolTableTest)
#include "tst_symbol_table.moc"
