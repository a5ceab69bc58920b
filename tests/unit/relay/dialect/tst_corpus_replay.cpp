// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/body_splice.h"
#include "relay/dialect/json_parser.h"
#include "relay/dialect/stream_observer.h"
#include "relay/dialect/usage_reader.h"
#include "tests/unit/relay/dialect/padded_text.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace relay;
using namespace relay::dialect;

// Recorded exchanges with real providers, replayed. They lie beside the repository, not in it.
class CorpusReplayTest final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!m_corpus.exists())
            QSKIP("no recordings at ../shared/corpus: nothing is replayed");
        m_seed = QRandomGenerator::system()->generate();
        qInfo("seed of the cuts: %u", m_seed);
    }
    void answers_data() { folders({QStringLiteral("response.json")}); }
    void answers()
    {
        QFETCH(QString, folder);
        const QByteArray body = read(folder + QStringLiteral("/response.json"));
        const QJsonObject expected = object(folder + QStringLiteral("/expect.json"));
        const PaddedText text(body.toStdString());
        const AnswerFacts facts = readAnswer(text.view(), m_parser);
        compareUsage(facts.usage, expected);
        compareError(facts.failed, facts.errorText, expected);

        AnswerObserver observer;
        for (qsizetype at = 0; at < body.size(); at += 7)
            observer.feed(body.mid(at, 7).toStdString());
        compareUsage(observer.finish(m_parser).usage, expected);
    }
    void streams_data() { folders({QStringLiteral("response.sse")}); }
    void streams()
    {
        QFETCH(QString, folder);
        const std::string body = read(folder + QStringLiteral("/response.sse")).toStdString();
        const QJsonObject expected = object(folder + QStringLiteral("/expect.json"));
        const bool responses = folder.startsWith(QLatin1String("resp-"));
        const Dialect &dialect =
            *findEndpoint(responses ? "/v1/responses" : "/v1/chat/completions").endpoint->dialect;
        const auto whole = [](std::size_t) { return std::size_t(-1); };
        const auto bytewise = [](std::size_t) { return std::size_t(1); };
        QRandomGenerator random(m_seed);
        const auto randomly = [&](std::size_t) { return std::size_t(random.bounded(1, 400)); };

        std::string hidden;
        for (const bool hide : {false, true}) {
            std::vector<std::string> outputs;
            replay(dialect, body, hide, whole, expected, outputs);
            replay(dialect, body, hide, bytewise, expected, outputs);
            for (int i = 0; i < 20; ++i)
                replay(dialect, body, hide, randomly, expected, outputs);
            for (const std::string &output : outputs)
                QCOMPARE(output, hide ? outputs.front() : body);
            hidden = outputs.front();
        }
        QVERIFY(hidden.size() <= body.size());
        QVERIFY(responses ? hidden == body : !hidden.empty());
    }
    void requests_data() { folders({QStringLiteral("request.json")}); }
    void requests()
    {
        QFETCH(QString, folder);
        const QByteArray body = read(folder + QStringLiteral("/request.json"));
        const QJsonObject meta = object(folder + QStringLiteral("/meta.json"));
        const EndpointMatch match = findEndpoint("/v1/chat/completions");
        const PaddedText text(body.toStdString());
        const QJsonObject before = QJsonDocument::fromJson(body).object();
        const auto ofThePath = readJsonRequest(text.view(), *match.endpoint, m_parser, "from-the-path");
        QVERIFY(ofThePath.has_value());
        QCOMPARE(std::string(ofThePath->model()), std::string("from-the-path"));
        const bool named = before.contains(QStringLiteral("model"));
        const auto facts =
            readJsonRequest(text.view(), *match.endpoint, m_parser, named ? "" : "from-the-path");
        QVERIFY(facts.has_value());
        QCOMPARE(facts->stream, before.value(QStringLiteral("stream")).toBool());

        BodyParts parts;
        parts.splice(*facts, "mapped/model-name", true);
        std::string longer;
        parts.appendTo(longer);
        const PaddedText changed(longer);
        const auto again = readJsonRequest(changed.view(), *match.endpoint, m_parser);
        QVERIFY(again.has_value());
        QCOMPARE(std::string(again->model()), std::string("mapped/model-name"));
        QVERIFY(again->usageOption == RequestFacts::UsageOption::Asked);

        if (facts->modelFromPath)
            return;
        // And back: byte for byte what it was.
        BodyParts back;
        parts.splice(*facts, "mapped/model-name", false);
        longer.clear();
        parts.appendTo(longer);
        const PaddedText mapped(longer);
        const auto third = readJsonRequest(mapped.view(), *match.endpoint, m_parser);
        QVERIFY(third.has_value());
        back.splice(*third, facts->model(), false);
        std::string original;
        back.appendTo(original);
        QCOMPARE(QByteArray::fromStdString(original), body);
    }

