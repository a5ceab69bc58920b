// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/keyring.h"

#include <QByteArray>
#include <QStringList>

#include <chrono>

namespace relay::platform {

// A keyring behind a program that is run for each call and killed where it hangs: what a locked or broken
// keyring does to its callers, it does to that program. `look`, `get ITEM`, `set ITEM` and `clear ITEM`; the
// secret goes over its standard input or output alone. Thread-safe.
class ChildKeyring final : public Keyring
{
public:
    // What that program exits with, beside 0. Of other codes its standard error tells people why.
    enum Exit { NoItem = 3, Locked = 4, Absent = 5, NoSession = 6, NoDefault = 7 };

    static constexpr std::chrono::milliseconds kPatience{2000};

    // `name`: a source of the translations' "Phrases".
    ChildKeyring(const char *name, QString program, std::chrono::milliseconds patience = kPatience);

    std::string name() const override { return m_name; }
    Result<void> look() override;
    Result<std::string> secret(const std::string &item) override;
    Result<void> keep(const std::string &item, const std::string &secret) override;
    Result<void> forget(const std::string &item) override;

private:
    Result<QByteArray> run(const QStringList &arguments, const QByteArray &input = {}) const;

    const char *const m_name;
    const QString m_program;
    const std::chrono::milliseconds m_patience;
};

} // namespace relay::platform
