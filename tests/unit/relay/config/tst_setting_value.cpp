// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/setting_value.h"

#include <QTest>

using relay::config::checkedValue;
using relay::config::findSetting;
using relay::config::SettingSpec;
using relay::config::settingsTable;
using relay::config::shownValue;

namespace {

const SettingSpec &spec(const QByteArray &name)
{
    const auto index = findSetting(name.toStdString());
    if (!index)
        qFatal("no such setting: %s", name.constData());
    return settingsTable()[*index];
}

} // namespace

class SettingValueTest final : public QObject
{
    Q_OBJECT

private slots:
    void acceptsInOneSpelling_data();
    void acceptsInOneSpelling();
    void refuses_data();
    void refuses();
    void refusalsDoNotRepeatTheValue();
    void whatItAcceptedItAcceptsAgain();
    void masksSecrets_data();
    void masksSecrets();
};

void SettingValueTest::acceptsInOneSpelling_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *claim, const QByteArray &name, const QByteArray &value,
                        const QByteArray &expected) { QTest::newRow(claim) << name << value << expected; };
    const QByteArray flag = "LOG_BATCH_ENABLED";
    for (const char *yes : {"true", "TRUE", "1", "yes", "Yes", "on", " on "})
        row(qPrintable(QStringLiteral("bool ") + QString::fromLatin1(yes)), flag, yes, "true");
    for (const char *no : {"false", "False", "0", "no", "OFF"})
        row(qPrintable(QStringLiteral("bool ") + QString::fromLatin1(no)), flag, no, "false");
    row("integer", "PORT", "8080", "8080");
    row("smallest integer", "PORT", "0", "0");
    row("largest integer", "PORT", "65535", "65535");
    row("leading zeros go", "PORT", "0080", "80");
    row("a plus sign goes", "PORT", "+80", "80");
    row("negative integer", "SQLITE_CACHE_SIZE", "-128000", "-128000");
    row("decimal", "GUARD_FACTOR", "1.50", "1.5");
    row("decimal without a point", "GUARD_FACTOR", "2", "2");
    row("a tiny decimal keeps plain digits", "ALERT_ERROR_RATE", "0.00001", "0.00001");
    row("minus zero is zero", "ALERT_ERROR_RATE", "-0", "0");
    row("choice in any case", "SQLITE_JOURNAL_MODE", "wal", "WAL");
    row("choice is spelled as the table does", "LOG_LEVEL", "DEBUG", "debug");
    row("choice that is a number", "SQLITE_PAGE_SIZE", "8192", "8192");
    row("IPv4", "LISTEN_ADDRESS", "0.0.0.0", "0.0.0.0");
    row("IPv6", "LISTEN_ADDRESS", "::1", "::1");
    row("IPv6 in brackets", "LISTEN_ADDRESS", "[::1]", "::1");
    row("localhost", "LISTEN_ADDRESS", "LocalHost", "localhost");
    row("http proxy", "RELAY_PROXY", "http://proxy.example:3128", "http://proxy.example:3128");
    row("socks proxy that resolves names", "RELAY_PROXY", "socks5h://h:1080", "socks5h://h:1080");
    row("socks proxy with a password", "RELAY_PROXY", "socks5://u:p@[::1]:1080", "socks5://u:p@[::1]:1080");
    row("no proxy", "RELAY_PROXY", "", "");
    row("an endpoint with a path", "OTEL_EXPORTER_OTLP_ENDPOINT", "https://otel.example/v1/traces",
        "https://otel.example/v1/traces");
    row("no origins", "CORS_ALLOWED_ORIGINS", "", "");
    row("one origin", "CORS_ALLOWED_ORIGINS", "http://localhost:5173", "http://localhost:5173");
    row("origins lose blanks, slashes and capitals", "CORS_ALLOWED_ORIGINS",
        " https://App.Example/ , http://localhost:5173 ,", "https://app.example,http://localhost:5173");
    row("an extension's origin", "CORS_ALLOWED_ORIGINS", "chrome-extension://abcdef",
        "chrome-extension://abcdef");
    row("a path with blanks", "SQLITE_PATH", "my data/relay.db", "my data/relay.db");
    row("a path in another script", "SQLITE_PATH", "数据/relay.db", "数据/relay.db");
    row("a token", "INITIAL_ROOT_TOKEN", "sk-abc_DEF-123", "sk-abc_DEF-123");
    row("no token", "INITIAL_ROOT_TOKEN", "", "");
}

void SettingValueTest::acceptsInOneSpelling()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    const auto checked = checkedValue(spec(name), value.toStdString());
    QVERIFY2(checked.has_value(), value.constData());
    QCOMPARE(QByteArray::fromStdString(*checked), expected);
}

