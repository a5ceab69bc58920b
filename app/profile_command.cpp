// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profile_command.h"

#include "app/single_instance.h"
#include "app/terminal.h"
#include "app/whole_file.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::api::ProfileCapture;

constexpr auto kPatience = 60s; // beside the capture's own time
constexpr int kMostSeconds = 3600;
constexpr int kMostSets = 1'000'000;

struct Plan
{
    QStringList kinds;
    int seconds = 30;
    std::chrono::seconds every{0}; // 0: once
    int keep = 0;                  // sets; 0: all
    QString out;
};

// 90, 90s, 15m, 1h, 1d.
std::optional<std::chrono::seconds> duration(QString text)
{
    static const QList<std::pair<QChar, int>> kUnits = {{u's', 1}, {u'm', 60}, {u'h', 3600}, {u'd', 86400}};
    int factor = 1;
    for (const auto &[unit, seconds] : kUnits) {
        if (text.endsWith(unit)) {
            factor = seconds;
            text.chop(1);
            break;
        }
    }
    bool ok = false;
    const int number = text.toInt(&ok);
    if (!ok || number < 1 || number > 86'400)
        return std::nullopt;
    return std::chrono::seconds(qint64(number) * factor);
}

Error wrong(const QString &message)
{
    return {ErrorKind::BadRequest, message};
}

Result<Plan> planOf(const QJsonObject &request)
{
    Plan plan;
    plan.out = request[u"out"_s].toString();
    if (plan.out.isEmpty())
        return wrong(u"profile needs --out DIR, a folder for its files"_s);
    plan.kinds = request.contains(u"all"_s)
                     ? QStringList{u"cpu"_s, u"heap"_s, u"threads"_s, u"block"_s, u"mutex"_s}
                     : QStringList{request[u"kind"_s].toString(u"cpu"_s)};
    for (const QString &kind : plan.kinds)
        if (!relay::api::profileKindOf(kind.toStdString()))
            return wrong(u"there is no profile \""_s % kind %
                         u"\": take cpu, heap, threads, block or mutex, or --all"_s);
    const qint64 seconds = request[u"seconds"_s].toInteger(plan.seconds);
    if (seconds < 1 || seconds > kMostSeconds)
        return wrong(u"--seconds needs a number from 1 to 3600"_s);
    plan.seconds = int(seconds);
    const qint64 keep = request[u"keep"_s].toInteger(0);
    if (keep < 0 || keep > kMostSets || (request.contains(u"keep"_s) && keep == 0))
        return wrong(u"--keep needs a number of sets, from 1 to %1"_s.arg(kMostSets));
    plan.keep = int(keep);
    if (const QString every = request[u"every"_s].toString(); !every.isEmpty()) {
        const auto period = duration(every);
        if (!period)
            return wrong(u"--every needs a time such as 90s, 15m, 1h or 1d"_s);
        plan.every = *period;
    }
    return plan;
}

Result<QJsonObject> taken(const QString &dataDir, const QString &kind, int seconds)
{
    const auto patience = kPatience + std::chrono::seconds(seconds);
    const Result<QJsonObject> answer = SingleInstance::ask(
        dataDir, {{u"command"_s, u"profile.take"_s}, {u"kind"_s, kind}, {u"seconds"_s, seconds}}, patience);
    if (!answer) {
        return answer.error().kind == ErrorKind::NotFound
                   ? Error{ErrorKind::Unavailable,
                           u"a profile needs the running program; start trayrelay first"_s}
                   : answer.error();
    }
    const QJsonObject failure = (*answer)[u"error"_s].toObject();
    if (!failure.isEmpty())
        return Error{failure[u"kind"_s] == "conflict"_L1 ? ErrorKind::Conflict : ErrorKind::Unavailable,
                     failure[u"message"_s].toString()};
    return (*answer)[u"data"_s].toObject();
}

Result<void> fillSet(const Plan &plan, const QString &dataDir, const QDir &set)
{
    for (const QString &kind : plan.kinds) {
        const Result<QJsonObject> data = taken(dataDir, kind, plan.seconds);
        if (!data)
            return data.error();
        Result<void> written = writeWhole(set.filePath(kind % u".pb.gz"_s),
                                          QByteArray::fromBase64((*data)[u"proto"_s].toString().toLatin1()));
        if (const QString text = (*data)[u"text"_s].toString(); written && !text.isEmpty())
            written = writeWhole(set.filePath(kind % u".txt"_s), text.toUtf8());
        if (!written)
            return written.error();
        for (const QJsonValue &comment : (*data)[u"comments"_s].toArray())
            std::fprintf(stderr, "%s: %s\n", qUtf8Printable(kind), qUtf8Printable(comment.toString()));
    }
    const Result<QJsonObject> status = SingleInstance::ask(dataDir, {{u"command"_s, u"status"_s}}, kPatience);
    if (!status)
        return status.error();
    return writeWhole(set.filePath(u"runtime.json"_s),
                      QJsonDocument((*status)[u"data"_s].toObject()).toJson());
}

// One set: a folder named after its time, which has that name once it is whole. Its path.
Result<QString> takeSet(const Plan &plan, const QString &dataDir)
{
    const QString name = u"profile-"_s % QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    const QString path = QDir(plan.out).absoluteFilePath(name);
    QDir set(path % u".part"_s);
    if (!set.mkpath(u"."_s))
        return Error{ErrorKind::Storage, u"cannot make the folder "_s % set.path()};
    Result<void> filled = fillSet(plan, dataDir, set);
    if (filled && !QDir().rename(set.path(), path))
        filled =
            Error{ErrorKind::Storage, u"cannot give the folder "_s % set.path() % u" its name "_s % name};
    if (!filled) {
        set.removeRecursively();
        return filled.error();
    }
    return path;
}

void dropOldSets(const Plan &plan)
{
    if (plan.keep == 0)
        return;
    QDir out(plan.out);
    QStringList sets = out.entryList({u"profile-*"_s}, QDir::Dirs, QDir::Name); // the oldest first
    static const QRegularExpression kName(u"^profile-[0-9]{8}-[0-9]{6}$"_s);
    sets = sets.filter(kName); // nothing that is not ours
    while (sets.size() > plan.keep)
        QDir(out.filePath(sets.takeFirst())).removeRecursively();
}

QJsonObject shown(const ProfileCapture &capture)
{
    QJsonArray comments;
    for (const std::string &comment : capture.comments)
        comments.append(QString::fromStdString(comment));
    return {{u"proto"_s, QString::fromLatin1(QByteArray::fromStdString(capture.proto).toBase64())},
            {u"text"_s, QString::fromStdString(capture.singleText)},
            {u"comments"_s, comments}};
}

} // namespace

