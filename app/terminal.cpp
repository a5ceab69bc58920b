// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"

#include "app/platform/surroundings.h"

#include <cerrno>
#include <cstdio>

namespace app {

bool sayBytes(const QByteArray &text)
{
    if (!platform::hasStandardOutput())
        return true; // nobody listens
    const bool failedBefore = std::ferror(stdout) != 0;
    const auto size = static_cast<std::size_t>(text.size());
    if (std::fwrite(text.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0)
        return true;
    if (!failedBefore)
        complain(QStringLiteral("cannot write to standard output: ") % qt_error_string(errno));
    return false;
}

int codeOfAllSaid(int code)
{
    return code == kExitFine && std::ferror(stdout) != 0 ? kExitFailure : code;
}

void complain(const QString &sentence)
{
    std::fprintf(stderr, "trayrelay: %s\n", sentence.toUtf8().constData());
}

int fail(const QString &message, int code)
{
    complain(message);
    return code;
}

} // namespace app
