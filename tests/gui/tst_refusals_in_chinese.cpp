// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "ui/models/said_text.h"

#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

#include <functional>
#include <memory>
#include <optional>

using namespace tests;
using namespace Qt::StringLiterals;
using relay::Error;
using relay::api::RelayService;

namespace {

using Told = std::function<void(std::optional<Error>)>;
using Provoke = std::function<void(RelayService &, QObject *, const Told &)>;

template <typename T>
relay::api::Reply<T> into(const Told &told)
{
    return [told](const relay::Result<T> &result) {
        told(result ? std::nullopt : std::optional<Error>(result.error()));
    };
}

relay::model::Channel channel()
{
    relay::model::Channel channel;
    channel.name = "new";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = "http://127.0.0.1:9/v1";
    channel.models = {"m"};
    return channel;
}

Provoke setting(const char *name, const char *value)
{
    return [=](RelayService &service, QObject *context, const Told &told) {
        service.settingsService().changeSettings({{name, value}}, context,
                                                 into<relay::api::SettingsOutcome>(told));
    };
}

Provoke channelWith(const std::function<void(relay::model::Channel &)> &change)
{
    return [=](RelayService &service, QObject *context, const Told &told) {
        relay::model::Channel edited = channel();
        change(edited);
        service.saveChannel(edited, context, into<relay::model::Channel>(told));
    };
}

Provoke tokenWith(const std::function<void(relay::model::Token &)> &change)
{
    return [=](RelayService &service, QObject *context, const Told &told) {
        relay::model::Token edited;
        edited.name = "new";
        change(edited);
        service.saveToken(edited, relay::api::QuotaEdit::Set, context, into<relay::model::Token>(told));
    };
}

Provoke price(const relay::api::PriceEdit &edit)
{
    return [=](RelayService &service, QObject *context, const Told &told) {
        service.priceService().changePrice(edit, context, into<relay::model::Price>(told));
    };
}

} // namespace

Q_DECLARE_METATYPE(Provoke)

// A window in Chinese says what the relay refuses in Chinese; what the API and the log say stays English.
class RefusalsInChineseTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void isSaidInChinese_data();
    void isSaidInChinese();
    void aTestsVerdictToo();

private:
    static void refusedEdits();
    static void refusedDeeds();
    static bool isChinese(const QString &text)
    {
        static const QRegularExpression han(u"[\\x{4e00}-\\x{9fff}]"_s);
        return text.contains(han);
    }

    QTranslator m_chinese;
    RelayFixture m_relay;
};

void RefusalsInChineseTest::initTestCase()
{
    QVERIFY(m_chinese.load(QStringLiteral(CHINESE)));
    QVERIFY(QCoreApplication::installTranslator(&m_chinese));
    QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
}

void RefusalsInChineseTest::refusedEdits()
{
    using relay::model::Channel;
    using relay::model::Token;
    QTest::newRow("a number out of range") << setting("LOG_BATCH_SIZE", "-1");
    QTest::newRow("no switch's value") << setting("METRICS_ENABLED", "maybe");
    QTest::newRow("no choice") << setting("SQLITE_JOURNAL_MODE", "PAPER");
    QTest::newRow("no URL") << setting("RELAY_PROXY", "gopher://x");
    QTest::newRow("no setting") << setting("LOG_BATCH_SIZ", "1");
    QTest::newRow("an address that is none") << setting("LISTEN_ADDRESS", "here or there");
    QTest::newRow("a channel's name") << channelWith([](Channel &edited) { edited.name = ""; });
    QTest::newRow("a channel's URL") << channelWith([](Channel &edited) { edited.baseUrl = "ftp://x"; });
    QTest::newRow("a channel's proxy") << channelWith([](Channel &edited) { edited.proxy = "x"; });
    QTest::newRow("a channel's headers") << channelWith([](Channel &edited) {
        edited.headers = {{"Content-Length", "1"}};
    });
    QTest::newRow("a channel that is not there") << channelWith([](Channel &edited) { edited.id = 4711; });
    QTest::newRow("a token's subnet") << tokenWith([](Token &edited) { edited.subnet = "home"; });
    QTest::newRow("a token's key") << tokenWith([](Token &edited) { edited.key = "x"; });
    QTest::newRow("a token that is not there") << tokenWith([](Token &edited) { edited.id = 4711; });
    QTest::newRow("a token's name that is taken")
        << Provoke([](RelayService &service, QObject *context, const Told &told) {
               const auto again = [&service, context, told](const relay::Result<Token> &first) {
                   Token other;
                   other.name = first ? first->name : std::string();
                   service.saveToken(other, relay::api::QuotaEdit::Set, context, into<Token>(told));
               };
               Token first;
               first.name = "twin";
               service.saveToken(first, relay::api::QuotaEdit::Set, context, again);
           });
}

