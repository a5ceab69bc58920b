// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

namespace tests {

// A copy on the heap without a byte to spare, so that the address sanitizer sees any read past the end.
class ExactBytes final
{
public:
    explicit ExactBytes(std::string_view bytes)
        : m_bytes(new char[bytes.size()])
        , m_size(bytes.size())
    {
        if (m_size != 0)
            std::memcpy(m_bytes.get(), bytes.data(), m_size);
    }

    std::string_view view() const { return {m_bytes.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size;
};

// A new seed each run, from TEST_SEED when that is set. The tests print it when they fail.
inline unsigned randomSeed()
{
    bool given = false;
    const int seed = qEnvironmentVariableIntValue("TEST_SEED", &given);
    return given ? static_cast<unsigned>(seed) : std::random_device()();
}

// Where to cut `size` bytes into pieces: rising ends, the last is size. Pieces may be empty.
inline std::vector<std::size_t> randomCuts(std::size_t size, std::mt19937 &random)
{
    std::vector<std::size_t> ends(random() % 6);
    for (std::size_t &end : ends)
        end = random() % (size + 1);
    ends.push_back(size);
    std::sort(ends.begin(), ends.end());
    return ends;
}

} // namespace tests
