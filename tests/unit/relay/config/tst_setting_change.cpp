// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/setting_change.h"
#include "relay/config/setting_spec.h"

#include <QTest>

using namespace relay::config;
using relay::ErrorKind;

Q_DECLARE_METATYPE(std::vector<SettingAssignment>)

class SettingChangeTest final : public QObject
{
    Q_OBJECT

private slots:
    void changesWhatIsDifferent();
    void refuses_data();
    void refuses();
    void oneWrongPairChangesNothing();
    void lockedOnesCanBeSkipped();
    void masksMeanUnchanged_data();
    void masksMeanUnchanged();
    void theDifferenceOfTwoLoads();
    void anyValueMendsAProxyThatTheFileHasWrong_data();
    void anyValueMendsAProxyThatTheFileHasWrong();
    void whatTheEnvironmentHasWrongStaysRefused();

private:
    static LoadedSettings loaded()
    {
        SettingsRequest request;
        request.environment = [](std::string_view name) -> std::optional<std::string> {
            if (name == "RETRY_TIMES")
                return "7";
            if (name == "RELAY_PROXY")
                return "http://me:pass@host:1";
            return std::nullopt;
        };
        request.commandLine = {{"PORT", "4000"}};
        return loadSettings(request);
    }
    static std::string textOf(const LoadedSettings &settings, std::string_view name)
    {
        return settings.texts.at(findSetting(name).value());
    }
};

void SettingChangeTest::changesWhatIsDifferent()
{
    const LoadedSettings before = loaded();
    const std::vector<SettingAssignment> wanted = {
        {"SQLITE_SYNCHRONOUS", " full "}, {"LOG_BATCH_SIZE", "050"}, {"METRICS_ENABLED", "off"}};
    const auto changed = changedSettings(before, wanted);
    QVERIFY(changed.has_value());
    const std::vector<SettingChange> expected = {{"SQLITE_SYNCHRONOUS", "NORMAL", "FULL"},
                                                 {"METRICS_ENABLED", "true", "false"}};
    QCOMPARE(changed->changes, expected);
    QVERIFY(changed->skipped.empty());
    QCOMPARE(changed->settings.values.sqlite.synchronous, std::string("FULL"));
    QVERIFY(!changed->settings.values.metrics.enabled);
    QCOMPARE(changed->settings.sources[*findSetting("METRICS_ENABLED")], SettingSource::User);
    QCOMPARE(changed->settings.sources[*findSetting("LOG_BATCH_SIZE")],
             SettingSource::Default); // was 50 before
    QCOMPARE(changed->settings.values.server.port, std::uint16_t{4000});
    const std::vector<SettingAssignment> toWrite = {{"SQLITE_SYNCHRONOUS", "FULL"},
                                                    {"METRICS_ENABLED", "false"}};
    QCOMPARE(assignmentsOf(changed->changes), toWrite);
}

void SettingChangeTest::refuses_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("message"); // a part
    const auto row = [](const char *claim, const char *name, const char *value, ErrorKind kind,
                        const QString &message) {
        QTest::newRow(claim) << QByteArray(name) << QByteArray(value) << kind << message;
    };
    row("a name with a slip", "SQLITE_SYNCRONOUS", "FULL", ErrorKind::NotFound,
        QStringLiteral("SQLITE_SYNCRONOUS is not a setting; did you mean SQLITE_SYNCHRONOUS?"));
    row("a name in small letters", "log_level", "info", ErrorKind::NotFound,
        QStringLiteral("mean LOG_LEVEL?"));
    row("a name like no other", "NOTHING_OF_THE_KIND", "1", ErrorKind::NotFound,
        QStringLiteral("NOTHING_OF_THE_KIND is not a setting"));
    row("a number that is too large", "LOG_BATCH_SIZE", "100001", ErrorKind::BadRequest,
        QStringLiteral("LOG_BATCH_SIZE must be a whole number from 1 to 100000"));
    row("a word that is none", "SQLITE_JOURNAL_MODE", "FAST", ErrorKind::BadRequest,
        QStringLiteral("one of WAL, DELETE, TRUNCATE, PERSIST, MEMORY, OFF"));
    row("a switch that is none", "METRICS_ENABLED", "maybe", ErrorKind::BadRequest,
        QStringLiteral("true or false"));
    row("an empty number", "LOG_BATCH_SIZE", "", ErrorKind::BadRequest, QStringLiteral("from 1 to 100000"));
    row("what the environment sets", "RETRY_TIMES", "1", ErrorKind::Conflict,
        QStringLiteral("RETRY_TIMES is locked: the environment sets it"));
    row("what the environment sets, to the same", "RETRY_TIMES", "7", ErrorKind::Conflict,
        QStringLiteral("the environment"));
    row("what the command line sets", "PORT", "3000", ErrorKind::Conflict,
        QStringLiteral("PORT is locked: the command line sets it"));
}

void SettingChangeTest::refuses()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, message);
    const std::vector<SettingAssignment> wanted = {{name.toStdString(), value.toStdString()}};
    const auto changed = changedSettings(loaded(), wanted);
    QVERIFY(!changed.has_value());
    QCOMPARE(changed.error().kind, kind);
    QVERIFY2(changed.error().message.contains(message), qPrintable(changed.error().message));
}

