// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace relay::pipeline {

// Memory blocks of one size, used again: an exchange is larger than what malloc keeps at hand. A block knows
// its pool, so that deleting the object brings it back. The pool outlives its blocks. Lives on relay.
class BlockPool final
{
public:
    static constexpr std::size_t kMaxFree = 256;

    BlockPool() = default;
    ~BlockPool()
    {
        for (void *block : m_free)
            ::operator delete(block);
    }
    BlockPool(const BlockPool &) = delete;
    BlockPool &operator=(const BlockPool &) = delete;

    void *take(std::size_t bytes) // always the same number
    {
        void *block = nullptr;
        if (m_free.empty()) {
            block = ::operator new(bytes + kHeaderBytes);
        } else {
            block = m_free.back();
            m_free.pop_back();
        }
        *static_cast<BlockPool **>(block) = this;
        return static_cast<std::byte *>(block) + kHeaderBytes;
    }

    static void giveBack(void *object)
    {
        void *const block = static_cast<std::byte *>(object) - kHeaderBytes;
        BlockPool &pool = **static_cast<BlockPool **>(block);
        if (pool.m_free.size() < kMaxFree)
            pool.m_free.push_back(block);
        else
            ::operator delete(block);
    }

private:
    static constexpr std::size_t kHeaderBytes = alignof(std::max_align_t);

    std::vector<void *> m_free;
};

} // namespace relay::pipeline
