// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/source_rules.h"

#include "tests/architecture/arrows.h"

#include <algorithm>
#include <array>
#include <regex>
#include <string>

namespace architecture {

constexpr std::size_t kMaxSourceLines = 600; // past this a reader gets lost
constexpr std::size_t kMaxFolderFileLines = 12;

static Violations grep(const SourceFile &file, const std::regex &wrong, const std::string &why)
{
    Violations found;
    int number = 0;
    for (const std::string_view line : linesOf(file.text)) {
        ++number;
        std::cmatch match;
        if (std::regex_search(line.data(), line.data() + line.size(), match, wrong))
            found.push_back({file.path, number, why + ": " + match.str()});
    }
    return found;
}

template <std::size_t size>
static bool isUnderAny(const SourceFile &file, const std::array<std::string_view, size> &folders)
{
    return std::ranges::any_of(folders, [&](std::string_view folder) { return file.isUnder(folder); });
}

static Violations osNames(const SourceFile &file)
{
    // What may: the three folders with their own tests, and what drives a program from outside. This test
    // plants the words.
    constexpr std::array<std::string_view, 9> kMayNameIt = {"relay/net",
                                                            "relay/platform",
                                                            "app/platform",
                                                            "tests/unit/relay/net",
                                                            "tests/unit/relay/platform",
                                                            "tests/unit/app/platform",
                                                            "tests/support",
                                                            "tests/integration",
                                                            "tests/bench"};
    static const std::regex wrong(
        R"(#\s*include <(sys|linux|netinet|arpa)/|<(unistd|windows|winsock2|fcntl|poll|pthread|sched|netdb|signal|dlfcn|pwd|termios)\.h>|Q_OS_|__linux__|__APPLE__|__unix__|_WIN32|\bepoll|\bmmap\()");
    if (!file.isCode() || isUnderAny(file, kMayNameIt) || file.isUnder("tests/architecture"))
        return {};
    return grep(file, wrong, "names an operating system outside net and platform");
}

static Violations slowQtClasses(const SourceFile &file)
{
    constexpr std::array<std::string_view, 5> kDataPath = {"relay/net", "relay/http", "relay/dialect",
                                                           "relay/pipeline", "relay/routing"};
    static const std::regex wrong("QJsonDocument|QTcpSocket|QNetworkAccessManager");
    if (!file.isCode() || !isUnderAny(file, kDataPath))
        return {};
    return grep(file, wrong, "too slow for the data path");
}

static Violations usingNamespaceInHeader(const SourceFile &file)
{
    static const std::regex wrong(R"(^\s*using\s+namespace\b)");
    return file.isHeader() ? grep(file, wrong, "in a header") : Violations{};
}

static Violations noLicenceLine(const SourceFile &file)
{
    if (!file.isCode() || file.text.starts_with("// SPDX-License-Identifier: GPL-3.0-or-later\n"))
        return {};
    return {{file.path, 1, "the first line is not the SPDX line"}};
}

static Violations noPragmaOnce(const SourceFile &file)
{
    const auto lines = linesOf(file.text);
    if (!file.isHeader() || std::ranges::find(lines, "#pragma once") != lines.end())
        return {};
    return {{file.path, 0, "no #pragma once"}};
}

static Violations tooLong(const SourceFile &file)
{
    const std::size_t lines = linesOf(file.text).size();
    const bool isRelayFolderFile = file.isFolderFile() && file.isUnder("relay") &&
                                   file.path != "relay/CMakeLists.txt"; // the list of them
    const std::size_t most = isRelayFolderFile ? kMaxFolderFileLines : kMaxSourceLines;
    if (lines <= most || (!file.isCode() && !isRelayFolderFile))
        return {};
    return {{file.path, 0, std::to_string(lines) + " lines, at most " + std::to_string(most)}};
}

static Violations vagueFileName(const SourceFile &file)
{
    static const std::regex wrong(
        "(utils?|helpers?|common|misc|types|manager)(_.*)?|.*_(utils?|helpers?|misc|manager)");
    static const std::regex snakeCase("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    if (!file.isCode())
        return {};
    const std::string_view name = file.fileName();
    const std::string stem(name.substr(0, name.find('.')));
    if (!std::regex_match(stem, snakeCase))
        return {{file.path, 0, "is not snake_case, which is safe on disks that do not tell case"}};
    if (std::regex_match(stem, wrong))
        return {{file.path, 0, "the name does not say what is inside"}};
    return {};
}

const std::vector<SourceRule> &sourceRules()
{
    static const std::vector<SourceRule> rules = {
        {"includes follow the arrows", wrongIncludes},
        {"linked targets follow the arrows", wrongLinks},
        {"only net and platform name an operating system", osNames},
        {"the data path is free of slow Qt classes", slowQtClasses},
        {"no header opens a namespace", usingNamespaceInHeader},
        {"every source starts with its licence", noLicenceLine},
        {"every header is read once", noPragmaOnce},
        {"no file is too long to read", tooLong},
        {"file names say what is inside", vagueFileName},
    };
    return rules;
}

} // namespace architecture
