// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_commands.h"

#include "app/channel_commands.h"
#include "app/control_json.h"
#include "app/control_report.h"
#include "app/database_commands.h"
#include "app/doctor_commands.h"
#include "app/guard_command.h"
#include "app/ledger_commands.h"
#include "app/log_commands.h"
#include "app/price_commands.h"
#include "app/profile_command.h"
#include "app/record_edits.h"
#include "app/record_names.h"
#include "app/secret_commands.h"
#include "app/settings_commands.h"
#include "app/traffic_commands.h"
#include "app/update_commands.h"
#include "app/watch_commands.h"
#include "relay/api/record_json.h"

#include <QJsonArray>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::KeyForm;
using relay::model::Channel;
using relay::model::Token;

QJsonObject shown(const Channel &channel)
{
    return relay::api::channelJson(channel);
}

QJsonObject shown(const Token &token)
{
    return relay::api::tokenJson(token, KeyForm::Masked);
}

QJsonObject withWholeKey(const Token &token)
{
    QJsonObject object = shown(token);
    object[u"key"_s] = clientForm(token.key);
    return object;
}

template <typename Record>
QJsonObject listed(const std::vector<Record> &records)
{
    QJsonArray list;
    for (const Record &record : records)
        list.append(shown(record));
    return {{u"data"_s, list}};
}

QString kindWord(relay::ErrorKind kind)
{
    switch (kind) {
    case relay::ErrorKind::BadRequest:
        return u"bad_request"_s;
    case relay::ErrorKind::NotFound:
        return u"not_found"_s;
    case relay::ErrorKind::Conflict:
        return u"conflict"_s;
    case relay::ErrorKind::Storage:
        return u"storage"_s;
    case relay::ErrorKind::Unavailable:
        return u"unavailable"_s;
    default:
        return u"failed"_s;
    }
}

QJsonObject figures(const relay::api::LatencyFigures &latency)
{
    return {{u"p50_us"_s, latency.p50Us}, {u"p95_us"_s, latency.p95Us}, {u"p99_us"_s, latency.p99Us}};
}

QJsonObject figures(const relay::api::RuntimeFigures &runtime)
{
    return {{u"cpu_us"_s, qint64(runtime.cpuUs)},
            {u"cpu_percent"_s, runtime.cpuPercent},
            {u"threads"_s, qint64(runtime.threads)},
            {u"disk_read_bytes"_s, qint64(runtime.diskReadBytes)},
            {u"disk_write_bytes"_s, qint64(runtime.diskWriteBytes)},
            {u"client_connections"_s, qint64(runtime.clientConnections)},
            {u"upstream_connections"_s, qint64(runtime.upstreamConnections)},
            {u"loop_lag_max_us"_s, runtime.loopLagMaxUs},
            {u"wal_bytes"_s, qint64(runtime.walBytes)},
            {u"db_reads_per_second"_s, runtime.dbReadsPerSecond},
            {u"db_write_transactions_per_second"_s, runtime.dbWriteTransactionsPerSecond},
            {u"db_p99_us"_s, runtime.dbP99Us}};
}

QJsonObject statusObject(const relay::api::StatusSnapshot &status, const relay::api::MetricsSnapshot &metrics)
{
    QJsonArray alerts;
    for (const std::string &alert : status.alerts)
        alerts.append(QString::fromStdString(alert));
    return {{u"running"_s, status.port != 0},
            {u"version"_s, QString::fromStdString(status.version)},
            {u"base_url"_s, QString::fromStdString(status.baseUrl)},
            {u"port"_s, status.port},
            {u"instance_id"_s, QString::fromStdString(status.instanceId)},
            {u"demo_port"_s, status.demoPort},
            {u"started_at"_s, qint64(status.startedAtMs)},
            {u"paused"_s, status.paused},
            {u"data_directory"_s, QString::fromStdString(status.dataDirectory)},
            {u"ledger_healthy"_s, status.ledgerHealthy},
            {u"ledger_trouble"_s, QString::fromStdString(status.ledgerTrouble.english())},
            {u"alerts"_s, alerts},
            {u"total_requests"_s, qint64(metrics.totalRequests)},
            {u"failed_requests"_s, qint64(metrics.totalFailed)},
            {u"metrics_enabled"_s, metrics.enabled},
            {u"requests_last_minute"_s, qint64(metrics.minute.requests)},
            {u"latency"_s, figures(metrics.minute.total)},
            {u"overhead"_s, figures(metrics.minute.overhead)},
            {u"in_flight"_s, qint64(metrics.runtime.liveExchanges)},
            {u"journal_depth"_s, qint64(metrics.runtime.journalDepth)},
            {u"rss_bytes"_s, qint64(metrics.runtime.rssBytes)},
            {u"runtime"_s, figures(metrics.runtime)}};
}

// An upstream that refuses is a failure of the command, with the same data.
QJsonObject tested(const std::string &name, const relay::api::ChannelTest &test)
{
    const QJsonObject data = relay::api::channelTestJson(test);
    QJsonObject answer;
    if (test.status < 200 || test.status >= 300)
        answer = ControlCommands::failure(
            {relay::ErrorKind::Internal,
             u"channel "_s % QString::fromStdString(name) % u": "_s % testSentence(data)});
    answer[u"data"_s] = data;
    return answer;
}

} // namespace

ControlCommands::ControlCommands(relay::api::RelayService &service)
    : m_service(service)
{
}

QJsonObject ControlCommands::failure(const relay::Error &error)
{
    return {{u"error"_s, QJsonObject{{u"kind"_s, kindWord(error.kind)}, {u"message"_s, error.message}}}};
}

