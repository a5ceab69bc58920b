// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/command_shell.h"

#include <QList>
#include <QString>

namespace ui::models {

// How one client program is told of this relay: what to paste, and where.
struct ClientSnippet
{
    QString id;
    QString name;
    QString where; // for people
    QString text;
};

struct ClientAccess
{
    QString baseUrl; // http://127.0.0.1:3000/v1
    QString token;
    QString model; // one that the relay has
    CommandShell shell = CommandShell::Posix;
};

// The first kDirectSnippets of them are those that most people look for. Reentrant.
QList<ClientSnippet> clientSnippets(const ClientAccess &access);
inline constexpr int kDirectSnippets = 5;

// The address that Anthropic's clients want: they add /v1 themselves.
QString withoutVersion(const QString &baseUrl);

} // namespace ui::models
