// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"

#include <QMetaObject>

#include <optional>
#include <utility>

namespace tests {

// A DoctorService whose findings are set by hand; replies come in a later turn, as the real one's do. Lives
// on its thread.
class FakeDoctorService final : public relay::api::DoctorService
{
public:
    std::vector<relay::api::Finding> findings;
    relay::api::SettingsOutcome outcome;
    std::string archive;
    std::string fixed; // the last name
    int examinations = 0;
    std::optional<relay::Error> failure; // what every reply says instead

    void examine(QObject *context, relay::api::Reply<std::vector<relay::api::Finding>> reply) override
    {
        ++examinations;
        later(context, std::move(reply), findings);
    }
    void fix(std::string name, QObject *context,
             relay::api::Reply<relay::api::SettingsOutcome> reply) override
    {
        fixed = std::move(name);
        later(context, std::move(reply), outcome);
    }
    void report(QObject *context, relay::api::Reply<std::string> reply) override
    {
        later(context, std::move(reply), archive);
    }

private:
    template <typename T>
    void later(QObject *context, relay::api::Reply<T> reply, T value)
    {
        relay::Result<T> result = failure ? relay::Result<T>(*failure) : relay::Result<T>(std::move(value));
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), result = std::move(result)] { reply(result); },
            Qt::QueuedConnection);
    }
};

} // namespace tests
