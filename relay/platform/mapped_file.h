// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

#include <cstddef>
#include <cstdint>

namespace relay::platform {

// A file whose bytes are memory, shared with the kernel: what is stored there survives the process at any
// instruction. Its blocks are really allocated, since a hole on a full disk would be SIGBUS. Reentrant.
class MappedFile final
{
public:
    MappedFile() = default;
    ~MappedFile();
    MappedFile(MappedFile &&other) noexcept;
    MappedFile &operator=(MappedFile &&other) noexcept;
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    // A new file of zeros, readable by its owner alone; takes the place of an older one at once or not at
    // all.
    static Result<MappedFile> create(const QString &path, std::uint64_t bytes);
    // An existing file, whole; holes in it (a sparse copy) are allocated first.
    static Result<MappedFile> open(const QString &path);

    std::byte *data() { return m_data; }
    const std::byte *data() const { return m_data; }
    std::uint64_t sizeBytes() const { return m_size; }

private:
    MappedFile(std::byte *data, std::uint64_t size);
    static Result<MappedFile> map(int descriptor, const QString &path, std::uint64_t bytes);

    std::byte *m_data = nullptr;
    std::uint64_t m_size = 0;
};

} // namespace relay::platform