void SettingValueTest::refuses_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *claim, const QByteArray &name, const QByteArray &value) {
        QTest::newRow(claim) << name << value;
    };
    row("bool: another word", "LOG_BATCH_ENABLED", "maybe");
    row("bool: nothing", "LOG_BATCH_ENABLED", "");
    row("bool: another number", "LOG_BATCH_ENABLED", "2");
    row("integer: nothing", "PORT", "");
    row("integer: above its bound", "PORT", "65536");
    row("integer: below its bound", "PORT", "-1");
    row("integer: beyond 64 bits", "SQLITE_MMAP_SIZE", "99999999999999999999");
    row("integer: a fraction", "PORT", "3000.5");
    row("integer: hexadecimal", "PORT", "0x50");
    row("integer: a unit", "HTTP_KEEPALIVE", "90s");
    row("integer: two signs", "PORT", "+-5");
    row("integer: two numbers", "PORT", "30 00");
    row("decimal: not a number", "GUARD_FACTOR", "nan");
    row("decimal: infinite", "GUARD_FACTOR", "inf");
    row("decimal: below its bound", "GUARD_FACTOR", "0.99");
    row("decimal: a comma", "GUARD_FACTOR", "1,5");
    row("decimal: an exponent", "GUARD_FACTOR", "1e1");
    row("choice: another word", "SQLITE_JOURNAL_MODE", "WALL");
    row("choice: two words", "SQLITE_JOURNAL_MODE", "WAL DELETE");
    row("choice: nothing", "SQLITE_JOURNAL_MODE", "");
    row("address: a name", "LISTEN_ADDRESS", "example.com");
    row("address: half of one", "LISTEN_ADDRESS", "127.1");
    row("address: a number", "LISTEN_ADDRESS", "2130706433");
    row("address: with a port", "LISTEN_ADDRESS", "127.0.0.1:3000");
    row("proxy: no scheme", "RELAY_PROXY", "proxy.example:3128");
    row("proxy: another scheme", "RELAY_PROXY", "ftp://proxy.example");
    row("proxy: no host", "RELAY_PROXY", "http://");
    row("proxy: a scheme alone", "RELAY_PROXY", "http:proxy");
    row("proxy: port zero", "RELAY_PROXY", "http://proxy.example:0");
    row("proxy: port too large", "RELAY_PROXY", "http://proxy.example:70000");
    row("proxy: a blank inside", "RELAY_PROXY", "http://proxy example");
    row("origins: all of them", "CORS_ALLOWED_ORIGINS", "*");
    row("origins: one of them is wrong", "CORS_ALLOWED_ORIGINS", "https://a.example,b.example");
    row("origins: a path", "CORS_ALLOWED_ORIGINS", "https://a.example/page");
    row("origins: null", "CORS_ALLOWED_ORIGINS", "null");
    row("path: nothing", "SQLITE_PATH", "");
    row("path: a NUL byte", "SQLITE_PATH", QByteArray("a\0b", 3));
    row("path: endless", "SQLITE_PATH", QByteArray(5000, 'x'));
    row("token: a blank inside", "INITIAL_ROOT_TOKEN", "two words");
    row("token: not ASCII", "INITIAL_ROOT_TOKEN", "schlüssel");
}

void SettingValueTest::refuses()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const auto checked = checkedValue(spec(name), value.toStdString());
    QVERIFY(!checked);
    QCOMPARE(checked.error().kind, relay::ErrorKind::BadRequest);
    QVERIFY(checked.error().message.startsWith(QString::fromUtf8(name) + QStringLiteral(" must be ")));
}

void SettingValueTest::refusalsDoNotRepeatTheValue()
{
    for (const SettingSpec &each : settingsTable()) {
        const auto checked = checkedValue(each, "hunter2 \x01");
        QVERIFY(!checked);
        QVERIFY(!checked.error().message.contains(QStringLiteral("hunter2")));
    }
}

void SettingValueTest::whatItAcceptedItAcceptsAgain()
{
    for (const SettingSpec &each : settingsTable()) {
        for (const char *value :
             {"1", "1.25", "true", "WAL", "::1", "HTTP://A.Example", "0.0000001", "99.5"}) {
            const auto once = checkedValue(each, value);
            if (!once)
                continue;
            const auto twice = checkedValue(each, *once);
            QVERIFY2(twice.has_value(), once->c_str());
            QCOMPARE(*twice, *once);
        }
    }
}

void SettingValueTest::masksSecrets_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("a token") << QByteArray("INITIAL_ROOT_TOKEN") << QByteArray("abc") << QByteArray("***");
    QTest::newRow("no token") << QByteArray("INITIAL_ROOT_TOKEN") << QByteArray("") << QByteArray("");
    QTest::newRow("a password in a URL")
        << QByteArray("RELAY_PROXY") << QByteArray("http://u:p@h:1") << QByteArray("http://***@h:1");
    QTest::newRow("a password with an @")
        << QByteArray("RELAY_PROXY") << QByteArray("http://u:p@q@h:1") << QByteArray("http://***@h:1");
    QTest::newRow("a URL without one")
        << QByteArray("RELAY_PROXY") << QByteArray("http://h:1") << QByteArray("http://h:1");
    QTest::newRow("a key in the query")
        << QByteArray("OTEL_EXPORTER_OTLP_ENDPOINT") << QByteArray("http://u:p@h:1/v1?api-key=secret&b=2&cd")
        << QByteArray("http://***@h:1/v1?api-key=***&b=***&***");
    QTest::newRow("an @ in the query")
        << QByteArray("OTEL_EXPORTER_OTLP_ENDPOINT") << QByteArray("https://h/v1?to=secret@h")
        << QByteArray("https://h/v1?to=***");
    QTest::newRow("anything else") << QByteArray("PORT") << QByteArray("3000") << QByteArray("3000");
}

void SettingValueTest::masksSecrets()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(shownValue(spec(name), value.toStdString())), shown);
}

QTEST_GUILESS_MAIN(SettingValueTest)
#include "tst_setting_value.moc"
