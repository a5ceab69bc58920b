// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/log.h"
#include "relay/base/result.h"

#include <exception>

namespace relay::service {

// What `work` answers, a Result; an error also where it throws (QtSql allocates): whoever waits for a reply
// gets one. Reentrant.
template <typename Work>
auto answered(const Work &work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::exception &thrown) {
        log::sys().error("work that somebody waits for threw: {}", thrown.what());
        return Error{ErrorKind::Internal, QString::fromUtf8(thrown.what())};
    }
}

} // namespace relay::service
