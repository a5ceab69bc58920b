// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace app {

// The words after the program's own options, with the options that only a sub-command knows.
struct SubCommandWords
{
    QStringList words;
    std::vector<std::pair<QString, QString>> options; // --name, value; in order, may repeat
};

// Turns `token add NAME --models a,b` into {"command": "token.add", "name": "NAME", "models": ["a", "b"]}.
// One table describes every sub-command; help comes from it too. Reentrant.
class SubCommandGrammar final
{
public:
    static bool takesValue(const QString &option);
    static bool isFlag(const QString &option);
    static relay::Result<QJsonObject> request(const SubCommandWords &input);
    static QString help();
};

} // namespace app
