// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/symbol_table.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <QByteArray>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

namespace relay::platform {

namespace {

struct Function
{
    std::uint64_t begin; // as the file numbers it
    std::uint64_t size;  // 0: hand-written assembly that does not say
    const char *name;
};

const QString kProgram = QStringLiteral("/proc/self/exe"); // also after the file was replaced

} // namespace

// One file, mapped while this lives. What it says is checked against its size: it may not be the file that
// was loaded.
class SymbolTable::ElfFile final
{
public:
    explicit ElfFile(const QString &path)
        : m_file(path)
    {
        if (!m_file.open(QIODevice::ReadOnly))
            return;
        m_size = static_cast<std::uint64_t>(m_file.size());
        m_bytes = m_file.map(0, m_file.size());
        const auto *header = at<ElfW(Ehdr)>(0);
        if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
            header->e_phentsize != sizeof(ElfW(Phdr)) || header->e_shentsize != sizeof(ElfW(Shdr)))
            return;
        m_segments = at<ElfW(Phdr)>(header->e_phoff, header->e_phnum);
        m_segmentCount = m_segments ? header->e_phnum : 0;
        const auto *sections = at<ElfW(Shdr)>(header->e_shoff, header->e_shnum);
        for (const ElfW(Word) kind : {SHT_SYMTAB, SHT_DYNSYM}) {
            for (std::size_t i = 0; sections && i < header->e_shnum && m_functions.empty(); ++i) {
                if (sections[i].sh_type == kind && sections[i].sh_link < header->e_shnum)
                    readFunctions(sections[i], sections[sections[i].sh_link]);
            }
        }
        std::ranges::stable_sort(m_functions, {}, &Function::begin);
    }

    bool isRead() const { return m_segmentCount > 0; }

    // An address is what the file says plus this, for the code that was mapped from `fileOffset`.
    std::optional<std::uintptr_t> bias(std::uintptr_t begin, std::uint64_t fileOffset) const
    {
        for (std::size_t i = 0; i < m_segmentCount; ++i) {
            const auto &segment = m_segments[i];
            if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) &&
                fileOffset <= segment.p_offset + segment.p_filesz && fileOffset + 0x10000 > segment.p_offset)
                return begin - fileOffset - (segment.p_vaddr - segment.p_offset);
        }
        return std::nullopt;
    }

    const Function *function(std::uint64_t address) const
    {
        auto after = std::ranges::upper_bound(m_functions, address, {}, &Function::begin);
        while (after != m_functions.begin()) {
            --after;
            if (address - after->begin < after->size || after->size == 0)
                return &*after;
            if (address - after->begin >
                0x100000) // a part of a function may lie inside another one, not so far
                break;
            if (after == m_functions.begin() || std::prev(after)->begin != after->begin)
                break;
        }
        return nullptr;
    }

    std::string buildId() const
    {
        for (std::size_t i = 0; i < m_segmentCount; ++i) {
            if (m_segments[i].p_type != PT_NOTE)
                continue;
            std::uint64_t offset = m_segments[i].p_offset;
            const std::uint64_t end = offset + m_segments[i].p_filesz;
            while (const auto *note = offset < end ? at<ElfW(Nhdr)>(offset) : nullptr) {
                const std::uint64_t name = offset + sizeof *note;
                const std::uint64_t text = name + (note->n_namesz + 3U) / 4U * 4U;
                const auto *bytes = at<char>(text, note->n_descsz);
                if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && bytes)
                    return QByteArray(bytes, static_cast<qsizetype>(note->n_descsz)).toHex().toStdString();
                offset = text + (note->n_descsz + 3U) / 4U * 4U;
            }
        }
        return {};
    }

