// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/knock_words.h"

#include <QTest>

using namespace relay;
using pipeline::KnockTrouble;

class KnockWordsTest final : public QObject
{
    Q_OBJECT
private slots:
    void names_data()
    {
        QTest::addColumn<QByteArray>("userAgent");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char *name, const char *userAgent, const char *shown) {
            QTest::newRow(name) << QByteArray(userAgent) << QByteArray(shown);
        };
        row("a program and its version", "Cursor/1.4.3", "Cursor 1.4");
        row("a comment behind it", "claude-cli/1.0.33 (external, cli)", "claude-cli 1.0");
        row("OpenAI's library", "OpenAI/Python 1.52.0", "OpenAI/Python 1.52");
        row("an asynchronous one", "AsyncOpenAI/Python 2.1", "AsyncOpenAI/Python 2.1");
        row("more words behind it", "python-requests/2.31.0 extra/1", "python-requests 2.31");
        row("one word", "my-script", "my-script");
        row("a word and something", "my-script does things", "my-script");
        row("a version with a letter", "tool/v0.9.1", "tool 0.9");
        row("a whole number", "curl/8", "curl 8");
        row("an editor made of a browser",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Cherry/1.7.2 "
            "Chrome/126.0 "
            "Electron/31.0 Safari/537.36",
            "Cherry 1.7");
        row("a browser",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 "
            "Safari/537.36",
            "Chrome 126.0");
        row("another browser", "Mozilla/5.0 (X11; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128.0");
        row("none", "", "");
        row("a comment alone", "(nothing", "");
        row("a key in its place", "sk-proj-0123456789abcdef", "");
        row("no name at all", "\xff\xfe/1", "");
    }
    void names()
    {
        QFETCH(const QByteArray, userAgent);
        QFETCH(const QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(service::clientName(userAgent.toStdString())), shown);
    }
    void remediesNameWhatThereIs()
    {
        const service::KnockFacts facts{.baseUrl = "http://127.0.0.1:3000/v1",
                                        .models = {"a", "b", "c", "d", "e", "f", "g"}};
        const auto remedy = [&](KnockTrouble trouble) {
            return QString::fromStdString(service::remedyFor(trouble, facts).english());
        };
        QVERIFY(remedy(KnockTrouble::Path).endsWith(u"http://127.0.0.1:3000/v1"));
        QVERIFY(remedy(KnockTrouble::Host).endsWith(u"http://127.0.0.1:3000/v1"));
        QVERIFY(remedy(KnockTrouble::Model).endsWith(u"a, b, c, d, e and 2 more."));
        QCOMPARE(remedy(KnockTrouble::ProviderKey),
                 QStringLiteral("It sent a provider's key. Give it this relay's token."));
        QCOMPARE(remedy(KnockTrouble::None), QString());
    }
    void wordsOfAnUpstreamAreNotRepeated()
    {
        pipeline::KnockSlot slot;
        slot.arrived({.at = {}, .requestId = 5, .userAgent = "a/1", .path = "/v1/x", .model = "m"});
        slot.ended(5, 400, KnockTrouble::Passed, "your prompt was: secret");
        const api::Knock knock = service::knockOf(*slot.latest(), 77, [] { return service::KnockFacts(); });
        QCOMPARE(knock.error.english(), std::string("the upstream answered HTTP 400"));
        QCOMPARE(knock.atMs, std::int64_t(77));
        QCOMPARE(knock.client, std::string("a 1"));
    }
};

QTEST_GUILESS_MAIN(KnockWordsTest)
#include "tst_knock_words.moc"
