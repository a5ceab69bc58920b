// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractEventDispatcher;

namespace relay::net {

// The Qt event dispatcher for a thread with a Poller, which waits for sockets, timers and queued calls with
// one system call instead of two. For QThread::setEventDispatcher(), which takes it, before each start. Null:
// this system gains nothing by it, or gave no descriptor; Qt's own will do.
QAbstractEventDispatcher *makeEventDispatcher();

} // namespace relay::net
