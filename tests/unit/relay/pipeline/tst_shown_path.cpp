// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/shown_path.h"

#include <QTest>

class ShownPathTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsNoKey_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char *name, const char *path, const char *shown) {
            QTest::newRow(name) << QByteArray(path) << QByteArray(shown);
        };
        row("words stay", "/v1/audio/transcriptions", "/v1/audio/transcriptions");
        row("a key with its prefix", "/v1/files/sk-abc", "/v1/files/***");
        row("a key with a dot, a colon, without a digit, a short one", "/v1/a.b/c:d/abcdefghij/x1",
            "/v1/***/***/***/***");
        row("a word that no API has", "/v1/unknown/x", "/v1/***/***");
        row("a word that is mistyped", "/V1/Chat/completion", "/V1/Chat/completion");
        row("one with letters too many", "/v1/embeddingss", "/v1/embeddingss");
        row("one with digits behind it", "/v1/models0/chat12", "/v1/***/***");
        row("a model's name with a slash", "/v1/models/openai/gpt-4o", "/v1/models/openai/gpt-4o");
        row("a key behind one", "/v1/models/openai/sk-abc", "/v1/models/openai/***");
        row("an object's id", "/v1/responses/resp_123/cancel", "/v1/responses/***/cancel");
        row("a key in its place", "/v1/responses/sk-proj-abc", "/v1/responses/***");
        row("a query is none of it", "/v1/models?key=sk-abc", "/v1/models");
        row("a deployment stays", "/openai/deployments/dep-A/chat/completions",
            "/openai/deployments/dep-A/chat/completions");
        row("a key in a model's place", "/v1/models/sk-abc", "/v1/models/***");
        row("a key of another provider's in a model's place", "/v1/models/gsk_abc", "/v1/models/***");
        row("what is not UTF-8 in a model's place", "/v1/models/a\xFF", "/v1/models/***");
        row("a key without", "/0123456789abcdef01234567/chat", "/***/chat");
        row("a key at the end of a line of slashes", "//sk-x//", "//***//");
        row("a model stays", "/v1beta/models/gemini-2.5-flash-preview:generateContent",
            "/v1beta/models/gemini-2.5-flash-preview:generateContent");
        row("empty", "", "");
        row("no slash", "*", "*");
    }

    void showsNoKey()
    {
        QFETCH(QByteArray, path);
        QTEST(QByteArray::fromStdString(relay::pipeline::shownPath(path.toStdString())), "shown");
    }

    void isBounded()
    {
        std::string longest = "/v1/models/";
        for (int i = 0; i < 300; ++i)
            longest += "ä";
        const std::string shown = relay::pipeline::shownPath(longest);
        QCOMPARE(shown.size(), std::size_t{199}); // 200 is inside a character
        QVERIFY(longest.starts_with(shown));
        QCOMPARE(relay::pipeline::shownPath("models/" + std::string(5000, 'x')).size(), std::size_t{200});
        QCOMPARE(relay::pipeline::shownPath(std::string(5000, '/')).size(), std::size_t{200});
    }
};

QTEST_GUILESS_MAIN(ShownPathTest)
#include "tst_shown_path.moc"
