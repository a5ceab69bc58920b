// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/json_parser.h"
#include "relay/dialect/usage_reader.h"
#include "tests/unit/relay/dialect/padded_text.h"

#include <QTest>

#include <vector>

using namespace relay::dialect;
using Counts = std::vector<std::int64_t>; // prompt, completion, cached, reasoning
Q_DECLARE_METATYPE(Counts)

class UsageReaderTest final : public QObject
{
    Q_OBJECT
private slots:
    void readsUsage_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Counts>("counts");
        const auto row = [](const char *name, const std::string &body, const Counts &counts) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << counts;
        };
        row("chat",
            json(
                "{'usage':{'prompt_tokens':9,'completion_tokens':12,'total_tokens':21,'prompt_tokens_details'"
                ":{'cached_tokens':3,'audio_tokens':0},'completion_tokens_details':{'reasoning_tokens':4}}}"),
            {9, 12, 3, 4});
        row("responses",
            json("{'output':[],'usage':{'input_tokens':9,'input_tokens_details':{'cached_tokens':3},'output_"
                 "tokens':12,'output_tokens_details':{'reasoning_tokens':4},'total_tokens':21}}"),
            {9, 12, 3, 4});
        row("below response",
            json("{'response':{'status':'completed','usage':{'input_tokens':1,'output_tokens':2}}}"),
            {1, 2, -1, -1});
        row("thinking that the total alone counts",
            json("{'usage':{'prompt_tokens':35,'completion_tokens':12,'total_tokens':109}}"),
            {35, 74, -1, 62});
        row("thinking beside what was written",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'total_tokens':110,"
                 "'completion_tokens_details':{'reasoning_tokens':100}}}"),
            {9, 101, -1, 100});
        row("a total that is less",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':5,'total_tokens':9}}"), {9, 5, -1, -1});
        row("behind a byte order mark", "\xEF\xBB\xBF" + json("{'usage':{'prompt_tokens':9}}"),
            {9, -1, -1, -1});
        row("embeddings", json("{'data':[],'usage':{'prompt_tokens':9,'total_tokens':9}}"), {9, -1, -1, -1});
        row("a total alone", json("{'results':[],'usage':{'total_tokens':9}}"), {9, -1, -1, -1});
        row("DeepSeek's cache",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'prompt_cache_hit_tokens':5}}"),
            {9, 1, 5, -1});
        row("the cache as gateways to Anthropic name it",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'cache_read_input_tokens':5,"
                 "'cache_creation_input_tokens':0,'total_tokens':10}}"),
            {9, 1, 5, -1});
        row("a cache that the total alone counts",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'cache_read_input_tokens':5,"
                 "'cache_creation_input_tokens':7,'total_tokens':22}}"),
            {21, 1, 5, -1});
        row("a cache larger than the prompt",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'total_tokens':10,"
                 "'prompt_tokens_details':{'cached_tokens':1000}}}"),
            {1009, 1, 1000, -1});
        row("a cache and thinking that the total alone counts",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'total_tokens':115,"
                 "'prompt_tokens_details':{'cached_tokens':5},"
                 "'completion_tokens_details':{'reasoning_tokens':100}}}"),
            {14, 101, 5, 100});
        row("a cache larger than the prompt, and thinking in the total",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'total_tokens':1110,"
                 "'prompt_tokens_details':{'cached_tokens':1000}}}"),
            {1009, 101, 1000, 100});
        row("a cache larger than the prompt, and a total with thinking alone",
            json(
                "{'usage':{'prompt_tokens':9,'completion_tokens':1,'total_tokens':110,'reasoning_tokens':100,"
                "'prompt_tokens_details':{'cached_tokens':1000}}}"),
            {1009, 101, 1000, 100});
        row("a cache larger than the prompt, and as much thinking in the total alone",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'total_tokens':2010,"
                 "'reasoning_tokens':2000,'prompt_tokens_details':{'cached_tokens':1000}}}"),
            {1009, 2001, 1000, 2000});
        row("a cache larger than the prompt, of which the total has what was written",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':1,'total_tokens':60,"
                 "'cache_read_input_tokens':1000,'cache_creation_input_tokens':50}}"),
            {1059, 1, 1000, -1});
        row("thinking without details",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':5,'reasoning_tokens':2}}"), {9, 5, -1, 2});
        row("in a choice", json("{'choices':[{'usage':{'prompt_tokens':9,'completion_tokens':1}}]}"),
            {9, 1, -1, -1});
        row("in a choice and beside it",
            json("{'choices':[{'usage':{'prompt_tokens':7}}],'usage':{'prompt_tokens':9}}"), {9, -1, -1, -1});
        row("beside a choice that has its own",
            json("{'usage':{'prompt_tokens':9},'choices':[{'usage':{'prompt_tokens':7}}]}"), {9, -1, -1, -1});
        row("in Groq's own object",
            json("{'choices':[{}],'x_groq':{'id':'r','usage':{'prompt_tokens':9,'completion_tokens':1}}}"),
            {9, 1, -1, -1});
        row("a reranker's",
            json("{'results':[],'meta':{'billed_units':{'input_tokens':0},'tokens':"
                 "{'input_tokens':9,'output_tokens':0}}}"),
            {9, 0, -1, -1});
        row("llama.cpp's own form",
            json("{'content':'x','stop':true,'tokens_predicted':3,'tokens_evaluated':9}"), {9, 3, -1, -1});
        row("half a character in its text", json("{'content':'\xF0\x9F','usage':{'prompt_tokens':9}}"),
            {9, -1, -1, -1});
        row("nulls",
            json("{'usage':{'prompt_tokens':9,'completion_tokens':null,'prompt_tokens_details':null}}"),
            {9, -1, -1, -1});
        row("floats", json("{'usage':{'prompt_tokens':9.0,'completion_tokens':1e1}}"), {9, 10, -1, -1});
        row("negative is no count", json("{'usage':{'prompt_tokens':-5,'completion_tokens':1}}"),
            {-1, 1, -1, -1});
        row("beyond 64 bits is no count",
            json("{'usage':{'prompt_tokens':99999999999999999999999999,'completion_tokens':1}}"),
            {-1, 1, -1, -1});
        row("absurdly many is no count",
            json("{'usage':{'prompt_tokens':9000000000000000000,'completion_tokens':1000000000000}}"),
            {-1, 1'000'000'000'000, -1, -1});
        row("absurdly many as a float is no count",
            json("{'usage':{'prompt_tokens':1e15,'completion_tokens':1e12}}"),
            {-1, 1'000'000'000'000, -1, -1});
        row("usage is null", json("{'usage':null}"), {-1, -1, -1, -1});
        row("usage is missing", json("{'choices':[]}"), {-1, -1, -1, -1});
        row("blank lines before it", "\n\n   \n{\"usage\":{\"prompt_tokens\":1}}", {1, -1, -1, -1});
        row("inside of a string it is text",
            json("{'choices':[{'message':{'content':'\\'usage\\':{\\'prompt_tokens\\':7}'}}],'x':'\\\\\\'"
                 "usage\\':'}"),
            {-1, -1, -1, -1});
        row("deeper down it is not the answer's",
            json("{'x':{'usage':{'prompt_tokens':7}},'metadata':{'usage':'9'}}"), {-1, -1, -1, -1});
        row("the last of two", json("{'usage':{'prompt_tokens':1},'usage':{'prompt_tokens':2}}"),
            {2, -1, -1, -1});
        row("not JSON", "usage: 7", {-1, -1, -1, -1});
        row("an array", json("[{'usage':{'prompt_tokens':7}}]"), {-1, -1, -1, -1});
        row("nothing", "", {-1, -1, -1, -1});
        row("cut", json("{'usage':{'prompt_tokens':7,'completion_tok"), {-1, -1, -1, -1});

        const std::string big =
            QByteArray("{\"data\":[" + QByteArray("0.0123456,").repeated(20'000) + "1]").toStdString();
        row("at the end of a long answer", big + json(",'usage':{'prompt_tokens':9,'total_tokens':9}}"),
            {9, -1, -1, -1});
        row("at the start of a long answer", json("{'usage':{'prompt_tokens':9},") + big.substr(1) + "}",
            {9, -1, -1, -1});
        row("a long answer with members behind it",
            big + json(",'usage': { 'input_tokens' : 9 } , 'user':'a}\\'b\\\\','t':[{}]}"), {9, -1, -1, -1});
        row("a long answer that only talks of it",
            big + json(",'x':{'usage':{'prompt_tokens':7}},'t':'\\'usage\\':{\\'prompt_tokens\\':7}'}"),
            {-1, -1, -1, -1});
        row("a long answer with a nested one behind its own",
            big + json(",'usage':{'prompt_tokens':9},'x':[{'usage':{'prompt_tokens':7}}]}"), {9, -1, -1, -1});
    }
    void readsUsage()
    {
        QFETCH(QByteArray, body);
        QFETCH(Counts, counts);
        const PaddedText text(body.toStdString());
        QCOMPARE(countsOf(readAnswer(text.view(), m_parser)), counts);

        AnswerObserver observer; // the same in pieces; all rows are short enough to be kept whole
        for (qsizetype at = 0; at < body.size(); at += 1000)
            observer.feed(body.mid(at, 1000).toStdString());
        QCOMPARE(countsOf(observer.finish(m_parser)), counts);
    }
    void longAnswersInPiecesAreReadFromTheirEnd()
    {
        for (const std::size_t pieceBytes : {std::size_t(100), std::size_t(16'384), std::size_t(1'000'000)}) {
            AnswerObserver observer;
            const std::string piece(pieceBytes, '1');
            observer.feed("{\"data\":[");
            for (std::size_t sent = 0; sent < 2'000'000; sent += pieceBytes)
                observer.feed(piece);
            observer.feed("],\"usage\":{\"prompt_");
            observer.feed("tokens\":9,\"total_tokens\":9}}");
            QCOMPARE(countsOf(observer.finish(m_parser)), Counts({9, -1, -1, -1}));
        }
    }
    void longAnswersInPiecesAreReadFromTheirBeginning_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<Counts>("counts");
        const auto row = [](const char *name, const std::string &head, const Counts &counts) {
            QTest::newRow(name) << QByteArray::fromStdString(head) << counts;
        };
        row("ahead of the vectors", json("{'model':'j','usage' : {'prompt_tokens':9,'x':['}']},'data':['"),
            {9, -1, -1, -1});
        row("deeper down it is not the answer's", json("{'x':{'usage':{'prompt_tokens':9}},'data':['"),
            {-1, -1, -1, -1});
        row("a text is no key", json("{'x':'usage','y':'\\'usage\\':{\\'prompt_tokens\\':9}','data':['"),
            {-1, -1, -1, -1});
        row("null", json("{'usage':null,'data':['"), {-1, -1, -1, -1});
        row("too far from both ends",
            "{\"x\":\"" + std::string(5000, 'x') + json("','usage':{'prompt_tokens':9},'data':['"),
            {-1, -1, -1, -1});
    }
    void longAnswersInPiecesAreReadFromTheirBeginning()
    {
        QFETCH(QByteArray, head);
        QFETCH(Counts, counts);
        for (const std::size_t pieceBytes : {std::size_t(1), std::size_t(1000), std::size_t(1'000'000)}) {
            const std::string body = head.toStdString() + std::string(1'000'000, 'A') + "\"]}";
            AnswerObserver observer;
            for (std::size_t at = 0; at < body.size(); at += pieceBytes)
                observer.feed(std::string_view(body).substr(at, pieceBytes));
            QCOMPARE(countsOf(observer.finish(m_parser)), counts);
        }
    }
    void whatIsNoJsonIsNotRead_data()
    {
        QTest::addColumn<QByteArray>("beginning");
        QTest::newRow("audio") << QByteArray("ID3\x04");
        QTest::newRow("an image behind spaces") << QByteArray("\r\n \xFF\xD8\xFF");
    }
    void whatIsNoJsonIsNotRead()
    {
        QFETCH(QByteArray, beginning);
        const std::string body =
            beginning.toStdString() + std::string(300'000, '\xE1') + json("{'usage':{'prompt_tokens':7}}");
        for (const std::size_t pieceBytes : {std::size_t(1), std::size_t(1000), body.size()}) {
            AnswerObserver observer;
            for (std::size_t at = 0; at < body.size(); at += pieceBytes)
                observer.feed(std::string_view(body).substr(at, pieceBytes));
            QCOMPARE(countsOf(observer.finish(m_parser)), Counts({-1, -1, -1, -1}));
        }
        const PaddedText text(body);
        QCOMPARE(countsOf(readAnswer(text.view(), m_parser)), Counts({-1, -1, -1, -1}));
    }
    void finish_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("finish");
        QTest::newRow("the first choice's")
            << QByteArray::fromStdString(
                   json("{'choices':[{'message':{'finish_reason':'x'},'finish_reason':'stop'},{'"
                        "finish_reason':'length'}]}"))
            << QByteArray("stop");
        QTest::newRow("a response's status")
            << QByteArray::fromStdString(json("{'status':'incomplete'}")) << QByteArray("incomplete");
        QTest::newRow("null is none")
            << QByteArray::fromStdString(json("{'choices':[{'finish_reason':null}]}")) << QByteArray();
    }
    void finish()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, finish);
        const PaddedText text(body.toStdString());
        QCOMPARE(readAnswer(text.view(), m_parser).finish, finish.toStdString());
    }
    void errorSign_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("sign");
        const auto row = [](const char *name, const std::string &text, ErrorSign sign) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << static_cast<int>(sign);
        };
        row("nothing", " \n", ErrorSign::Unclear);
        row("text", "no", ErrorSign::None);
        row("an open object", json("{'request_id':'a','error':{'message':'m'}"), ErrorSign::Unclear);
        row("an error", json("{'request_id':'a','error':{'message':'m'}}"), ErrorSign::Error);
        row("an empty error in the first of several lines",
            json("{'error':{'code':0,'message':''},'response':'a'}\n{"), ErrorSign::None);
        row("MiniMax's number for none, with spaces",
            json("{'base_resp': {'status_code': 0, 'status_msg': ''}, 'reply': 'a'}"), ErrorSign::None);
        row("Google's list", json("[{'error':{'message':'m'}}"), ErrorSign::Error);
        row("data", json("{'object':'list','data':[{'embedding':"), ErrorSign::None);
    }
    void errorSign()
    {
        QFETCH(QByteArray, text);
        QTEST(static_cast<int>(relay::dialect::errorSign(text.toStdString(), m_parser)), "sign");
    }
    void errors_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("failed");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const std::string &body, bool failed, const char *text,
                            int status = 0) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << failed << QByteArray(text) << status;
        };
        row("OpenAI's", json("{'error':{'message':'no \\'x\\'','type':'t','param':null,'code':null}}"), true,
            "no \"x\"");
        row("with a number for code", json("{'error':{'code':429,'message':'slow','metadata':{'raw':'r'}}}"),
            true, "slow", 429);
        row("a bare text", json("{'error':'model not found'}"), true, "model not found");
        row("flat", json("{'object':'error','message':'bad','code':400}"), true, "bad", 400);
        row("a detail", json("{'detail':'Not Found'}"), false, "Not Found");
        row("null is none", json("{'error':null,'status':'completed'}"), false, "");
        row("of a failed response",
            json("{'type':'response.failed','response':{'error':{'code':'c','message':'m'}}}"), true, "m");
        row("a flat event", json("{'type':'error','message':'m','code':'c'}"), true, "m");
        row("a choice's", json("{'choices':[{'finish_reason':'error','error':{'code':502,'message':'m'}}]}"),
            true, "m", 502);
        row("Groq's own", json("{'choices':[{}],'x_groq':{'id':'r','error':'over_capacity'}}"), true,
            "over_capacity");
        row("in an array", json("[{'error':{'code':400,'message':'m','status':'INVALID_ARGUMENT'}}]"), true,
            "m", 400);
        row("an array of something else", json("[{'message':'m'},{'error':{'message':'n'}}]"), false, "");
        row("an array of nothing", "[]", false, "");
        row("a number of MiniMax's",
            json("{'choices':null,'base_resp':{'status_code':1008,'status_msg':'insufficient balance'}}"),
            true, "insufficient balance", 402);
        row("a number of MiniMax's about the request",
            json("{'base_resp':{'status_code':2013,'status_msg':'invalid params'}}"), true, "invalid params",
            400);
        row("a number of MiniMax's behind a long answer",
            json("{'choices':[{'message':{'content':'" + std::string(5000, 'a') +
                 "'}}],'usage':{'prompt_tokens':9},'base_resp':{'status_code':1027,'status_msg':'m'}}\n"),
            true, "m", 400);
        row("MiniMax's number for none", json("{'base_resp':{'status_code':0,'status_msg':''}}"), false, "");
        row("an empty one is none",
            json("{'error':{'message':'','type':'','param':null,'code':0},'choices':[{'error':{}}]}"), false,
            "");
        row("with half a character", json("{'error':{'message':'a \xF0\x9F b'}}"), true, "a \xEF\xBF\xBD b");
        row("with half a character among whole ones",
            json("{'error':{'message':'\xC3\xA4 \xE2\x82 \xF0\x9F\x98\x80\xFF'}}"), true,
            "\xC3\xA4 \xEF\xBF\xBD \xF0\x9F\x98\x80\xEF\xBF\xBD");
    }
    void errors()
    {
        QFETCH(QByteArray, body);
        QFETCH(bool, failed);
        QFETCH(QByteArray, text);
        const PaddedText padded(body.toStdString());
        const AnswerFacts facts = readAnswer(padded.view(), m_parser);
        QCOMPARE(facts.failed, failed);
        QCOMPARE(facts.errorText, text.toStdString());
        if (failed)
            QTEST(facts.errorStatus, "status");
    }
    void errorsMayNameADelay_data()
    {
        QTest::addColumn<QByteArray>("details");
        QTest::addColumn<QByteArray>("delay");
        QTest::newRow("Google's") << QByteArray(
                                         R"([{"@type":"a","x":[1]},{"@type":"b","retryDelay":"34.07s"}])")
                                  << QByteArray("34.07");
        QTest::newRow("no unit") << QByteArray(R"([{"retryDelay":"34"}])") << QByteArray();
        QTest::newRow("no text") << QByteArray(R"([{"retryDelay":34},7,null])") << QByteArray();
        QTest::newRow("no list") << QByteArray(R"({"retryDelay":"34s"})") << QByteArray();
    }
    void errorsMayNameADelay()
    {
        QFETCH(QByteArray, details);
        QFETCH(QByteArray, delay);
        const PaddedText padded("[{\"error\":{\"code\":429,\"details\":" + details.toStdString() +
                                ",\"message\":\"m\"}}]");
        const AnswerFacts facts = readAnswer(padded.view(), m_parser);
        QCOMPARE(facts.retryDelay, delay.toStdString());
        QCOMPARE(facts.errorText, std::string("m"));
    }
    void errorsAboutWordsAreFlagged_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("flagged");
        QTest::newRow("OpenRouter's moderation")
            << QByteArray(
                   R"({"error":{"code":403,"message":"m","metadata":{"reasons":["r"],"flagged_input":"i"}}})")
            << true;
        QTest::newRow("xAI's") << QByteArray(
                                      R"({"code":"c","error":"Content violates usage guidelines. Team: t"})")
                               << true;
        QTest::newRow("a key without the right")
            << QByteArray(R"({"error":{"code":403,"message":"m","metadata":{"provider_name":"p"}}})")
            << false;
    }
    void errorsAboutWordsAreFlagged()
    {
        QFETCH(QByteArray, body);
        const PaddedText padded(body.toStdString());
        QTEST(readAnswer(padded.view(), m_parser).flagged, "flagged");
    }
    void longErrorTextIsCutBetweenCharacters()
    {
        std::string message;
        while (message.size() < 2000)
            message += "\xC3\xA4";
        const PaddedText text("{\"error\":{\"message\":\"x" + message + "\"}}");
        const std::string cut = readAnswer(text.view(), m_parser).errorText;
        QCOMPARE(cut.size(), AnswerFacts::kMaxErrorText - 1);
        QVERIFY(!QString::fromStdString(cut).contains(QChar::ReplacementCharacter));
    }

private:
    static Counts countsOf(const AnswerFacts &facts)
    {
        return {facts.usage.prompt, facts.usage.completion, facts.usage.cached, facts.usage.reasoning};
    }

    JsonParser m_parser;
};

QTEST_GUILESS_MAIN(UsageReaderTest)
#include "tst_usage_reader.moc"
