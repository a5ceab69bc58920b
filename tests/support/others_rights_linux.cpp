// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/others_rights.h"

#include <QFile>

namespace tests {

namespace {

constexpr QFile::Permissions kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                       QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

} // namespace

bool othersMayUse(const QString &path)
{
    return (QFile::permissions(path) & kOthers) != QFile::Permissions();
}

bool letOthersUse(const QString &path)
{
    return QFile::setPermissions(path, QFile::permissions(path) | QFile::ReadGroup | QFile::ReadOther);
}

} // namespace tests
