// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/body_splice.h"
#include "relay/dialect/json_parser.h"
#include "tests/unit/relay/dialect/padded_text.h"

#include <QTest>

using namespace relay::dialect;

class BodySpliceTest final : public QObject
{
    Q_OBJECT
private slots:
    void splices_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<bool>("wantUsage");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const std::string &body, const char *model, bool usage,
                            const std::string &expected) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray(model) << usage
                                << QByteArray::fromStdString(expected);
        };
        row("an equal model changes nothing", json("{ 'model' : 'm' ,'x':1}"), "m", false,
            json("{ 'model' : 'm' ,'x':1}"));
        row("an equal model in escapes stays as it is", json("{'model':'\\u006d'}"), "m", false,
            json("{'model':'\\u006d'}"));
        row("the rest stays byte for byte",
            "{ \"b\" :1.0e+2,\"model\"\t:\"m\" ,\n\"seed\":12479678939117453000,\"a\":\"\\u00e4\\/\"}",
            "other", false,
            "{ \"b\" :1.0e+2,\"model\"\t:\"other\" ,\n\"seed\":12479678939117453000,\"a\":\"\\u00e4\\/\"}");
        row("the new name is escaped", json("{'model':'m'}"), "a\"b\\c\n", false,
            json("{'model':'a\\'b\\\\c\\n'}"));
        row("a longer name", json("{'model':'m','x':[]}"), "a-very-long-name-that-needs-memory-of-its-own",
            false, json("{'model':'a-very-long-name-that-needs-memory-of-its-own','x':[]}"));
        row("both of two models", json("{'model':'a','x':1,'model':'b'}"), "z", false,
            json("{'model':'z','x':1,'model':'z'}"));
        row("both of two that differ, though the last is right", json("{'model':'a','model':'b'}"), "b",
            false, json("{'model':'b','model':'b'}"));
        row("usage is added in front", json("{'model':'m','stream':true}"), "m", true,
            json("{'stream_options':{'include_usage':true},'model':'m','stream':true}"));
        row("usage and model", json("  {'stream':true,'model':'m'}"), "n", true,
            json("  {'stream_options':{'include_usage':true},'stream':true,'model':'n'}"));
        row("usage goes into the options", json("{'model':'m','stream_options':{'x':1}}"), "m", true,
            json("{'model':'m','stream_options':{'include_usage':true,'x':1}}"));
        row("usage goes into empty options", json("{'stream_options':{ },'model':'m'}"), "n", true,
            json("{'stream_options':{'include_usage':true },'model':'n'}"));
        row("false becomes true", json("{'model':'m','stream_options':{'include_usage':false,'x':1}}"), "m",
            true, json("{'model':'m','stream_options':{'include_usage':true,'x':1}}"));
        row("null options become an object", json("{'model':'m','stream_options':null}"), "m", true,
            json("{'model':'m','stream_options':{'include_usage':true}}"));
        row("usage that was asked for stays", json("{'model':'m','stream_options':{'include_usage':true}}"),
            "m", true, json("{'model':'m','stream_options':{'include_usage':true}}"));
        row("what is no object is left alone", json("{'model':'m','stream_options':'x'}"), "m", true,
            json("{'model':'m','stream_options':'x'}"));
        row("seven parts", json("{'model':'a','model':'b','stream_options':{'include_usage':null}}"), "z",
            true, json("{'model':'z','model':'z','stream_options':{'include_usage':true}}"));
    }
    void splices()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, model);
        QFETCH(bool, wantUsage);
        QFETCH(QByteArray, expected);
        const PaddedText text(body.toStdString());
        const auto facts =
            readJsonRequest(text.view(), *findEndpoint("/v1/chat/completions").endpoint, m_parser);
        QVERIFY(facts.has_value());
        BodyParts parts;
        parts.splice(*facts, model.toStdString(), wantUsage);
        std::string spliced;
        parts.appendTo(spliced);
        QCOMPARE(QByteArray::fromStdString(spliced), expected);
        QCOMPARE(parts.sizeBytes(), spliced.size());
    }
    void unchangedBodyIsOneView()
    {
        const PaddedText text(json("{'model':'m'}"));
        const auto facts = readJsonRequest(text.view(), *findEndpoint("/v1/embeddings").endpoint, m_parser);
        BodyParts parts;
        QVERIFY(!parts.splice(*facts, "m", false));
        QCOMPARE(parts.parts().size(), std::size_t(1));
        QCOMPARE(parts.parts()[0].data(), text.bytes.data());
    }
    void everyAttemptMayHaveAnotherModel()
    {
        const PaddedText text(json("{'model':'m','stream':true}"));
        const auto facts =
            readJsonRequest(text.view(), *findEndpoint("/v1/chat/completions").endpoint, m_parser);
        BodyParts parts;
        for (const char *model : {"a", "b-much-longer-than-the-first-one-was", "m"}) {
            QVERIFY(parts.splice(*facts, model, true));
            std::string spliced;
            parts.appendTo(spliced);
            QCOMPARE(spliced, json("{'stream_options':{'include_usage':true},'model':'") + model +
                                  json("','stream':true}"));
        }
    }
    void modelFromThePathIsAdded()
    {
        const PaddedText text(json(" {'messages':[]}"));
        const auto facts =
            readJsonRequest(text.view(), *findEndpoint("/v1/chat/completions").endpoint, m_parser, "dep");
        QCOMPARE(spliced(*facts, "dep"), json(" {'model':'dep','messages':[]}"));
        const PaddedText none("{}");
        const auto empty =
            readJsonRequest(none.view(), *findEndpoint("/v1/chat/completions").endpoint, m_parser, "dep");
        QCOMPARE(spliced(*empty, "dep"), json("{'model':'dep'}"));
    }
    void modelFromThePathReplacesTheBodys()
    {
        const PaddedText text(json("{'model':'body-B','messages':[],'model':'again'}"));
        const auto facts =
            readJsonRequest(text.view(), *findEndpoint("/v1/chat/completions").endpoint, m_parser, "dep-A");
        QCOMPARE(spliced(*facts, "dep-A"), json("{'model':'dep-A','messages':[],'model':'dep-A'}"));
        const std::string head = "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n";
        const auto form =
            readMultipartRequest(head + "body-B\r\n--B--\r\n", "multipart/form-data; boundary=B",
                                 *findEndpoint("/v1/audio/transcriptions").endpoint, "dep-A");
        QVERIFY(form.has_value());
        QCOMPARE(std::string(form->model()), std::string("dep-A"));
    }
    void aDefaultIsAddedOnlyWhenMapped()
    {
        const PaddedText text(json("{'input':'x'}"));
        const auto facts = readJsonRequest(text.view(), *findEndpoint("/v1/moderations").endpoint, m_parser);
        QCOMPARE(spliced(*facts, "omni-moderation-latest"), json("{'input':'x'}"));
        QCOMPARE(spliced(*facts, "mine"), json("{'model':'mine','input':'x'}"));
    }
    void multipart()
    {
        const std::string head = "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n";
        const std::string tail =
            "\r\n--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\"model\"\r\n--B--\r\n";
        const std::string body = head + "whisper-1" + tail;
        const auto facts = readMultipartRequest(body, "multipart/form-data; boundary=B",
                                                *findEndpoint("/v1/audio/transcriptions").endpoint);
        QVERIFY(facts.has_value());
        QCOMPARE(spliced(*facts, "large-v3"), head + "large-v3" + tail);
        QCOMPARE(spliced(*facts, "whisper-1"), body);
    }
    void multipartWithoutAModelGetsAPart()
    {
        const std::string body =
            "--B\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nx\r\n--B--\r\n";
        const auto facts = readMultipartRequest(body, "multipart/form-data; boundary=B",
                                                *findEndpoint("/v1/images/edits").endpoint);
        QVERIFY(facts.has_value());
        const std::string longer = spliced(*facts, "mine");
        const auto again = readMultipartRequest(longer, "multipart/form-data; boundary=B",
                                                *findEndpoint("/v1/images/edits").endpoint);
        QVERIFY(again.has_value());
        QCOMPARE(std::string(again->model()), std::string("mine"));
        QVERIFY(longer.ends_with(body));
    }
    void usageIsAskedForOnlyInStreamsThatKnowIt()
    {
        const auto asks = [&](const char *path, const std::string &body) {
            const PaddedText text(body);
            const Endpoint &endpoint = *findEndpoint(path).endpoint;
            return shouldAskForUsage(*readJsonRequest(text.view(), endpoint, m_parser), endpoint);
        };
        QVERIFY(asks("/v1/chat/completions", json("{'model':'m','stream':true}")));
        QVERIFY(asks("/v1/completions", json("{'model':'m','stream':true}")));
        QVERIFY(!asks("/v1/chat/completions", json("{'model':'m'}")));
        QVERIFY(!asks("/v1/responses", json("{'model':'m','stream':true}")));
        QVERIFY(!asks("/v1/chat/completions",
                      json("{'model':'m','stream':true,'stream_options':{'include_usage':true}}")));
    }

private:
    static std::string spliced(const RequestFacts &facts, std::string_view model)
    {
        BodyParts parts;
        parts.splice(facts, model, false);
        std::string out;
        parts.appendTo(out);
        return out;
    }

    JsonParser m_parser;
};

QTEST_GUILESS_MAIN(BodySpliceTest)
#include "tst_body_splice.moc"
