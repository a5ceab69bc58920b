// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QTest>

using namespace relay;
using api::ProfileKind;

// /api/profile/{kind}.
class ProfileApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void givesTheBytesOfAKind_data();
    void givesTheBytesOfAKind();
    void threadsAreTextAsWell();
    void refuses_data();
    void refuses();
    void aClientThatIsGoneEndsIt();
    void theEndOfTheRelayIsAnswered();
    void needsTheAdminKey();
};

void ProfileApiTest::givesTheBytesOfAKind_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QByteArray>("file");
    const auto row = [](const char *path, ProfileKind kind, int seconds, const char *file) {
        QTest::newRow(path) << QByteArray(path) << int(kind) << seconds << QByteArray(file);
    };
    row("cpu", ProfileKind::Cpu, 30, "cpu.pb.gz");
    row("cpu?seconds=3600", ProfileKind::Cpu, 3600, "cpu.pb.gz");
    row("heap/", ProfileKind::Heap, 30, "heap.pb.gz");
    row("threads", ProfileKind::Threads, 30, "threads.pb.gz");
    row("block?seconds=1", ProfileKind::Block, 1, "block.pb.gz");
    row("mutex?debug=1", ProfileKind::Mutex, 30, "mutex.pb.gz");
}

void ProfileApiTest::givesTheBytesOfAKind()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, file);
    AdminClient client;
    client.service.fakeProfiles.next.proto = std::string("\x1f\x8b\0proto", 8);
    const Answer answer = client.get("/api/profile/" + path);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray("\x1f\x8b\0proto", 8));
    QCOMPARE(answer.header("Content-Type"), QByteArray("application/octet-stream"));
    QCOMPARE(answer.header("Content-Disposition"), "attachment; filename=\"" + file + '"');
    QTEST(int(client.service.fakeProfiles.lastRequest.kind), "kind");
    QFETCH(int, seconds);
    QCOMPARE(client.service.fakeProfiles.lastRequest.duration, std::chrono::seconds(seconds));
}

void ProfileApiTest::threadsAreTextAsWell()
{
    AdminClient client;
    client.service.fakeProfiles.next.groupedText = "grouped\n";
    client.service.fakeProfiles.next.singleText = "one by one\n";
    const Answer grouped = client.get("/api/profile/threads?debug=1");
    QCOMPARE(grouped.header("Content-Type"), QByteArray("text/plain; charset=utf-8"));
    QCOMPARE(grouped.body, QByteArray("grouped\n"));
    QCOMPARE(client.get("/api/profile/threads?debug=2").body, QByteArray("one by one\n"));
}

void ProfileApiTest::refuses_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown") << QByteArray("gpu") << 404
                             << QStringLiteral("there is no profile \"gpu\": there are cpu, heap, threads, "
                                               "block and mutex");
    QTest::newRow("no time") << QByteArray("cpu?seconds=0") << 400
                             << QStringLiteral("seconds must be a whole number from 1 to 3600");
    QTest::newRow("a day") << QByteArray("heap?seconds=86400") << 400
                           << QStringLiteral("seconds must be a whole number from 1 to 3600");
    QTest::newRow("debug") << QByteArray("threads?debug=3") << 400
                           << QStringLiteral("debug must be a whole number from 0 to 2");
}

void ProfileApiTest::refuses()
{
    QFETCH(QByteArray, path);
    AdminClient client;
    const Answer answer = client.get("/api/profile/" + path);
    QTEST(answer.status, "status");
    QTEST(answer.message(), "message");
    client.service.fakeProfiles.failure = Error{ErrorKind::Conflict, QStringLiteral("one at a time")};
    QCOMPARE(client.get("/api/profile/cpu").status, 409);
}

void ProfileApiTest::aClientThatIsGoneEndsIt()
{
    AdminClient client;
    client.service.fakeProfiles.held = true;
    auto socket = client.open(AdminClient::requestText("GET", "/api/profile/cpu", {}));
    QTRY_COMPARE(client.handler.liveCount(), std::size_t{1});
    QVERIFY(!client.service.fakeProfiles.abandoned);
    socket->abort();
    QTRY_VERIFY(client.service.fakeProfiles.abandoned);
    QTRY_COMPARE(client.handler.liveCount(), std::size_t{0});
}

void ProfileApiTest::theEndOfTheRelayIsAnswered()
{
    AdminClient client;
    client.service.fakeProfiles.held = true;
    const auto socket = client.open(AdminClient::requestText("GET", "/api/profile/cpu", {}));
    QTRY_COMPARE(client.handler.liveCount(), std::size_t{1});
    client.handler.drain();
    const Answer answer = client.read(*socket);
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.message(), QStringLiteral("the relay is shutting down"));
    QVERIFY(client.service.fakeProfiles.abandoned);
}

void ProfileApiTest::needsTheAdminKey()
{
    AdminClient client;
    QCOMPARE(client.call("GET", "/api/profile/cpu", {}, {}).status, 401);
}

QTEST_GUILESS_MAIN(ProfileApiTest)
#include "tst_profile_api.moc"
