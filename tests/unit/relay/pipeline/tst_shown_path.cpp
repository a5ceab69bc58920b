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
        row("a key with its prefix", "/v1/unknown/sk-abc", "/v1/unknown/***");
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
        std::string longest;
        for (int i = 0; i < 300; ++i)
            longest += "/ä";
        const std::string shown = relay::pipeline::shownPath(longest);
        QCOMPARE(shown.size(), std::size_t{199}); // 200 is inside a character
        QVERIFY(longest.starts_with(shown));
        QCOMPARE(relay::pipeline::shownPath(std::string(5000, 'x')).size(), std::size_t{200});
    }
};

QTEST_GUILESS_MAIN(ShownPathTest)
#include "tst_shown_path.moc"
