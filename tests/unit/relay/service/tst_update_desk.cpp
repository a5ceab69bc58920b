// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/update_desk.h"
#include "tests/support/announcer.h"
#include "tests/support/fake_upstream.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace tests;
using relay::Result;
using relay::api::UpdateStatus;
using relay::api::UpdateVerdict;
using relay::service::UpdateDesk;

namespace {

constexpr int kPatienceMs = 30'000;
constexpr const char *kNewer = "99.1.0";
constexpr std::int64_t kNow = 1'800'000'000'000;
constexpr std::int64_t kDayMs = 24 * 3600 * 1000;

FakeUpstream::Script answers(int status, const std::string &body, const std::string &lines = {})
{
    return [=](UpstreamCall &call) { call.answer(status, body, lines); };
}

} // namespace

// What is heard of newer versions, from whom, and how often somebody is asked.
class UpdateDeskTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void offAsksNobody();
    void asksOnceADay();
    void whereNobodyAnswersItAsksAgainSoon();
    void whatWasHeardOutlivesAStart();
    void whatIsNotNewerIsNotOffered_data();
    void whatIsNotNewerIsNotOffered();
    void whatCannotBeBelievedIsNotShown_data();
    void whatCannotBeBelievedIsNotShown();
    void anUntrustedCertificateEndsIt();
    void aPersonMayAskAtAnyTime();
    void anOlderAnnouncementHidesNoNewerOne();
    void aForgedMemoryIsNotBelieved();
    void withoutAKeyNobodyIsAsked();
    void anEndDropsTheQuestion();

private:
    void make(const std::string &keyPem);
    void makeAnew()
    {
        m_desk.reset();
        make(m_announcer.publicPem());
    }
    void askAt(const std::string &url, bool enabled = true)
    {
        auto settings = std::make_shared<relay::config::Settings>();
        settings->update = {enabled, url};
        m_settings = settings;
    }
    std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(m_server->port()) + "/update.json";
    }
    bool hasAsked()
    {
        return QTest::qWaitFor(
            [this] {
                const UpdateStatus now = m_desk->updateStatus();
                return now.askedAtMs != 0 && !now.asking;
            },
            kPatienceMs);
    }
    std::optional<Result<UpdateStatus>> ask(); // none: no reply
    FakeUpstream::Script announces(const std::string &version) const
    {
        return answers(200, m_announcer.answer(Announcer::announcement(version)));
    }

    const Announcer m_announcer;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeUpstream> m_server;
    std::shared_ptr<const relay::config::Settings> m_settings; // not changed while a question is under way
    QObject m_root;
    std::atomic<int> m_news{0};
    std::unique_ptr<UpdateDesk> m_desk;
};

void UpdateDeskTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<FakeUpstream>(announces(kNewer));
    m_news = 0;
    askAt(url());
    make(m_announcer.publicPem());
}

void UpdateDeskTest::cleanup()
{
    m_desk.reset();
    m_server.reset();
}

void UpdateDeskTest::make(const std::string &keyPem)
{
    m_desk = std::make_unique<UpdateDesk>(
        UpdateDesk::Parts{.relayRoot = &m_root,
                          .settings = [this] { return m_settings; },
                          .file = m_folder->filePath(QStringLiteral("update-check.json")),
                          .keyPem = keyPem,
                          .news = [this](const std::string &, const std::string &) { ++m_news; }});
    m_desk->open();
}

std::optional<Result<UpdateStatus>> UpdateDeskTest::ask()
{
    QObject context;
    std::optional<Result<UpdateStatus>> result;
    m_desk->checkForUpdate(&context, [&result](const Result<UpdateStatus> &told) { result.emplace(told); });
    (void)QTest::qWaitFor([&result] { return result.has_value(); }, kPatienceMs);
    return result;
}

void UpdateDeskTest::offAsksNobody()
{
    askAt(url(), false);
    m_desk->look(kNow);
    QVERIFY(!m_desk->updateStatus().asking);
    askAt({});
    m_desk->look(kNow);
    QVERIFY(!m_desk->updateStatus().asking);
    QCOMPARE(m_desk->updateStatus().askedAtMs, std::int64_t{0});
    QCOMPARE(m_desk->updateStatus().verdict, UpdateVerdict::Unknown);
    QVERIFY(m_desk->updateStatus().enabled);
    QCOMPARE(m_server->connectionCount(), 0);
}