private:
    template <typename T>
    const T *at(std::uint64_t offset, std::uint64_t count = 1) const // nullptr: not inside the file
    {
        if (!m_bytes || offset % alignof(T) != 0 || offset > m_size || (m_size - offset) / sizeof(T) < count)
            return nullptr;
        return static_cast<const T *>(static_cast<const void *>(m_bytes + offset));
    }

    void readFunctions(const ElfW(Shdr) & table, const ElfW(Shdr) & names)
    {
        const std::uint64_t count = table.sh_size / sizeof(ElfW(Sym));
        const auto *symbols = at<ElfW(Sym)>(table.sh_offset, count);
        const char *text = at<char>(names.sh_offset, names.sh_size);
        if (!symbols || !text || names.sh_size == 0 || text[names.sh_size - 1] != '\0')
            return;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto &symbol = symbols[i];
            const int kind = symbol.st_info & 0xf;
            if ((kind == STT_FUNC || kind == STT_GNU_IFUNC) && symbol.st_shndx != SHN_UNDEF &&
                symbol.st_name < names.sh_size)
                m_functions.push_back({symbol.st_value, symbol.st_size, text + symbol.st_name});
        }
    }

    QFile m_file;
    std::uint64_t m_size = 0;
    const uchar *m_bytes = nullptr;
    const ElfW(Phdr) *m_segments = nullptr;
    std::size_t m_segmentCount = 0;
    std::vector<Function> m_functions; // sorted
};

SymbolTable::SymbolTable()
    : m_program(QFile::symLinkTarget(kProgram).toStdString())
{
    // proc(5): "begin-end rights offset device inode      path"
    QFile maps(QStringLiteral("/proc/self/maps"));
    if (!maps.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return;
    for (const QByteArray &line : maps.readAll().split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() < 6 || !fields[1].contains('x'))
            continue;
        const QList<QByteArray> ends = fields[0].split('-');
        CodeMapping mapping;
        mapping.begin = ends.first().toULongLong(nullptr, 16);
        mapping.end = ends.last().toULongLong(nullptr, 16);
        mapping.fileOffset = fields[2].toULongLong(nullptr, 16);
        mapping.path = fields.mid(5).join(' ').toStdString();
        m_mappings.push_back(std::move(mapping));
    }
    for (CodeMapping &mapping : m_mappings) {
        if (const ElfFile *file = fileOf(mapping))
            mapping.buildId = file->buildId();
    }
}

SymbolTable::~SymbolTable() = default;

SymbolTable::ElfFile *SymbolTable::fileOf(const CodeMapping &mapping)
{
    constexpr std::string_view kDeleted = " (deleted)";
    if (mapping.path.starts_with('[')) // [vdso]
        return nullptr;
    auto &file = m_files[mapping.path];
    if (!file) {
        const bool isProgram = mapping.path == m_program;
        if (!isProgram && std::string_view(mapping.path).ends_with(kDeleted))
            return nullptr;
        file = std::make_unique<ElfFile>(isProgram ? kProgram : QString::fromStdString(mapping.path));
    }
    return file->isRead() ? file.get() : nullptr;
}

CodePlace SymbolTable::place(std::uintptr_t address)
{
    CodePlace place;
    const auto after = std::ranges::upper_bound(m_mappings, address, {}, &CodeMapping::begin);
    if (after == m_mappings.begin() || address >= std::prev(after)->end)
        return place;
    const CodeMapping &mapping = *std::prev(after);
    place.mapping = static_cast<std::size_t>(&mapping - m_mappings.data());
    if (const ElfFile *file = fileOf(mapping)) {
        const auto bias = file->bias(mapping.begin, mapping.fileOffset);
        const Function *function = bias ? file->function(address - *bias) : nullptr;
        if (function) {
            place.symbol = function->name;
            place.begin = function->begin + *bias;
        }
    } else {
        Dl_info info = {};
        // NOLINTNEXTLINE(performance-no-int-to-ptr): a sampled address
        if (::dladdr(reinterpret_cast<const void *>(address), &info) != 0 && info.dli_sname) {
            place.symbol = info.dli_sname;
            place.begin = reinterpret_cast<std::uintptr_t>(info.dli_saddr);
        }
    }
    if (!place.symbol.empty()) {
        place.function = readableName(place.symbol.c_str());
    } else {
        const std::string name = mapping.path.substr(mapping.path.rfind('/') + 1);
        place.function = name.starts_with('[') ? name : '[' + name + ']';
    }
    return place;
}

} // namespace relay::platform
