// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/endpoint.h"

#include <QTest>

using namespace relay::dialect;
using Kind = Endpoint::Kind;
Q_DECLARE_METATYPE(relay::dialect::Endpoint::Kind)

class EndpointTest final : public QObject
{
    Q_OBJECT
private slots:
    void findsPaths_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QByteArray>("rest");
        QTest::addColumn<QByteArray>("model");
        const auto row = [](const char *name, const char *path, Kind kind, const char *rest = "",
                            const char *model = "") {
            QTest::newRow(name) << QByteArray(path) << kind << QByteArray(rest) << QByteArray(model);
        };
        row("as documented", "/v1/chat/completions", Kind::ChatCompletions);
        row("v1 is missing", "/chat/completions", Kind::ChatCompletions);
        row("v1 is doubled", "/v1/v1/chat/completions", Kind::ChatCompletions);
        row("slashes are doubled", "//v1//chat/completions", Kind::ChatCompletions);
        row("a closing slash is nothing", "/v1/chat/completions/", Kind::ChatCompletions);
        row("a query is no part of it", "/v1/chat/completions?api-version=1", Kind::ChatCompletions);
        row("legacy completions", "/v1/completions", Kind::Completions);
        row("embeddings", "/v1/embeddings", Kind::Embeddings);
        row("responses", "/v1/responses", Kind::Responses);
        row("a response by id", "/v1/responses/resp_1", Kind::ResponseObject, "/resp_1");
        row("cancel a response", "/v1/responses/resp_1/cancel", Kind::ResponseObject, "/resp_1/cancel");
        row("its input items", "/responses/resp_1/input_items?limit=2", Kind::ResponseObject,
            "/resp_1/input_items");
        row("counting is no id", "/v1/responses/input_tokens", Kind::ResponseInputTokens);
        row("compact is no id", "/v1/responses/compact", Kind::ResponseCompact);
        row("moderations", "/v1/moderations", Kind::Moderations);
        row("image generations", "/v1/images/generations", Kind::ImageGenerations);
        row("image edits", "/v1/images/edits", Kind::ImageEdits);
        row("speech", "/v1/audio/speech", Kind::AudioSpeech);
        row("transcriptions", "/v1/audio/transcriptions", Kind::AudioTranscriptions);
        row("translations", "/v1/audio/translations", Kind::AudioTranslations);
        row("rerank", "/v1/rerank", Kind::Rerank);
        row("models", "/v1/models", Kind::Models);
        row("one model", "/v1/models/gpt-4o", Kind::Model, "gpt-4o");
        row("a model's name may have slashes", "/models/meta/llama-3/", Kind::Model, "meta/llama-3");
        row("an Azure deployment", "/openai/deployments/my-gpt/chat/completions?api-version=2024-02-01",
            Kind::ChatCompletions, "", "my-gpt");
        row("Groq's library", "/openai/v1/chat/completions", Kind::ChatCompletions);
        row("Azure without a deployment", "/openai/responses?api-version=preview", Kind::Responses);
        row("Azure's models", "/openai/v1/models/gpt-4o", Kind::Model, "gpt-4o");
        row("Gemini's path", "/v1beta/openai/embeddings", Kind::Embeddings);
        row("an Azure deployment's embeddings", "/openai/deployments/e/embeddings", Kind::Embeddings, "",
            "e");
    }
    void findsPaths()
    {
        QFETCH(QByteArray, path);
        QFETCH(Kind, kind);
        QFETCH(QByteArray, rest);
        QFETCH(QByteArray, model);
        const std::string text = path.toStdString();
        const EndpointMatch match = findEndpoint(text);
        QVERIFY(match);
        QCOMPARE(match.endpoint->kind, kind);
        QCOMPARE(std::string(match.rest), rest.toStdString());
        QCOMPARE(std::string(match.model), model.toStdString());
        QVERIFY(match.endpoint->dialect);
    }
    void restAndModelViewThePath()
    {
        const std::string path = "//openai/deployments/a/responses/r1/cancel/";
        const EndpointMatch match = findEndpoint(path);
        QVERIFY(match);
        QCOMPARE(std::string(match.rest), std::string("/r1/cancel"));
        QCOMPARE(std::string(match.model), std::string("a"));
        QVERIFY(match.rest.data() >= path.data() && match.rest.data() < path.data() + path.size());
    }
    void refusesOthers_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"",
                                 "/",
                                 "/v1",
                                 "/v1/",
                                 "/v1/chat",
                                 "/v1/chat/completion",
                                 "/v1/chat/completions/x",
                                 "/v2/chat/completions",
                                 "/chat/v1/completions",
                                 "chat",
                                 "/v1/chatcompletions",
                                 "/openai",
                                 "/openai/v1",
                                 "/openai/v2/chat/completions",
                                 "/openai/openai/chat/completions",
                                 "/v1beta/chat/completions",
                                 "/v1beta/openai",
                                 "/openai/deployments/x",
                                 "/openai/deployments/x/",
                                 "/v1/responses/a/b/c",
                                 "/a/b/c/d/e/f/g/h/i/j/k",
                                 "/v1/responses/../files",
                                 "/v1/responses/%2e%2e/files",
                                 "/v1/responses/..%2Ffiles",
                                 "/v1/responses/..;/files",
                                 "/v1/responses/a/..",
                                 "/v1/responses/a\\..\\files"})
            QTest::newRow(path) << QByteArray(path);
    }
    void refusesOthers()
    {
        QFETCH(QByteArray, path);
        QVERIFY(!findEndpoint(path.toStdString()));
    }
    void methods()
    {
        QVERIFY(findEndpoint("/v1/chat/completions").endpoint->acceptsMethod("POST"));
        QVERIFY(!findEndpoint("/v1/chat/completions").endpoint->acceptsMethod("GET"));
        QVERIFY(findEndpoint("/v1/models").endpoint->acceptsMethod("GET"));
        QVERIFY(!findEndpoint("/v1/models").endpoint->acceptsMethod("POST"));
        QVERIFY(findEndpoint("/v1/responses/r").endpoint->acceptsMethod("DELETE"));
    }
};

QTEST_GUILESS_MAIN(EndpointTest)
#include "tst_endpoint.moc"