void SettingChangeTest::oneWrongPairChangesNothing()
{
    const std::vector<SettingAssignment> wrong = {{"LOG_BATCH_SIZE", "10"}, {"LOCAL_CACHE_TTL", "0"}};
    QVERIFY(!changedSettings(loaded(), wrong).has_value());
    const std::vector<SettingAssignment> twice = {{"LOG_BATCH_SIZE", "10"}, {"LOG_BATCH_SIZE", "11"}};
    QCOMPARE(changedSettings(loaded(), twice).error().kind, ErrorKind::BadRequest);
    // Skipping what is locked forgives no wrong value.
    const std::vector<SettingAssignment> lockedAndWrong = {{"RETRY_TIMES", "many"}};
    QCOMPARE(changedSettings(loaded(), lockedAndWrong, LockedSettings::Skip).error().kind,
             ErrorKind::BadRequest);
}

void SettingChangeTest::lockedOnesCanBeSkipped()
{
    const std::vector<SettingAssignment> wanted = {
        {"RETRY_TIMES", "1"}, {"PORT", "4000"}, {"LOG_LEVEL", "debug"}};
    const auto changed = changedSettings(loaded(), wanted, LockedSettings::Skip);
    QVERIFY(changed.has_value());
    QCOMPARE(changed->changes, (std::vector<SettingChange>{{"LOG_LEVEL", "info", "debug"}}));
    QCOMPARE(changed->skipped, (std::vector<SettingChange>{{"RETRY_TIMES", "7", "1"}}));
    QCOMPARE(changed->settings.values.routing.retryTimes, 7);
    QCOMPARE(changed->settings.sources[*findSetting("RETRY_TIMES")], SettingSource::Environment);
}

void SettingChangeTest::masksMeanUnchanged_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("taken");
    const auto row = [](const char *claim, const char *name, const char *before, const char *value,
                        bool taken) {
        QTest::newRow(claim) << QByteArray(name) << QByteArray(before) << QByteArray(value) << taken;
    };
    row("a masked secret", "INITIAL_ROOT_TOKEN", "hunter2", "***", true);
    row("a mask where there is no secret", "INITIAL_ROOT_TOKEN", "", "***", false);
    row("a masked URL", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:pass@host", "http://***@host", true);
    row("a masked URL with another host", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:pass@host",
        "http://***@evil", false);
    row("a masked query", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://host/v1?k=secret", "http://host/v1?k=***",
        true);
    row("a masked query of another host", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://host/v1?k=secret",
        "http://evil/v1?k=***", false);
}

void SettingChangeTest::masksMeanUnchanged()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, value);
    QFETCH(bool, taken);
    const std::vector<SettingAssignment> first = {{name.toStdString(), before.toStdString()}};
    const auto set = changedSettings(loaded(), first);
    QVERIFY(set.has_value());
    const std::vector<SettingAssignment> second = {{name.toStdString(), value.toStdString()}};
    const auto changed = changedSettings(set->settings, second);
    QCOMPARE(changed.has_value(), taken);
    if (!taken) {
        QCOMPARE(changed.error().kind, ErrorKind::BadRequest);
        return;
    }
    QVERIFY(changed->changes.empty());
    QCOMPARE(textOf(changed->settings, name.toStdString()), before.toStdString());
}

void SettingChangeTest::theDifferenceOfTwoLoads()
{
    const std::vector<SettingChange> expected = {
        {"RETRY_TIMES", "3", "7"}, {"PORT", "3000", "4000"}, {"RELAY_PROXY", "", "http://me:pass@host:1"}};
    QCOMPARE(changesBetween(loadSettings({}), loaded()), expected);
    QVERIFY(changesBetween(loaded(), loaded()).empty());
}

void SettingChangeTest::anyValueMendsAProxyThatTheFileHasWrong_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("another") << QByteArray("http://127.0.0.1:8080");
}

void SettingChangeTest::anyValueMendsAProxyThatTheFileHasWrong()
{
    QFETCH(const QByteArray, value);
    LoadedSettings before = loadSettings({});
    before.proxyRefusedIn = SettingSource::File;
    computeValues(before);
    QVERIFY(!before.values.upstream.proxy.empty()); // so that no upstream is called
    const std::vector<SettingAssignment> wanted = {{"RELAY_PROXY", value.toStdString()}};
    const auto changed = changedSettings(before, wanted);
    QVERIFY(changed.has_value());
    QCOMPARE(changed->changes.size(), std::size_t{1});
    QCOMPARE(changed->settings.values.upstream.proxy, value.toStdString());
    const std::vector<SettingAssignment> none = {{"RELAY_PROXY", ""}};
    const auto later = changedSettings(changed->settings, none);
    QVERIFY(later.has_value());
    QCOMPARE(later->settings.values.upstream.proxy, std::string());
}

void SettingChangeTest::whatTheEnvironmentHasWrongStaysRefused()
{
    LoadedSettings before = loadSettings({});
    before.proxyRefusedIn = SettingSource::Environment;
    computeValues(before);
    const std::vector<SettingAssignment> none = {{"RELAY_PROXY", ""}};
    const auto refused = changedSettings(before, none);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, ErrorKind::Conflict);
    const std::vector<SettingAssignment> right = {{"RELAY_PROXY", "http://127.0.0.1:8080"}};
    const auto changed = changedSettings(before, right);
    QVERIFY(changed.has_value());
    const auto back = changedSettings(changed->settings, none, LockedSettings::Skip);
    QVERIFY(back.has_value());
    QVERIFY(!back->settings.values.upstream.proxy.empty());
}

QTEST_GUILESS_MAIN(SettingChangeTest)
#include "tst_setting_change.moc"
