// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/arrows.h"

#include <algorithm>
#include <regex>
#include <string>

namespace architecture {

struct Arrow
{
    std::string_view folder;
    std::vector<std::string_view> sees; // beside itself; a trailing slash: all that is below
};

// The house, from the ground up. The arrows point one way: a folder sees only what stands above it here.
static const std::vector<Arrow> &arrows()
{
    static const std::vector<Arrow> table = {
        {"relay/base", {}},
        {"relay/model", {"relay/base"}},
        {"relay/api", {"relay/base", "relay/model"}},
        {"relay/platform", {"relay/base"}},
        {"relay/profiling", {"relay/base", "relay/platform"}},
        {"relay/config", {"relay/base"}},
        {"relay/metrics", {"relay/base", "relay/model", "relay/api"}},
        {"relay/storage", {"relay/base", "relay/model", "relay/api", "relay/platform"}},
        {"relay/net", {"relay/base", "relay/platform"}},
        {"relay/http", {"relay/base", "relay/net"}},
        {"relay/bench", {"relay/base", "relay/metrics", "relay/net", "relay/http"}},
        {"relay/dialect", {"relay/base", "relay/model"}},
        {"relay/routing", {"relay/base", "relay/model"}},
        {"relay/telemetry", {"relay/base", "relay/model", "relay/routing"}},
        {"relay/update", {"relay/base", "relay/platform"}},
        {"relay/access", {"relay/base", "relay/model"}},
        {"relay/ledger", {"relay/base", "relay/model", "relay/api", "relay/platform", "relay/storage"}},
        {"relay/pipeline",
         {"relay/base", "relay/model", "relay/config", "relay/metrics", "relay/net", "relay/http",
          "relay/dialect", "relay/routing", "relay/telemetry", "relay/access", "relay/ledger"}},
        {"relay/admin",
         {"relay/base", "relay/model", "relay/api", "relay/http", "relay/metrics", "relay/config",
          "relay/access"}},
        {"relay/service", {"relay/"}},
        {"ui", {"relay/base", "relay/model", "relay/api"}},
        {"app",
         {"relay/base", "relay/model", "relay/api", "relay/config", "relay/metrics", "relay/platform",
          "relay/bench", "relay/service", "ui/shell/shell.h",
          "ui/models/desktop.h"}}, // ui is a module that the program loads: its interfaces
    };
    return table;
}

// relay/dialect/openai_chat/reader.cpp stands in relay/dialect, app/platform/console.h in app.
static std::string_view folderOf(std::string_view path)
{
    const std::size_t first = path.find('/');
    if (!path.starts_with("relay/"))
        return path.substr(0, first);
    return path.substr(0, path.find('/', first + 1));
}

static const Arrow *arrowOf(std::string_view folder)
{
    const auto arrow = std::ranges::find(arrows(), folder, &Arrow::folder);
    return arrow == arrows().end() ? nullptr : &*arrow;
}

static bool maySee(const Arrow &arrow, std::string_view path)
{
    const std::string_view folder = folderOf(path);
    return folder == arrow.folder || std::ranges::any_of(arrow.sees, [&](std::string_view seen) {
               return seen == folder || seen == path || (seen.ends_with('/') && path.starts_with(seen));
           });
}

static bool isInHouse(const SourceFile &file)
{
    return file.isUnder("relay") || file.isUnder("app") || file.isUnder("ui");
}

static Violation noRow(const SourceFile &file)
{
    return {file.path, 0, std::string(folderOf(file.path)) + " has no row in the table of arrows"};
}

Violations wrongIncludes(const SourceFile &file)
{
    if (!file.isCode() || !isInHouse(file))
        return {};
    const Arrow *arrow = arrowOf(folderOf(file.path));
    if (!arrow)
        return {noRow(file)};

    static const std::regex include(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
    static const std::regex fromRoot("^(relay|app|ui|tests)/.*");
    Violations found;
    int number = 0;
    for (const std::string_view line : linesOf(file.text)) {
        ++number;
        std::cmatch match;
        if (!std::regex_search(line.data(), line.data() + line.size(), match, include))
            continue;
        const std::string target = match[2];
        if (std::regex_match(target, fromRoot)) {
            if (!maySee(*arrow, target))
                found.push_back({file.path, number, std::string(arrow->folder) + " may not see " + target});
        } else if (match[1] == "\"" && !target.ends_with(".moc") && !target.starts_with("resources/")) {
            found.push_back({file.path, number, target + " is not written from the root of the tree"});
        }
    }
    return found;
}

Violations wrongLinks(const SourceFile &file)
{
    if (!file.isFolderFile() || !file.isUnder("relay") || file.path == "relay/CMakeLists.txt")
        return {};
    const Arrow *arrow = arrowOf(folderOf(file.path));
    if (!arrow)
        return {noRow(file)};

    static const std::regex target(R"(\b(relay_(?!add_)\w+|Qt6::(Gui|Widgets)\b))");
    Violations found;
    int number = 0;
    for (const std::string_view line : linesOf(file.text)) {
        ++number;
        for (std::cregex_iterator match(line.data(), line.data() + line.size(), target), end; match != end;
             ++match) {
            std::string name = (*match)[1];
            if (name == "relay_options" || name == "relay_resources") // flags; data without code
                continue;
            if (!name.starts_with("relay_")) {
                found.push_back({file.path, number, "no widget compiles in relay: " + name});
                continue;
            }
            std::ranges::replace(name, '_', '/');
            if (!maySee(*arrow, name + "/"))
                found.push_back({file.path, number, std::string(arrow->folder) + " may not link " + name});
        }
    }
    return found;
}

} // namespace architecture