void UpdateDeskTest::asksOnceADay()
{
    m_desk->look(kNow);
    QVERIFY(hasAsked());
    const UpdateStatus now = m_desk->updateStatus();
    QCOMPARE(now.verdict, UpdateVerdict::Newer);
    QCOMPARE(now.version, std::string(kNewer));
    QCOMPARE(now.page, std::string("https://updates.example/page"));
    QCOMPARE(now.notes, std::string("Faster start."));
    QCOMPARE(now.sha256.size(), std::size_t{1});
    QCOMPARE(now.running, std::string(TRAYRELAY_VERSION));
    QVERIFY(now.trouble.empty());
    QCOMPARE(now.askedAtMs, kNow);
    const SeenRequest request = m_server->requests().front();
    QVERIFY(request.head.starts_with("GET /update.json HTTP/1.1\r\n"));
    QCOMPARE(request.body, std::string());
    QCOMPARE(request.field("user-agent"), std::string("trayrelay")); // nothing tells who asks
    QCOMPARE(request.field("cookie"), std::string());
    QCOMPARE(int(m_news), 1);

    m_desk->look(kNow + kDayMs - 1);
    QVERIFY(!m_desk->updateStatus().asking);
    QCOMPARE(m_server->requestCount(), std::size_t{1});
    m_desk->look(kNow + kDayMs);
    QVERIFY(hasAsked());
    QCOMPARE(m_server->requestCount(), std::size_t{2});
    QCOMPARE(int(m_news), 1); // it was told
    m_desk->look(kNow);       // the clock was set back
    QVERIFY(hasAsked());
    QCOMPARE(m_server->requestCount(), std::size_t{3});
    askAt(url() + "?elsewhere");
    m_desk->look(kNow + 1);
    QVERIFY(hasAsked());
    QCOMPARE(m_server->requestCount(), std::size_t{4});
}

// A program that starts with the system may be there before the network is.
void UpdateDeskTest::whereNobodyAnswersItAsksAgainSoon()
{
    constexpr std::int64_t kSoonMs = kDayMs / 24;
    m_server.reset();
    m_desk->look(kNow);
    QVERIFY(hasAsked());
    QVERIFY(!m_desk->updateStatus().trouble.empty());
    m_desk->look(kNow + kSoonMs - 1);
    QCOMPARE(m_desk->updateStatus().askedAtMs, kNow);
    makeAnew();
    m_desk->look(kNow + kSoonMs - 1);
    QCOMPARE(m_desk->updateStatus().askedAtMs, kNow);
    m_desk->look(kNow + kSoonMs);
    QCOMPARE(m_desk->updateStatus().askedAtMs, kNow + kSoonMs);
}

void UpdateDeskTest::whatWasHeardOutlivesAStart()
{
    m_desk->look(kNow);
    QVERIFY(hasAsked());
    makeAnew();
    QCOMPARE(m_desk->updateStatus().verdict, UpdateVerdict::Newer);
    QCOMPARE(m_desk->updateStatus().askedAtMs, kNow);
    m_desk->look(kNow + 1000);
    QVERIFY(!m_desk->updateStatus().asking);
    m_desk->look(kNow + kDayMs);
    QVERIFY(hasAsked());
    QCOMPARE(m_server->requestCount(), std::size_t{2});
    QCOMPARE(int(m_news), 1);
}

void UpdateDeskTest::whatIsNotNewerIsNotOffered_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("an older one") << QByteArray("0.0.9");
    QTest::newRow("the same") << QByteArray(TRAYRELAY_VERSION);
}

void UpdateDeskTest::whatIsNotNewerIsNotOffered()
{
    QFETCH(const QByteArray, version);
    m_server->use(announces(version.toStdString()));
    m_desk->look(kNow);
    QVERIFY(hasAsked());
    QCOMPARE(m_desk->updateStatus().verdict, UpdateVerdict::Current);
    QVERIFY(m_desk->updateStatus().trouble.empty());
    QCOMPARE(int(m_news), 0);
}

void UpdateDeskTest::whatCannotBeBelievedIsNotShown_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("trouble");
    const QByteArray right = QByteArray::fromStdString(m_announcer.answer(Announcer::announcement(kNewer)));
    const QByteArray foreign = QByteArray::fromStdString(Announcer().answer(Announcer::announcement(kNewer)));
    const QByteArray none;
    const auto row = [](const char *name, int code, const QByteArray &body, const QByteArray &lines,
                        const char *trouble) {
        QTest::newRow(name) << code << body << lines << QByteArray(trouble);
    };
    row("signed by somebody else", 200, foreign, none, "not signed by");
    row("garbage", 200, "\x01\x02{{{", none, "JSON was expected");
    row("nothing", 200, none, none, "JSON was expected");
    row("too large", 200, right + QByteArray(5'000'000, ' '), none, "larger than");
    row("a redirect is not followed", 302, right, "Location: /elsewhere.json\r\n", "/elsewhere.json");
    row("an error with a right body", 404, right, none, "HTTP 404");
    row("a password is asked for", 401, none, "WWW-Authenticate: Basic realm=\"x\"\r\n", "HTTP 401");
}

