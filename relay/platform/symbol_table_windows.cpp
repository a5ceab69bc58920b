// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/symbol_table.h"

// clang-format off
#include <windows.h>
#include <psapi.h> // needs it
// clang-format on

#include <QString>

#include <algorithm>
#include <array>
#include <string_view>

namespace relay::platform {

class SymbolTable::ElfFile final // nothing here has that format
{
};

// The modules alone: their functions' names are in a file beside the program.
SymbolTable::SymbolTable()
{
    std::array<HMODULE, 1024> modules{};
    DWORD bytes = 0;
    const HANDLE self = GetCurrentProcess();
    if (!K32EnumProcessModules(self, modules.data(), sizeof modules, &bytes))
        return;
    const std::size_t count = std::min<std::size_t>(bytes / sizeof(HMODULE), modules.size());
    for (std::size_t i = 0; i < count; ++i) {
        MODULEINFO info{};
        std::array<wchar_t, 32768> path{}; // the system's own bound
        if (!K32GetModuleInformation(self, modules[i], &info, sizeof info))
            continue;
        const DWORD length = GetModuleFileNameW(modules[i], path.data(), static_cast<DWORD>(path.size()));
        CodeMapping mapping;
        mapping.begin = reinterpret_cast<std::uintptr_t>(info.lpBaseOfDll);
        mapping.end = mapping.begin + info.SizeOfImage;
        mapping.path = QString::fromWCharArray(path.data(), static_cast<qsizetype>(length)).toStdString();
        m_mappings.push_back(std::move(mapping));
    }
    std::ranges::sort(m_mappings, {}, &CodeMapping::begin);
}

SymbolTable::~SymbolTable() = default;

SymbolTable::ElfFile *SymbolTable::fileOf(const CodeMapping &)
{
    return nullptr;
}

CodePlace SymbolTable::place(std::uintptr_t address)
{
    CodePlace place;
    const auto after = std::ranges::upper_bound(m_mappings, address, {}, &CodeMapping::begin);
    if (after == m_mappings.begin() || address >= std::prev(after)->end)
        return place;
    const CodeMapping &mapping = *std::prev(after);
    place.mapping = static_cast<std::size_t>(&mapping - m_mappings.data());
    place.function = '[' + mapping.path.substr(mapping.path.find_last_of("\\/") + 1) + ']';
    return place;
}

} // namespace relay::platform
