// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace relay::platform {

// A piece of code that is mapped into this process. A value.
struct CodeMapping
{
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    std::uint64_t fileOffset = 0;
    std::string path;
    std::string buildId; // hexadecimal; empty: none
};

// What is at an address. A value.
struct CodePlace
{
    static constexpr std::size_t kNoMapping = ~std::size_t{0};

    std::string function; // demangled, without its parameters; "[libX.so]" where that file names no function
    std::string symbol;   // as the linker knows it; empty: unknown
    std::uintptr_t begin = 0;
    std::size_t mapping = kNoMapping; // index in mappings()
};

// Names for addresses of this process, from the ELF files' .symtab (so static functions have names as well),
// or their .dynsym, or what the dynamic linker tells. Reads each file once, when first needed. Reentrant.
class SymbolTable final
{
public:
    SymbolTable(); // of the code that is mapped now
    ~SymbolTable();
    SymbolTable(const SymbolTable &) = delete;
    SymbolTable &operator=(const SymbolTable &) = delete;

    CodePlace place(std::uintptr_t address);
    const std::vector<CodeMapping> &mappings() const { return m_mappings; }

private:
    class ElfFile;

    ElfFile *fileOf(const CodeMapping &mapping);

    std::vector<CodeMapping> m_mappings; // sorted
    std::map<std::string, std::unique_ptr<ElfFile>> m_files;
    std::string m_program; // the path of the running program
};

// "void relay::Channel::open(int) const [clone .part.0]" is "void relay::Channel::open".
std::string readableName(const char *symbol);

} // namespace relay::platform
