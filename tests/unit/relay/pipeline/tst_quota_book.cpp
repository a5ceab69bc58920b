// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/quota_book.h"

#include <QTest>

using relay::model::Token;
using relay::pipeline::QuotaBook;

namespace {

Token limited(std::int64_t quota = 0)
{
    Token token;
    token.id = 1;
    token.unlimitedQuota = false;
    token.remainQuota = quota;
    return token;
}

QuotaBook bookWith(std::int64_t quota)
{
    QuotaBook book;
    book.adopt({limited(quota)});
    return book;
}

} // namespace

class QuotaBookTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsReservedIsNotThereForOthers()
    {
        QuotaBook book = bookWith(100);
        QVERIFY(book.reserve(1, 60));
        QCOMPARE(book.remaining(1), std::int64_t{40});
        QCOMPARE(book.unspent(1), std::int64_t{100});
        QVERIFY(!book.reserve(1, 41));
        QCOMPARE(book.remaining(1), std::int64_t{40}); // nothing stays of a refusal
        QVERIFY(book.reserve(1, 40));
        QCOMPARE(book.remaining(1), std::int64_t{0});
    }

    void aCallThatEndsGivesBackWhatItDidNotCost()
    {
        QuotaBook book = bookWith(100);
        QVERIFY(book.reserve(1, 60));
        book.spend(limited(), 10);
        book.release(1, 60);
        QCOMPARE(book.remaining(1), std::int64_t{90});
        QVERIFY(book.reserve(1, 90));
    }

    void oneThatIsAloneMayOverdraw()
    {
        QuotaBook book = bookWith(5);
        QVERIFY(book.reserve(1, 60));
        QVERIFY(!book.reserve(1, 1)); // but none beside it
        book.release(1, 60);
        QVERIFY(book.reserve(1, 60));
    }

    void anEditDuringACallKeepsWhatIsReserved()
    {
        QuotaBook book = bookWith(100);
        QVERIFY(book.reserve(1, 60));
        Token edited;
        edited.id = 1;
        edited.remainQuota = 500;
        book.adopt({edited});
        book.add(1, 400); // what the edit added
        QCOMPARE(book.remaining(1), std::int64_t{440});
    }

    void aTokenWithoutALimitIsCountedAlone()
    {
        Token token;
        token.id = 3;
        token.unlimitedQuota = true;
        token.usedQuota = 7;
        QuotaBook book;
        book.adopt({token});
        book.spend(token, 5);
        QCOMPARE(book.used(3), std::int64_t{12});
        QCOMPARE(book.unspent(3), std::int64_t{0});
        book.adopt({token}); // an edit, with the number that was stored some seconds ago
        QCOMPARE(book.used(3), std::int64_t{12});
    }

    void aTokenThatIsNotKnownHasNothing()
    {
        QuotaBook book = bookWith(100);
        QVERIFY(!book.reserve(2, 1));
        QCOMPARE(book.remaining(2), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(QuotaBookTest)
#include "tst_quota_book.moc"
