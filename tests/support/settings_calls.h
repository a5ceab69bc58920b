// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/relay_fixture.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <string>
#include <string_view>

// A running relay's settings, by its admin API.
namespace tests {

// What it answers as `data`; undefined: it refused.
inline QJsonValue ask(RelayFixture &relay, std::string_view method, std::string_view path,
                      std::string_view body = {})
{
    const HttpReply reply = HttpClient(relay.port(), relay.core().adminKey()).exchange(method, path, body);
    if (reply.status != 200)
        qWarning("%d %s", reply.status, reply.body.c_str());
    return reply.status == 200 ? reply.json()[QStringLiteral("data")] : QJsonValue(QJsonValue::Undefined);
}

inline QJsonValue changed(RelayFixture &relay, const std::string &name, const std::string &value)
{
    return ask(relay, "PUT", "/api/option/", "{\"" + name + "\": \"" + value + "\"}");
}

inline bool change(RelayFixture &relay, const std::string &name, const std::string &value)
{
    return !changed(relay, name, value).isUndefined();
}

inline QString effective(RelayFixture &relay, const QString &name)
{
    for (const QJsonValue &row : ask(relay, "GET", "/api/option/").toArray())
        if (row[QStringLiteral("name")].toString() == name)
            return row[QStringLiteral("effective")].toString();
    return {};
}

inline bool alertIsRaised(RelayFixture &relay, const QString &name)
{
    for (const QJsonValue &row : ask(relay, "GET", "/api/alert/").toArray())
        if (row[QStringLiteral("name")].toString() == name)
            return row[QStringLiteral("raised")].toBool();
    return false;
}

// The relay looks around once a second, and each look leaves a point behind before it judges alerts and
// guard: false where so many more did not come.
inline bool awaitLooks(RelayFixture &relay, qsizetype more)
{
    const auto looks = [&relay] {
        return qsizetype(relay.core().metricsHistory(relay::api::HistorySpan::FiveMinutes).points.size());
    };
    const qsizetype before = looks();
    return QTest::qWaitFor([&] { return looks() > before + more; }, 60'000);
}

} // namespace tests
