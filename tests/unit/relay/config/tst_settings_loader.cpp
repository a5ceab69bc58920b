// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/env_store.h"
#include "relay/config/setting_spec.h"
#include "relay/config/settings_loader.h"
#include "relay/config/settings_text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace relay::config;

class SettingsLoaderTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void withoutLayersTheDefaultsStand();
    void everyLayerBeatsTheOneBelow();
    void aWrongValueIsNamedAndTheLayerBelowStands();
    void warns_data();
    void warns();
    void anUnknownNameIsReportedOnce();
    void aNameThatComesTwiceCountsAsLast();
    void aProxyThatCannotBeReadIsNotPassedBy();
    void warningsHoldNoSecret();
    void aMissingFileIsFineUnlessAskedFor();
    void aFileThatIsNoSettingsFileIsRefused();
    void theTemplateChangesNothing();
    void environmentOfTheProcessIsRead();
    void theHashIsOfTheFileThatWasRead();

private:
    LoadedSettings load(const QByteArray &file, const std::map<std::string, std::string> &environment = {},
                        const std::vector<std::pair<std::string, std::string>> &commandLine = {});
    static SettingSource sourceOf(const LoadedSettings &loaded, std::string_view name)
    {
        return loaded.sources.at(findSetting(name).value());
    }
    QString path() const { return m_directory.filePath(QStringLiteral(".env")); }

    QTemporaryDir m_directory;
};

void SettingsLoaderTest::initTestCase()
{
    QVERIFY(m_directory.isValid());
}

LoadedSettings SettingsLoaderTest::load(const QByteArray &file,
                                        const std::map<std::string, std::string> &environment,
                                        const std::vector<std::pair<std::string, std::string>> &commandLine)
{
    QFile target(path());
    if (!target.open(QIODevice::WriteOnly) || target.write(file) != file.size())
        qFatal("cannot write the file");
    target.close();
    SettingsRequest request;
    request.envFile = path();
    request.environment = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = environment.find(std::string(name));
        return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    request.commandLine = commandLine;
    return loadSettings(request);
}

void SettingsLoaderTest::withoutLayersTheDefaultsStand()
{
    const LoadedSettings loaded = loadSettings({});
    QVERIFY(loaded.warnings.empty());
    QCOMPARE(loaded.texts, defaultTexts());
    for (std::size_t i = 0; i < loaded.sources.size(); ++i) {
        QCOMPARE(loaded.sources[i], SettingSource::Default);
        QVERIFY(!loaded.locked(i));
    }
    QCOMPARE(loaded.values.server.port, std::uint16_t{3000});
}

void SettingsLoaderTest::everyLayerBeatsTheOneBelow()
{
    const LoadedSettings loaded = load("PORT=1001\nRETRY_TIMES=1\nLOG_BATCH_SIZE=11\n",
                                       {{"PORT", "1002"}, {"RETRY_TIMES", "2"}}, {{"PORT", "1003"}});
    QVERIFY(loaded.warnings.empty());
    QCOMPARE(loaded.values.server.port, std::uint16_t{1003});
    QCOMPARE(loaded.values.routing.retryTimes, 2);
    QCOMPARE(loaded.values.ledger.batchRows, 11);
    QCOMPARE(sourceOf(loaded, "PORT"), SettingSource::CommandLine);
    QCOMPARE(sourceOf(loaded, "RETRY_TIMES"), SettingSource::Environment);
    QCOMPARE(sourceOf(loaded, "LOG_BATCH_SIZE"), SettingSource::File);
    QVERIFY(loaded.locked(*findSetting("PORT")));
    QVERIFY(loaded.locked(*findSetting("RETRY_TIMES")));
    QVERIFY(!loaded.locked(*findSetting("LOG_BATCH_SIZE")));
}

