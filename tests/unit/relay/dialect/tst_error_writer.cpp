// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/error_writer.h"
#include "relay/dialect/json_parser.h"
#include "relay/dialect/openai_chat/openai_chat_dialect.h"
#include "relay/dialect/openai_responses/openai_responses_dialect.h"
#include "relay/dialect/stream_observer.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace relay;
using namespace relay::dialect;
Q_DECLARE_METATYPE(relay::ErrorKind)

class ErrorWriterTest final : public QObject
{
    Q_OBJECT
private slots:
    void statuses_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<int>("status");
        QTest::newRow("a bad request") << ErrorKind::BadRequest << 400;
        QTest::newRow("a wrong key") << ErrorKind::Unauthorized << 401;
        QTest::newRow("not allowed") << ErrorKind::Forbidden << 403;
        QTest::newRow("quota used up is not 429") << ErrorKind::QuotaExceeded << 403;
        QTest::newRow("an unknown path") << ErrorKind::NotFound << 404;
        QTest::newRow("a wrong method") << ErrorKind::MethodNotAllowed << 405;
        QTest::newRow("a slow client") << ErrorKind::Timeout << 408;
        QTest::newRow("too large") << ErrorKind::TooLarge << 413;
        QTest::newRow("rate limited") << ErrorKind::RateLimited << 429;
        QTest::newRow("an upstream failed") << ErrorKind::Transient << 502;
        QTest::newRow("our key was refused") << ErrorKind::UpstreamRefused << 502;
        QTest::newRow("no channel") << ErrorKind::Unavailable << 503;
        QTest::newRow("paused") << ErrorKind::Paused << 503;
        QTest::newRow("a silent upstream") << ErrorKind::UpstreamSilent << 504;
        QTest::newRow("a loop") << ErrorKind::LoopDetected << 508;
    }
    void statuses()
    {
        QFETCH(ErrorKind, kind);
        QFETCH(int, status);
        QCOMPARE(statusOf(kind), status);
    }
    void body()
    {
        const Error error{ErrorKind::QuotaExceeded, QStringLiteral("a \"b\"\n\u00e4\u0001")};
        const auto error1 = object(openAiErrorBody(error)).value(QStringLiteral("error")).toObject();
        QCOMPARE(error1.value(QStringLiteral("message")).toString(), error.message);
        QCOMPARE(error1.value(QStringLiteral("type")).toString(), QStringLiteral("insufficient_quota"));
        QCOMPARE(error1.value(QStringLiteral("code")).toString(), QStringLiteral("insufficient_quota"));
        QVERIFY(error1.value(QStringLiteral("param")).isNull());
        QCOMPARE(error1.size(), 4);
    }
    void strings_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("json");
        const QByteArray bad("\"\xEF\xBF\xBD\"");
        QTest::newRow("plain") << QByteArray("a/b") << QByteArray("\"a/b\"");
        QTest::newRow("escapes") << QByteArray("\"\\\n\t\r\x01\x7F")
                                 << QByteArray("\"\\\"\\\\\\n\\t\\r\\u0001\\u007f\"");
        QTest::newRow("two to four bytes") << QByteArray("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80")
                                           << QByteArray("\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"");
        QTest::newRow("a stray byte") << QByteArray("\xFF") << bad;
        QTest::newRow("cut at the end") << QByteArray("\xC3") << bad;
        QTest::newRow("an overlong slash")
            << QByteArray("\xC0\xAF") << QByteArray("\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
        QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80")
                                     << QByteArray("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
        QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80")
                                        << QByteArray("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    }
    void strings()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, json);
        std::string out;
        appendJsonString(text.toStdString(), out);
        QCOMPARE(QByteArray::fromStdString(out), json);
    }
    void streamErrorsAreReadBackAsSuch()
    {
        const Error error{ErrorKind::Transient, QStringLiteral("the \"upstream\" broke")};
        const Dialect *const dialects[] = {&OpenAiChatDialect::instance(),
                                           &OpenAiResponsesDialect::instance()};
        for (const Dialect *dialect : dialects) {
            const std::string text = dialect->writeStreamError(error, 5);
            QVERIFY(text.ends_with("\n\n"));
            JsonParser parser;
            StreamObserver observer(*dialect, parser, true);
            std::vector<std::string_view> out;
            observer.feed(text, out);
            QVERIFY(observer.failed());
            QCOMPARE(QString::fromStdString(observer.errorText()), error.message);
        }
    }
    void responsesErrorHasBothForms()
    {
        const Error error{ErrorKind::Transient, QStringLiteral("m")};
        const std::string text = OpenAiResponsesDialect::instance().writeStreamError(error, 5);
        const std::string head = "event: error\ndata: ";
        QVERIFY(text.starts_with(head));
        const QJsonObject event = object(text.substr(head.size()));
        QCOMPARE(event.value(QStringLiteral("type")).toString(), QStringLiteral("error"));
        QCOMPARE(event.value(QStringLiteral("sequence_number")).toInt(), 5);
        QCOMPARE(event.value(QStringLiteral("message")).toString(), error.message);
        QCOMPARE(event.value(QStringLiteral("error")).toObject().value(QStringLiteral("message")).toString(),
                 error.message);
    }

private:
    static QJsonObject object(const std::string &json)
    {
        return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    }
};

QTEST_GUILESS_MAIN(ErrorWriterTest)
#include "tst_error_writer.moc"
