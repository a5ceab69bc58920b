// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/result.h"

#include <QTest>

#include <memory>

using relay::Error;
using relay::ErrorKind;
using relay::Result;

namespace {

Result<int> half(int value)
{
    if (value % 2 != 0)
        return Error{ErrorKind::BadRequest, QStringLiteral("odd")};
    return value / 2;
}

Result<void> mustBePositive(int value)
{
    if (value <= 0)
        return Error{ErrorKind::Conflict, QStringLiteral("not positive")};
    return {};
}

} // namespace

class ResultTest final : public QObject
{
    Q_OBJECT

private slots:
    void holdsAValueOrAnError();
    void aVoidResultHoldsNothingOrAnError();
    void movesWhatCannotBeCopied();
    void tellsAnErrorFromAValueOfItsKind();
};

void ResultTest::holdsAValueOrAnError()
{
    const auto good = half(8);
    QVERIFY(good.has_value());
    QVERIFY(static_cast<bool>(good));
    QCOMPARE(good.value(), 4);
    QCOMPARE(*good, 4);

    const auto bad = half(7);
    QVERIFY(!bad);
    QCOMPARE(bad.error().kind, ErrorKind::BadRequest);
    QCOMPARE(bad.error().message, QStringLiteral("odd"));
}

void ResultTest::aVoidResultHoldsNothingOrAnError()
{
    QVERIFY(mustBePositive(1).has_value());
    const auto bad = mustBePositive(0);
    QVERIFY(!bad);
    QCOMPARE(bad.error().kind, ErrorKind::Conflict);
}

void ResultTest::movesWhatCannotBeCopied()
{
    Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
    QCOMPARE(**result, 5);
    const std::unique_ptr<int> taken = std::move(*result);
    QCOMPARE(*taken, 5);
    QVERIFY(!*result);
}

void ResultTest::tellsAnErrorFromAValueOfItsKind()
{
    // A Result of a QString must not take an Error's message for the value.
    const Result<QString> bad(Error{ErrorKind::NotFound, QStringLiteral("gone")});
    QVERIFY(!bad);
    Result<QString> good(QStringLiteral("here"));
    QVERIFY(static_cast<bool>(good));
    QCOMPARE(good->size(), 4);
    good.value() = QStringLiteral("there");
    QCOMPARE(good->size(), 5);
}

QTEST_GUILESS_MAIN(ResultTest)
#include "tst_result.moc"
