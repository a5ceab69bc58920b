// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/update_json.h"

namespace relay::api {

using namespace Qt::StringLiterals;

namespace {

QJsonValue textOrNull(const std::string &text)
{
    return text.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(QString::fromStdString(text));
}

} // namespace

std::string_view updateVerdictName(UpdateVerdict verdict)
{
    switch (verdict) {
    case UpdateVerdict::Unknown:
        return "unknown";
    case UpdateVerdict::Current:
        return "current";
    case UpdateVerdict::Newer:
        return "newer";
    }
    return "unknown";
}

QJsonObject updateJson(const UpdateStatus &status)
{
    const std::string_view verdict = updateVerdictName(status.verdict);
    QJsonObject sums;
    for (const auto &[platform, sum] : status.sha256)
        sums.insert(QString::fromStdString(platform), QString::fromStdString(sum));
    return {{u"enabled"_s, status.enabled},
            {u"address"_s, QString::fromStdString(status.address)},
            {u"running"_s, QString::fromStdString(status.running)},
            {u"asking"_s, status.asking},
            {u"asked_at"_s,
             status.askedAtMs == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(qint64{status.askedAtMs})},
            {u"verdict"_s, QString::fromLatin1(verdict.data(), qsizetype(verdict.size()))},
            {u"version"_s, textOrNull(status.version)},
            {u"page"_s, textOrNull(status.page)},
            {u"notes"_s, QString::fromStdString(status.notes)},
            {u"sha256"_s, sums},
            {u"trouble"_s, QString::fromStdString(status.trouble.english())}};
}

} // namespace relay::api
