// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/doctor_calls.h"
#include "tests/support/pprof_reader.h"
#include "tests/unit/relay/profiling/proto_reader.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace tests;

// trayrelay profile: the sets of files that it leaves.
class ProfileSetsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aSetHasEveryKind();
    void onlyTheNewestStay();
    void aStoppedRelayHasNone();
    void whatIsWrongIsToldAsJsonToo();

private:
    QStringList line(const QStringList &more) const
    {
        return QStringList{QStringLiteral("--data-dir"), m_folder.filePath(QStringLiteral("data")),
                           QStringLiteral("profile"), QStringLiteral("--out"), m_out.path()} +
               more;
    }
    bool start(RelayChild &relay) const
    {
        relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
        return relay.start();
    }
    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    // The types of a profile's numbers; empty: it cannot be read.
    static QByteArrayList typesOf(const QString &path);

    const QTemporaryDir m_folder;
    const QDir m_out{m_folder.filePath(QStringLiteral("profiles"))};
};

QByteArrayList ProfileSetsTest::typesOf(const QString &path)
{
    const auto bytes = unzipped(content(path));
    const auto profile = bytes ? readProto(*bytes) : std::nullopt;
    QByteArrayList types;
    if (!profile)
        return types;
    for (const QByteArray &text : profile->texts.at(1))
        types.append(profile->texts.at(6).at(readProto(text)->number(1)));
    return types;
}

void ProfileSetsTest::aSetHasEveryKind()
{
    RelayChild relay(m_folder.filePath(QStringLiteral("data")));
    QVERIFY2(start(relay), relay.output().c_str());
    const Told told = command(line({QStringLiteral("--all"), QStringLiteral("--seconds"), QStringLiteral("1"),
                                    QStringLiteral("--json")}));
    QVERIFY2(told.code == 0, told.error.constData());
    const QDir set(QJsonDocument::fromJson(told.out)[QStringLiteral("path")].toString());
    QCOMPARE(QFileInfo(set.path()).path(), m_out.path());
    const QStringList files{QStringLiteral("block.pb.gz"),  QStringLiteral("cpu.pb.gz"),
                            QStringLiteral("heap.pb.gz"),   QStringLiteral("mutex.pb.gz"),
                            QStringLiteral("runtime.json"), QStringLiteral("threads.pb.gz"),
                            QStringLiteral("threads.txt")};
    QCOMPARE(set.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name), files);

    QCOMPARE(typesOf(set.filePath(QStringLiteral("cpu.pb.gz"))), (QByteArrayList{"samples", "cpu"}));
    QCOMPARE(typesOf(set.filePath(QStringLiteral("heap.pb.gz"))),
             (QByteArrayList{"alloc_objects", "alloc_space", "inuse_objects", "inuse_space"}));
    for (const char *const lock : {"block.pb.gz", "mutex.pb.gz"})
        QCOMPARE(typesOf(set.filePath(QString::fromLatin1(lock))), (QByteArrayList{"contentions", "delay"}));
    const QString threads = set.filePath(QStringLiteral("threads.pb.gz"));
    QCOMPARE(typesOf(threads).size(), qsizetype{1});
    if (PprofReader::isInstalled()) {
        PprofReader pprof;
        QVERIFY2(!pprof.top(threads).empty(), pprof.trouble().constData());
    }
    const QByteArray text = content(set.filePath(QStringLiteral("threads.txt")));
    QVERIFY2(text.contains("\"relay\"") && text.contains("exchanges in progress: 0"), text.constData());
    const QJsonDocument runtime =
        QJsonDocument::fromJson(content(set.filePath(QStringLiteral("runtime.json"))));
    QCOMPARE(runtime[QStringLiteral("port")].toInt(), int(relay.port()));
    QVERIFY(runtime[QStringLiteral("rss_bytes")].toInteger() > 1'000'000);
    QVERIFY(runtime[QStringLiteral("runtime")][QStringLiteral("threads")].toInt() > 1);
}

void ProfileSetsTest::onlyTheNewestStay()
{
    constexpr qsizetype kKept = 2;
    RelayChild relay(m_folder.filePath(QStringLiteral("data")));
    QVERIFY2(start(relay), relay.output().c_str());
    const QString old = QStringLiteral("profile-20200101-000000");
    const QString foreign = QStringLiteral("profile-of-mine");
    QVERIFY(m_out.mkpath(old) && m_out.mkpath(foreign));
    QProcess program;
    program.start(QStringLiteral(TRAYRELAY_BINARY),
                  line({QStringLiteral("threads"), QStringLiteral("--every"), QStringLiteral("1s"),
                        QStringLiteral("--keep"), QString::number(kKept)}));
    QStringList told; // the sets' names, as they come
    const auto newestStay = [&] {
        for (const QByteArray &path : program.readAllStandardOutput().split('\n'))
            if (!path.isEmpty())
                told.append(QFileInfo(QString::fromUtf8(path)).fileName());
        QStringList there = m_out.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        there.removeIf([](const QString &name) { return name.endsWith(QStringLiteral(".part")); });
        return told.size() > kKept + 1 && there == told.last(kKept) + QStringList{foreign};
    };
    const bool stay = QTest::qWaitFor(newestStay, 60'000);
    program.kill();
    QVERIFY(program.waitForFinished());
    QVERIFY2(stay, qPrintable(told.join(u' ') + QString::fromUtf8(program.readAllStandardError())));
    for (const QString &name : told.last(kKept))
        QVERIFY(!typesOf(m_out.filePath(name + QStringLiteral("/threads.pb.gz"))).isEmpty());
}

void ProfileSetsTest::aStoppedRelayHasNone()
{
    QDir().mkpath(m_folder.filePath(QStringLiteral("data")));
    const Told told =
        command(line({QStringLiteral("--all"), QStringLiteral("--seconds"), QStringLiteral("1")}));
    QCOMPARE(told.code, 1);
    QCOMPARE(told.error,
             QByteArray("trayrelay: a profile needs the running program; start trayrelay first\n"));
    QCOMPARE(told.out, QByteArray());
}

void ProfileSetsTest::whatIsWrongIsToldAsJsonToo()
{
    const QString json = QStringLiteral("--json");
    const auto kind = [](const Told &told) {
        return QJsonDocument::fromJson(told.out)[QStringLiteral("error")][QStringLiteral("kind")].toString();
    };
    const Told stopped = command(line({QStringLiteral("heap"), json}));
    QCOMPARE(kind(stopped), QStringLiteral("unavailable"));
    QCOMPARE(stopped.code, 1);
    const Told wrong = command(line({QStringLiteral("disk"), json}));
    QCOMPARE(kind(wrong), QStringLiteral("bad_request"));
    QCOMPARE(wrong.code, 2);
}

QTEST_GUILESS_MAIN(ProfileSetsTest)
#include "tst_profile_sets.moc"