private:
    void folders(const QStringList &files) const
    {
        QTest::addColumn<QString>("folder");
        const QStringList filters{QStringLiteral("chat-*"), QStringLiteral("resp-*"),
                                  QStringLiteral("compl-*"), QStringLiteral("embed-*")};
        for (const QString &folder : m_corpus.entryList(filters, QDir::Dirs)) {
            if (QFile::exists(m_corpus.filePath(folder + QLatin1Char('/') + files.first())))
                QTest::newRow(qPrintable(folder)) << folder;
        }
    }
    QByteArray read(const QString &path) const
    {
        QFile file(m_corpus.filePath(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QJsonObject object(const QString &path) const { return QJsonDocument::fromJson(read(path)).object(); }

    static void compareUsage(const model::TokenUsage &usage, const QJsonObject &expected)
    {
        const QJsonObject counts = expected.value(QStringLiteral("usage")).toObject();
        const auto count = [&](const char *name, const char *other) {
            const auto value = counts.value(QLatin1String(name));
            return value.isUndefined() ? counts.value(QLatin1String(other)).toInteger(-1)
                                       : value.toInteger(-1);
        };
        QCOMPARE(usage.prompt, count("input", "prompt_tokens"));
        // What the total has beyond both is thinking (hazard 23), which the summary leaves out of the output.
        const std::int64_t total = count("total", "total_tokens");
        const std::int64_t output = count("output", "completion_tokens");
        const std::int64_t thought = usage.prompt >= 0 && output >= 0 && total > usage.prompt + output
                                         ? total - usage.prompt - output
                                         : 0;
        QCOMPARE(usage.completion, output + thought);
        // Together writes `cached_tokens: 0` beside the counts, a spelling that the summary does not know.
        const std::int64_t cached = count("cache_read", "cached_tokens");
        QCOMPARE(usage.cached == 0 && cached < 0 ? cached : usage.cached, cached);
        const std::int64_t reasoning = count("reasoning", "reasoning_tokens");
        QCOMPARE(usage.reasoning, reasoning < 0 && thought > 0 ? thought : reasoning);
    }
    static void compareError(bool failed, const std::string &text, const QJsonObject &expected)
    {
        const QJsonObject error = expected.value(QStringLiteral("error")).toObject();
        QCOMPARE(failed, !error.isEmpty());
        if (failed)
            QVERIFY(
                error.value(QStringLiteral("message")).toString().startsWith(QString::fromStdString(text)));
    }
    template <typename Step>
    void replay(const Dialect &dialect, const std::string &body, bool hide, Step step,
                const QJsonObject &expected, std::vector<std::string> &outputs)
    {
        StreamObserver observer(dialect, m_parser, hide);
        std::string output;
        std::vector<std::string_view> out;
        const auto take = [&] {
            for (const std::string_view part : out)
                output += part;
            out.clear();
        };
        for (std::size_t at = 0; at < body.size();) {
            const std::size_t size = std::min(step(at), body.size() - at);
            const std::vector<char> piece(body.data() + at, body.data() + at + size);
            observer.feed({piece.data(), size}, out);
            take();
            at += size;
        }
        observer.finish(out);
        take();
        outputs.push_back(output);
        compareUsage(observer.usage(), expected);
        compareError(observer.failed(), observer.errorText(), expected);
        QVERIFY(observer.sawContent() || observer.failed());
        // Every recorded stream ended as its provider ends them: none may count as broken off.
        QVERIFY(observer.terminal());
        QVERIFY(!observer.isCut());
    }

    const QDir m_corpus{QStringLiteral(TESTS_DIR "/../../shared/corpus")};
    JsonParser m_parser;
    quint32 m_seed = 0;
};

QTEST_GUILESS_MAIN(CorpusReplayTest)
#include "tst_corpus_replay.moc"
