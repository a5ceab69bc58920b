// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/this_program.h"

#include <QCoreApplication>

namespace app::platform {

QString thisProgram()
{
    return QCoreApplication::applicationFilePath();
}

bool runsFromImage()
{
    return false;
}

} // namespace app::platform