void RefusalsInChineseTest::refusedDeeds()
{
    QTest::newRow("a price without its half") << price({.model = "of-my-own", .input = 1.0});
    QTest::newRow("a price's day") << price(
        {.model = "of-my-own", .input = 1.0, .output = 1.0, .date = "now"});
    QTest::newRow("a price of nobody's")
        << Provoke([](RelayService &service, QObject *context, const Told &told) {
               service.priceService().resetPrice("of-nobody", context,
                                                 into<std::optional<relay::model::Price>>(told));
           });
    QTest::newRow("nothing to undo") << Provoke(
        [](RelayService &service, QObject *context, const Told &told) {
            service.settingsService().undo(4711, context, into<relay::api::SettingsOutcome>(told));
        });
    QTest::newRow("no preset") << Provoke([](RelayService &service, QObject *context, const Told &told) {
        service.settingsService().applyPreset("Fastest", context, into<relay::api::SettingsOutcome>(told));
    });
    QTest::newRow("no backup") << Provoke([](RelayService &service, QObject *context, const Told &told) {
        service.databaseService().restore("nowhere.db", context, into<relay::api::RestoreResult>(told));
    });
    QTest::newRow("no database of one-api's")
        << Provoke([](RelayService &service, QObject *context, const Told &told) {
               service.importService().importOneApi("/nowhere/one-api.db", true, context,
                                                    into<relay::api::ImportReport>(told));
           });
    QTest::newRow("no remedy") << Provoke([](RelayService &service, QObject *context, const Told &told) {
        service.doctorService().fix("weather", context, into<relay::api::SettingsOutcome>(told));
    });
    QTest::newRow("no keyring") << Provoke([](RelayService &service, QObject *context, const Told &told) {
        service.secretService().moveSecrets(relay::api::SecretPlace::Keyring, context,
                                            into<relay::api::SecretKeeping>(told));
    });
    QTest::newRow("nobody to ask for updates") << Provoke(
        [](RelayService &service, QObject *context, const Told &told) {
            const auto ask = [&service, context, told](const relay::Result<relay::api::SettingsOutcome> &) {
                service.updateService().checkForUpdate(context, into<relay::api::UpdateStatus>(told));
            };
            service.settingsService().changeSettings({{"UPDATE_CHECK_URL", ""}}, context, ask);
        });
    QTest::newRow("a route of no model")
        << Provoke([](RelayService &service, QObject *context, const Told &told) {
               service.trafficService().route("", context, into<relay::api::Route>(told));
           });
    QTest::newRow("an address to listen at")
        << Provoke([](RelayService &service, QObject *context, const Told &told) {
               service.trafficService().tryListen("203.0.113.7", 8080, context, into<bool>(told));
           });
    QTest::newRow("models of a channel that is not there")
        << Provoke([](RelayService &service, QObject *context, const Told &told) {
               service.upstreamModels(4711, context, into<std::vector<std::string>>(told));
           });
    QTest::newRow("models of an upstream that is not there")
        << Provoke([](RelayService &service, QObject *context, const Told &told) {
               relay::model::Channel draft = channel();
               draft.proxy = "http://127.0.0.1:9";
               service.draftModels(draft, context, into<std::vector<std::string>>(told));
           });
}

void RefusalsInChineseTest::isSaidInChinese_data()
{
    QTest::addColumn<Provoke>("provoke");
    refusedEdits();
    refusedDeeds();
}

void RefusalsInChineseTest::isSaidInChinese()
{
    QFETCH(const Provoke, provoke);
    bool answered = false;
    std::optional<Error> error;
    provoke(m_relay.core(), this, [&](std::optional<Error> refused) {
        error = std::move(refused);
        answered = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(answered, 20'000);
    QVERIFY(error);
    const QString said = ui::models::saidText(*error);
    QVERIFY2(isChinese(said), qPrintable(said));
    QVERIFY2(!isChinese(error->message) && said != error->message, qPrintable(error->message));
}

void RefusalsInChineseTest::aTestsVerdictToo()
{
    relay::model::Channel draft = channel();
    draft.proxy = "http://127.0.0.1:9";
    std::optional<relay::Result<relay::api::ChannelTest>> test;
    m_relay.core().testDraft(
        draft, {}, this, [&test](relay::Result<relay::api::ChannelTest> told) { test = std::move(told); });
    QTRY_VERIFY_WITH_TIMEOUT(test.has_value(), 20'000);
    QVERIFY(*test);
    const QString said = ui::models::saidText((*test)->message);
    QVERIFY2(isChinese(said), qPrintable(said));
    QVERIFY(!isChinese(QString::fromStdString((*test)->message.english())));
}

QTEST_GUILESS_MAIN(RefusalsInChineseTest)
#include "tst_refusals_in_chinese.moc"
