// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace app::platform {

// The name of the control socket of a data directory, as QLocalServer and QLocalSocket take it. It is valid
// while this lives. Reentrant.
class ControlSocket final
{
public:
    explicit ControlSocket(const QString &dataDir);
    ~ControlSocket();
    ControlSocket(const ControlSocket &) = delete;
    ControlSocket &operator=(const ControlSocket &) = delete;

    const QString &name() const { return m_name; }

private:
    QString m_name;
    int m_directory = -1; // a descriptor that the name leads through
};

// The program behind a connected QLocalSocket is of this user, or of the system's administrator. Anybody
// else's could have taken the name before us.
bool serverIsOurs(qintptr socketDescriptor);

} // namespace app::platform
