// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/relay_child.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;
using namespace Qt::StringLiterals;

// The whole program and the master key in a keyring, whose place a test program takes.
class KeyMovesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void itMovesWhileTheRelayRunsAndTheNextStartFindsIt();
    void aStartWithoutTheKeySaysWhatToDoAndLosesNothing_data();
    void aStartWithoutTheKeySaysWhatToDoAndLosesNothing();
    void killedInBetweenItIsNotLost_data();
    void killedInBetweenItIsNotLost();
    void theDoctorTellsThatTheNextStartWouldFail();
    void theSubCommandMovesAndTells();

private:
    void behave(const QByteArray &mood);
    QByteArray keyFile() const;
    QJsonObject move(const QString &place) const;
    QString runToEnd(const QStringList &words, int &code) const;
    std::string tokenKey() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QTemporaryDir> m_keyring;
    std::unique_ptr<RelayChild> m_relay;
};

void KeyMovesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_keyring = std::make_unique<QTemporaryDir>();
    m_relay = std::make_unique<RelayChild>(m_folder->path());
    m_relay->environment[u"TRAYRELAY_KEYRING_PROGRAM"_s] = QStringLiteral(KEYRING_DOUBLE);
    m_relay->environment[u"KEYRING_DIR"_s] = m_keyring->path();
    QVERIFY(m_relay->start());
}

void KeyMovesTest::behave(const QByteArray &mood)
{
    QFile file(m_keyring->filePath(u"MOOD"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(mood);
}

QByteArray KeyMovesTest::keyFile() const
{
    QFile file(m_folder->filePath(u"master.key"_s));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject KeyMovesTest::move(const QString &place) const
{
    const ApiAnswer answer = m_relay->call("POST", "/api/secret/", {{u"place"_s, place}});
    return answer.status == 200 ? answer.json()[u"data"_s].toObject() : QJsonObject();
}

QString KeyMovesTest::runToEnd(const QStringList &words, int &code) const
{
    QProcess process;
    QProcessEnvironment environment;
    for (const auto &[name, value] : m_relay->environment)
        environment.insert(name, value);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(TRAYRELAY_BINARY), QStringList{u"--data-dir"_s, m_folder->path()} + words);
    code = process.waitForFinished(60'000) ? process.exitCode() : -1;
    return QString::fromUtf8(process.readAll());
}

// Sealed with the master key: told only where that is the right one.
std::string KeyMovesTest::tokenKey() const
{
    return m_relay->call("GET", "/api/token/").body;
}

void KeyMovesTest::itMovesWhileTheRelayRunsAndTheNextStartFindsIt()
{
    const std::string tokens = tokenKey();
    const QByteArray digits = keyFile().trimmed();
    QCOMPARE(digits.size(), 64);
    QJsonObject keeping = move(u"keyring"_s);
    QCOMPARE(keeping[u"place"_s], u"keyring"_s);
    QCOMPARE(keeping[u"trouble"_s], u""_s);
    QVERIFY(keyFile().startsWith("keyring "));
    QCOMPARE(m_relay->stop(), 0);
    QVERIFY2(m_relay->start(), m_relay->output().c_str());
    QCOMPARE(tokenKey(), tokens);
    QDirIterator files(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) { // nothing is left behind
        QFile file(files.next());
        QVERIFY(file.open(QFile::ReadOnly));
        QVERIFY2(!file.readAll().contains(digits), qPrintable(file.fileName()));
    }

    keeping = move(u"file"_s);
    QCOMPARE(keeping[u"place"_s], u"file"_s);
    QCOMPARE(keyFile().trimmed(), digits);
    QVERIFY(QDir(m_keyring->path()).isEmpty());
    QCOMPARE(m_relay->stop(), 0);
    behave("absent"); // nobody needs it any more
    QVERIFY2(m_relay->start(), m_relay->output().c_str());
    QCOMPARE(tokenKey(), tokens);
    QVERIFY(m_relay->output().find(digits.toStdString()) == std::string::npos);
}

void KeyMovesTest::aStartWithoutTheKeySaysWhatToDoAndLosesNothing_data()
{
    QTest::addColumn<QByteArray>("mood");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("locked") << QByteArray("locked") << QByteArray("is locked. Nothing is lost. Unlock it");
    QTest::newRow("absent") << QByteArray("absent") << QByteArray("is not there: no bus. Nothing is lost.");
    QTest::newRow("silent") << QByteArray("hangs") << QByteArray("did not answer within 2 seconds");
}

void KeyMovesTest::aStartWithoutTheKeySaysWhatToDoAndLosesNothing()
{
    QFETCH(const QByteArray, mood);
    QFETCH(const QByteArray, sentence);
    const std::string tokens = tokenKey();
    QCOMPARE(move(u"keyring"_s)[u"place"_s], u"keyring"_s);
    QCOMPARE(m_relay->stop(), 0);
    const QByteArray marker = keyFile();
    behave(mood);
    m_relay->launch();
    QCOMPARE(m_relay->waitForExit(std::chrono::seconds(60)), 1);
    const std::string said = m_relay->output();
    QVERIFY2(said.find(sentence.toStdString()) != std::string::npos, said.c_str());
    QCOMPARE(keyFile(), marker);
    behave({});
    QVERIFY2(m_relay->start(), m_relay->output().c_str());
    QCOMPARE(tokenKey(), tokens);
}

void KeyMovesTest::killedInBetweenItIsNotLost_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QByteArray>("call");
    QTest::newRow("as the keyring is given the key") << u"file"_s << u"keyring"_s << QByteArray("set");
    QTest::newRow("as it is read back") << u"file"_s << u"keyring"_s << QByteArray("get");
    QTest::newRow("as the keyring forgets it") << u"keyring"_s << u"file"_s << QByteArray("clear");
}

void KeyMovesTest::killedInBetweenItIsNotLost()
{
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const QByteArray, call);
    const std::string tokens = tokenKey();
    QCOMPARE(move(from)[u"place"_s], from);
    behave("hangs " + call);
    QProcess mover; // the program itself, which asks the relay that runs
    mover.start(QStringLiteral(TRAYRELAY_BINARY),
                {u"--data-dir"_s, m_folder->path(), u"secrets"_s, u"move"_s, to});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_keyring->filePath(u"HANGS"_s)), 20'000);
    m_relay->kill();
    QVERIFY(mover.waitForFinished());
    behave({});
    QVERIFY2(m_relay->start(), m_relay->output().c_str());
    QCOMPARE(tokenKey(), tokens);
    QCOMPARE(move(to)[u"place"_s], to);
    QCOMPARE(tokenKey(), tokens);
}