void SettingsLoaderTest::aWrongValueIsNamedAndTheLayerBelowStands()
{
    const LoadedSettings loaded = load("# my settings\nPORT=4000\nRETRY_TIMES=many\n", {{"PORT", "high"}});
    QCOMPARE(loaded.values.server.port, std::uint16_t{4000});
    QCOMPARE(sourceOf(loaded, "PORT"), SettingSource::File);
    QCOMPARE(loaded.values.routing.retryTimes, 3);
    QCOMPARE(sourceOf(loaded, "RETRY_TIMES"), SettingSource::Default);
    QCOMPARE(loaded.warnings.size(), std::size_t{2});
    const std::string place = QDir::toNativeSeparators(path()).toStdString();
    QCOMPARE(
        loaded.warnings[0],
        place +
            ":3: RETRY_TIMES=many is not valid: it must be a whole number from 0 to 100; using 3 (default)");
    QCOMPARE(loaded.warnings[1],
             std::string("environment: PORT=high is not valid: it must be a whole number from 0 "
                         "to 65535; using 4000 (file)"));
}

void SettingsLoaderTest::warns_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("expected"); // a part of the only warning
    QTest::newRow("a bool that is none")
        << QByteArray("METRICS_ENABLED=ja\n")
        << QStringLiteral(":1: METRICS_ENABLED=ja is not valid: it must be true");
    QTest::newRow("a choice that is none")
        << QByteArray("SQLITE_SYNCHRONOUS=SOMETIMES\n")
        << QStringLiteral("it must be one of OFF, NORMAL, FULL, EXTRA; using NORMAL (default)");
    QTest::newRow("an empty number") << QByteArray("\nPORT=\n") << QStringLiteral(":2: PORT= is not valid");
    QTest::newRow("a URL that is none")
        << QByteArray("RELAY_PROXY=nonsense\n") << QStringLiteral(":1: RELAY_PROXY is not valid");
    QTest::newRow("no value to fall back to")
        << QByteArray("OTEL_EXPORTER_OTLP_ENDPOINT=nonsense\n") << QStringLiteral("using no value (default)");
    QTest::newRow("an unknown name near a known one")
        << QByteArray("SQLITE_JURNAL_MODE=WAL\n")
        << QStringLiteral(":1: SQLITE_JURNAL_MODE is not a setting of TrayRelay and is ignored; did you mean "
                          "SQLITE_JOURNAL_MODE?");
    QTest::newRow("an unknown name like no other")
        << QByteArray("OPENAI_API_KEY=x\n") << QStringLiteral("OPENAI_API_KEY is not a setting of TrayRelay");
    QTest::newRow("a line that is none")
        << QByteArray("what is this\n") << QStringLiteral(":1: not of the form");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfeP\0O\0", 6) << QStringLiteral("save it as UTF-8");
}

void SettingsLoaderTest::warns()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, expected);
    const LoadedSettings loaded = load(content);
    QCOMPARE(loaded.warnings.size(), std::size_t{1});
    QVERIFY2(loaded.warnings[0].find(expected.toStdString()) != std::string::npos,
             loaded.warnings[0].c_str());
    QVERIFY(loaded.warnings[0].starts_with(QDir::toNativeSeparators(path()).toStdString()));
    QCOMPARE(loaded.texts, defaultTexts());
}

void SettingsLoaderTest::anUnknownNameIsReportedOnce()
{
    QCOMPARE(load("NO_SUCH=1\nNO_SUCH=2\nNO_SUCH=3\n").warnings.size(), std::size_t{1});
}

void SettingsLoaderTest::aNameThatComesTwiceCountsAsLast()
{
    const LoadedSettings loaded = load("PORT=1001\n\nPORT=1002\n");
    QCOMPARE(loaded.values.server.port, std::uint16_t{1002});
    QCOMPARE(loaded.warnings.size(), std::size_t{1});
    QVERIFY(loaded.warnings[0].ends_with(":3: PORT was already set in line 1; the later line counts"));
}

void SettingsLoaderTest::aProxyThatCannotBeReadIsNotPassedBy()
{
    const LoadedSettings wrong = load("RELAY_PROXY=sock5://host:1\n");
    QCOMPARE(wrong.warnings.size(), std::size_t{1});
    QVERIFY(wrong.warnings[0].find("no upstream is called") != std::string::npos);
    QVERIFY(!wrong.values.upstream.proxy.empty()); // and no URL: nothing goes out directly
    QVERIFY(wrong.values.upstream.proxy.find("://") == std::string::npos);
    const LoadedSettings none = load("RELAY_PROXY=\n");
    QCOMPARE(none.warnings.size(), std::size_t{0});
    QVERIFY(none.values.upstream.proxy.empty());
}

