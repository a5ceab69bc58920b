// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/json_parser.h"
#include "relay/dialect/openai_chat/openai_chat_dialect.h"
#include "relay/dialect/openai_responses/openai_responses_dialect.h"
#include "relay/dialect/stream_observer.h"

#include <QTest>

using namespace relay::dialect;

namespace {

const std::string kRole = "data: "
                          "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                          "\"content\":\"\"}}],\"usage\":null}\n\n";
const std::string kText =
    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\\"usage\\\":{ "
    "\\\"error\\\":{\"}}],\"usage\":null}\n\n";
const std::string kUsage =
    "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12}}\n\n";
const std::string kDone = "data: [DONE]\n\n";

} // namespace

class StreamObserverTest final : public QObject
{
    Q_OBJECT
private slots:
    void hides_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const std::string &stream, const std::string &expected) {
            QTest::newRow(name) << QByteArray::fromStdString(stream) << QByteArray::fromStdString(expected);
        };
        const auto crlf = [](std::string text) {
            return QByteArray::fromStdString(text).replace("\n", "\r\n").toStdString();
        };
        const auto cr = [](std::string text) {
            return QByteArray::fromStdString(text).replace("\n", "\r").toStdString();
        };
        row("the usage chunk alone", kRole + kText + kUsage + kDone, kRole + kText + kDone);
        row("with CRLF", crlf(kRole + kText + kUsage + kDone), crlf(kRole + kText + kDone));
        row("with CR", cr(kRole + kText + kUsage + kDone), cr(kRole + kText + kDone));
        row("behind a byte order mark", "\xEF\xBB\xBF" + kUsage + kDone, kDone);
        row("as the last thing", kRole + kUsage, kRole);
        row("as the only thing", kUsage, "");
        row("without its empty line", kRole + kUsage.substr(0, kUsage.size() - 1), kRole);
        row("usage in a chunk with choices stays",
            "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":9}}\n\n" + kDone,
            "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":9}}\n\n" + kDone);
        row("the usage chunk whose choices are null",
            "data: {\"choices\":null,\"usage\":{\"prompt_tokens\":9}}\n\n" + kDone, kDone);
        row("empty choices without usage stay", "data: {\"choices\":[],\"usage\":null}\n\n" + kDone,
            "data: {\"choices\":[],\"usage\":null}\n\n" + kDone);
        row("comments and unknown fields stay",
            ": hello\n\nid: 7\nretry: 1\n data: x\n" + kText + ": ping\n\n",
            ": hello\n\nid: 7\nretry: 1\n data: x\n" + kText + ": ping\n\n");
        row("several data lines are one",
            "data: {\"choices\":[],\ndata: \"usage\":{\"prompt_tokens\":9,\ndata: "
            "\"completion_tokens\":12}}\n\n" +
                kDone,
            kDone);
        row("an error with usage stays",
            "data: {\"error\":{\"message\":\"m\"},\"choices\":[],\"usage\":{\"prompt_tokens\":9}}\n\n",
            "data: {\"error\":{\"message\":\"m\"},\"choices\":[],\"usage\":{\"prompt_tokens\":9}}\n\n");
        row("an event that was cut goes out as it is", kRole + "data: {\"choices\":[{\"del",
            kRole + "data: {\"choices\":[{\"del");
        row("empty lines stay", "\n\n\n" + kRole + "\n\n" + kDone, "\n\n\n" + kRole + "\n\n" + kDone);
    }
    void hides()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArray, expected);
        const std::string text = stream.toStdString();
        for (std::size_t step :
             {text.size(), std::size_t(1), std::size_t(2), std::size_t(7), std::size_t(61)}) {
            StreamObserver observer(chat(), m_parser, true);
            QCOMPARE(QByteArray::fromStdString(run(observer, text, step)), expected);
            StreamObserver plain(chat(), m_parser, false);
            QCOMPARE(QByteArray::fromStdString(run(plain, text, step)), stream);
            QCOMPARE(observer.usage().prompt, plain.usage().prompt);
            QCOMPARE(observer.terminal(), plain.terminal());
        }
    }
    void everyPairOfCuts_data()
    {
        QTest::addColumn<QByteArray>("eol");
        QTest::newRow("LF") << QByteArray("\n");
        QTest::newRow("CRLF") << QByteArray("\r\n");
        QTest::newRow("CR") << QByteArray("\r");
    }
    void everyPairOfCuts()
    {
        QFETCH(QByteArray, eol);
        const std::string stream =
            QByteArray::fromStdString(kRole + kUsage + kDone).replace("\n", eol).toStdString();
        const std::string expected =
            QByteArray::fromStdString(kRole + kDone).replace("\n", eol).toStdString();
        for (std::size_t a = 0; a <= stream.size(); ++a) {
            for (std::size_t b = a; b <= stream.size(); b += 5) {
                StreamObserver observer(chat(), m_parser, true);
                std::string got = feed(observer, stream.substr(0, a));
                got += feed(observer, stream.substr(a, b - a));
                got += feed(observer, stream.substr(b));
                got += finish(observer);
                QCOMPARE(got, expected);
                QCOMPARE(observer.usage().completion, std::int64_t(12));
            }
        }
    }
    void passesPiecesAtOnce()
    {
        StreamObserver observer(chat(), m_parser, false);
        const std::string piece = "data: {\"cho";
        std::vector<std::string_view> out;
        observer.feed(piece, out);
        QCOMPARE(out.size(), std::size_t(1));
        QCOMPARE(out[0].data(), piece.data());
        QCOMPARE(out[0].size(), piece.size());
    }
    void wholeEventsAreViewsOfThePiece()
    {
        StreamObserver observer(chat(), m_parser, true);
        const std::string piece = kRole + kText;
        std::vector<std::string_view> out;
        observer.feed(piece, out);
        QCOMPARE(out.size(), std::size_t(1));
        QCOMPARE(out[0].data(), piece.data());
        QCOMPARE(out[0].size(), piece.size());
    }
    void boundaries()
    {
        StreamObserver plain(chat(), m_parser, false);
        QVERIFY(plain.atEventBoundary());
        feed(plain, "data: x\n");
        QVERIFY(!plain.atEventBoundary());
        feed(plain, "\n");
        QVERIFY(plain.atEventBoundary());
        feed(plain, ": ping\r\n\r");
        QVERIFY(plain.atEventBoundary());
        feed(plain, "\n");
        QVERIFY(plain.atEventBoundary());
        feed(plain, "d");
        QVERIFY(!plain.atEventBoundary());
        finish(plain);
        QVERIFY(!plain.atEventBoundary());

        StreamObserver hiding(chat(), m_parser, true);
        feed(hiding, "data: x\n");
        QVERIFY(hiding.atEventBoundary()); // the client has got nothing of it
        finish(hiding);
        QVERIFY(!hiding.atEventBoundary());
    }
    void tellsHowItEnded_data()
    {
        QTest::addColumn<bool>("responses");
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<bool>("terminal");
        QTest::addColumn<bool>("content");
        QTest::addColumn<bool>("failed");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, bool responses, const std::string &stream, bool terminal,
                            bool content, bool failed = false, const char *text = "") {
            QTest::newRow(name) << responses << QByteArray::fromStdString(stream) << terminal << content
                                << failed << QByteArray(text);
        };
        row("chat to [DONE]", false, kRole + kDone, true, true);
        row("[DONE] without its line end", false, kRole + "data: [DONE]", true, true);
        row("chat that stops", false, kRole, false, true);
        row("words of errors inside of text", false, kText + kDone, true, true);
        row("an error chunk", false, "data: {\"error\":{\"message\":\"too long\"}}\n\n" + kDone, true, false,
            true, "too long");
        row("an error in a chunk with choices", false,
            "data: {\"id\":1,\"error\": {\"message\":\"limit\"},\"choices\":[{}]}\n\n", false, false, true,
            "limit");
        row("an error that is a text", false, "data: {\"error\":\"out of memory\"}\n\n", false, false, true,
            "out of memory");
        row("an error event", false, "event: error\ndata: {\"message\":\"gone\"}\n\n", false, false, true,
            "gone");
        row("an error of a choice", false,
            "data: {\"choices\":[{\"error\":{\"message\":\"m\"},\"finish_reason\":\"error\"}]}\n\n", false,
            false, true, "m");
        row("an empty error is none", false, "data: {\"error\":{},\"choices\":[{}]}\n\n", false, true);
        row("bare JSON in an array", false, "[{\n  \"error\": {\"message\": \"bad key\"}\n}\n]\n", false,
            false, true, "bad key");
        row("an error event of plain text", false, "event: error\ndata: out of memory\n\n", false, false,
            true, "out of memory");
        row("an error without a message", false, "data: {\"error\":{\"code\":500}}\n\n", false, false, true,
            "{\"error\":{\"code\":500}}");
        row("an error without a message beside words", false,
            "data: {\"choices\":[{\"delta\":{\"content\":\"private\"},\"error\":{\"code\":502}}]}\n\n", false,
            false, true, "an error without a message");
        row("error null is none", false, "data: {\"error\":null,\"choices\":[{}]}\n\n", false, true);
        row("bare JSON instead of a stream", false, "{\"error\":{\"message\":\"bad key\"}}", false, false,
            true, "bad key");
        row("bare JSON over several lines", false, "{\n \"error\": {\n  \"message\": \"bad key\"\n }\n}\n",
            false, false, true, "bad key");
        row("a number of MiniMax's", false,
            "data: {\"base_resp\":{\"status_code\":1004,\"status_msg\":\"no key\"}}\n\n", false, false, true,
            "no key");
        row("a number of MiniMax's behind words", false,
            kRole +
                "data: {\"id\":\"c\",\"choices\":null,\"base_resp\": {\"status_code\": 1039, "
                "\"status_msg\": \"limit\"}}\n\n" +
                kDone,
            true, true, true, "limit");
        row("MiniMax's number for none", false,
            "data: {\"choices\":[{}],\"base_resp\":{\"status_code\":0,\"status_msg\":\"\"}}\n\n", false,
            true);
        row("a number of MiniMax's in a response", true,
            "data: {\"base_resp\":{\"status_code\":1004,\"status_msg\":\"no key\"}}\n\n", false, false, true,
            "no key");
        row("Azure's filter is no content", false,
            "data: {\"choices\":[],\"prompt_filter_results\":[{\"x\":{\"error\":{\"code\":\"c\"}}}]}\n\n",
            false, false);
        row("comments alone", false, ": a\n\n: b\n\n", false, false);
        row("nothing", false, "", false, false);
        row("a response's beginning is no content", true,
            "event: response.created\ndata: "
            "{\"type\":\"response.created\",\"response\":{\"usage\":null}}\n\n",
            false, false);
        row("a delta is", true,
            "event: response.output_text.delta\ndata: "
            "{\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\n",
            false, true);
        row("completed", true,
            "event: response.completed\ndata: "
            "{\"type\":\"response.completed\",\"response\":{\"error\":null}}\n\n",
            true, true);
        row("completed, in data alone", true, "data: {\"type\": \"response.completed\",\"response\":{}}\n\n",
            true, true);
        row("completed, type not first", true, "data: {\"response\":{},\"type\":\"response.completed\"}\n\n",
            true, true);
        row("incomplete", true, "data: {\"type\":\"response.incomplete\",\"response\":{}}\n\n", true, true);
        row("failed", true,
            "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"m\"}}}\n\n", true,
            false, true, "m");
        row("every event is named message", true,
            "event: message\ndata: {\"type\":\"response.completed\",\"response\":{}}\n\n", true, true);
        row("every event is named message, type not first", true,
            "event: message\ndata: "
            "{\"response\":{\"error\":{\"message\":\"m\"}},\"type\":\"response.failed\"}\n\n",
            true, false, true, "m");
        row("the type of an error event says more", true,
            "event: error\ndata: {\"type\":\"invalid_request_error\",\"message\":\"m\"}\n\n", false, false,
            true, "m");
        row("an object that is an error", false,
            "data: {\"object\":\"error\",\"message\":\"m\",\"code\":400}\n\n", false, false, true, "m");
        row("a flat error", true,
            "event: error\ndata: {\"type\":\"error\",\"code\":\"c\",\"message\":\"m\",\"param\":null}\n\n",
            false, false, true, "m");
        row("an error in an object", true,
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"m\"}}\n\n", false, false, true,
            "m");
        row("chat's error in a response", true, "data: {\"error\":{\"message\":\"m\"}}\n\n", false, false,
            true, "m");
    }
    void tellsHowItEnded()
    {
        QFETCH(bool, responses);
        QFETCH(QByteArray, stream);
        QFETCH(bool, terminal);
        QFETCH(bool, content);
        QFETCH(bool, failed);
        QFETCH(QByteArray, text);
        for (std::size_t step : {std::size_t(100'000), std::size_t(1), std::size_t(13)}) {
            StreamObserver observer(responses ? responsesDialect() : chat(), m_parser, false);
            QCOMPARE(run(observer, stream.toStdString(), step), stream.toStdString());
            QCOMPARE(observer.terminal(), terminal);
            QCOMPARE(observer.sawContent(), content);
            QCOMPARE(observer.failed(), failed);
            QCOMPARE(observer.errorText(), text.toStdString());
        }
    }
    void tellsWhatIsMissing_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<bool>("finished");
        QTest::addColumn<bool>("cut");
        QTest::addColumn<bool>("empty");
        const auto row = [](const char *name, const std::string &stream, bool finished, bool cut,
                            bool empty = false) {
            QTest::newRow(name) << QByteArray::fromStdString(stream) << finished << cut << empty;
        };
        const std::string head =
            "data: {\"id\":\"chatcmpl-0123456789\",\"choices\":[{\"index\":0,\"delta\":{},";
        const std::string stop = head + "\"finish_reason\":\"stop\"}]}\n\n";
        row("text alone", kRole + kText, false, false);
        row("a reason", kRole + stop, true, false);
        row("a reason with spaces", head + "\"finish_reason\" : \"length\"}]}\n\n", true, false);
        row("no reason yet", head + "\"finish_reason\":null}]}\n\n", false, false);
        row("no reason yet, with a space", head + "\"finish_reason\": null}]}\n\n", false, false);
        row("no reason yet, but an empty one", head + "\"finish_reason\":\"\"}]}\n\n", false, false);
        row("a reason in a short event", "data: {\"finish_reason\":1}\n\n", true, false);
        row("llama.cpp's own form",
            "data: {\"content\":\"a\",\"stop\":false}\n\ndata: {\"content\":\"\",\"stop\":true}\n\n", true,
            false);
        row("llama.cpp's own form, with an index", "data: {\"index\":0,\"content\":\"\",\"stop\":true}\n\n",
            true, false);
        row("llama.cpp's own form, cut", "data: {\"content\":\"\\\"stop\\\":true\",\"stop\":false}\n\n",
            false, false);
        row("a reason inside of text",
            "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"finish_reason\\\":\\\"stop\\\"\"}}]}\n\n",
            false, false);
        row("a reason beside usage",
            head + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9}}\n\n", true, false);
        row("without its empty line", stop + "data: {\"choices\":[]}", true, false);
        row("half an event", stop + "data: {\"choi", true, true);
        row("half a field behind the end", stop + "da", true, false);
        row("half a field", kRole + kText + "da", false, true);
        row("an event's name alone behind the end", stop + "event: done\n", true, false);
        row("an event's name alone", kRole + kText + "event: message\n", false, true);
        row("a comment that is cut", stop + ": pi", true, false);
        row("comments alone", ": a\n\n: b\n\n", false, false, true);
        row("empty lines alone", "\n\n", false, false, true);
        row("what says nothing", "\n: a\nretry: 1\nid: 2\n\nevent: x\n\n", false, false, true);
        row("what is no stream", "hello\n\n", false, false, false);
    }
    void tellsWhatIsMissing()
    {
        QFETCH(QByteArray, stream);
        QFETCH(bool, finished);
        QFETCH(bool, cut);
        QFETCH(bool, empty);
        for (std::size_t step : {std::size_t(100'000), std::size_t(1), std::size_t(13)}) {
            for (const bool hide : {false, true}) {
                StreamObserver observer(chat(), m_parser, hide);
                run(observer, stream.toStdString(), step);
                QCOMPARE(observer.facts().finished, finished);
                QCOMPARE(observer.isCut(), cut);
                QCOMPARE(observer.isEmpty(), empty);
            }
        }
    }
    void tellsTheStatusOfAnError_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<int>("status");
        QTest::newRow("a number") << QByteArray(R"({"error":{"code":502,"message":"m"}})") << 502;
        QTest::newRow("a number as text") << QByteArray(R"({"error":{"code":"429","message":"m"}})") << 429;
        QTest::newRow("a name") << QByteArray(R"({"error":{"code":"rate_limit_exceeded"}})") << 429;
        QTest::newRow("a type") << QByteArray(R"({"error":{"type":"server_error","code":null}})") << 500;
        QTest::newRow("a code says more than a type")
            << QByteArray(R"({"error":{"type":"invalid_request_error","code":"invalid_api_key"}})") << 401;
        QTest::newRow("flat") << QByteArray(R"({"object":"error","message":"m","code":400})") << 400;
        QTest::newRow("a choice's") << QByteArray(R"({"choices":[{"error":{"code":503,"message":"m"}}]})")
                                    << 503;
        QTest::newRow("a number of MiniMax's")
            << QByteArray(R"({"choices":null,"base_resp":{"status_code":1002,"status_msg":"m"}})") << 429;
        QTest::newRow("nothing that is known") << QByteArray(R"({"error":{"code":"c","type":""}})") << 0;
        QTest::newRow("one's trouble with what the client sent")
            << QByteArray(R"({"error":{"code":"invalid_prompt"}})") << 0;
        QTest::newRow("no HTTP status") << QByteArray(R"({"error":{"code":20031}})") << 0;
    }
    void tellsTheStatusOfAnError()
    {
        QFETCH(QByteArray, error);
        StreamObserver observer(chat(), m_parser, false);
        feed(observer, "data: " + error.toStdString() + "\n\n");
        QVERIFY(observer.failed());
        QTEST(observer.facts().errorStatus, "status");
        QVERIFY(observer.facts().errorNamed);
        QVERIFY(observer.facts().failedAtOnce);
        StreamObserver later(chat(), m_parser, false);
        feed(later, ": a\n\n" + kRole + "data: " + error.toStdString() + "\n\n");
        QVERIFY(later.failed());
        QVERIFY(!later.facts().failedAtOnce);
    }
    void tellsTheStatusOfAnErrorEvent()
    {
        StreamObserver observer(chat(), m_parser, false);
        feed(observer, "event: error\ndata: {\"message\":\"m\",\"code\":503}\n\n");
        QVERIFY(observer.facts().failedAtOnce);
        QCOMPARE(observer.facts().errorStatus, 503);
    }
    void tellsWhatIsSaidAside()
    {
        StreamObserver observer(chat(), m_parser, false);
        run(observer, kRole + "error: {\"code\":500,\"message\":\"full\",\"type\":\"server_error\"}\n\n", 7);
        QCOMPARE(observer.facts().aside, std::string("full"));
        QVERIFY(!observer.failed()); // no client reads it: see whatIsMissing()
    }
    void tellsWhatMayFail()
    {
        const std::string error =
            "data: {\"id\":\"chatcmpl-0123456789-0123456789\",\"error\":{\"message\":\"m\"}}\n\n";
        const std::string none =
            "data: {\"id\":\"chatcmpl-0123456789-0123456789\",\"error\":null,\"choices\":[]}\n\n";
        for (std::size_t at = 1; at < error.size(); ++at) {
            StreamObserver observer(chat(), m_parser, false);
            feed(observer, kRole + error.substr(0, at));
            const bool seen = at >= error.find("\"error\"") + 7 && at < error.size();
            QCOMPARE(observer.mayFail(), seen);
            feed(observer, error.substr(at));
            QVERIFY(!observer.mayFail());
            QVERIFY(observer.failed());
        }
        StreamObserver plain(chat(), m_parser, false);
        feed(plain, none.substr(0, none.find("choices")));
        QVERIFY(!plain.mayFail());
        StreamObserver numbered(chat(), m_parser, false);
        feed(numbered, "data: {\"base_resp\":{\"status_code\":1004,\"status_msg\":\"who is sk-");
        QVERIFY(numbered.mayFail());
        StreamObserver named(chat(), m_parser, false);
        feed(named, "event: er");
        QVERIFY(!named.mayFail());
        feed(named, "ror\nda");
        QVERIFY(named.mayFail());
        StreamObserver hiding(chat(), m_parser, true); // which keeps them back anyway
        feed(hiding, error.substr(0, error.size() - 3));
        QVERIFY(!hiding.mayFail());
    }
    void cumulativeUsageTheLastCounts()
    {
        StreamObserver observer(chat(), m_parser, false);
        feed(observer, "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}\n\n"
                       "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n"
                       "data: {\"choices\":[{}],\"usage\":{}}\n\n");
        QCOMPARE(observer.usage().completion, std::int64_t(2));
    }
    void usageOfNothingLeavesWhatWasCounted()
    {
        StreamObserver observer(chat(), m_parser, false);
        feed(observer,
             "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}\n\n");
        QCOMPARE(observer.usage().completion, std::int64_t(0));
        feed(observer,
             "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n"
             "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}\n\n");
        QCOMPARE(observer.usage().prompt, std::int64_t(9));
        QCOMPARE(observer.usage().completion, std::int64_t(2));
    }
    void anOversizedEventPassesUnseen()
    {
        for (const bool hide : {true, false}) {
            StreamObserver observer(chat(), m_parser, hide);
            const std::string piece(1024 * 1024, 'x');
            std::size_t bytes = 0;
            bytes += feed(observer, "data: ").size();
            for (int i = 0; i < 20; ++i)
                bytes += feed(observer, piece).size();
            QVERIFY(!observer.atEventBoundary());
            bytes += feed(observer, "\n\n").size();
            QCOMPARE(bytes, 20 * piece.size() + 8);
            QVERIFY(observer.atEventBoundary());
            QCOMPARE(feed(observer, kUsage + kDone), hide ? kDone : kUsage + kDone);
            QVERIFY(observer.terminal());
        }
    }

private:
    static const Dialect &chat() { return OpenAiChatDialect::instance(); }
    static const Dialect &responsesDialect() { return OpenAiResponsesDialect::instance(); }

    // From a buffer of its own size, which is gone afterwards.
    static std::string feed(StreamObserver &observer, std::string_view piece)
    {
        const std::vector<char> buffer(piece.begin(), piece.end());
        std::vector<std::string_view> out;
        observer.feed({buffer.data(), buffer.size()}, out);
        std::string text;
        for (const std::string_view part : out)
            text += part;
        return text;
    }
    static std::string finish(StreamObserver &observer)
    {
        std::vector<std::string_view> out;
        observer.finish(out);
        std::string text;
        for (const std::string_view part : out)
            text += part;
        return text;
    }
    static std::string run(StreamObserver &observer, std::string_view stream, std::size_t step)
    {
        std::string got;
        std::size_t at = 0;
        for (; at + step < stream.size(); at += step)
            got += feed(observer, stream.substr(at, step));
        // The last piece and the end come together: both append to the same list.
        const std::vector<char> buffer(stream.begin() + static_cast<std::ptrdiff_t>(at), stream.end());
        std::vector<std::string_view> out;
        observer.feed({buffer.data(), buffer.size()}, out);
        observer.finish(out);
        for (const std::string_view part : out)
            got += part;
        return got;
    }

    JsonParser m_parser;
};

QTEST_GUILESS_MAIN(StreamObserverTest)
#include "tst_stream_observer.moc"
