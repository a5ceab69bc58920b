// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/reserved_port.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace tests;

namespace {

HttpReply ask(RelayFixture &relay, std::string_view method, std::string_view path, std::string_view body = {})
{
    return HttpClient(relay.port(), relay.core().adminKey()).exchange(method, path, body);
}

QJsonObject setting(RelayFixture &relay, const QString &name)
{
    for (const QJsonValue &row : ask(relay, "GET", "/api/option/").json()[QStringLiteral("data")].toArray())
        if (row[QStringLiteral("name")].toString() == name)
            return row.toObject();
    return {};
}

QJsonObject fileEdit(RelayFixture &relay)
{
    return ask(relay, "GET", "/api/option/file").json()[QStringLiteral("data")].toObject();
}

const QString kSize = QStringLiteral("LOG_BATCH_SIZE");

} // namespace

// The settings file, edited by hand while the relay runs: noticed, told, never overwritten, taken when asked.
class SettingsFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void anEditIsToldAndNotInForce();
    void itIsToldWithoutBeingAsked();
    void takenItIsInForceAndInTheHistory();
    void aChangeDoesNotOverwriteIt();
    void whatTheEnvironmentSaysStands();
    void aWrongValueIsNamed();
    void commentsAreNoChange();
    void aFileThatIsGoneMeansDefaults();
    void anUnreadableFileMeansNothing();
    void aRefusedProxyStaysRefused();
    void aRefusedProxyIsTakenAway();
    void whatIsRefusedTouchesNothing();

private:
    static QString path(const RelayFixture &relay) { return relay.dataDir() + QStringLiteral("/.env"); }
    static QByteArray contents(const RelayFixture &relay)
    {
        QFile file(path(relay));
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    static bool write(const RelayFixture &relay, const QByteArray &text)
    {
        QFile file(path(relay));
        return file.open(QFile::WriteOnly) && file.write(text) == text.size();
    }
};

void SettingsFileTest::anEditIsToldAndNotInForce()
{
    RelayFixture relay;
    QVERIFY(!fileEdit(relay)[QStringLiteral("edited")].toBool());
    QVERIFY(write(relay, "# mine\nLOG_BATCH_SIZE=77\nRELAY_PROXY=http://me:pa55word@127.0.0.1:9\n"));
    const QJsonObject edit = fileEdit(relay);
    QVERIFY(edit[QStringLiteral("edited")].toBool());
    const QJsonArray changes = edit[QStringLiteral("changes")].toArray();
    QCOMPARE(changes.size(), 2);
    const QJsonObject size{{QStringLiteral("name"), kSize},
                           {QStringLiteral("from"), QStringLiteral("50")},
                           {QStringLiteral("to"), QStringLiteral("77")}};
    QVERIFY(changes.contains(size));
    const HttpReply list = ask(relay, "GET", "/api/option/");
    QVERIFY2(list.json()[QStringLiteral("message")].toString().contains(QStringLiteral("/api/option/file")),
             list.body.substr(0, 200).c_str());
    QVERIFY(list.body.find("pa55word") == std::string::npos);
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("50"));
    QCOMPARE(setting(relay, kSize)[QStringLiteral("in_file")].toString(), QStringLiteral("77"));
    QVERIFY(!setting(relay, QStringLiteral("PORT")).contains(QStringLiteral("in_file")));
}

void SettingsFileTest::itIsToldWithoutBeingAsked()
{
    RelayFixture relay;
    QStringList told;
    QObject context;
    relay.core().watchService().onEvent(&context, [&](const relay::api::Event &event) {
        if (event.kind == relay::api::EventKind::SettingsFileEdited)
            told.append(QString::fromStdString(event.text.english()));
    });
    QVERIFY(write(relay, "LOG_BATCH_SIZE=77\n"));
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 20'000);
    QVERIFY2(told[0].contains(kSize), qPrintable(told[0]));
    QVERIFY(fileEdit(relay)[QStringLiteral("edited")].toBool());
    QVERIFY(write(relay, "LOG_BATCH_SIZE=78\n"));
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 20'000);
}

