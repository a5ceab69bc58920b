// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/stack_catcher.h"

namespace relay::platform {

struct StackCatcher::Ring
{
};

StackCatcher::StackCatcher(Purpose purpose, std::unique_ptr<Ring> ring)
    : m_purpose(purpose)
    , m_ring(std::move(ring))
{
}

StackCatcher::~StackCatcher() = default;

// No signals here that would run a handler on another thread.
Result<std::unique_ptr<StackCatcher>> StackCatcher::install(Purpose, std::size_t)
{
    return Error{ErrorKind::Unavailable,
                 said(QT_TRANSLATE_NOOP("Phrases", "other threads' stacks are not read on Windows"))};
}

int StackCatcher::signalNumber() const
{
    return 0;
}

bool StackCatcher::interrupt(std::int64_t) const
{
    return false;
}

void StackCatcher::drain(const std::function<void(const StackImage &)> &) {}

std::uint64_t StackCatcher::lost() const
{
    return 0;
}

} // namespace relay::platform
