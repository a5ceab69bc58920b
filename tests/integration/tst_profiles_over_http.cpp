// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/unit/relay/profiling/proto_reader.h"

#include <QTest>

#include <chrono>

using namespace tests;
using namespace std::chrono_literals;

// Profiles from the admin API of a whole relay whose PPROF_PORT is closed.
class ProfilesOverHttpTest final : public QObject
{
    Q_OBJECT

private slots:
    void eachKindCanBeRead_data();
    void eachKindCanBeRead();
    void theRelayAnswersMeanwhile();
    void aRunningOneDoesNotHoldTheEnd();

private:
    static constexpr const char *kLong = "/api/profile/cpu?seconds=3600";
    RelayFixture m_relay;
    HttpClient admin() const { return HttpClient(m_relay.port(), m_key); }
    int status(std::string_view path) const { return admin().exchange("GET", path).status; }
    const std::string m_key = m_relay.core().adminKey();
};

void ProfilesOverHttpTest::eachKindCanBeRead_data()
{
    QTest::addColumn<QByteArray>("kind");
    for (const char *kind : {"cpu", "heap", "threads", "block", "mutex"})
        QTest::newRow(kind) << QByteArray(kind);
}

void ProfilesOverHttpTest::eachKindCanBeRead()
{
    QFETCH(QByteArray, kind);
    const HttpReply reply =
        admin().exchange("GET", QByteArray("/api/profile/" + kind + "?seconds=1").toStdString());
    QCOMPARE(reply.status, 200);
    const auto bytes = unzipped(QByteArray::fromStdString(reply.body));
    const auto profile = bytes ? readProto(*bytes) : std::nullopt;
    QVERIFY(profile);
    QVERIFY(profile->texts.count(1) > 0); // the kinds of its samples
}

void ProfilesOverHttpTest::theRelayAnswersMeanwhile()
{
    HttpClient first = admin();
    QVERIFY(first.request("GET", kLong));
    QTRY_COMPARE(status("/api/profile/heap?seconds=1"), 409);
    QCOMPARE(status("/api/status"), 200);
    QCOMPARE(m_relay.client().exchange("GET", "/v1/models").status, 200);
    QCOMPARE(status("/api/profile/heap?seconds=1"), 409);
    first.close(); // which ends it
    QTRY_COMPARE_WITH_TIMEOUT(status("/api/profile/heap?seconds=1"), 200, 20'000);
}

void ProfilesOverHttpTest::aRunningOneDoesNotHoldTheEnd()
{
    HttpClient first = admin();
    QVERIFY(first.request("GET", kLong));
    QTRY_COMPARE(status("/api/profile/heap?seconds=1"), 409);
    const auto begin = std::chrono::steady_clock::now();
    m_relay.stop(30s);
    QVERIFY(std::chrono::steady_clock::now() - begin < 20s);
    QCOMPARE(first.read().status, 503);
}

QTEST_GUILESS_MAIN(ProfilesOverHttpTest)
#include "tst_profiles_over_http.moc"