void SettingsFileTest::takenItIsInForceAndInTheHistory()
{
    RelayFixture relay;
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"LOG_BATCH_FLUSH_INTERVAL": 9})").status, 200);
    const QByteArray edited = contents(relay) + "LOG_BATCH_SIZE=77 # by hand\n";
    QVERIFY(write(relay, edited));
    const HttpReply taken = ask(relay, "POST", "/api/option/file");
    QCOMPARE(taken.status, 200);
    const QJsonValue entry = taken.json()[QStringLiteral("data")][QStringLiteral("entry")];
    QCOMPARE(entry[QStringLiteral("cause")].toString(), QStringLiteral("file"));
    QCOMPARE(entry[QStringLiteral("changes")].toArray().size(), 1);
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("77"));
    QCOMPARE(setting(relay, kSize)[QStringLiteral("source")].toString(), QStringLiteral("file"));
    QCOMPARE(setting(relay, QStringLiteral("LOG_BATCH_FLUSH_INTERVAL"))[QStringLiteral("source")].toString(),
             QStringLiteral("user"));
    QCOMPARE(contents(relay), edited);
    QVERIFY(!fileEdit(relay)[QStringLiteral("edited")].toBool());
    // Nothing is left to take, and writing goes on.
    const HttpReply again = ask(relay, "PUT", "/api/option/file");
    QVERIFY(again.json()[QStringLiteral("data")][QStringLiteral("entry")].isNull());
    QCOMPARE(ask(relay, "POST", "/api/option/undo").status, 200);
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("50"));
    QVERIFY(contents(relay).contains("LOG_BATCH_SIZE=50 # by hand\n"));
}

void SettingsFileTest::aChangeDoesNotOverwriteIt()
{
    RelayFixture relay;
    QVERIFY(write(relay, "LOG_BATCH_SIZE=77\n"));
    const HttpReply refused = ask(relay, "PUT", "/api/option/", R"({"LOG_BATCH_FLUSH_INTERVAL": 9})");
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.json()[QStringLiteral("message")].toString().contains(QStringLiteral("config reload")),
             refused.body.c_str());
    QCOMPARE(contents(relay), QByteArray("LOG_BATCH_SIZE=77\n"));
    QCOMPARE(ask(relay, "POST", "/api/option/file").status, 200);
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"LOG_BATCH_FLUSH_INTERVAL": 9})").status, 200);
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("77"));
}

void SettingsFileTest::whatTheEnvironmentSaysStands()
{
    RelayFixture relay({{"LOG_BATCH_SIZE", "33"}}); // locked, as by the environment
    QVERIFY(write(relay, "LOG_BATCH_SIZE=77\nLOG_BATCH_FLUSH_INTERVAL=9\n"));
    const QJsonArray changes = fileEdit(relay)[QStringLiteral("changes")].toArray();
    QCOMPARE(changes.size(), 1);
    QCOMPARE(ask(relay, "POST", "/api/option/file").status, 200);
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("33"));
    QVERIFY(setting(relay, kSize)[QStringLiteral("locked")].toBool());
    QCOMPARE(setting(relay, QStringLiteral("LOG_BATCH_FLUSH_INTERVAL"))[QStringLiteral("value")].toString(),
             QStringLiteral("9"));
}

void SettingsFileTest::aWrongValueIsNamed()
{
    RelayFixture relay;
    QVERIFY(write(relay, "LOG_BATCH_SIZE=many\nLOG_BATCH_FLUSH_INTERVAL=9\n"));
    const QJsonObject edit = fileEdit(relay);
    QCOMPARE(edit[QStringLiteral("changes")].toArray().size(), 1);
    QVERIFY(edit[QStringLiteral("warnings")][0].toString().contains(
        QStringLiteral(".env:1: LOG_BATCH_SIZE=many")));
}

void SettingsFileTest::commentsAreNoChange()
{
    RelayFixture relay;
    QVERIFY(write(relay, "# only words\nNOT_OURS=1\n"));
    QVERIFY(!fileEdit(relay)[QStringLiteral("edited")].toBool());
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"LOG_BATCH_SIZE": 9})").status, 200);
    QVERIFY(contents(relay).startsWith("# only words\nNOT_OURS=1\n"));
}

void SettingsFileTest::aFileThatIsGoneMeansDefaults()
{
    RelayFixture relay;
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"LOG_BATCH_SIZE": 9})").status, 200);
    QVERIFY(QFile::remove(path(relay)));
    QVERIFY(fileEdit(relay)[QStringLiteral("edited")].toBool());
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("9"));
    QCOMPARE(ask(relay, "POST", "/api/option/file").status, 200);
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("50"));
}

