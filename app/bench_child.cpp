// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_child.h"

#include "app/bench_launch.h"
#include "app/platform/child_process.h"
#include "app/whole_file.h"
#include "relay/base/ids.h"
#include "relay/config/setting_spec.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTcpServer>

#include <chrono>
#include <memory>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::config::SettingAssignment;

constexpr auto kAnswerPatience = 15min; // with batching off, what is staged is written row by row
constexpr auto kPoll = 20ms;
constexpr qint64 kPlentifulQuota = 1'000'000'000'000; // two million dollars

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

// Without what the user has set for the relay: it would lock what is compared, or lead to the user's own
// data.
QProcessEnvironment environment(const QByteArray &adminKey)
{
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (const relay::config::SettingSpec &spec : relay::config::settingsTable())
        variables.remove(QString::fromUtf8(spec.name.data(), qsizetype(spec.name.size())));
    variables.insert(u"INITIAL_ROOT_ACCESS_TOKEN"_s, QString::fromLatin1(adminKey));
    return variables;
}

// Free now; nobody else is likely to take it in the next moment.
quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

QString line(const QString &name, QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return name % u"=\""_s % value % u"\"\n"_s;
}

Result<void> writeSettings(const QString &path, const std::vector<SettingAssignment> &settings)
{
    QString lines = line(u"BACKUP_INTERVAL_HOURS"_s, u"0"_s) % // work that comes at its own time
                    line(u"PPROF_PORT"_s, QString::number(freePort()));
    for (const auto &[name, value] : settings)
        lines += line(text(name), text(value)); // a later line wins
    return writeWhole(path, lines.toUtf8());
}

} // namespace

BenchChild::BenchChild(QString folder, BenchPause &pause)
    : m_folder(std::move(folder))
    , m_pause(pause)
    , m_adminKey(QByteArray::fromStdString(relay::randomHex(24)))
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

BenchChild::~BenchChild()
{
    m_process.disconnect();
    m_process.kill(); // its data is thrown away
    m_process.waitForFinished();
}

Error BenchChild::ended(const QString &what)
{
    if (m_pause.endWished())
        return {ErrorKind::Unavailable, u"interrupted"_s};
    const QString said = QString::fromUtf8(m_process.readAllStandardError()).trimmed();
    return {ErrorKind::Internal, what % (said.isEmpty() ? QString() : u"; it said: "_s % said.right(2000))};
}

Result<void> BenchChild::start(const std::vector<SettingAssignment> &settings, std::uint16_t upstreamPort,
                               const QString &model)
{
    if (const Result<void> launched = launch(settings); !launched)
        return launched.error();
    const Result<QJsonValue> channel = call("POST", u"/api/channel/"_s,
                                            {{u"name"_s, u"measured"_s},
                                             {u"type"_s, u"openai-compatible"_s},
                                             {u"base_url"_s, u"http://127.0.0.1:%1/v1"_s.arg(upstreamPort)},
                                             {u"key"_s, text("sk-synthetic-" + relay::randomHex(8))},
                                             {u"models"_s, QJsonArray{model}}});
    if (!channel)
        return channel.error();
    const Result<QJsonValue> token = call(
        "POST", u"/api/token/"_s,
        {{u"name"_s, u"measuring"_s}, {u"unlimited_quota"_s, false}, {u"remain_quota"_s, kPlentifulQuota}});
    if (!token)
        return token.error();
    m_clientKey = (*token)[u"key"_s].toString().toStdString();
    return {};
}

Result<void> BenchChild::launch(const std::vector<SettingAssignment> &settings)
{
    const QString envFile = QDir(m_folder).filePath(u"settings.env"_s);
    if (const Result<void> written = writeSettings(envFile, settings); !written)
        return written.error();
    m_process.setProcessEnvironment(environment(m_adminKey));
    QString told;
    const Launch launched =
        launchRelay(m_process, QDir(m_folder).filePath(u"data"_s), envFile, m_pause, told);
    static const QRegularExpression kReady(u"listening on http://127\\.0\\.0\\.1:([0-9]+)/v1\n"_s);
    if (const QRegularExpressionMatch ready = kReady.match(told); ready.hasMatch()) {
        m_port = ready.captured(1).toUShort();
        return {};
    }
    return ended(launched == Launch::Ended ? u"the relay to be measured did not start"_s
                                           : u"the relay to be measured does not listen"_s);
}

Result<QJsonValue> BenchChild::call(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    QNetworkRequest request(QUrl(u"http://127.0.0.1:"_s % QString::number(m_port) % path));
    request.setRawHeader("Authorization", "Bearer " + m_adminKey);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(
        request, method, body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact)));
    QObject::connect(reply.get(), &QNetworkReply::finished, m_pause.context(), [this] { m_pause.wake(); });
    const auto deadline = std::chrono::steady_clock::now() + kAnswerPatience;
    while (!reply->isFinished() && std::chrono::steady_clock::now() < deadline && !m_pause.endWished())
        m_pause.wait(1s);
    const QJsonObject answer = QJsonDocument::fromJson(reply->readAll()).object();
    if (answer[u"success"_s].toBool())
        return answer[u"data"_s];
    const QString message = reply->isFinished() ? answer[u"message"_s].toString() : u"no answer in time"_s;
    return ended(u"the relay to be measured failed at "_s % QString::fromLatin1(method) % u' ' % path %
                 u": "_s % (message.isEmpty() ? reply->errorString() : message));
}

// Whoever reads the ledger has what is staged written first, rows and totals.
Result<ChildFigures> BenchChild::figures()
{
    if (const Result<QJsonValue> flushed = call("GET", u"/api/log/?limit=1"_s); !flushed)
        return flushed.error();
    const Result<QJsonValue> metrics = call("GET", u"/api/metrics/"_s);
    if (!metrics)
        return metrics.error();
    const QJsonValue runtime = (*metrics)[u"runtime"_s];
    if (runtime[u"journal_depth"_s].toInteger() != 0)
        return ended(u"the relay to be measured could not write what was staged"_s);
    ChildFigures figures;
    figures.requests = std::uint64_t((*metrics)[u"lifetime"_s][u"requests"_s].toInteger());
    figures.writeTransactions = std::uint64_t(runtime[u"db_write_transactions"_s].toInteger());
    figures.reads = std::uint64_t(runtime[u"db_reads"_s].toInteger());
    figures.processorNanos = platform::processorNanos(m_process.processId());
    figures.residentBytes = platform::residentBytes(m_process.processId());
    return figures;
}

Result<std::uint64_t> BenchChild::ledgerRows()
{
    const Result<QJsonValue> sums = call("GET", u"/api/log/stat"_s);
    if (!sums)
        return sums.error();
    return std::uint64_t((*sums)[u"requests"_s].toInteger());
}

} // namespace app
