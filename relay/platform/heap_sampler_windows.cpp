// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/heap_sampler.h"

namespace relay::platform {

// A program cannot put itself before another module's allocator here.
Result<void> startHeapSampling(std::size_t)
{
    return Error{ErrorKind::Unavailable,
                 said(QT_TRANSLATE_NOOP("Phrases", "memory profiles are not taken on Windows"))};
}

void stopHeapSampling() {}

HeapSites heapSites()
{
    return {};
}

AllocatorFigures allocatorFigures()
{
    return {};
}

} // namespace relay::platform
