// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/source_tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace architecture {

namespace fs = std::filesystem;

bool SourceFile::isUnder(std::string_view folder) const
{
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string_view SourceFile::fileName() const
{
    return std::string_view(path).substr(path.rfind('/') + 1);
}

static bool isInteresting(const fs::path &file)
{
    const auto extension = file.extension();
    return extension == ".h" || extension == ".cpp" || file.filename() == "CMakeLists.txt";
}

std::vector<SourceFile> readTree(const std::string &root)
{
    constexpr std::array kFolders = {"app", "relay", "tests", "ui"};
    std::vector<SourceFile> files;
    for (const char *folder : kFolders) {
        auto entry = fs::recursive_directory_iterator(fs::path(root) / folder);
        for (; entry != fs::recursive_directory_iterator(); ++entry) {
            if (entry->is_directory() && entry->path().filename() == "node_modules")
                entry.disable_recursion_pending();
            if (!entry->is_regular_file() || !isInteresting(entry->path()))
                continue;
            std::ifstream stream(entry->path(), std::ios::binary);
            files.push_back({fs::relative(entry->path(), root).generic_string(),
                             std::string(std::istreambuf_iterator<char>(stream), {})});
        }
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

} // namespace architecture