void UpdateDeskTest::whatCannotBeBelievedIsNotShown()
{
    QFETCH(const int, code);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, trouble);
    m_server->use(answers(code, body.toStdString(), lines.toStdString()));
    m_desk->look(kNow);
    QVERIFY(hasAsked());
    const UpdateStatus now = m_desk->updateStatus();
    QCOMPARE(now.verdict, UpdateVerdict::Unknown);
    QCOMPARE(now.version, std::string());
    QCOMPARE(now.page, std::string());
    const QByteArray said = QByteArray::fromStdString(now.trouble.english());
    QVERIFY2(said.contains(trouble), said.constData());
    m_desk->look(kNow + 1000);
    QVERIFY(!m_desk->updateStatus().asking); // nor is it tried again before the next day
    QCOMPARE(m_server->requestCount(), std::size_t{1});
    QCOMPARE(int(m_news), 0);
}

void UpdateDeskTest::anUntrustedCertificateEndsIt()
{
    const PemPair identity = CertificateAuthority::selfSigned(
        {.commonName = "localhost", .dnsNames = {"localhost"}, .addresses = {"127.0.0.1"}});
    const FakeUpstream server(std::vector{announces(kNewer)}, &identity);
    askAt("https://127.0.0.1:" + std::to_string(server.port()) + "/");
    m_desk->look(kNow);
    QVERIFY(hasAsked());
    QCOMPARE(m_desk->updateStatus().verdict, UpdateVerdict::Unknown);
    QVERIFY(!m_desk->updateStatus().trouble.empty());
    QCOMPARE(server.requestCount(), std::size_t{0});
}

void UpdateDeskTest::aPersonMayAskAtAnyTime()
{
    askAt({}, false);
    auto asked = ask();
    QVERIFY(asked && !*asked);
    QVERIFY(asked->error().message.contains(QStringLiteral("UPDATE_CHECK_URL is empty")));
    askAt(url(), false);
    asked = ask();
    QVERIFY(asked && *asked);
    QCOMPARE((*asked)->version, std::string(kNewer));
    QCOMPARE(int(m_news), 1);
    m_server->use(answers(500, "{}"));
    asked = ask();
    QVERIFY(asked && !*asked);
    QCOMPARE(int(asked->error().kind), int(relay::ErrorKind::Transient));
    QCOMPARE(m_desk->updateStatus().version, std::string(kNewer)); // what was believed stays known
    QVERIFY(m_desk->updateStatus().trouble.english().find("HTTP 500") != std::string::npos);
}

void UpdateDeskTest::anOlderAnnouncementHidesNoNewerOne()
{
    QVERIFY(ask());
    m_server->use(announces("99.0.9"));
    const auto asked = ask();
    QVERIFY(asked && *asked);
    QCOMPARE((*asked)->version, std::string(kNewer));
    QCOMPARE(int(m_news), 1);
}

void UpdateDeskTest::aForgedMemoryIsNotBelieved()
{
    QVERIFY(ask());
    m_desk.reset();
    QFile file(m_folder->filePath(QStringLiteral("update-check.json")));
    QVERIFY(file.open(QFile::ReadWrite));
    const QByteArray kept = file.readAll();
    QVERIFY(kept.contains("signed"));
    QVERIFY(!kept.contains("127.0.0.1")); // an address may hold a password
    QByteArray forged = QByteArray::fromStdString(Announcer().answer(Announcer::announcement("99.9.9")));
    forged.replace("\n", "\\n").replace("\"", "\\\"");
    QVERIFY(file.resize(0) && file.seek(0));
    file.write("{\"asked_at\": 1, \"address\": \"\", \"answer\": \"" + forged + "\"}");
    file.close();
    make(m_announcer.publicPem());
    QCOMPARE(m_desk->updateStatus().verdict, UpdateVerdict::Unknown);
    QCOMPARE(m_desk->updateStatus().version, std::string());
    QCOMPARE(m_desk->updateStatus().askedAtMs, std::int64_t{1});
}

void UpdateDeskTest::withoutAKeyNobodyIsAsked()
{
    m_desk.reset();
    make("There is no key here yet.");
    m_desk->look(kNow);
    QVERIFY(!m_desk->updateStatus().asking);
    const auto asked = ask();
    QVERIFY(asked && !*asked);
    QVERIFY(asked->error().message.contains(QStringLiteral("no public key")));
    QVERIFY(m_desk->updateStatus().trouble.english().find("no public key") != std::string::npos);
    QCOMPARE(m_server->connectionCount(), 0);
}

void UpdateDeskTest::anEndDropsTheQuestion()
{
    m_server->use([](UpstreamCall &call) { call.waitUntilGone(); });
    QObject context;
    std::optional<Result<UpdateStatus>> result;
    m_desk->checkForUpdate(&context, [&result](const Result<UpdateStatus> &told) { result.emplace(told); });
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requestCount(), std::size_t{1}, kPatienceMs);
    QVERIFY(m_desk->updateStatus().asking);
    m_desk->close();
    QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), kPatienceMs);
    QVERIFY(!*result);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openCount(), 0, kPatienceMs);
}

QTEST_GUILESS_MAIN(UpdateDeskTest)
#include "tst_update_desk.moc"
