// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

// What a test waits for takes as long as the machine is busy; the wait ends when it has come. Qt's own bound
// of five seconds was met by a build that ran beside. Part of every test's precompiled header.
// NOLINTBEGIN(cppcoreguidelines-macro-usage)
#undef QTRY_VERIFY
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT(expression, 30'000)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expression, message) QTRY_VERIFY2_WITH_TIMEOUT(expression, message, 30'000)
#undef QTRY_COMPARE
#define QTRY_COMPARE(expression, expected) QTRY_COMPARE_WITH_TIMEOUT(expression, expected, 30'000)
// NOLINTEND(cppcoreguidelines-macro-usage)