void SettingsFileTest::anUnreadableFileMeansNothing()
{
    RelayFixture relay;
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"LOG_BATCH_SIZE": 9})").status, 200);
    QVERIFY(write(relay, QByteArray(2 * 1024 * 1024, '#'))); // no .env file is so large
    QVERIFY(!fileEdit(relay)[QStringLiteral("edited")].toBool());
    QVERIFY(ask(relay, "POST", "/api/option/file")
                .json()[QStringLiteral("data")][QStringLiteral("entry")]
                .isNull());
    QCOMPARE(setting(relay, kSize)[QStringLiteral("value")].toString(), QStringLiteral("9"));
}

// Neither another setting nor the file may let upstreams be called past a proxy that was meant.
void SettingsFileTest::aRefusedProxyStaysRefused()
{
    RelayFixture relay;
    QVERIFY(write(relay, "RELAY_PROXY=nonsense\n"));
    relay.stop();
    QVERIFY(relay.start());
    const std::string demo = R"({"model":"m","messages":[{"role":"user","content":"hi"}]})";
    QVERIFY(relay.add("main", "http://127.0.0.1:9/v1") != 0);
    const auto error = [&] {
        return relay.client().exchange("POST", "/v1/chat/completions", demo).errorText();
    };
    QVERIFY2(error().find("roxy") != std::string::npos, error().c_str());
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"LOG_BATCH_SIZE": 9})").status, 200);
    QVERIFY2(error().find("roxy") != std::string::npos, error().c_str());
    QVERIFY(write(relay, "RELAY_PROXY=\nLOG_BATCH_SIZE=9\n")); // taken away
    QVERIFY(fileEdit(relay)[QStringLiteral("edited")].toBool());
    QCOMPARE(ask(relay, "POST", "/api/option/file").status, 200);
    QVERIFY2(error().find("roxy") == std::string::npos, error().c_str());
}

void SettingsFileTest::aRefusedProxyIsTakenAway()
{
    const QString proxy = QStringLiteral("RELAY_PROXY");
    RelayFixture relay;
    QVERIFY(write(relay, "RELAY_PROXY=nonsense\n"));
    relay.stop();
    QVERIFY(relay.start());
    QVERIFY2(
        setting(relay, proxy)[QStringLiteral("effective")].toString().contains(QStringLiteral("not valid")),
        "the state is to be seen");
    const HttpReply taken = ask(relay, "PUT", "/api/option/", R"({"RELAY_PROXY": ""})");
    QCOMPARE(taken.status, 200);
    QVERIFY2(taken.json()[QStringLiteral("data")][QStringLiteral("entry")].isObject(), taken.body.c_str());
    QCOMPARE(contents(relay), QByteArray("RELAY_PROXY=\n"));
    QCOMPARE(setting(relay, proxy)[QStringLiteral("effective")].toString(), QString());
    QVERIFY(relay.add("main", "http://127.0.0.1:9/v1") != 0);
    const std::string answer = relay.client()
                                   .exchange("POST", "/v1/chat/completions",
                                             R"({"model":"m","messages":[{"role":"user","content":"hi"}]})")
                                   .errorText();
    QVERIFY2(answer.find("roxy") == std::string::npos, answer.c_str());
}

// A server that is closed and opened again cuts what it was doing.
void SettingsFileTest::whatIsRefusedTouchesNothing()
{
    const ReservedPort reserved;
    const std::uint16_t port = reserved.number();
    RelayFixture relay;
    const std::string on = R"({"PPROF_ENABLED": true, "PPROF_PORT": )" + std::to_string(port) + "}";
    QCOMPARE(ask(relay, "PUT", "/api/option/", on).status, 200);
    QTRY_VERIFY(HttpClient(port).connected());
    HttpClient profile(port);
    QVERIFY(profile.request("GET", "/debug/pprof/profile?seconds=3"));
    QTRY_COMPARE(HttpClient(port).exchange("GET", "/debug/pprof/heap").status, 409); // it is under way
    QVERIFY(write(relay, contents(relay) + "LOG_BATCH_SIZE=77\n"));
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"PPROF_ENABLED": false})").status, 409);
    QCOMPARE(profile.read().status, 200);
}

QTEST_GUILESS_MAIN(SettingsFileTest)
#include "tst_settings_file.moc"
