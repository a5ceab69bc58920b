// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/secret_keeper.h"
#include "tests/support/fake_keyring.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace relay::platform;
using tests::FakeKeyring;
using Place = SecretKeeper::Place;
using relay::ErrorKind;

// A data directory and a keyring of its own for each test.
class SecretKeeperTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aFirstStartKeepsItInTheFile();
    void movesThereAndBack();
    void movingWhereItIsChangesNothing();
    void aFailedMoveLeavesItWhereItWas_data();
    void aFailedMoveLeavesItWhereItWas();
    void aKeyringThatDoesNotGiveItMakesNoNewKey_data();
    void aKeyringThatDoesNotGiveItMakesNoNewKey();
    void anEntryThatCannotBeRemovedDoesNotKeepItFromMovingBack();
    void killedWhileMovingItIsNotLost_data();
    void killedWhileMovingItIsNotLost();
    void killedBetweenTwoFilesItIsNotLost_data();
    void killedBetweenTwoFilesItIsNotLost();

private:
    QByteArray fileText() const;
    QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files); }
    void write(const QString &name, const QByteArray &text) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<FakeKeyring> m_keyring;
    MasterKey m_key{};
};

void SecretKeeperTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_keyring = std::make_shared<FakeKeyring>();
    const auto key = SecretKeeper(m_folder->path(), m_keyring).masterKey();
    QVERIFY(key);
    m_key = *key;
}

