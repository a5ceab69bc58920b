// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/channel_type.h"

#include <QTest>

#include <string>

using namespace relay::model;

class ChannelTypeTest final : public QObject
{
    Q_OBJECT

private slots:
    void hasTheContractsWords_data();
    void hasTheContractsWords();
    void knowsNoOtherWord();
};

void ChannelTypeTest::hasTheContractsWords_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("needsUrl");
    const auto row = [](const char *word, ChannelType type, bool needsUrl) {
        QTest::newRow(word) << static_cast<int>(type) << needsUrl;
    };
    row("openai", ChannelType::OpenAi, false);
    row("anthropic", ChannelType::Anthropic, false);
    row("gemini", ChannelType::Gemini, false);
    row("ollama", ChannelType::Ollama, false);
    row("azure", ChannelType::Azure, true);
    row("openai-compatible", ChannelType::OpenAiCompatible, true);
    row("demo", ChannelType::Demo, false);
}

void ChannelTypeTest::hasTheContractsWords()
{
    QFETCH(const int, type);
    QFETCH(const bool, needsUrl);
    const auto expected = static_cast<ChannelType>(type);
    QCOMPARE(std::string(channelTypeName(expected)), std::string(QTest::currentDataTag()));
    QVERIFY(channelTypeOf(QTest::currentDataTag()) == expected);
    QCOMPARE(needsBaseUrl(expected), needsUrl);
}

void ChannelTypeTest::knowsNoOtherWord()
{
    for (const char *const word : {"", "OpenAI", "open", "fax", "openai "})
        QVERIFY2(!channelTypeOf(word), word);
}

QTEST_GUILESS_MAIN(ChannelTypeTest)
#include "tst_channel_type.moc"
