// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/env_store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace relay::config;
using relay::ErrorKind;

class EnvStoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readsWhatIsThere();
    void writesAndGivesTheNextHash();
    void makesAFileWhereThereIsNone();
    void theFileIsItsOwnersAlone();
    void anEditByHandIsAConflict_data();
    void anEditByHandIsAConflict();
    void anyEditByHandIsAConflict_data();
    void anyEditByHandIsAConflict();
    void anEditThatCameBackIsNone();
    void nothingToDoWritesNothing();
    void whatCannotBeWrittenChangesNothing_data();
    void whatCannotBeWrittenChangesNothing();
    void aSymbolicLinkStaysOne();
    void aFolderIsNoFile();

private:
    QString path() const { return m_directory->filePath(QStringLiteral(".env")); }
    void put(const QByteArray &content) const;
    QByteArray content() const;
    // What lies beside the file: a write must leave no remains.
    QStringList names() const
    {
        return QDir(m_directory->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    const std::vector<EnvAssignment> m_wanted = {{"PORT", "3001"}};
};

void EnvStoreTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

void EnvStoreTest::put(const QByteArray &content) const
{
    QFile file(path());
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write the file");
}

QByteArray EnvStoreTest::content() const
{
    QFile file(path());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void EnvStoreTest::readsWhatIsThere()
{
    const auto none = readEnvFile(path());
    QVERIFY(none.has_value() && !none->exists && none->hash.empty());
    put("");
    const auto empty = readEnvFile(path());
    QVERIFY(empty.has_value() && empty->exists);
    QCOMPARE(empty->hash.size(), std::size_t{64});
    put(QByteArray("A=\0\r\n", 5));
    QCOMPARE(readEnvFile(path())->bytes, std::string("A=\0\r\n", 5));
    put(QByteArray(1024 * 1024 + 1, 'x'));
    QCOMPARE(readEnvFile(path()).error().kind, ErrorKind::Storage);
}

void EnvStoreTest::writesAndGivesTheNextHash()
{
    put("# mine\r\nPORT=3000\r\nOTHER=x\r\n");
    const auto first = writeEnvFile(path(), readEnvFile(path())->hash, m_wanted);
    QVERIFY(first.has_value() && !first->conflict);
    QCOMPARE(content(), QByteArray("# mine\r\nPORT=3001\r\nOTHER=x\r\n"));
    QCOMPARE(QByteArray::fromStdString(first->now.bytes), content());
    QCOMPARE(first->now.hash, readEnvFile(path())->hash);

    const std::vector<EnvAssignment> next = {{"PORT", "3002"}};
    const auto second = writeEnvFile(path(), first->now.hash, next);
    QVERIFY(second.has_value() && !second->conflict);
    QCOMPARE(content(), QByteArray("# mine\r\nPORT=3002\r\nOTHER=x\r\n"));
    QCOMPARE(names(), QStringList(QStringLiteral(".env")));
}

void EnvStoreTest::makesAFileWhereThereIsNone()
{
    const auto written = writeEnvFile(path(), {}, m_wanted);
    QVERIFY(written.has_value() && !written->conflict && written->now.exists);
    QCOMPARE(content(), QByteArray("PORT=3001\n"));
}

void EnvStoreTest::theFileIsItsOwnersAlone()
{
    constexpr QFileDevice::Permissions kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                                                 QFileDevice::ExeGroup | QFileDevice::ReadOther |
                                                 QFileDevice::WriteOther | QFileDevice::ExeOther;
    put("");
    QVERIFY(QFile::setPermissions(path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner));
    if (QFile::permissions(path()) & kOthers)
        QSKIP("rights come from the folder here");
    QVERIFY(QFile::setPermissions(path(), QFile::permissions(path()) | kOthers));
    QVERIFY(writeEnvFile(path(), readEnvFile(path())->hash, m_wanted).has_value());
    QVERIFY(!(QFile::permissions(path()) & kOthers));
    QVERIFY(QFile::permissions(path()) & QFileDevice::ReadOwner);
    QVERIFY(QFile::remove(path()));
    QVERIFY(writeEnvFile(path(), {}, m_wanted).has_value());
    QVERIFY(!(QFile::permissions(path()) & kOthers));
}

void EnvStoreTest::anEditByHandIsAConflict_data()
{
    QTest::addColumn<bool>("before"); // there was a file
    QTest::addColumn<bool>("after");
    QTest::newRow("changed") << true << true;
    QTest::newRow("made") << false << true;
    QTest::newRow("deleted") << true << false;
}

void EnvStoreTest::anEditByHandIsAConflict()
{
    QFETCH(bool, before);
    QFETCH(bool, after);
    if (before)
        put("PORT=3000\n");
    const std::string hash = readEnvFile(path())->hash;
    QFile::remove(path());
    if (after)
        put("PORT=3000 # mine\n");
    const auto written = writeEnvFile(path(), hash, m_wanted);
    QVERIFY(written.has_value() && written->conflict);
    QCOMPARE(written->now.exists, after);
    QCOMPARE(written->now.bytes, std::string(after ? "PORT=3000 # mine\n" : ""));
    QCOMPARE(written->now.hash, readEnvFile(path())->hash);
    QCOMPARE(content(), QByteArray(after ? "PORT=3000 # mine\n" : ""));

    const auto again = writeEnvFile(path(), written->now.hash, m_wanted); // it has been taken note of
    QVERIFY(again.has_value() && !again->conflict);
    QCOMPARE(content(), QByteArray(after ? "PORT=3001 # mine\n" : "PORT=3001\n"));
}

void EnvStoreTest::anyEditByHandIsAConflict_data()
{
    QTest::addColumn<QByteArray>("edited");
    QTest::newRow("to what was to be written") << QByteArray("PORT=3001\n");
    QTest::newRow("to what nobody can write to") << QByteArray("\xff\xfeP\0", 4);
}

void EnvStoreTest::anyEditByHandIsAConflict()
{
    QFETCH(QByteArray, edited);
    put("PORT=3000\n");
    const std::string hash = readEnvFile(path())->hash;
    put(edited);
    const auto written = writeEnvFile(path(), hash, m_wanted);
    QVERIFY(written.has_value() && written->conflict);
    QCOMPARE(QByteArray::fromStdString(written->now.bytes), edited);
}

void EnvStoreTest::anEditThatCameBackIsNone()
{
    put("PORT=3000\n");
    const std::string hash = readEnvFile(path())->hash;
    put("PORT=1\n");
    put("PORT=3000\n");
    QVERIFY(!writeEnvFile(path(), hash, m_wanted)->conflict);
}

void EnvStoreTest::nothingToDoWritesNothing()
{
    put("PORT = '3001'\n");
    QVERIFY(QFile::setPermissions(path(), QFileDevice::ReadOwner | QFileDevice::ReadGroup));
    const auto written = writeEnvFile(path(), readEnvFile(path())->hash, m_wanted);
    QVERIFY(written.has_value() && !written->conflict);
    QCOMPARE(written->now.bytes, std::string("PORT = '3001'\n"));
    QVERIFY(QFile::permissions(path()) & QFileDevice::ReadGroup); // a file written anew would have lost it
}

void EnvStoreTest::whatCannotBeWrittenChangesNothing_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("a value with a line end")
        << QByteArray("A=1\n") << QByteArray("a\nb") << ErrorKind::BadRequest;
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe", 2) << QByteArray("a") << ErrorKind::Storage;
    QTest::newRow("what is too large")
        << QByteArray(1024 * 1024 + 1, 'x') << QByteArray("a") << ErrorKind::Storage;
    QTest::newRow("what would be too large")
        << QByteArray(1024 * 1024, 'x') << QByteArray("a") << ErrorKind::Storage;
}

void EnvStoreTest::whatCannotBeWrittenChangesNothing()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, value);
    QFETCH(ErrorKind, kind);
    put(content);
    const auto read = readEnvFile(path());
    const std::vector<EnvAssignment> wanted = {{"GOOD", "1"}, {"NAME", value.toStdString()}};
    const auto written = writeEnvFile(path(), read ? read->hash : std::string(), wanted);
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().kind, kind);
    QVERIFY(written.error().message.startsWith(QDir::toNativeSeparators(path())));
    QCOMPARE(this->content(), content);
    QCOMPARE(names(), QStringList(QStringLiteral(".env")));
}

void EnvStoreTest::aSymbolicLinkStaysOne()
{
    const QString target = m_directory->filePath(QStringLiteral("dotfiles"));
    put("PORT=3000\n");
    QVERIFY(QFile::rename(path(), target));
    if (!QFile::link(target, path()) || !QFileInfo(path()).isSymbolicLink())
        QSKIP("no symbolic links here");
    QVERIFY(!writeEnvFile(path(), readEnvFile(path())->hash, m_wanted)->conflict);
    QVERIFY(QFileInfo(path()).isSymbolicLink());
    QFile file(target);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("PORT=3001\n"));
}

void EnvStoreTest::aFolderIsNoFile()
{
    QVERIFY(QDir().mkdir(path()));
    QCOMPARE(readEnvFile(path()).error().kind, ErrorKind::Storage);
    QCOMPARE(writeEnvFile(path(), {}, m_wanted).error().kind, ErrorKind::Storage);
    QVERIFY(!writeEnvFile(m_directory->filePath(QStringLiteral("nowhere/.env")), {}, m_wanted).has_value());
}

QTEST_GUILESS_MAIN(EnvStoreTest)
#include "tst_env_store.moc"
