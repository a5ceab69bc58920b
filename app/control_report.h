// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace app {

// What a sub-command prints for people: the data of an answer of ControlCommands, as text. Reentrant.
QString controlReport(const QString &command, const QJsonValue &data);
QString testSentence(const QJsonObject &test); // of channel.test

} // namespace app