void ControlCommands::run(const QJsonObject &request, Answer answer)
{
    const QString command = request[u"command"_s].toString();
    const std::string name = request[u"name"_s].toString().toStdString();
    if (command == "status"_L1)
        status(answer);
    else if (command == "token.list"_L1)
        listTokens(std::move(answer));
    else if (command == "token.show"_L1)
        showToken(name, std::move(answer));
    else if (command == "token.add"_L1)
        addToken(request, std::move(answer));
    else if (command == "channel.list"_L1)
        listChannels(std::move(answer));
    else if (command == "channel.add"_L1)
        addChannel(request, std::move(answer));
    else if (command == "channel.test"_L1)
        testChannel(request, std::move(answer));
    else if (!runDoctorCommand(m_service.doctorService(), this, request, answer) &&
             !runSettingsCommand(m_service.settingsService(), this, request, answer) &&
             !runDatabaseCommand(m_service, this, request, answer) &&
             !runChannelCommand(m_service, this, request, answer) &&
             !runRecordEdit(m_service, this, request, answer) &&
             !runLogCommand(m_service, this, request, answer) &&
             !runWatchCommand(m_service, request, answer) &&
             !runGuardCommand(m_service, this, request, answer) &&
             !runTrafficCommand(m_service, this, request, answer) &&
             !runLedgerCommand(m_service, this, request, answer) &&
             !runProfileCommand(m_service, this, request, answer) &&
             !runSecretCommand(m_service.secretService(), this, request, answer) &&
             !runUpdateCommand(m_service.updateService(), this, request, answer) &&
             !runPriceCommand(m_service.priceService(), this, request, answer))
        answer(failure({relay::ErrorKind::BadRequest, u"this version knows no command \""_s % command %
                                                          u"\"; is the running one older?"_s}));
}

void ControlCommands::status(const Answer &answer)
{
    answer({{u"data"_s, statusObject(m_service.status(), m_service.metrics())}});
}

void ControlCommands::listTokens(Answer answer)
{
    m_service.tokens(this, [answer = std::move(answer)](Result<std::vector<Token>> tokens) {
        answer(tokens ? listed(*tokens) : failure(tokens.error()));
    });
}

void ControlCommands::showToken(const std::string &name, Answer answer)
{
    if (name == "admin") {
        answer({{u"data"_s, QJsonObject{{u"name"_s, u"admin"_s},
                                        {u"key"_s, QString::fromStdString(m_service.adminKey())}}}});
        return;
    }
    m_service.tokens(this, [name, answer = std::move(answer)](Result<std::vector<Token>> tokens) {
        if (!tokens)
            return answer(failure(tokens.error()));
        const auto token = std::ranges::find(*tokens, name, &Token::name);
        if (token == tokens->end())
            return answer(failure(unknownName(u"token"_s, name)));
        answer({{u"data"_s, withWholeKey(*token)}});
    });
}

void ControlCommands::addToken(const QJsonObject &request, Answer answer)
{
    const Token wanted = tokenFrom(request);
    if (wanted.name == "admin")
        return answer(
            failure({relay::ErrorKind::Conflict, u"\"admin\" is the admin token's name; take another"_s}));
    m_service.tokens(
        this, [this, token = wanted, answer = std::move(answer)](Result<std::vector<Token>> tokens) {
            if (!tokens)
                return answer(failure(tokens.error()));
            if (isNamed(*tokens, token.name))
                return answer(failure(takenName(u"token"_s, token.name)));
            m_service.saveToken(token, relay::api::QuotaEdit::Set, this, [answer](Result<Token> saved) {
                // the one time that a key is shown unasked
                answer(saved ? QJsonObject{{u"data"_s, withWholeKey(*saved)}} : failure(saved.error()));
            });
        });
}

void ControlCommands::listChannels(Answer answer)
{
    m_service.channels(this, [answer = std::move(answer)](Result<std::vector<Channel>> channels) {
        answer(channels ? listed(*channels) : failure(channels.error()));
    });
}

void ControlCommands::addChannel(const QJsonObject &request, Answer answer)
{
    const Result<QJsonObject> whole = withProvider(request, m_service.providers());
    const Result<Channel> wanted = whole ? channelFrom(*whole) : whole.error();
    if (!wanted)
        return answer(failure(wanted.error()));
    m_service.channels(
        this, [this, channel = *wanted, answer = std::move(answer)](Result<std::vector<Channel>> channels) {
            if (!channels)
                return answer(failure(channels.error()));
            if (isNamed(*channels, channel.name))
                return answer(failure(takenName(u"channel"_s, channel.name)));
            m_service.saveChannel(channel, this, [answer](Result<Channel> saved) {
                answer(saved ? QJsonObject{{u"data"_s, shown(*saved)}} : failure(saved.error()));
            });
        });
}

void ControlCommands::testChannel(const QJsonObject &request, Answer answer)
{
    const std::string name = request[u"name"_s].toString().toStdString();
    const relay::api::ChannelQuestion question{.model = request[u"model"_s].toString().toStdString(),
                                               .listOnly = request[u"list_only"_s].toBool()};
    m_service.channels(
        this, [this, name, question, answer = std::move(answer)](Result<std::vector<Channel>> channels) {
            if (!channels)
                return answer(failure(channels.error()));
            const auto channel = std::ranges::find(*channels, name, &Channel::name);
            if (channel == channels->end())
                return answer(failure(unknownName(u"channel"_s, name)));
            m_service.testChannel(channel->id, question, this,
                                  [name, answer](Result<relay::api::ChannelTest> test) {
                                      answer(test ? tested(name, *test) : failure(test.error()));
                                  });
        });
}

} // namespace app
