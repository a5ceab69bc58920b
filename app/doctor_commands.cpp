// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor_commands.h"

#include "app/settings_commands.h"
#include "app/whole_file.h"
#include "relay/api/doctor_json.h"
#include "relay/api/settings_json.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;

constexpr qsizetype kResultWidth = 9;

QString findingText(const QJsonObject &finding, qsizetype nameWidth)
{
    const QString indent(kResultWidth, u' ');
    QString text = finding[u"result"_s].toString().leftJustified(kResultWidth) %
                   finding[u"name"_s].toString().leftJustified(nameWidth) %
                   finding[u"evidence"_s].toString() % u'\n';
    const QString remedy = finding[u"remedy"_s].toString();
    if (!remedy.isEmpty())
        text += indent % u"what to do: "_s % remedy % u'\n';
    if (finding[u"preset"_s].isString())
        text += indent % u"what may do it: trayrelay doctor --fix "_s % finding[u"name"_s].toString() %
                u" (preset \""_s % finding[u"preset"_s].toString() % u"\")\n"_s;
    return text;
}

} // namespace

bool runDoctorCommand(relay::api::DoctorService &doctor, QObject *context, const QJsonObject &request,
                      const ControlCommands::Answer &answer)
{
    if (request[u"command"_s].toString() != "doctor"_L1)
        return false;
    const QString fix = request[u"fix"_s].toString();
    if (!fix.isEmpty() && request.contains("report"_L1)) {
        answer(ControlCommands::failure(
            {relay::ErrorKind::BadRequest, u"--fix and --report are two commands: give them one by one"_s}));
    } else if (!fix.isEmpty()) {
        doctor.fix(fix.toStdString(), context, [answer](Result<relay::api::SettingsOutcome> outcome) {
            answer(outcome ? QJsonObject{{u"data"_s, relay::api::outcomeJson(*outcome)}}
                           : ControlCommands::failure(outcome.error()));
        });
    } else if (request.contains("report"_L1)) {
        doctor.report(context, [answer](Result<std::string> archive) {
            if (!archive)
                return answer(ControlCommands::failure(archive.error()));
            const QByteArray bytes = QByteArray::fromStdString(*archive).toBase64();
            answer({{u"data"_s, QJsonObject{{u"archive"_s, QString::fromLatin1(bytes)}}}});
        });
    } else {
        doctor.examine(context, [answer](Result<std::vector<relay::api::Finding>> findings) {
            answer(findings ? QJsonObject{{u"data"_s, relay::api::findingsJson(*findings)}}
                            : ControlCommands::failure(findings.error()));
        });
    }
    return true;
}

QJsonObject withReportWritten(const QJsonObject &request, QJsonObject answer)
{
    const QJsonObject data = answer[u"data"_s].toObject();
    if (request[u"command"_s].toString() != "doctor"_L1 || !data.contains("archive"_L1))
        return answer;
    const QByteArray bytes = QByteArray::fromBase64(data[u"archive"_s].toString().toLatin1());
    const QString path = QFileInfo(request[u"report"_s].toString()).absoluteFilePath();
    if (const Result<void> written = writeWhole(path, bytes); !written)
        return ControlCommands::failure(written.error());
    return {{u"data"_s, QJsonObject{{u"path"_s, path}, {u"bytes"_s, qint64(bytes.size())}}}};
}

bool anyTrouble(const QJsonValue &data)
{
    const QJsonArray findings = data.toArray();
    return std::any_of(findings.begin(), findings.end(), [](const QJsonValue &finding) {
        return finding[u"result"_s].toString() == "trouble"_L1;
    });
}

QString doctorReport(const QJsonValue &data)
{
    if (data.toObject().contains("path"_L1))
        return data[u"path"_s].toString() % u": look through it before you give it away\n"_s;
    if (!data.isArray())
        return settingsReport(u"preset.apply"_s, data);
    qsizetype width = 0;
    const QJsonArray findings = data.toArray();
    for (const QJsonValue &finding : findings)
        width = std::max(width, finding[u"name"_s].toString().size() + 2);
    QString text;
    for (const QJsonValue &finding : findings)
        text += findingText(finding.toObject(), width);
    return text;
}

} // namespace app
