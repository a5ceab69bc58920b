// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/redaction.h"

#include <QDir>
#include <QTest>

using relay::service::Redaction;

class RedactionTest final : public QObject
{
    Q_OBJECT

private slots:
    void blanks_data();
    void blanks();
    void theHomeDirectoryHasNoName();
};

void RedactionTest::blanks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *claim, const char *text, const char *expected) {
        QTest::newRow(claim) << QByteArray(text) << QByteArray(expected);
    };
    row("a channel's keys", "one key-one-1 two key-two-2.", "one *** two ***.");
    row("the longer of two that begin alike", "key-one-1-long", "***");
    row("a header's value", "X-Org: of-header", "X-Org: ***");
    row("a token's key", "sk-token-key-abc", "sk-***");
    row("the proxy's password", "password pass:word", "password ***");
    row("a key of somebody's", "sent sk-abcdefghijklmnop0123 there", "sent sk-*** there");
    row("a bearer of somebody's", "Bearer abcdefghijklmnop0123", "Bearer ***");
    row("a key of Google's", "sent AIzaSyA0123456789abcdef there", "sent AIza*** there");
    row("a key of Groq's", "gsk_0123456789abcdefXYZ", "gsk_***");
    row("a token of Hugging Face's", "hf_abcdefghijABCDEFGHIJ", "hf_***");
    row("no word with sk- inside", "task-abcdefghijklmnopqrst", "task-abcdefghijklmnopqrst");
    row("not what is too short for a key", "sk-short", "sk-short");
    row("who is in a URL", "http://a:b@host/x and http://host/a@b", "http://***@host/x and http://host/a@b");
}

void RedactionTest::blanks()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    relay::model::Channel channel;
    channel.keys = {"key-one-1", "key-two-2", "key-one-1-long"};
    channel.headers = {{"X-Org", "of-header"}};
    channel.proxy = "http://me:pass%3Aword@127.0.0.1:9";
    relay::model::Token token;
    token.key = "token-key-abc";
    Redaction redaction;
    redaction.addChannels({channel});
    redaction.addTokens({token});
    QCOMPARE(QByteArray::fromStdString(redaction.of(text.toStdString())), expected);
}

void RedactionTest::theHomeDirectoryHasNoName()
{
    const std::string home = QDir::homePath().toStdString();
    QCOMPARE(Redaction().of("in " + home + "/x"), std::string("in ~/x"));
}

QTEST_GUILESS_MAIN(RedactionTest)
#include "tst_redaction.moc"
