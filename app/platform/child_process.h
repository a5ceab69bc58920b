// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstdint>

class QProcess;

// What a program wants of the processes that it starts. Reentrant.
namespace app::platform {

// The process will not outlive this one, however this one ends. Before its start, and from the main thread.
void endWithParent(QProcess &process);

// 0: the system does not tell, or the process is gone.
std::uint64_t processorNanos(qint64 processId); // user and system, all threads there ever were
std::uint64_t residentBytes(qint64 processId);

bool standardErrorIsTerminal();

// This process and what it starts from now on gives way to the others.
void giveWay();

} // namespace app::platform
