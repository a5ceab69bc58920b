// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThread>
#include <QtGlobal>

// Opens every slot that another thread might call by mistake; for QObjects. Costs nothing in release builds.
#define RELAY_ASSERT_OWN_THREAD() Q_ASSERT(QThread::currentThread() == thread())
