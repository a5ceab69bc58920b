// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/json_parser.h"
#include "relay/dialect/request_facts.h"
#include "tests/unit/relay/dialect/padded_text.h"

#include <QTest>

using namespace relay;
using namespace relay::dialect;
using UsageOption = RequestFacts::UsageOption;
Q_DECLARE_METATYPE(relay::dialect::RequestFacts::UsageOption)

class RequestFactsTest final : public QObject
{
    Q_OBJECT
private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<bool>("stream");
        QTest::addColumn<UsageOption>("usage");
        const auto row = [](const char *name, const std::string &body, const char *model, bool stream = false,
                            UsageOption usage = UsageOption::Insert) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray(model) << stream << usage;
        };
        row("the model alone", json("{'model':'gpt-4o'}"), "gpt-4o");
        row("white space anywhere", " {\n \"model\" \t: \r\n \"m\" , \"stream\" : true }\n", "m", true);
        row("the model last", json("{'messages':[{'model':'inner'}],'model':'m'}"), "m");
        row("a model inside of a message is none", json("{'x':{'model':'a','stream':true},'model':'m'}"),
            "m");
        row("escapes are decoded", json("{'model':'a\\u0062\\/c'}"), "ab/c");
        row("an escaped key is the same key", json("{'mod\\u0065l':'m'}"), "m");
        row("of two models the last counts", json("{'model':'a','model':'b'}"), "b");
        row("of two streams the last counts", json("{'model':'a','stream':true,'stream':false}"), "a");
        row("stream null is false", json("{'model':'m','stream':null}"), "m");
        row("usage is asked for", json("{'model':'m','stream':true,'stream_options':{'include_usage':true}}"),
            "m", true, UsageOption::Asked);
        row("usage is refused", json("{'model':'m','stream_options':{'include_usage': false }}"), "m", false,
            UsageOption::Replace);
        row("stream options without usage", json("{'model':'m','stream_options':{'x':1}}"), "m", false,
            UsageOption::InsertInto);
        row("empty stream options", json("{'model':'m','stream_options':{ }}"), "m", false,
            UsageOption::InsertInto);
        row("null stream options", json("{'model':'m','stream_options': null }"), "m", false,
            UsageOption::ReplaceAll);
        row("stream options that are none", json("{'model':'m','stream_options':7}"), "m", false,
            UsageOption::Untouchable);
        row("integers beyond 64 bits", json("{'seed':123456789012345678901234567890,'model':'m'}"), "m");
        row("a byte order mark", "\xEF\xBB\xBF{\"model\":\"m\"}", "m");
        row("UTF-8", "{\"model\":\"\xC3\xA4\",\"messages\":\"\xF0\x9F\x98\x80\"}", "\xC3\xA4");
        row("brackets and quotes inside of strings", json("{'a':'}]\\'\\\\','model':'m'}"), "m");
    }
    void reads()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, model);
        QFETCH(bool, stream);
        QFETCH(UsageOption, usage);
        const PaddedText text(body.toStdString());
        const auto facts = readJsonRequest(text.view(), chat(), m_parser);
        QVERIFY2(facts.has_value(), facts ? "" : qPrintable(facts.error().message));
        QCOMPARE(std::string(facts->model()), model.toStdString());
        QCOMPARE(facts->stream, stream);
        QCOMPARE(facts->usageOption, usage);
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const std::string &body) {
            QTest::newRow(name) << QByteArray::fromStdString(body);
        };
        row("nothing", "");
        row("blanks", "   ");
        row("not JSON", "hello");
        row("form data", "model=gpt-4o&stream=true");
        row("an array", json("[{'model':'m'}]"));
        row("a string", json("'model'"));
        row("a number", "42");
        row("no model", json("{'messages':[]}"));
        row("an empty object", "{}");
        row("an empty model", json("{'model':''}"));
        row("model is a number", json("{'model':4}"));
        row("model is null", json("{'model':null}"));
        row("model is an object", json("{'model':{'name':'m'}}"));
        row("three models", json("{'model':'a','model':'b','model':'c'}"));
        row("stream is a text", json("{'model':'m','stream':'true'}"));
        row("stream is a number", json("{'model':'m','stream':1}"));
        row("cut inside of a string", json("{'model':'m','messages':[{'content':'hel"));
        row("cut inside of an array", json("{'model':'m','messages':[{'content':'hello'}"));
        row("cut before the last brace", json("{'model':'m','messages':[]"));
        row("cut so that a brace ends it", json("{'model':'m','a':{'b':1}"));
        row("something behind it", json("{'model':'m'} {'model':'x'}"));
        row("a key without quotes", "{model:\"m\"}");
        row("single quotes", "{'model':'m'}");
        row("a missing comma", json("{'model':'m' 'stream':true}"));
        row("a missing colon", json("{'model' 'm'}"));
        row("a colon behind the model", json("{'model':'m':true}}"));
        row("a colon behind stream", json("{'model':'m','stream':true:1}}"));
        row("a word that begins like null", json("{'model':'m','stream_options':nulls}"));
        row("a comma at the end", json("{'model':'m',}"));
        row("invalid UTF-8", "{\"model\":\"m\",\"x\":\"\xC3\x28\"}");
        row("a NUL byte", std::string("{\"model\":\"m\",\"x\":\"\0\"}", 19));
        row("a line break in the model", json("{'model':'x HTTP/1.1\\r\\nHost: evil'}"));
        row("an escape sequence in the model", json("{'model':'\\u001b[2J'}"));
        row("a control character beyond ASCII in the model", json("{'model':'\\u009b2J'}"));
        row("a model as long as a book", json("{'model':'") + std::string(2'000'000, 'm') + "\"}");
        row("a model that leads upwards", json("{'model':'..'}"));
        row("a key in the model's place", json("{'model':'sk-proj-abc'}"));
        row("a key of another provider's", json("{'model':'AIzaSyAbc'}"));
        row("a key of one whose models begin alike", json("{'model':'xai-0123456789abcdefghijABCDEFGHIJ'}"));
        row("a million open brackets", "{\"model\":\"m\",\"x\":" + std::string(1'000'000, '['));
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        const PaddedText text(body.toStdString());
        const auto facts = readJsonRequest(text.view(), chat(), m_parser);
        QVERIFY(!facts.has_value());
        QCOMPARE(facts.error().kind, ErrorKind::BadRequest);
        QVERIFY(!facts.error().message.isEmpty());
    }
    void deepNestingIsTheUpstreamsAffair()
    {
        const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
        const PaddedText text("{\"x\":" + deep + ",\"model\":\"m\"}");
        const auto facts = readJsonRequest(text.view(), chat(), m_parser);
        QVERIFY(facts.has_value());
        QCOMPARE(std::string(facts->model()), std::string("m"));
    }
    void everyCutIsRefused()
    {
        const std::string whole = json("{'model':'m\\'x','stream':true,'stream_options':{'include_usage':"
                                       "null},'a':[1,{'b':'c\\\\'}],'n':2}");
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const PaddedText text(std::string_view(whole).substr(0, size));
            QVERIFY2(!readJsonRequest(text.view(), chat(), m_parser).has_value(),
                     qPrintable(QString::number(size)));
        }
        const PaddedText text(whole);
        const auto facts = readJsonRequest(text.view(), chat(), m_parser);
        QVERIFY(facts.has_value());
        QCOMPARE(facts->choiceCount, std::int64_t(2));
    }
    void theBoundOfTheAnswer_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<qint64>("bound");
        QTest::newRow("none") << QByteArray("'n':2") << qint64{0};
        QTest::newRow("of chat completions") << QByteArray("'max_tokens':100") << qint64{100};
        QTest::newRow("their newer name") << QByteArray("'max_completion_tokens':7") << qint64{7};
        QTest::newRow("of responses") << QByteArray("'max_output_tokens':8") << qint64{8};
        QTest::newRow("the larger of two")
            << QByteArray("'max_tokens':9,'max_completion_tokens':5") << qint64{9};
        QTest::newRow("null") << QByteArray("'max_tokens':null,'n':1") << qint64{0};
        QTest::newRow("a text") << QByteArray("'max_tokens':'many','n':1") << qint64{0};
        QTest::newRow("negative") << QByteArray("'max_tokens':-4") << qint64{0};
        QTest::newRow("something else") << QByteArray("'max_results':3") << qint64{0};
    }
    void theBoundOfTheAnswer()
    {
        QFETCH(QByteArray, members);
        QFETCH(qint64, bound);
        const PaddedText text(json("{'model':'m'," + members.toStdString() + ",'stream':true}"));
        const auto facts = readJsonRequest(text.view(), chat(), m_parser);
        QVERIFY(facts.has_value());
        QCOMPARE(facts->maxTokens, bound);
        QVERIFY(facts->stream); // what follows is read as before
    }
    void factsMayMove()
    {
        const PaddedText text(
            json("{'model':'\\u0061 name that is too long for the small string optimisation'}"));
        auto facts = readJsonRequest(text.view(), chat(), m_parser);
        QVERIFY(facts.has_value());
        const RequestFacts moved = std::move(*facts);
        QCOMPARE(std::string(moved.model()),
                 std::string("a name that is too long for the small string optimisation"));
    }
    void modelMayBeMissingWhereTheApiHasADefault()
    {
        const PaddedText text(json("{'input':'x'}"));
        const auto facts = readJsonRequest(text.view(), *findEndpoint("/v1/moderations").endpoint, m_parser);
        QVERIFY(facts.has_value());
        QCOMPARE(std::string(facts->model()), std::string("omni-moderation-latest"));
    }
    void modelNamesThatAreUsual_data()
    {
        QTest::addColumn<QByteArray>("model");
        for (const char *model : {"gpt-4o", "org/model:7b-q4_K_M", "ft:gpt-4o-mini:acme::A1",
                                  "model \xC3\xA9", "\xE6\xA8\xA1\xE5\x9E\x8B", "...",
                                  "xai-grok-4-fast-non-reasoning-latest", "pplx-70b-online", "ask-me"})
            QTest::newRow(model) << QByteArray(model);
    }
    void modelNamesThatAreUsual()
    {
        QFETCH(QByteArray, model);
        QVERIFY(checkModelName(model.toStdString()));
    }
    void modelFromThePathIsDecoded()
    {
        const PaddedText text(json("{'messages':[]}"));
        const auto facts = readJsonRequest(text.view(), chat(), m_parser, "org%2Fgpt%2d4%");
        QVERIFY(facts.has_value());
        QCOMPARE(std::string(facts->model()), std::string("org/gpt-4%"));
        for (const char *bad :
             {"a%0d%0aHost:", "bad%FFname", "%c2%85", "%85", "%ed%a0%80", "bad\xFF", "sk-abc"})
            QVERIFY2(!readJsonRequest(text.view(), chat(), m_parser, bad).has_value(), bad);
    }
    void modelOfThePathWins()
    {
        const PaddedText text(json("{'model':'body-B','messages':[]}"));
        const auto facts = readJsonRequest(text.view(), chat(), m_parser, "dep-A");
        QVERIFY(facts.has_value());
        QCOMPARE(std::string(facts->model()), std::string("dep-A"));
        QVERIFY(facts->modelFromPath);
        const PaddedText wrong(json("{'model':4}"));
        QVERIFY(!readJsonRequest(wrong.view(), chat(), m_parser, "dep-A").has_value());
    }
    void modelFromThePath()
    {
        const PaddedText text(json("{'messages':[]}"));
        const auto facts = readJsonRequest(text.view(), chat(), m_parser, "deployed");
        QVERIFY(facts.has_value());
        QCOMPARE(std::string(facts->model()), std::string("deployed"));
        QVERIFY(facts->modelFromPath);
    }
    void multipart_data()
    {
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("model"); // empty: refused
        QTest::addColumn<bool>("stream");
        const QByteArray file = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n"
                                "Content-Type: audio/wav\r\n\r\n\r\n--A\r\n\0\xFF\r\n\r\n";
        const QByteArray model = "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n";
        const QByteArray stream = "--B\r\ncontent-disposition:form-data;name=stream\r\n\r\ntrue\r\n";
        const QByteArray type = "multipart/form-data; boundary=B";
        QTest::newRow("behind the file") << type << file + model + "--B--\r\n"
                                         << QByteArray("whisper-1") << false;
        QTest::newRow("before the file")
            << type << model + file + "--B--" << QByteArray("whisper-1") << false;
        QTest::newRow("with stream") << type << model + stream + "--B--" << QByteArray("whisper-1") << true;
        QTest::newRow("a preamble") << type << "hello\r\n" + model + "--B--" << QByteArray("whisper-1")
                                    << false;
        QTest::newRow("a quoted boundary") << QByteArray("Multipart/Form-Data; charset=utf-8; Boundary=\"B\"")
                                           << model + "--B--" << QByteArray("whisper-1") << false;
        QTest::newRow("no model") << type << file + "--B--" << QByteArray() << false;
        QTest::newRow("an empty model")
            << type << QByteArray("--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n\r\n--B--")
            << QByteArray() << false;
        QTest::newRow("cut") << type << model + file.left(40) << QByteArray() << false;
        QTest::newRow("cut in the first line") << type << QByteArray("--B") << QByteArray() << false;
        QTest::newRow("another boundary")
            << QByteArray("multipart/form-data; boundary=C") << model + "--B--" << QByteArray() << false;
        QTest::newRow("a longer boundary is another's")
            << type
            << "--B\r\n\r\n\r\n--BB\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nx\r\n" + model +
                   "--B--"
            << QByteArray("whisper-1") << false;
        QTest::newRow("a head without its empty line")
            << type
            << "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n--B\r\n" + model.mid(5) + "--B--"
            << QByteArray("whisper-1") << false;
        QTest::newRow("white space behind the boundary")
            << type << "--B \t\r\n" + model.mid(5) + "--B--" << QByteArray("whisper-1") << false;
        QTest::newRow("a line break in the model")
            << type << QByteArray(model).replace("whisper-1", "a\r\nb") + "--B--" << QByteArray() << false;
        QTest::newRow("a model that is not UTF-8")
            << type << QByteArray(model).replace("whisper-1", "\xC3\x28") + "--B--" << QByteArray() << false;
        QTest::newRow("no boundary") << QByteArray("multipart/form-data") << model + "--B--" << QByteArray()
                                     << false;
        QTest::newRow("an empty body") << type << QByteArray() << QByteArray() << false;
    }
    void multipart()
    {
        QFETCH(QByteArray, contentType);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, model);
        QFETCH(bool, stream);
        const PaddedText text({body.constData(), static_cast<std::size_t>(body.size())});
        const EndpointMatch match = findEndpoint("/v1/audio/transcriptions");
        const auto facts = readRequest(text.view(), contentType.toStdString(), match, m_parser);
        QCOMPARE(facts.has_value(), !model.isEmpty());
        if (!facts) {
            QCOMPARE(facts.error().kind, ErrorKind::BadRequest);
            return;
        }
        QCOMPARE(std::string(facts->model()), model.toStdString());
        QCOMPARE(facts->stream, stream);
        QCOMPARE(facts->modelCount, std::size_t{1});
    }
    void multipartIsRefusedWhereJsonIsMeant()
    {
        const PaddedText text("--B--");
        const auto facts = readRequest(text.view(), "multipart/form-data; boundary=B",
                                       findEndpoint("/v1/chat/completions"), m_parser);
        QVERIFY(!facts.has_value());
    }
    void noBodyIsFineWhereNoneIsNeeded()
    {
        const PaddedText text("");
        const auto facts = readRequest(text.view(), "", findEndpoint("/v1/responses/r1"), m_parser);
        QVERIFY(facts.has_value());
        QVERIFY(facts->model().empty());
    }

private:
    static const Endpoint &chat() { return *findEndpoint("/v1/chat/completions").endpoint; }

    JsonParser m_parser;
};

QTEST_GUILESS_MAIN(RequestFactsTest)
#include "tst_request_facts.moc"