void KeyMovesTest::theDoctorTellsThatTheNextStartWouldFail()
{
    const auto finding = [this] {
        for (const QJsonValue &each : m_relay->call("GET", "/api/doctor/").json()[u"data"_s].toArray())
            if (each[u"name"_s].toString() == "master-key"_L1)
                return each.toObject();
        return QJsonObject();
    };
    QCOMPARE(finding()[u"result"_s], u"fine"_s);
    QCOMPARE(move(u"keyring"_s)[u"place"_s], u"keyring"_s);
    QCOMPARE(finding()[u"result"_s], u"fine"_s);
    behave("locked");
    const QJsonObject trouble = finding();
    QCOMPARE(trouble[u"result"_s], u"trouble"_s);
    QVERIFY(trouble[u"evidence"_s].toString().contains(u"is locked"_s));
    QVERIFY(trouble[u"remedy"_s].toString().contains(u"trayrelay secrets move file"_s));
}

void KeyMovesTest::theSubCommandMovesAndTells()
{
    QCOMPARE(m_relay->stop(), 0); // on the files alone
    int code = -1;
    QString said = runToEnd({u"secrets"_s, u"show"_s}, code);
    QCOMPARE(code, 0);
    QVERIFY2(said.contains(u"master.key"_s) && said.contains(u"secrets move keyring"_s), qPrintable(said));
    said = runToEnd({u"secrets"_s, u"move"_s, u"keyring"_s}, code);
    QCOMPARE(code, 0);
    QVERIFY(keyFile().startsWith("keyring "));
    behave("locked");
    said = runToEnd({u"secrets"_s, u"show"_s}, code);
    QCOMPARE(code, 0);
    QVERIFY2(said.contains(u"is locked"_s), qPrintable(said));
    said = runToEnd({u"secrets"_s, u"move"_s, u"file"_s}, code);
    QCOMPARE(code, 1);
    QVERIFY2(said.contains(u"stays where it is"_s), qPrintable(said));
    behave({});
    said = runToEnd({u"secrets"_s, u"move"_s, u"file"_s}, code);
    QCOMPARE(code, 0);
    QCOMPARE(keyFile().trimmed().size(), 64);
    runToEnd({u"secrets"_s, u"move"_s, u"pocket"_s}, code);
    QCOMPARE(code, 2);
}

QTEST_GUILESS_MAIN(KeyMovesTest)
#include "tst_key_moves.moc"
