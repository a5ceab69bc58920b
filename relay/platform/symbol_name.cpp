// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/symbol_table.h"

#include <cxxabi.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace relay::platform {

std::string readableName(const char *symbol)
{
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> demangled(
        abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
    if (!demangled || std::strncmp(symbol, "_Z", 2) != 0) { // C; "f" alone would be demangled to float
        const std::string_view plain(symbol);
        return std::string(plain.substr(0, plain.find('@'))); // without the version of a dynamic symbol
    }
    std::string name(demangled.get());
    if (const auto clone = name.find(" [clone "); clone != std::string::npos)
        name.resize(clone);
    for (const std::string_view suffix : {" &&", " &", " volatile", " const"}) {
        if (name.ends_with(suffix))
            name.resize(name.size() - suffix.size());
    }
    if (!name.ends_with(')'))
        return name;
    std::size_t open = name.size();
    for (int depth = 0; open > 0;) {
        --open;
        depth += name[open] == ')' ? 1 : name[open] == '(' ? -1 : 0;
        if (depth == 0)
            break;
    }
    const std::string_view before = std::string_view(name).substr(0, open);
    if (open > 0 && !before.ends_with("operator"))
        name.resize(open);
    return name;
}

} // namespace relay::platform