QByteArray SecretKeeperTest::fileText() const
{
    QFile file(m_folder->filePath(QStringLiteral("master.key")));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

void SecretKeeperTest::write(const QString &name, const QByteArray &text) const
{
    QFile file(m_folder->filePath(name));
    QVERIFY(file.open(QFile::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void SecretKeeperTest::aFirstStartKeepsItInTheFile()
{
    QCOMPARE(SecretKeeper(m_folder->path(), m_keyring).place(), Place::File);
    QCOMPARE(fileText().trimmed().size(), 64);
    QVERIFY(m_keyring->items.empty());
}

void SecretKeeperTest::movesThereAndBack()
{
    const QByteArray digits = fileText().trimmed();
    SecretKeeper keeper(m_folder->path(), m_keyring);
    QVERIFY(keeper.moveTo(Place::Keyring));
    QCOMPARE(keeper.place(), Place::Keyring);
    QVERIFY(fileText().startsWith("keyring "));
    QCOMPARE(files(), QStringList{QStringLiteral("master.key")}); // nothing else has it
    QCOMPARE(m_keyring->items.size(), std::size_t{1});
    QCOMPARE(m_keyring->items.begin()->second, digits.toStdString());
    const auto inKeyring = SecretKeeper(m_folder->path(), m_keyring).masterKey(); // the next start
    QVERIFY(inKeyring);
    QCOMPARE(*inKeyring, m_key);

    QVERIFY(keeper.moveTo(Place::File));
    QCOMPARE(keeper.place(), Place::File);
    QCOMPARE(fileText().trimmed(), digits);
    QVERIFY(m_keyring->items.empty());
    QCOMPARE(files(), QStringList{QStringLiteral("master.key")});
    const auto inFile = SecretKeeper(m_folder->path(), nullptr).masterKey();
    QVERIFY(inFile);
    QCOMPARE(*inFile, m_key);
}

void SecretKeeperTest::movingWhereItIsChangesNothing()
{
    SecretKeeper keeper(m_folder->path(), m_keyring);
    const QByteArray before = fileText();
    QVERIFY(keeper.moveTo(Place::File));
    QCOMPARE(fileText(), before);
    QVERIFY(keeper.moveTo(Place::Keyring));
    const auto items = m_keyring->items;
    QVERIFY(keeper.moveTo(Place::Keyring));
    QVERIFY(m_keyring->items == items);
}

void SecretKeeperTest::aFailedMoveLeavesItWhereItWas_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("it is locked") << 0;
    QTest::newRow("it takes nothing") << 1;
    QTest::newRow("it gives back something else") << 2;
    QTest::newRow("there is none") << 3;
}

void SecretKeeperTest::aFailedMoveLeavesItWhereItWas()
{
    QFETCH(const int, fault);
    m_keyring->locked = fault == 0;
    m_keyring->refusesToKeep = fault == 1;
    m_keyring->garbles = fault == 2;
    const QByteArray before = fileText();
    SecretKeeper keeper(m_folder->path(), fault == 3 ? nullptr : m_keyring);
    const auto moved = keeper.moveTo(Place::Keyring);
    QVERIFY(!moved);
    QCOMPARE(moved.error().kind, ErrorKind::Unavailable);
    QCOMPARE(fileText(), before);
    QVERIFY(m_keyring->items.empty());
    QCOMPARE(files(), QStringList{QStringLiteral("master.key")});
}

void SecretKeeperTest::aKeyringThatDoesNotGiveItMakesNoNewKey_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("advice");
    QTest::newRow("locked") << 0 << QStringLiteral("Unlock it");
    QTest::newRow("without the entry") << 1 << QStringLiteral("put the keyring back");
    QTest::newRow("with something else in it") << 2 << QStringLiteral("put the keyring back");
    QTest::newRow("not there at all") << 3 << QStringLiteral("no keyring");
}

void SecretKeeperTest::aKeyringThatDoesNotGiveItMakesNoNewKey()
{
    QFETCH(const int, fault);
    QFETCH(const QString, advice);
    QVERIFY(SecretKeeper(m_folder->path(), m_keyring).moveTo(Place::Keyring));
    const QByteArray before = fileText();
    const auto items = m_keyring->items;
    m_keyring->locked = fault == 0;
    if (fault == 1)
        m_keyring->items.clear();
    if (fault == 2)
        m_keyring->items.begin()->second = "not a key";
    SecretKeeper keeper(m_folder->path(), fault == 3 ? nullptr : m_keyring);
    for (const auto &key : {keeper.masterKey(), keeper.masterKey()}) {
        QVERIFY(!key);
        QCOMPARE(key.error().kind, ErrorKind::Unavailable);
        QVERIFY2(key.error().message.contains(QStringLiteral("Nothing is lost")),
                 qPrintable(key.error().message));
        QVERIFY2(key.error().message.contains(advice), qPrintable(key.error().message));
    }
    QVERIFY(!keeper.moveTo(Place::File));
    QCOMPARE(fileText(), before);
    m_keyring->locked = false;
    m_keyring->items = items;
    const auto again = SecretKeeper(m_folder->path(), m_keyring).masterKey();
    QVERIFY(again);
    QCOMPARE(*again, m_key);
}

void SecretKeeperTest::anEntryThatCannotBeRemovedDoesNotKeepItFromMovingBack()
{
    SecretKeeper keeper(m_folder->path(), m_keyring);
    QVERIFY(keeper.moveTo(Place::Keyring));
    m_keyring->before = [this](const char *call) { m_keyring->locked = std::string_view(call) == "forget"; };
    QVERIFY(keeper.moveTo(Place::File));
    QCOMPARE(keeper.place(), Place::File);
    QCOMPARE(*keeper.masterKey(), m_key);
}

void SecretKeeperTest::killedWhileMovingItIsNotLost_data()
{
    QTest::addColumn<bool>("toKeyring");
    QTest::addColumn<QString>("call");
    QTest::newRow("to the keyring, before it has it") << true << QStringLiteral("keep");
    QTest::newRow("to the keyring, before it is read back") << true << QStringLiteral("secret");
    QTest::newRow("to the file, before it is read") << false << QStringLiteral("secret");
    QTest::newRow("to the file, before the keyring forgets it") << false << QStringLiteral("forget");
}

// The directory and the keyring as they are at that moment are what a start after the kill finds.
void SecretKeeperTest::killedWhileMovingItIsNotLost()
{
    QFETCH(const bool, toKeyring);
    QFETCH(const QString, call);
    SecretKeeper keeper(m_folder->path(), m_keyring);
    if (!toKeyring)
        QVERIFY(keeper.moveTo(Place::Keyring));
    const QTemporaryDir left;
    const auto leftKeyring = std::make_shared<FakeKeyring>();
    int copies = 0;
    m_keyring->before = [&](const char *name) {
        if (call != QLatin1StringView(name) || copies++ > 0)
            return;
        for (const QString &file : files())
            QVERIFY(QFile::copy(m_folder->filePath(file), left.filePath(file)));
        leftKeyring->items = m_keyring->items;
    };
    QVERIFY(keeper.moveTo(toKeyring ? Place::Keyring : Place::File));
    QVERIFY(copies > 0);
    SecretKeeper next(left.path(), leftKeyring);
    const auto key = next.masterKey();
    QVERIFY(key);
    QCOMPARE(*key, m_key);
    QVERIFY(next.moveTo(Place::Keyring)); // and it goes on from there
    QVERIFY(next.moveTo(Place::File));
    QCOMPARE(*next.masterKey(), m_key);
}

void SecretKeeperTest::killedBetweenTwoFilesItIsNotLost_data()
{
    QTest::addColumn<bool>("replaced");
    QTest::newRow("the key file has a second name") << false;
    QTest::newRow("the old key file is not overwritten yet") << true;
}

void SecretKeeperTest::killedBetweenTwoFilesItIsNotLost()
{
    QFETCH(const bool, replaced);
    const QByteArray digits = fileText();
    const QString leaving = QStringLiteral("master.key.leaving");
    if (replaced) {
        QVERIFY(SecretKeeper(m_folder->path(), m_keyring).moveTo(Place::Keyring));
        write(leaving, digits);
    } else {
        std::filesystem::create_hard_link(m_folder->filePath(QStringLiteral("master.key")).toStdString(),
                                          m_folder->filePath(leaving).toStdString());
    }
    const auto key = SecretKeeper(m_folder->path(), m_keyring).masterKey();
    QVERIFY(key);
    QCOMPARE(*key, m_key);
    QCOMPARE(files(), QStringList{QStringLiteral("master.key")});
    QCOMPARE(fileText() == digits, !replaced);
}

QTEST_GUILESS_MAIN(SecretKeeperTest)
#include "tst_secret_keeper.moc"
