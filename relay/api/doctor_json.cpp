// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/doctor_json.h"

namespace relay::api {

namespace {

using namespace Qt::StringLiterals;

QString word(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Fine:
        return u"fine"_s;
    case Verdict::Hint:
        return u"hint"_s;
    case Verdict::Trouble:
        return u"trouble"_s;
    case Verdict::Unknown:
        return u"unknown"_s;
    }
    return u"unknown"_s;
}

} // namespace

QJsonObject findingJson(const Finding &finding)
{
    const QString preset = QString::fromStdString(finding.preset);
    return {{u"name"_s, QString::fromStdString(finding.name)},
            {u"result"_s, word(finding.verdict)},
            {u"evidence"_s, QString::fromStdString(finding.evidence.english())},
            {u"remedy"_s, QString::fromStdString(finding.remedy.english())},
            {u"preset"_s, preset.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(preset)}};
}

QJsonArray findingsJson(const std::vector<Finding> &findings)
{
    QJsonArray list;
    for (const Finding &finding : findings)
        list.append(findingJson(finding));
    return list;
}

} // namespace relay::api