void SettingsLoaderTest::warningsHoldNoSecret()
{
    const LoadedSettings loaded =
        load("INITIAL_ROOT_TOKEN=hunter2 hunter2\nINITIAL_ROOT_ACCESS_TOKEN=\"hunter2\nOTHER_KEY=hunter2\n"
             "RELAY_PROXY=http://me:hunter2@\nOTEL_EXPORTER_OTLP_ENDPOINT=hunter2\nhunter2\n",
             {{"RELAY_PROXY", "sock5://me:hunter2@host"}});
    QCOMPARE(loaded.warnings.size(), std::size_t{7});
    for (const std::string &warning : loaded.warnings)
        QVERIFY2(warning.find("hunter2") == std::string::npos, warning.c_str());

    // What a wrong value falls back to may hold one, too.
    const LoadedSettings fallback =
        load("RELAY_PROXY=http://me:hunter2@host:1\n", {{"RELAY_PROXY", "wrong"}});
    QCOMPARE(fallback.warnings.size(), std::size_t{1});
    QVERIFY(fallback.warnings[0].ends_with("using http://***@host:1 (file)"));
    QCOMPARE(fallback.values.upstream.proxy, std::string("http://me:hunter2@host:1"));
}

void SettingsLoaderTest::aMissingFileIsFineUnlessAskedFor()
{
    SettingsRequest request;
    request.envFile = m_directory.filePath(QStringLiteral("nowhere/.env"));
    QVERIFY(loadSettings(request).warnings.empty());
    request.envFileRequired = true;
    QCOMPARE(loadSettings(request).warnings.size(), std::size_t{1});
    request.envFile = m_directory.path(); // there, but no file
    QCOMPARE(loadSettings(request).warnings.size(), std::size_t{1});
    QCOMPARE(loadSettings(request).texts, defaultTexts());
}

void SettingsLoaderTest::aFileThatIsNoSettingsFileIsRefused()
{
    const LoadedSettings loaded = load(QByteArray("PORT=1001\n") + QByteArray(2'000'000, 'x'));
    QCOMPARE(loaded.warnings.size(), std::size_t{1});
    QCOMPARE(loaded.values.server.port, std::uint16_t{3000});
}

void SettingsLoaderTest::theTemplateChangesNothing()
{
    const std::string text = envTemplate();
    const LoadedSettings commented = load(QByteArray::fromStdString(text));
    QVERIFY(commented.warnings.empty());
    QCOMPARE(sourceOf(commented, "PORT"), SettingSource::Default);

    std::string active = text; // with the # off, all are set, to the same values
    for (std::size_t at = 0; (at = active.find("\n#", at)) != std::string::npos; ++at) {
        if (active[at + 2] != ' ')
            active.erase(at + 1, 1);
    }
    const LoadedSettings loaded = load(QByteArray::fromStdString(active));
    QVERIFY2(loaded.warnings.empty(), loaded.warnings.empty() ? "" : loaded.warnings[0].c_str());
    QCOMPARE(loaded.texts, defaultTexts());
    for (const SettingSource source : loaded.sources)
        QCOMPARE(source, SettingSource::File);
}

void SettingsLoaderTest::environmentOfTheProcessIsRead()
{
    const QByteArray path = QStringLiteral("数据/relay.db").toLocal8Bit(); // all that qputenv() can say
    const std::string wanted = QString::fromLocal8Bit(path).toStdString();
    qputenv("SQLITE_PATH", path);
    qunsetenv("LOG_LEVEL");
    const EnvironmentLookup lookup = processEnvironment();
    QCOMPARE(lookup("SQLITE_PATH").value_or(""), wanted);
    QVERIFY(!lookup("LOG_LEVEL"));
    SettingsRequest request;
    request.environment = lookup;
    QCOMPARE(loadSettings(request).values.sqlite.path, wanted);
    qunsetenv("SQLITE_PATH");
}

void SettingsLoaderTest::theHashIsOfTheFileThatWasRead()
{
    QVERIFY(loadSettings({}).envHash.empty());
    const std::string hash = load("PORT=1001\n").envHash;
    QCOMPARE(hash, readEnvFile(path())->hash);
    QCOMPARE(load("PORT=1001\n").envHash, hash);
    QVERIFY(load("PORT=1001 \n").envHash != hash);
}

QTEST_GUILESS_MAIN(SettingsLoaderTest)
#include "tst_settings_loader.moc"
