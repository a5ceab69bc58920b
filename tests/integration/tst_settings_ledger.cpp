// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/commit_count.h"
#include "tests/support/database_view.h"
#include "tests/support/settings_calls.h"
#include "tests/support/upstream_scripts.h"

#include <QDir>
#include <QTest>

using namespace tests;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *kRows = "SELECT count(*) FROM usage";
constexpr const char *kRowQuota = "SELECT total(quota) FROM usage";
constexpr const char *kTokenUsed = "SELECT total(used_quota) FROM tokens";
constexpr const char *kChannelUsed = "SELECT total(used_quota) FROM channels";

} // namespace

// A relay whose batches are never due, and what SQLite makes of each that becomes so by a setting.
class SettingsLedgerTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aBatchIsOneTransaction();
    void rowsWaitNoLonger();
    void totalsWaitNoLonger();
    void aScheduleBeginsAtOnce();

private:
    bool answers(int count)
    {
        int good = 0;
        for (int i = 0; i < count; ++i)
            good += m_relay->client()
                                .exchange("POST", "/v1/chat/completions",
                                          R"({"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]})")
                                .status == 200
                        ? 1
                        : 0;
        return good == count;
    }
    std::int64_t inDatabase(const char *sql) const
    {
        return DatabaseView::number(m_relay->dataDir() + u"/trayrelay.db"_s, sql);
    }
    // What the relay says of itself.
    std::int64_t told() const
    {
        return static_cast<std::int64_t>(m_relay->core().metrics().runtime.dbWriteTransactions);
    }

    CommitCount m_commits;
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<RelayFixture> m_relay;
};

void SettingsLedgerTest::init()
{
    m_upstream = std::make_unique<FakeUpstream>(scripts::chat());
    m_relay = std::make_unique<RelayFixture>();
    relay::model::Channel channel;
    channel.name = "priced";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = m_upstream->baseUrl();
    channel.models = {"gpt-4o"};
    QVERIFY(m_relay->add(channel) != 0);
    const std::string body = R"({"LOG_BATCH_SIZE": 100000, "LOG_BATCH_FLUSH_INTERVAL": 3600,)"
                             R"( "BATCH_UPDATE_INTERVAL": 3600, "LOG_RETENTION_DAYS": 0,)"
                             R"( "BACKUP_INTERVAL_HOURS": 0})";
    QVERIFY(!ask(*m_relay, "PUT", "/api/option/", body).isUndefined());
    QVERIFY(awaitLooks(*m_relay, 1)); // the first one has what is staged written
    QVERIFY(m_relay->rows().empty());
}

void SettingsLedgerTest::cleanup()
{
    m_relay.reset();
    m_upstream.reset();
}

void SettingsLedgerTest::aBatchIsOneTransaction()
{
    constexpr int kBatch = 10;
    QVERIFY(change(*m_relay, "LOG_BATCH_SIZE", std::to_string(kBatch)));
    for (int batch = 0; batch < 3; ++batch) {
        const std::int64_t commits = m_commits.now();
        const std::int64_t before = told();
        QVERIFY(answers(kBatch - 1));
        QCOMPARE(inDatabase(kRows), std::int64_t{batch * kBatch});
        QCOMPARE(m_commits.now(), commits);
        QVERIFY(answers(1));
        QTRY_COMPARE(inDatabase(kRows), std::int64_t{(batch + 1) * kBatch});
        QCOMPARE(m_commits.now() - commits, std::int64_t{1});
        QTRY_COMPARE(told() - before, std::int64_t{1});
    }
    QVERIFY(change(*m_relay, "LOG_BATCH_SIZE", "1"));
    const std::int64_t commits = m_commits.now();
    for (int row = 1; row <= 5; ++row) {
        QVERIFY(answers(1));
        QTRY_COMPARE(inDatabase(kRows), std::int64_t{3 * kBatch + row});
    }
    QCOMPARE(m_commits.now() - commits, std::int64_t{5});
}

void SettingsLedgerTest::rowsWaitNoLonger()
{
    QVERIFY(answers(5));
    const std::int64_t commits = m_commits.now();
    QCOMPARE(inDatabase(kRows), std::int64_t{0});
    QVERIFY(change(*m_relay, "LOG_BATCH_FLUSH_INTERVAL", "1"));
    QTRY_COMPARE(inDatabase(kRows), std::int64_t{5});
    QCOMPARE(m_commits.now() - commits, std::int64_t{1});
    QCOMPARE(inDatabase(kTokenUsed), std::int64_t{0}); // totals have an interval of their own
}

void SettingsLedgerTest::totalsWaitNoLonger()
{
    QVERIFY(answers(5));
    const std::int64_t commits = m_commits.now();
    QCOMPARE(inDatabase(kTokenUsed), std::int64_t{0});
    QVERIFY(change(*m_relay, "BATCH_UPDATE_INTERVAL", "1"));
    QTRY_VERIFY(inDatabase(kTokenUsed) > 0);
    QCOMPARE(inDatabase(kRows), std::int64_t{0});
    QCOMPARE(m_commits.now() - commits, std::int64_t{1}); // of five answers
    const std::int64_t used = inDatabase(kTokenUsed);
    QCOMPARE(inDatabase(kChannelUsed), used);
    QCOMPARE(m_relay->rows().size(), std::size_t{5}); // written for who asks
    QCOMPARE(inDatabase(kRowQuota), used);
}

void SettingsLedgerTest::aScheduleBeginsAtOnce()
{
    const QDir backups(m_relay->dataDir() + u"/backups"_s);
    QVERIFY(backups.entryList({u"trayrelay-*.db"_s}, QDir::Files).isEmpty());
    QVERIFY(change(*m_relay, "BACKUP_INTERVAL_HOURS", "1"));
    QTRY_COMPARE_WITH_TIMEOUT(ask(*m_relay, "GET", "/api/database/backup").toArray().size(), 1,
                              30'000); // looks come once a minute
    QCOMPARE(QDir(backups.path()).entryList({u"trayrelay-*.db"_s}, QDir::Files).size(), 1);
}

QTEST_GUILESS_MAIN(SettingsLedgerTest)
#include "tst_settings_ledger.moc"