int runProfile(const CommandLine &commandLine, const QString &dataDir)
{
    const auto told = [&commandLine](const Error &error) {
        if (commandLine.json)
            say(QString::fromUtf8(QJsonDocument(ControlCommands::failure(error)).toJson()));
        else
            complain(error.message);
    };
    const Result<Plan> plan = planOf(commandLine.request);
    if (!plan) {
        told(plan.error());
        return kExitUsage;
    }
    auto next = std::chrono::steady_clock::now();
    while (true) {
        const Result<QString> set = takeSet(*plan, dataDir);
        if (!set) {
            told(set.error());
            if (plan->every == 0s)
                return kExitFailure;
        } else if (commandLine.json) {
            say(QString::fromUtf8(QJsonDocument(QJsonObject{{u"path"_s, *set}}).toJson()));
        } else {
            say(*set % u'\n');
        }
        if (set)
            dropOldSets(*plan); // nothing goes before something has come
        if (plan->every == 0s)
            return kExitFine;
        next += plan->every;
        std::this_thread::sleep_until(next);
    }
}

bool runProfileCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                       const ControlCommands::Answer &answer)
{
    if (request[u"command"_s] != "profile.take"_L1)
        return false;
    const auto kind = relay::api::profileKindOf(request[u"kind"_s].toString().toStdString());
    const qint64 seconds = request[u"seconds"_s].toInteger(30);
    if (!kind || seconds < 1 || seconds > kMostSeconds) {
        answer(ControlCommands::failure(wrong(u"no such profile, or not that long"_s)));
        return true;
    }
    service.profilingService().capture({.kind = *kind, .duration = std::chrono::seconds(seconds)}, context,
                                       [answer](const Result<ProfileCapture> &capture) {
                                           answer(capture ? QJsonObject{{u"data"_s, shown(*capture)}}
                                                          : ControlCommands::failure(capture.error()));
                                       });
    return true;
}

} // namespace app
