// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace architecture {

struct SourceFile
{
    std::string path; // from the root of the tree, with slashes: relay/http/server.h
    std::string text;

    bool isUnder(std::string_view folder) const;
    bool isHeader() const { return path.ends_with(".h"); }
    bool isCode() const { return path.ends_with(".h") || path.ends_with(".cpp"); }
    bool isFolderFile() const { return path.ends_with("/CMakeLists.txt"); }
    std::string_view fileName() const;
};

struct Violation
{
    std::string path;
    int line = 0; // 0: the file as a whole
    std::string what;
};

using Violations = std::vector<Violation>;

// Sources and folder files below app, relay, tests and ui, in the order of their paths. Reentrant.
std::vector<SourceFile> readTree(const std::string &root);

// The lines of a text, without their line feeds; a text that ends in one has no empty last line. Reentrant.
std::vector<std::string_view> linesOf(std::string_view text);

} // namespace architecture
