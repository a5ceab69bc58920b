// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// What others than a file's owner may do with it, in the system's own words.
namespace tests {

bool othersMayUse(const QString &path);
bool letOthersUse(const QString &path); // false: it could not be set

} // namespace tests
