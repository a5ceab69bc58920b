// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/child_keyring.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace relay::platform;
using namespace std::chrono_literals;
using relay::ErrorKind;

class ChildKeyringTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void itKeepsGivesAndForgets();
    void anEntryThatIsNotThereIsNotFound();
    void forgettingWhatIsNotThereIsFine();
    void oneThatCannotBeUsedSaysWhy_data();
    void oneThatCannotBeUsedSaysWhy();
    void oneThatHangsIsKilled();
    void aProgramThatIsNotThereIsNoKeyring();

private:
    void behave(const QByteArray &mood);

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

constexpr auto kLong = 30s; // of a busy machine
const std::string kSecret = "0123456789abcdef";

ChildKeyring keyring(std::chrono::milliseconds patience = kLong)
{
    return {"the keyring", QStringLiteral(KEYRING_DOUBLE), patience};
}

} // namespace

void ChildKeyringTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("KEYRING_DIR", QFile::encodeName(m_folder->path()));
}

void ChildKeyringTest::behave(const QByteArray &mood)
{
    QFile file(m_folder->filePath(QStringLiteral("MOOD")));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(mood);
}

void ChildKeyringTest::itKeepsGivesAndForgets()
{
    ChildKeyring ring = keyring();
    QVERIFY(ring.look());
    QVERIFY(ring.keep("one", kSecret));
    QVERIFY(ring.keep("other", "xyz"));
    const auto given = ring.secret("one");
    QVERIFY(given);
    QCOMPARE(*given, kSecret);
    QVERIFY(ring.forget("one"));
    QVERIFY(!ring.secret("one"));
    QCOMPARE(*ring.secret("other"), std::string("xyz"));
}

void ChildKeyringTest::anEntryThatIsNotThereIsNotFound()
{
    const auto given = keyring().secret("nothing");
    QVERIFY(!given);
    QCOMPARE(given.error().kind, ErrorKind::NotFound);
}

void ChildKeyringTest::forgettingWhatIsNotThereIsFine()
{
    QVERIFY(keyring().forget("nothing"));
}

void ChildKeyringTest::oneThatCannotBeUsedSaysWhy_data()
{
    QTest::addColumn<QByteArray>("mood");
    QTest::addColumn<QString>("why");
    QTest::newRow("locked") << QByteArray("locked") << QStringLiteral("is locked");
    QTest::newRow("not there") << QByteArray("absent") << QStringLiteral("is not there: no bus");
    QTest::newRow("no session") << QByteArray("sessionless")
                                << QStringLiteral("is not there, as there is no desktop session");
    QTest::newRow("no keyring in it")
        << QByteArray("empty") << QStringLiteral("is empty yet: make a keyring");
    QTest::newRow("refuses") << QByteArray("refuses") << QStringLiteral("failed: not today");
    QTest::newRow("crashes") << QByteArray("crashes") << QStringLiteral("crashed");
}

void ChildKeyringTest::oneThatCannotBeUsedSaysWhy()
{
    QFETCH(const QByteArray, mood);
    QFETCH(const QString, why);
    behave(mood);
    ChildKeyring ring = keyring();
    const relay::Result<void> calls[] = {ring.look(), ring.keep("one", kSecret), ring.forget("one")};
    for (const relay::Result<void> &call : calls) {
        QVERIFY(!call);
        QCOMPARE(call.error().kind, ErrorKind::Unavailable);
        QVERIFY2(call.error().message.startsWith(QStringLiteral("the keyring ")),
                 qPrintable(call.error().message));
        QVERIFY2(call.error().message.contains(why), qPrintable(call.error().message));
        QVERIFY(call.error().phrase); // with its name within it, for the window's language
        QVERIFY(std::holds_alternative<std::shared_ptr<const relay::Phrase>>(
            call.error().phrase->values.front()));
    }
}

void ChildKeyringTest::oneThatHangsIsKilled()
{
    behave("hangs");
    QElapsedTimer clock;
    clock.start();
    const auto given = keyring(300ms).secret("one");
    QVERIFY(!given);
    QCOMPARE(given.error().kind, ErrorKind::Unavailable);
    QVERIFY2(given.error().message.contains(QStringLiteral("did not answer within 0.3 seconds")),
             qPrintable(given.error().message));
    QVERIFY(clock.elapsed() >= 300 - 1);
    QVERIFY(std::chrono::milliseconds(clock.elapsed()) < kLong); // it sleeps for an hour
    QCOMPARE(ChildKeyring::kPatience, std::chrono::milliseconds(2s));
}

void ChildKeyringTest::aProgramThatIsNotThereIsNoKeyring()
{
    ChildKeyring ring("the keyring", QStringLiteral("/no/such/program"));
    const auto looked = ring.look();
    QVERIFY(!looked);
    QCOMPARE(looked.error().kind, ErrorKind::Unavailable);
    QVERIFY2(looked.error().message.contains(QStringLiteral("/no/such/program")),
             qPrintable(looked.error().message));
}

QTEST_GUILESS_MAIN(ChildKeyringTest)
#include "tst_child_keyring.moc"
